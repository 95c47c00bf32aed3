package acceptance

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
)

// recordingProxy stands between the provider and Cashfree, and keeps the secrets that it sees. Signatures and tokens
// are known nowhere else. Below /recorder it accepts any client secret. Below /mirror it refuses every call with an
// answer that repeats what it was sent.
type recordingProxy struct {
	baseURL  string // without a path
	cashfree http.Handler
	lock     sync.Mutex
	secrets  map[string]string // name by secret
}

// newRecordingProxy starts a proxy in front of the simulator.
func (h *harness) newRecordingProxy() *recordingProxy {
	h.Helper()
	p := &recordingProxy{cashfree: h.sim, secrets: make(map[string]string)}
	server := httptest.NewServer(p)
	h.Cleanup(server.Close)
	p.baseURL = server.URL
	return p
}

func (p *recordingProxy) addSecret(name, secret string) {
	if secret == "" || secret == clientSecret {
		return
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	if _, known := p.secrets[secret]; !known { // a token may come again as an ephemeral value
		p.secrets[secret] = name
	}
}

// recordedSecrets returns the names of the secrets so far, by secret.
func (p *recordingProxy) recordedSecrets() map[string]string {
	p.lock.Lock()
	defer p.lock.Unlock()
	return maps.Clone(p.secrets)
}

// count returns how many secrets of a name there are so far.
func (p *recordingProxy) count(name string) int {
	count := 0
	for _, taken := range p.recordedSecrets() {
		if taken == name {
			count++
		}
	}
	return count
}

func (p *recordingProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.addSecret("a signature", r.Header.Get("X-Cf-Signature"))
	p.addSecret("a token", strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	p.addSecret("an ephemeral value", r.Header.Get("X-Client-Secret"))
	switch {
	case strings.HasPrefix(r.URL.Path, "/recorder/"):
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"beneficiary_id":%q,"beneficiary_name":"A","beneficiary_status":"VERIFIED",
			"beneficiary_instrument_details":{"vpa":"asha@examplebank"}}`, r.FormValue("beneficiary_id"))
	case strings.HasPrefix(r.URL.Path, "/mirror/"):
		answerMirror(w, r)
	case strings.HasSuffix(r.URL.Path, "/authorize"):
		p.authorize(w, r)
	default:
		p.cashfree.ServeHTTP(w, r)
	}
}

var tokenField = regexp.MustCompile(`"token":"([^"]+)"`)

// authorize passes a call for a token on, and keeps the token.
func (p *recordingProxy) authorize(w http.ResponseWriter, r *http.Request) {
	recorder := httptest.NewRecorder()
	p.cashfree.ServeHTTP(recorder, r)
	if match := tokenField.FindStringSubmatch(recorder.Body.String()); match != nil {
		p.addSecret("a token", match[1])
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(recorder.Code)
	_, _ = w.Write(recorder.Body.Bytes())
}

// answerMirror refuses a call in the form that its path names.
func answerMirror(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	header := w.Header()
	header.Set("Content-Type", "application/json")
	secret, signature, bearer := r.Header.Get("X-Client-Secret"), r.Header.Get("X-Cf-Signature"), r.Header.Get("Authorization")
	if strings.HasSuffix(r.URL.Path, "/authorize") {
		_, _ = fmt.Fprintf(w, `{"status":"SUCCESS","subCode":"200","data":{"token":%q,"expiry":%q}}`, mirrorToken, "99999999999")
		return
	}
	number := findAccountNumber(r.URL.Query().Get("bank_account_number") + string(body))
	everything := strings.Join([]string{number, inGroups(number, " "), inGroups(number, "-"), secret, bearer, signature}, " | ")
	switch strings.Split(r.URL.Path, "/")[2] {
	case "text":
		header.Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "refused "+everything)
	case "title":
		header.Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprintf(w, "<html><title>%s %s %s</title></html>", signature, number, secret)
	case "redirect":
		header.Set("Location", "https://"+number+".example.com/?secret="+secret)
		w.WriteHeader(http.StatusTemporaryRedirect)
	case "request-id":
		header.Set("X-Request-Id", number+secret+signature)
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{"type": secret, "code": signature + bearer, "message": signature})
	default:
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{"type": number, "code": secret, "message": everything,
			"status": "ERROR", "subCode": "400"})
	}
}

// mirrorToken is the token of a mirror. It has letters alone, so that no rule about numbers masks it.
const mirrorToken = "mirror-token-canary-in-letters-alone"

var sixteenDigits = regexp.MustCompile(`[0-9]{16}`)

func findAccountNumber(text string) string { return sixteenDigits.FindString(text) }

func inGroups(number, gap string) string {
	return strings.TrimSuffix(regexp.MustCompile(`.{4}`).ReplaceAllString(number, "$0"+gap), gap)
}
