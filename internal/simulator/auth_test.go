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

// Headers come first, then credentials, then the version, then the second
// factor.
func TestV2ChecksInOrder(t *testing.T) {
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
			a := open(t, simulator.Options{SecondFactor: simulator.SecondFactorIP})
			got := a.as(tc.headers).create(asha())
			wantStatus(t, got, tc.status, tc.code)
			wantEqual(t, "beneficiaries", len(a.All()), 0)
			wantEqual(t, "logged status", a.Requests()[0].Status, tc.status)
		})
	}
}

func TestWrongCredentialsAreWordedAsSeen(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.Options{ClientID: "CF1", ClientSecret: "s1"})
	wantEqual(t, "body", string(a.read("x").body),
		`{"type":"authentication_error","code":"authentication_failed","message":"Invalid clientId and clientSecret combination"}`)
	good := a.as(map[string]string{"x-client-id": "CF1", "x-client-secret": "s1"})
	wantStatus(t, good.read("x"), 404, "beneficiary_not_found")

	a.SetCredentials("CF2", "s2")
	wantStatus(t, good.read("x"), 401, "authentication_failed")
	wantStatus(t, a.as(map[string]string{"x-client-id": "CF2", "x-client-secret": "s2"}).read("x"), 404, "beneficiary_not_found")
}

func TestIPWhitelist(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.Options{SecondFactor: simulator.SecondFactorIP, CallerIP: "203.0.113.7"})

	refused := a.create(asha())
	wantStatus(t, refused, 403, "ip_validation_failed")
	message, _ := refused.at("message").(string)
	if !strings.HasPrefix(message, "IP not whitelisted your current ip is 203.0.113.7.") {
		t.Fatalf("the refusal should name the address, got %q", message)
	}
	wantSub(t, a.post("/payout/v1/authorize", nil), "403 IP not whitelisted")

	forged := a.as(map[string]string{"X-Forwarded-For": "203.0.113.8", "X-Real-Ip": "203.0.113.8"})
	a.SetWhitelist([]string{"203.0.113.8"})
	wantStatus(t, forged.create(asha()), 403, "ip_validation_failed")

	a.SetWhitelist([]string{"203.0.113.8", "203.0.113.7"})
	wantStatus(t, a.create(asha()), 201, "")
	token := a.bearer()
	wantSub(t, token.get("/payout/v1/getBalance"), "200 Ledger balance for the account")

	a.SetWhitelist(nil)
	wantSub(t, token.get("/payout/v1/getBalance"), "403 IP not whitelisted")
	wantStatus(t, a.as(map[string]string{"x-cf-signature": "c2ln"}).read("vendor_0042"), 403, "ip_validation_failed")
}

// The pages of v2 say "if IP is not whitelisted" of the signature (S29), and
// those of the two methods that one of them is in force (S8).
func TestASignatureFromAnAddressThatIsNotListed(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.Options{SecondFactor: simulator.SecondFactorIP, CallerIP: "203.0.113.7"})
	signed := a.as(map[string]string{"X-Cf-Signature": sign(t, a.PublicKeyPEM(), stamp(time.Now()))})
	wantStatus(t, signed.read("x"), 403, "ip_validation_failed")
	wantSub(t, signed.post("/payout/v1/authorize", nil), "403 IP not whitelisted")

	a.SetBehaviour(func(b *simulator.Behaviour) { b.SignatureInIPMode = "accepted" })
	wantStatus(t, signed.read("x"), 404, "beneficiary_not_found")
	token := signed.bearer().as(map[string]string{"X-Cf-Signature": ""})
	wantSub(t, token.get("/payout/v1/getBalance"), "200 Ledger balance for the account")

	wantStatus(t, a.read("x"), 403, "ip_validation_failed")
	wrong := a.as(map[string]string{"X-Cf-Signature": "bm90IGEgc2lnbmF0dXJl"})
	wantStatus(t, wrong.read("x"), 403, "ip_validation_failed")
	wantSub(t, wrong.post("/payout/v1/authorize", nil), "403 IP not whitelisted")

	a.SetWhitelist([]string{"203.0.113.7"})
	unsigned := a.bearer()
	a.SetWhitelist(nil)
	wantSub(t, unsigned.get("/payout/v1/getBalance"), "403 IP not whitelisted")
	wantSub(t, token.get("/payout/v1/getBalance"), "200 Ledger balance for the account")
}

func TestCallerIsTheConnectionUnlessTold(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.Options{SecondFactor: simulator.SecondFactorIP, Whitelist: []string{"127.0.0.1"}})
	wantStatus(t, a.read("x"), 404, "beneficiary_not_found")
	a.SetCallerIP("203.0.113.7")
	wantStatus(t, a.read("x"), 403, "ip_validation_failed")
	a.SetCallerIP("")
	wantStatus(t, a.read("x"), 404, "beneficiary_not_found")

	a.SetBehaviour(func(b *simulator.Behaviour) { b.TrustForwardedFor = true })
	forwarded := a.as(map[string]string{"X-Forwarded-For": "203.0.113.9, 10.0.0.1"})
	wantStatus(t, forwarded.read("x"), 403, "ip_validation_failed")
	wantEqual(t, "address", a.Requests()[3].ClientIP, "203.0.113.9")
}

func TestSignatureWindow(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := open(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature, Now: clock.Now})
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
		{"with milliseconds, as the Node SDK sends (S12)", stamp(now) + ".123", "beneficiary_not_found"},
		{"for another client", "CF_OTHER" + strings.TrimPrefix(stamp(now), simulator.DefaultClientID), "authentication_failed"},
		{"with a word for milliseconds", stamp(now) + ".x", "authentication_failed"},
		{"with more digits than a time has", simulator.DefaultClientID + ".99999999999999999999", "authentication_failed"},
		{"without a time", simulator.DefaultClientID + ".", "authentication_failed"},
		{"with a word for a time", simulator.DefaultClientID + ".now", "authentication_failed"},
		{"with a negative time", simulator.DefaultClientID + ".-1", "authentication_failed"},
	} {
		signed := a.as(map[string]string{"X-Cf-Signature": sign(t, a.PublicKeyPEM(), tc.text)})
		if got := signed.read("x"); got.code() != tc.code {
			t.Errorf("%s: got %d %q, want %q", tc.name, got.status, got.code(), tc.code)
		}
	}
}

func TestSignatureIsAskedOfEveryV2CallAndOfAuthorizeAlone(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature})

	missing := a.create(asha())
	wantStatus(t, missing, 403, "authentication_failed")
	wantEqual(t, "message", missing.at("message"), any("Signature missing in the request"))
	wantEqual(t, "type", missing.at("type"), any("validation_error")) // the only type on record, of the sister product (S39)
	wantSub(t, a.post("/payout/v1/authorize", nil), "403 Signature missing in the request")

	wrong := a.as(map[string]string{"X-Cf-Signature": "bm90IGEgc2lnbmF0dXJl"}).create(asha())
	wantStatus(t, wrong, 401, "authentication_failed")
	wantEqual(t, "message", wrong.at("message"), any("Signature mismatch"))
	wantEqual(t, "beneficiaries", len(a.All()), 0)

	signed := a.as(map[string]string{"X-Cf-Signature": sign(t, a.PublicKeyPEM(), stamp(time.Now()))})
	wantStatus(t, signed.create(asha()), 201, "")
	token := signed.bearer().as(map[string]string{"X-Cf-Signature": ""})
	wantSub(t, token.get("/payout/v1/getBeneficiary/vendor_0042"), "200 Details of beneficiary")
	wantEqual(t, "signed", a.Requests()[3].Signed, true)
	wantEqual(t, "unsigned", a.Requests()[0].Signed, false)
}

// Other paddings gave 401 in Cashfree's sandbox (S22).
func TestSignatureTakesOnlyOAEPWithSHA1(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature})
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
		signed := a.as(map[string]string{"X-Cf-Signature": base64.StdEncoding.EncodeToString(sealed)})
		if got := signed.read("x"); got.status != 401 {
			t.Errorf("%s: got %d, want 401", name, got.status)
		}
	}
}

func TestANewKeyEndsTheFormerOne(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature})
	former := a.as(map[string]string{"X-Cf-Signature": sign(t, a.PublicKeyPEM(), stamp(time.Now()))})
	wantStatus(t, former.read("x"), 404, "beneficiary_not_found")
	a.RotateKey()
	wantStatus(t, former.read("x"), 401, "authentication_failed")
	a.SetBehaviour(func(b *simulator.Behaviour) { b.FormerKey = "accepted" })
	wantStatus(t, former.read("x"), 404, "beneficiary_not_found")
}

func TestToken(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := open(t, simulator.Options{Now: clock.Now, CallerIP: "203.0.113.7"})

	made := a.post("/payout/v1/authorize", nil)
	wantSub(t, made, "200 Token generated")
	wantEqual(t, "expiry", made.at("data", "expiry"), any(float64(clock.Now().Unix()+360)))
	first := a.as(map[string]string{"Authorization": "Bearer " + made.at("data", "token").(string)})
	wantSub(t, first.post("/payout/v1/verifyToken", nil), "200 Token is valid")

	// A second token leaves the first one good (S55).
	second := a.bearer()
	wantSub(t, first.get("/payout/v1/getBalance"), "200 Ledger balance for the account")

	// One made from one address cannot be used from another (S55).
	a.SetCallerIP("203.0.113.8")
	wantSub(t, first.get("/payout/v1/getBalance"), "403 Token is not valid")
	a.SetCallerIP("203.0.113.7")

	clock.advance(359 * time.Second)
	wantSub(t, first.get("/payout/v1/getBalance"), "200 Ledger balance for the account")
	clock.advance(time.Second)
	wantSub(t, first.get("/payout/v1/getBalance"), "403 Token is not valid")
	wantSub(t, first.post("/payout/v1/verifyToken", nil), "403 Token is not valid")

	fresh := a.bearer()
	wantSub(t, fresh.get("/payout/v1/getBalance"), "200 Ledger balance for the account")
	a.RevokeTokens()
	wantSub(t, fresh.get("/payout/v1/getBalance"), "403 Token is not valid")
	wantSub(t, second.get("/payout/v1/getBalance"), "403 Token is not valid")
}

func TestTokensThatWereNeverMade(t *testing.T) {
	t.Parallel()
	a := open(t, simulator.Options{})
	good := a.bearer().headers["Authorization"]
	for name, tc := range map[string]struct{ header, want string }{
		"none":             {"", "412 Token missing in the request"},
		"another scheme":   {"Basic eA==", "412 Token missing in the request"},
		"garbage":          {"Bearer x", "403 Token is not valid"},
		"unsigned":         {good[:strings.LastIndex(good, ".")] + ".", "403 Token is not valid"},
		"one claim longer": {strings.Replace(good, ".", ".e30", 1), "403 Token is not valid"},
	} {
		if got := a.as(map[string]string{"Authorization": tc.header}).get("/payout/v1/getBalance"); got.sub() != tc.want {
			t.Errorf("%s: got %q, want %q", name, got.sub(), tc.want)
		}
	}
	wantSub(t, a.as(map[string]string{"x-client-secret": "bad"}).post("/payout/v1/authorize", nil),
		"401 Invalid clientId and clientSecret combination")

	other := a.bearer()
	a.SetCredentials("CF2", "s2")
	wantSub(t, other.get("/payout/v1/getBalance"), "403 Token is not valid")
}
