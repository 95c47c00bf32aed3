package payouts_test

import (
	"crypto/rsa"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// What Cashfree decrypts is the client id and the time
// (https://www.cashfree.com/docs/api-reference/payouts/v1/authorize.md).
func TestSign_Content(t *testing.T) {
	t.Parallel()
	const half = 500 * time.Millisecond
	account := newAccount(t, simulator.Options{}, signed)
	_ = account.clock.Wait(t.Context(), half)
	issued := account.clock.Now().Add(-half)
	signature, err := account.NewSignature()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := base64.StdEncoding.DecodeString(signature.Value)
	if err != nil {
		t.Fatal(err)
	}
	text, err := rsa.DecryptOAEP(sha1.New(), nil, signingKey(), sealed, nil)
	if err != nil || string(text) != simulator.DefaultClientID+".1772360430" {
		t.Errorf("it says %q, %v", text, err)
	}
	signature.Value = ""
	want := payouts.Signature{ClientID: simulator.DefaultClientID, IssuedAt: issued, ExpiresAt: issued.Add(10 * time.Minute)}
	if signature != want {
		t.Errorf("%+v, want %+v", signature, want)
	}
	if sent := account.log.String(); sent != "" {
		t.Errorf("making it left traces:\n%s", sent)
	}
}

// No two signatures are alike: the padding is random, so that nobody sees that two contain the same.
func TestSign_RandomPadding(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{}, signed, func(c *payouts.Config) { c.Random = strings.NewReader("") })
	first, err := account.NewSignature()
	if err != nil {
		t.Fatal(err)
	}
	second, err := account.NewSignature()
	if err != nil || first.Value == second.Value {
		t.Errorf("alike: %t, %v", first.Value == second.Value, err)
	}
}

// A client without a key makes no signature.
func TestNewSignature_NoKey(t *testing.T) {
	t.Parallel()
	signature, err := newAccount(t, simulator.Options{}).NewSignature()
	if !errors.Is(err, payouts.ErrNoPublicKey) || signature != (payouts.Signature{}) {
		t.Errorf("%+v, %v", signature, err)
	}
}
