package simulator

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// claims make a token self-contained, so that no list of tokens is needed. A new token leaves the earlier ones valid.
// https://dev.cashfree.com/payouts-api
type claims struct {
	ClientID string `json:"clientId"`
	IP       string `json:"ip"`
	Expiry   int64  `json:"exp"`
	Nonce    string `json:"jti"`

	// Signed is true if a signature stood in for the address. Calls with the token are not signed.
	Signed bool `json:"signed,omitempty"`
}

// tokenHeader is that of the token in Cashfree's example
// (https://www.cashfree.com/docs/api-reference/payouts/v1/validate-payout-v1-2).
const tokenHeader = `{"alg":"HS384","typ":"JWT"}`

func (c *call) newToken(expiry int64) string {
	// Plain values can always be encoded.
	body, _ := json.Marshal(claims{c.settings.clientID, c.remote.String(), expiry, rand.Text(), c.signatureStandsIn()})
	text := encodeSegment([]byte(tokenHeader)) + "." + encodeSegment(body)
	return text + "." + encodeSegment(c.sealToken(text))
}

func (c *call) sealToken(text string) []byte {
	mac := hmac.New(sha512.New384, c.tokenKey)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// readToken returns the claims of a token and reports whether it is valid. A token that was made from one address
// cannot be used from another (https://dev.cashfree.com/payouts-api).
func (c *call) readToken(token string) (made claims, valid bool) {
	end := strings.LastIndex(token, ".")
	if end < 0 {
		return claims{}, false
	}
	seal, err := base64.RawURLEncoding.DecodeString(token[end+1:])
	if err != nil || !hmac.Equal(seal, c.sealToken(token[:end])) {
		return claims{}, false
	}
	_, segment, _ := strings.Cut(token[:end], ".")
	body, err := base64.RawURLEncoding.DecodeString(segment)
	if err != nil {
		return claims{}, false
	}
	if json.Unmarshal(body, &made) != nil {
		return claims{}, false
	}
	return made, made.ClientID == c.settings.clientID && made.IP == c.remote.String() && c.now.Unix() < made.Expiry
}

func encodeSegment(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

type tokenV1 struct {
	Token  string `json:"token"`
	Expiry int64  `json:"expiry"` // Unix seconds.
}

func (s *Simulator) authorize(c *call) answer {
	lifetime := time.Duration(c.settings.behaviour.TokenLifetimeSeconds) * time.Second
	expiry := c.now.Add(lifetime).Unix()
	return v1Answer(http.StatusOK, "Token generated", tokenV1{c.newToken(expiry), expiry})
}

// verifyToken always succeeds, since a call with an invalid token is refused before it.
func (s *Simulator) verifyToken(*call) answer {
	return v1Answer(http.StatusOK, "Token is valid", nil)
}

// RevokeTokens makes all tokens invalid that were made so far.
func (s *Simulator) RevokeTokens() {
	key := make([]byte, 48)
	_, _ = rand.Read(key) // crypto/rand.Read never fails.
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokenKey = key
}
