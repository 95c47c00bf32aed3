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

// sign gives the value of X-Cf-Signature: the client id and the time in Unix seconds, encrypted for Cashfree with
// RSA-OAEP and SHA-1, in base64 (https://www.cashfree.com/docs/api-reference/payouts/v1/authorize.md). It proves
// possession of the key for some minutes and covers nothing of the request.
func sign(key *rsa.PublicKey, clientID string, at time.Time) (string, error) {
	text := []byte(clientID + "." + strconv.FormatInt(at.Unix(), 10))
	// The padding is not taken from Config.Random: predictable padding would give the text away.
	sealed, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, key, text, nil) //nolint:gosec // as above
	if err != nil {
		return "", fmt.Errorf("the signature cannot be made with the public key: %w", err)
	}
	return base64.StdEncoding.EncodeToString(sealed), nil
}

// checkSigning finds out at the start what would otherwise fail every request: a key that Go cannot encrypt with, or
// one too small for the client id.
func checkSigning(key *rsa.PublicKey, clientID string) error {
	if key == nil {
		return nil
	}
	if err := checkKey(key); err != nil {
		return err
	}
	if _, err := sign(key, clientID, time.Unix(9_999_999_999, 0)); err != nil {
		return errors.New("the public key is too small to sign with this client id; generate a key of 2048 bits " +
			"or more in the Cashfree dashboard")
	}
	return nil
}
