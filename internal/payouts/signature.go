package payouts

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // OAEP with SHA-1 is what Cashfree decrypts with; it rests on no collision resistance.
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// SignatureLifetime is how long a signature is assumed to be valid. Users of the API read ten minutes in Cashfree's
// documentation. No page of Cashfree with a figure was found; its own Python SDK uses one signature for six minutes
// (https://pypi.org/project/cashfree-sdk). The client itself makes a new one for every attempt.
const SignatureLifetime = 10 * time.Minute

// ErrNoPublicKey is the error of [Client.NewSignature] on a client without a key.
var ErrNoPublicKey = errors.New("there is no public key to make a signature with")

// Signature is a value of X-Cf-Signature for requests that somebody else makes.
type Signature struct {
	// Value is that of the header. Until it expires it is the second factor, so it is secret.
	Value string
	// ClientID is the x-client-id that the signature is for. Cashfree refuses it with any other.
	ClientID string
	// IssuedAt is the time inside the signature, in whole seconds by this machine's clock.
	IssuedAt time.Time
	// ExpiresAt is [SignatureLifetime] later.
	ExpiresAt time.Time
}

// NewSignature makes a signature with the client's key. It makes no call.
func (c *Client) NewSignature() (Signature, error) {
	if c.publicKey == nil {
		return Signature{}, ErrNoPublicKey
	}
	issued := c.now().UTC().Truncate(time.Second)
	value, err := Sign(c.publicKey, c.clientID, issued)
	if err != nil {
		return Signature{}, err
	}
	return Signature{Value: value, ClientID: c.clientID, IssuedAt: issued, ExpiresAt: issued.Add(SignatureLifetime)}, nil
}

// Sign returns the value of X-Cf-Signature: the client id and the time in Unix seconds, encrypted for Cashfree with
// RSA-OAEP and SHA-1, in base64 (https://www.cashfree.com/docs/api-reference/payouts/v1/authorize.md). It proves
// possession of the key for some minutes and covers nothing of the request.
func Sign(key *rsa.PublicKey, clientID string, at time.Time) (string, error) {
	text := []byte(clientID + "." + strconv.FormatInt(at.Unix(), 10))
	// The padding is not taken from Config.Random: predictable padding would reveal the text.
	sealed, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, key, text, nil) //nolint:gosec // as above
	if err != nil {
		return "", fmt.Errorf("the signature cannot be made with the public key: %w", err)
	}
	return base64.StdEncoding.EncodeToString(sealed), nil
}

// checkSigning finds at the start what would otherwise fail every request: a key that Go cannot encrypt with, or one
// too small for the client id. Its errors are the rest of a sentence about the key.
func checkSigning(key *rsa.PublicKey, clientID string) error {
	if key == nil {
		return nil
	}
	if err := checkKey(key); err != nil {
		return err
	}
	if _, err := Sign(key, clientID, time.Unix(9_999_999_999, 0)); err != nil {
		return errors.New("is too small to sign with this client id; generate a key of 2048 bits " +
			"or more in the Cashfree dashboard")
	}
	return nil
}
