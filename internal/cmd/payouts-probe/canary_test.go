package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// No output holds a secret, a signature, a token, an account number, a name or an e-mail address, also where the server
// repeats what was sent and what it answered, in every text that the probe reads.
func TestProbe_Canaries(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"", "message", "code", "type", "subCode"} {
		t.Run("repeated as "+part, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature})
			var secrets []string
			original := w.transport
			w.transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				content, err := io.ReadAll(r.Body)
				if err != nil {
					return nil, err
				}
				r.Body = io.NopCloser(strings.NewReader(string(content)))
				response, err := original.RoundTrip(r)
				if err != nil {
					return nil, err
				}
				answered, err := io.ReadAll(response.Body)
				if err != nil {
					return nil, err
				}
				for _, header := range []string{"X-Client-Secret", "X-Cf-Signature", "Authorization"} {
					secrets = append(secrets, strings.TrimPrefix(r.Header.Get(header), "Bearer "))
				}
				for _, word := range strings.FieldsFunc(string(content)+string(answered), func(c rune) bool { return strings.ContainsRune(`"{}:, `, c) }) {
					if len(word) == 18 && word[0] == '9' || strings.Contains(word, "@") {
						secrets = append(secrets, word)
					}
				}
				if _, rest, isToken := strings.Cut(string(answered), `"token":"`); isToken {
					token, _, _ := strings.Cut(rest, `"`)
					secrets = append(secrets, token)
				}
				response.Body = io.NopCloser(strings.NewReader(repeated(string(answered), part, secrets[len(secrets)-1:], secrets)))
				return response, nil
			})
			file := filepath.Join(t.TempDir(), "mine.json")
			for _, flags := range [][]string{nil, {"-json=false"}, {"-read-only", "-behaviour", file}} {
				got := w.probe(t.Context(), flags...)
				behaviour, _ := os.ReadFile(got.behaviour)
				for _, secret := range append(slices.Compact(slices.Sorted(slices.Values(secrets))), payeeName, clientID, testPhone, wrongSecret) {
					if len(secret) > 3 && strings.Contains(got.stdout+got.stderr+string(behaviour), secret) {
						t.Fatalf("%v printed %q:\n%s", flags, secret, got.stdout)
					}
				}
			}
		})
	}
}

// repeated returns an answer in which one of its texts is a secret. The code repeats each of them in turn.
func repeated(answered, part string, last, all []string) string {
	var members map[string]any
	if part == "" || json.Unmarshal([]byte(answered), &members) != nil {
		return answered
	}
	members[part] = strings.Join(all, " ")
	if part != "message" {
		members[part] = strings.ToLower(all[len(answered)%len(all)])
		if len(answered)%3 == 0 {
			members[part] = last[0]
		}
	}
	text, _ := json.Marshal(members)
	return string(text)
}
