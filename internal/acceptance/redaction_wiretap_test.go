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

// wiretap stands between the provider and Cashfree and keeps the secrets that go past: of signatures and tokens nobody
// else knows. Below /witness it takes any client secret, and below /mirror it refuses everything with an answer that
// repeats all that it was sent.
type wiretap struct {
	base     string // without a path
	cashfree http.Handler
	lock     sync.Mutex
	secrets  map[string]string // name by secret
}

func (s *story) wiretap() *wiretap {
	s.Helper()
	w := &wiretap{cashfree: s.sim, secrets: make(map[string]string)}
	server := httptest.NewServer(w)
	s.Cleanup(server.Close)
	w.base = server.URL
	return w
}

func (w *wiretap) keep(name, secret string) {
	if secret == "" || secret == clientSecret {
		return
	}
	w.lock.Lock()
	defer w.lock.Unlock()
	if _, known := w.secrets[secret]; !known { // a token is handed on as an ephemeral value afterwards
		w.secrets[secret] = name
	}
}

// taken gives the names of what went past, by secret.
func (w *wiretap) taken() map[string]string {
	w.lock.Lock()
	defer w.lock.Unlock()
	return maps.Clone(w.secrets)
}

// count says how many secrets of a name went past.
func (w *wiretap) count(name string) int {
	count := 0
	for _, taken := range w.taken() {
		if taken == name {
			count++
		}
	}
	return count
}

func (w *wiretap) ServeHTTP(answer http.ResponseWriter, r *http.Request) {
	w.keep("a signature", r.Header.Get("X-Cf-Signature"))
	w.keep("a token", strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	w.keep("an ephemeral value", r.Header.Get("X-Client-Secret"))
	switch {
	case strings.HasPrefix(r.URL.Path, "/witness/"):
		answer.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(answer, `{"beneficiary_id":%q,"beneficiary_name":"A","beneficiary_status":"VERIFIED"}`, r.FormValue("beneficiary_id"))
	case strings.HasPrefix(r.URL.Path, "/mirror/"):
		mirror(answer, r)
	case strings.HasSuffix(r.URL.Path, "/authorize"):
		w.authorize(answer, r)
	default:
		w.cashfree.ServeHTTP(answer, r)
	}
}

var tokenOf = regexp.MustCompile(`"token":"([^"]+)"`)

func (w *wiretap) authorize(answer http.ResponseWriter, r *http.Request) {
	recorder := httptest.NewRecorder()
	w.cashfree.ServeHTTP(recorder, r)
	if match := tokenOf.FindStringSubmatch(recorder.Body.String()); match != nil {
		w.keep("a token", match[1])
	}
	answer.Header().Set("Content-Type", "application/json")
	answer.WriteHeader(recorder.Code)
	_, _ = answer.Write(recorder.Body.Bytes())
}

// mirror refuses a call in the form that its path names.
func mirror(answer http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	header := answer.Header()
	header.Set("Content-Type", "application/json")
	secret, signature, bearer := r.Header.Get("X-Client-Secret"), r.Header.Get("X-Cf-Signature"), r.Header.Get("Authorization")
	if strings.HasSuffix(r.URL.Path, "/authorize") {
		_, _ = fmt.Fprintf(answer, `{"status":"SUCCESS","subCode":"200","data":{"token":%q,"expiry":%q}}`, mirrorToken, "99999999999")
		return
	}
	number := numberIn(r.URL.Query().Get("bank_account_number") + string(body))
	everything := strings.Join([]string{number, inGroups(number, " "), inGroups(number, "-"), secret, bearer, signature}, " | ")
	switch strings.Split(r.URL.Path, "/")[2] {
	case "text":
		header.Set("Content-Type", "text/plain")
		answer.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(answer, "refused "+everything)
	case "title":
		header.Set("Content-Type", "text/html")
		answer.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprintf(answer, "<html><title>%s %s %s</title></html>", signature, number, secret)
	case "redirect":
		header.Set("Location", "https://"+number+".example.com/?secret="+secret)
		answer.WriteHeader(http.StatusTemporaryRedirect)
	case "request-id":
		header.Set("X-Request-Id", number+secret+signature)
		answer.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(answer).Encode(map[string]string{"type": secret, "code": signature + bearer, "message": signature})
	default:
		answer.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(answer).Encode(map[string]string{"type": number, "code": secret, "message": everything,
			"status": "ERROR", "subCode": "400"})
	}
}

const mirrorToken = "mirror-token-canary-in-letters-alone" // so that no rule about numbers masks it

var sixteenDigits = regexp.MustCompile(`[0-9]{16}`)

func numberIn(text string) string { return sixteenDigits.FindString(text) }

func inGroups(number, gap string) string {
	return strings.TrimSuffix(regexp.MustCompile(`.{4}`).ReplaceAllString(number, "$0"+gap), gap)
}
