package simulator_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The checks of v2 run in order: headers, credentials, version, second factor.
func TestAuth_V2_Order(t *testing.T) {
	t.Parallel()
	const unlisted = "ip_validation_failed"
	for _, tc := range []struct {
		name    string
		headers map[string]string
		status  int
		code    string
	}{
		{"no id, all else wrong too", map[string]string{"x-client-id": "", "x-client-secret": "bad", "x-api-version": ""}, 400, "x-client-id_missing"},
		{"no secret", map[string]string{"x-client-secret": "", "x-api-version": ""}, 400, "x-client-secret_missing"},
		{"wrong id", map[string]string{"x-client-id": "CF_OTHER", "x-api-version": ""}, 401, "authentication_failed"},
		{"wrong secret", map[string]string{"x-client-secret": "cfsk_sim_secreT", "x-api-version": ""}, 401, "authentication_failed"},
		{"no version", map[string]string{"x-api-version": ""}, 400, "x-api-version_missing"},
		{"the leftover version of the OpenAPI text", map[string]string{"x-api-version": "2022-09-01"}, 400, "x-api-version_value_invalid"},
		{"an address that is not listed", nil, 403, unlisted},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, simulator.Options{SecondFactor: simulator.SecondFactorIP})
			got := a.withHeaders(tc.headers).create(asha())
			wantStatus(t, got, tc.status, tc.code)
			wantEqual(t, "beneficiaries", len(a.All()), 0)
			wantEqual(t, "logged status", a.Requests()[0].Status, tc.status)
		})
	}
}

// Wrong credentials have the text that integrators quote, and credentials can be changed.
func TestAuth_WrongCredentials(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{ClientID: "CF1", ClientSecret: "s1"})
	wantEqual(t, "body", string(a.read("x").body),
		`{"type":"authentication_error","code":"authentication_failed","message":"Invalid clientId and clientSecret combination"}`)
	good := a.withHeaders(map[string]string{"x-client-id": "CF1", "x-client-secret": "s1"})
	wantStatus(t, good.read("x"), 404, "beneficiary_not_found")

	a.SetCredentials("CF2", "s2")
	wantStatus(t, good.read("x"), 401, "authentication_failed")
	wantStatus(t, a.withHeaders(map[string]string{"x-client-id": "CF2", "x-client-secret": "s2"}).read("x"), 404, "beneficiary_not_found")
}

// Only listed addresses can call, headers cannot forge one, and the refusal names the address.
func TestWhitelist_Enforced(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{SecondFactor: simulator.SecondFactorIP, CallerIP: "203.0.113.7"})

	refused := a.create(asha())
	wantStatus(t, refused, 403, "ip_validation_failed")
	message, _ := refused.at("message").(string)
	if message != "IP not whitelisted your current ip is 203.0.113.7" {
		t.Fatalf("the refusal should name the address, got %q", message)
	}
	wantSubCode(t, a.post("/payout/v1/authorize", nil), "403 IP not whitelisted")

	forged := a.withHeaders(map[string]string{"X-Forwarded-For": "203.0.113.8", "X-Real-Ip": "203.0.113.8"})
	a.SetWhitelist([]string{"203.0.113.8"})
	wantStatus(t, forged.create(asha()), 403, "ip_validation_failed")

	a.SetWhitelist([]string{"203.0.113.8", "203.0.113.7"})
	wantStatus(t, a.create(asha()), 201, "")
	token := a.withToken()
	wantSubCode(t, token.get("/payout/v1/getBalance"), "200 Ledger balance for the account")

	a.SetWhitelist(nil)
	wantSubCode(t, token.get("/payout/v1/getBalance"), "403 IP not whitelisted")
	wantStatus(t, a.withHeaders(map[string]string{"x-cf-signature": "c2ln"}).read("vendor_0042"), 403, "ip_validation_failed")
}

// A signature does not stand in for a listed address unless the switch says so. Pages of v2 list the header for use "if
// IP is not whitelisted", and the page of the methods has one in force at a time.
func TestSignature_InIPMode(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{SecondFactor: simulator.SecondFactorIP, CallerIP: "203.0.113.7"})
	signed := a.withHeaders(map[string]string{"X-Cf-Signature": sign(t, a.PublicKeyPEM(), stamp(time.Now()))})
	wantStatus(t, signed.read("x"), 403, "ip_validation_failed")
	wantSubCode(t, signed.post("/payout/v1/authorize", nil), "403 IP not whitelisted")

	a.SetBehaviour(func(b *simulator.Behaviour) { b.SignatureInIPMode = "accepted" })
	wantStatus(t, signed.read("x"), 404, "beneficiary_not_found")
	token := signed.withToken().withHeaders(map[string]string{"X-Cf-Signature": ""})
	wantSubCode(t, token.get("/payout/v1/getBalance"), "200 Ledger balance for the account")

	wantStatus(t, a.read("x"), 403, "ip_validation_failed")
	wrong := a.withHeaders(map[string]string{"X-Cf-Signature": "bm90IGEgc2lnbmF0dXJl"})
	wantStatus(t, wrong.read("x"), 403, "ip_validation_failed")
	wantSubCode(t, wrong.post("/payout/v1/authorize", nil), "403 IP not whitelisted")

	a.SetWhitelist([]string{"203.0.113.7"})
	unsigned := a.withToken()
	a.SetWhitelist(nil)
	wantSubCode(t, unsigned.get("/payout/v1/getBalance"), "403 IP not whitelisted")
	wantSubCode(t, token.get("/payout/v1/getBalance"), "200 Ledger balance for the account")
}

// The caller's address is that of the connection, unless it is set or a forwarding header is trusted.
func TestCallerAddress_Source(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{SecondFactor: simulator.SecondFactorIP, Whitelist: []string{"127.0.0.1"}})
	wantStatus(t, a.read("x"), 404, "beneficiary_not_found")
	a.SetCallerIP("203.0.113.7")
	wantStatus(t, a.read("x"), 403, "ip_validation_failed")
	a.SetCallerIP("")
	wantStatus(t, a.read("x"), 404, "beneficiary_not_found")

	a.SetBehaviour(func(b *simulator.Behaviour) { b.TrustForwardedFor = true })
	forwarded := a.withHeaders(map[string]string{"X-Forwarded-For": "203.0.113.9, 10.0.0.1"})
	wantStatus(t, forwarded.read("x"), 403, "ip_validation_failed")
	wantEqual(t, "address", a.Requests()[3].ClientIP, "203.0.113.9")
}

// A signature is accepted from ten minutes before to one minute after the present, and only for its client.
func TestSignature_TimeWindow(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := newAccount(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature, Now: clock.Now})
	now := clock.Now()
	clock.advance(900 * time.Millisecond) // Stamps are whole seconds.
	for _, tc := range []struct {
		name string
		text string
		code string
	}{
		{"now", stamp(now), "beneficiary_not_found"},
		{"ten minutes ago", stamp(now.Add(-10 * time.Minute)), "beneficiary_not_found"},
		{"a second more than that", stamp(now.Add(-10*time.Minute - time.Second)), "authentication_failed"},
		{"a minute ahead", stamp(now.Add(time.Minute)), "beneficiary_not_found"},
		{"two seconds more than that", stamp(now.Add(time.Minute + 2*time.Second)), "authentication_failed"},
		{"with milliseconds, as Cashfree's v1 SDK for Node sends", stamp(now) + ".123", "beneficiary_not_found"},
		{"for another client", "CF_OTHER" + strings.TrimPrefix(stamp(now), simulator.DefaultClientID), "authentication_failed"},
		{"with a word for milliseconds", stamp(now) + ".x", "authentication_failed"},
		{"with more digits than a time has", simulator.DefaultClientID + ".99999999999999999999", "authentication_failed"},
		{"without a time", simulator.DefaultClientID + ".", "authentication_failed"},
		{"with a word for a time", simulator.DefaultClientID + ".now", "authentication_failed"},
		{"with a negative time", simulator.DefaultClientID + ".-1", "authentication_failed"},
	} {
		signed := a.withHeaders(map[string]string{"X-Cf-Signature": sign(t, a.PublicKeyPEM(), tc.text)})
		if got := signed.read("x"); got.code() != tc.code {
			t.Errorf("%s: got %d %q, want %q", tc.name, got.status, got.code(), tc.code)
		}
	}
}

// Every v2 call needs a signature, and in v1 only authorize does.
func TestSignature_Required(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature})

	missing := a.create(asha())
	wantStatus(t, missing, 403, "authentication_failed")
	wantEqual(t, "message", missing.at("message"), any("Signature missing in the request"))
	// This is the type of Secure ID, as no page has one for Payouts.
	wantEqual(t, "type", missing.at("type"), any("validation_error"))
	wantSubCode(t, a.post("/payout/v1/authorize", nil), "403 Signature missing in the request")

	wrong := a.withHeaders(map[string]string{"X-Cf-Signature": "bm90IGEgc2lnbmF0dXJl"}).create(asha())
	wantStatus(t, wrong, 401, "authentication_failed")
	wantEqual(t, "message", wrong.at("message"), any("Signature mismatch"))
	wantEqual(t, "beneficiaries", len(a.All()), 0)

	signed := a.withHeaders(map[string]string{"X-Cf-Signature": sign(t, a.PublicKeyPEM(), stamp(time.Now()))})
	wantStatus(t, signed.create(asha()), 201, "")
	token := signed.withToken().withHeaders(map[string]string{"X-Cf-Signature": ""})
	wantSubCode(t, token.get("/payout/v1/getBeneficiary/vendor_0042"), "200 Details of beneficiary")
	wantEqual(t, "signed", a.Requests()[3].Signed, true)
	wantEqual(t, "unsigned", a.Requests()[0].Signed, false)
}

// Only OAEP with SHA-1 is accepted. Other paddings had a 401 in Cashfree's sandbox (observed in public code, 2026:
// https://github.com/tesserix/Home-Chef-App).
func TestSignature_Padding(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature})
	block, _ := pem.Decode([]byte(a.PublicKeyPEM()))
	wantEqual(t, "PEM type", block.Type, "PUBLIC KEY")
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	key := parsed.(*rsa.PublicKey)
	wantEqual(t, "bits", key.N.BitLen(), 2048)

	text := []byte(stamp(time.Now()))
	oaep256, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, key, text, nil)
	if err != nil {
		t.Fatal(err)
	}
	pkcs1, err := rsa.EncryptPKCS1v15(rand.Reader, key, text) //nolint:staticcheck // the mistake that it must refuse
	if err != nil {
		t.Fatal(err)
	}
	for name, sealed := range map[string][]byte{"OAEP with SHA-256": oaep256, "PKCS#1 v1.5": pkcs1} {
		signed := a.withHeaders(map[string]string{"X-Cf-Signature": base64.StdEncoding.EncodeToString(sealed)})
		if got := signed.read("x"); got.status != 401 {
			t.Errorf("%s: got %d, want 401", name, got.status)
		}
	}
}

// A new key ends the former one, unless the switch accepts both.
func TestRotateKey_FormerKey(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature})
	former := a.withHeaders(map[string]string{"X-Cf-Signature": sign(t, a.PublicKeyPEM(), stamp(time.Now()))})
	wantStatus(t, former.read("x"), 404, "beneficiary_not_found")
	a.RotateKey()
	wantStatus(t, former.read("x"), 401, "authentication_failed")
	a.SetBehaviour(func(b *simulator.Behaviour) { b.FormerKey = "accepted" })
	wantStatus(t, former.read("x"), 404, "beneficiary_not_found")
}

// A token is valid for six minutes, from one address, next to other tokens, until it is revoked.
func TestToken_Validity(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := newAccount(t, simulator.Options{Now: clock.Now, CallerIP: "203.0.113.7"})

	made := a.post("/payout/v1/authorize", nil)
	wantSubCode(t, made, "200 Token generated")
	wantEqual(t, "expiry", made.at("data", "expiry"), any(float64(clock.Now().Unix()+360)))
	first := a.withHeaders(map[string]string{"Authorization": "Bearer " + made.at("data", "token").(string)})
	wantSubCode(t, first.post("/payout/v1/verifyToken", nil), "200 Token is valid")

	// A second token leaves the first one valid (https://dev.cashfree.com/payouts-api).
	second := a.withToken()
	wantSubCode(t, first.get("/payout/v1/getBalance"), "200 Ledger balance for the account")

	// A token made from one address cannot be used from another (https://dev.cashfree.com/payouts-api).
	a.SetCallerIP("203.0.113.8")
	wantSubCode(t, first.get("/payout/v1/getBalance"), "403 Token is not valid")
	a.SetCallerIP("203.0.113.7")

	clock.advance(359 * time.Second)
	wantSubCode(t, first.get("/payout/v1/getBalance"), "200 Ledger balance for the account")
	clock.advance(time.Second)
	wantSubCode(t, first.get("/payout/v1/getBalance"), "403 Token is not valid")
	wantSubCode(t, first.post("/payout/v1/verifyToken", nil), "403 Token is not valid")

	fresh := a.withToken()
	wantSubCode(t, fresh.get("/payout/v1/getBalance"), "200 Ledger balance for the account")
	a.RevokeTokens()
	wantSubCode(t, fresh.get("/payout/v1/getBalance"), "403 Token is not valid")
	wantSubCode(t, second.get("/payout/v1/getBalance"), "403 Token is not valid")
}

// Tokens that the simulator did not make are refused.
func TestToken_Forged(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	good := a.withToken().headers["Authorization"]
	for name, tc := range map[string]struct{ header, want string }{
		"none":             {"", "412 Token missing in the request"},
		"another scheme":   {"Basic eA==", "412 Token missing in the request"},
		"garbage":          {"Bearer x", "403 Token is not valid"},
		"unsigned":         {good[:strings.LastIndex(good, ".")] + ".", "403 Token is not valid"},
		"one claim longer": {strings.Replace(good, ".", ".e30", 1), "403 Token is not valid"},
	} {
		if got := a.withHeaders(map[string]string{"Authorization": tc.header}).get("/payout/v1/getBalance"); got.subCode() != tc.want {
			t.Errorf("%s: got %q, want %q", name, got.subCode(), tc.want)
		}
	}
	wantSubCode(t, a.withHeaders(map[string]string{"x-client-secret": "bad"}).post("/payout/v1/authorize", nil),
		"401 Invalid clientId and clientSecret combination")

	other := a.withToken()
	a.SetCredentials("CF2", "s2")
	wantSubCode(t, other.get("/payout/v1/getBalance"), "403 Token is not valid")
}
