package payouts

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// Limits of keys: the first two in bits, the text in bytes. Cashfree documents none. Go refuses smaller keys, and no
// real key is larger.
const (
	minKeyBits = 1024
	maxKeyBits = 8192
	maxKeyText = 64 << 10
)

// keyHint ends each error about a key: where the key is. In production the file that one downloads is protected by a
// password (https://www.cashfree.com/docs/payouts/payouts/integrations/payouts-2fa).
const keyHint = "download it in the Cashfree dashboard (Payouts > Developers > Two-Factor Authentication > Public Key), open it if it is " +
	"protected by a password, and use its text from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----"

var (
	keyBegin = grammar.NewPattern(`-{5}\s*BEGIN\s*([A-Z0-9\s]*?)\s*-{5}`)
	keyEnd   = grammar.NewPattern(`-{5}\s*END\s*([A-Z0-9\s]*?)\s*-{5}`)
)

// ParsePublicKey reads the public key from Cashfree's dashboard: a PEM block of the type PUBLIC KEY (SPKI) or
// RSA PUBLIC KEY (PKCS #1) with an RSA key of 1024 to 8192 bits.
//
// It repairs what environment variables, secret stores, editors and indented files do to a PEM block: line breaks
// written as \n or missing, carriage returns, white space at either end of lines, quotes around the whole, base64 of
// the whole file, UTF-16, a first and a last line that are missing. Everything else is an error. Private keys,
// certificates and keys of another kind, which people confuse with the key, each have a message of their own. No error
// quotes any of the text.
func ParsePublicKey(text string) (*rsa.PublicKey, error) {
	if len(text) > maxKeyText {
		return nil, errors.New("the public key is longer than 64 KiB; " + keyHint)
	}
	if err := checkKeyFile(text); err != nil {
		return nil, err
	}
	text = unescapeLines(unwrapKey(text))
	upper := strings.ToUpper(text)
	switch {
	case strings.TrimSpace(text) == "":
		return nil, errors.New("the public key is empty; " + keyHint)
	case containsWords(upper, "PRIVATEKEY"):
		return nil, errors.New("this is a private key; Cashfree never issues one, and it must stay secret; " + keyHint)
	case containsWords(upper, "BEGINCERTIFICATE"), containsWords(upper, "BEGINTRUSTEDCERTIFICATE"):
		return nil, errors.New("this is a certificate, not the public key; " + keyHint)
	case strings.HasPrefix(strings.TrimSpace(text), "ssh-"):
		return nil, errors.New("this is an SSH key, not the public key of Cashfree Payouts; " + keyHint)
	}

	body, err := keyBody(text)
	if err != nil {
		return nil, err
	}
	der, err := decodeKeyBody(body)
	if err != nil {
		return nil, err
	}
	key, err := parseKeyDER(der)
	if err != nil {
		return nil, err
	}
	if err := checkKey(key); err != nil {
		return nil, fmt.Errorf("the public key %w", err)
	}
	return key, nil
}

// unescapeLines replaces line breaks that are written in any of the usual ways by real ones. No part of a PEM block
// contains a backslash, so nothing can be lost.
func unescapeLines(text string) string {
	for strings.Contains(text, `\\`) {
		text = strings.ReplaceAll(text, `\\`, `\`)
	}
	return strings.NewReplacer(`\r`, "\n", `\n`, "\n", "\\\n", "\n", "\r", "\n", "\ufeff", "", "\u00a0", " ").Replace(text)
}

// containsWords reports whether a text contains the words, with or without white space between and in them.
func containsWords(text, words string) bool {
	return strings.Contains(strings.Join(strings.Fields(text), ""), words)
}

// keyBody returns what stands between the first and the last line of the only block in the text.
func keyBody(text string) (string, error) {
	begins := keyBegin().FindAllStringSubmatchIndex(text, 2)
	switch {
	case len(begins) == 0:
		return "", errors.New("the public key has no line -----BEGIN PUBLIC KEY-----; " + keyHint)
	case len(begins) > 1:
		return "", errors.New("there is more than one key; Cashfree Payouts uses one at a time, so keep only the current one")
	}
	begin := begins[0]
	label := strings.Join(strings.Fields(text[begin[2]:begin[3]]), "")
	if label != "PUBLICKEY" && label != "RSAPUBLICKEY" {
		return "", errors.New("the text is a PEM block of another kind than PUBLIC KEY and RSA PUBLIC KEY; " + keyHint)
	}
	rest := text[begin[1]:]
	end := keyEnd().FindStringIndex(rest)
	if end == nil {
		return "", errors.New("the public key has no line -----END PUBLIC KEY-----, so it is cut off; " + keyHint)
	}
	return rest[:end[0]], nil
}

func decodeKeyBody(body string) ([]byte, error) {
	bare := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '"' || r == '\'' {
			return -1
		}
		return r
	}, body)
	der, err := base64.StdEncoding.DecodeString(bare)
	if err != nil {
		return nil, fmt.Errorf("the public key is damaged: the %d characters between its first and last line are not "+
			"base64; %s", len(bare), keyHint)
	}
	return der, nil
}

// parseKeyDER decides by the content, since the two labels are often confused.
func parseKeyDER(der []byte) (*rsa.PublicKey, error) {
	if key, err := x509.ParsePKIXPublicKey(der); err == nil {
		if key, ok := key.(*rsa.PublicKey); ok {
			return key, nil
		}
		return nil, errors.New("the public key is not an RSA key, and Cashfree's signatures are made with RSA; " + keyHint)
	}
	if key, err := x509.ParsePKCS1PublicKey(der); err == nil {
		return key, nil
	}
	if isPrivateDER(der) {
		return nil, errors.New("the content is a private key; it must stay secret; " + keyHint)
	}
	// The parser's own error names a byte at most, which helps nobody.
	return nil, errors.New("the public key is damaged: its content is not an RSA public key; " + keyHint)
}

func isPrivateDER(der []byte) bool {
	if _, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return true
	}
	if _, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return true
	}
	_, err := x509.ParseECPrivateKey(der)
	return err == nil
}

// checkKey checks that signatures can be made with the key: by its size, and by making one. Its errors are the rest of
// a sentence about the key.
func checkKey(key *rsa.PublicKey) error {
	if key.N == nil {
		return errors.New("has no modulus")
	}
	if bits := key.N.BitLen(); bits < minKeyBits || bits > maxKeyBits {
		return fmt.Errorf("must have %d to %d bits, got %d; generate a new one of 2048 bits or more in the Cashfree dashboard", minKeyBits, maxKeyBits, bits)
	}
	if _, err := Sign(key, "", time.Unix(0, 0)); err != nil {
		return errors.New("is damaged: nothing can be encrypted with it; " + keyHint)
	}
	return nil
}

// KeyFingerprint returns the SHA-256 of a key's SubjectPublicKeyInfo in DER, in lower-case hexadecimal: what
// `openssl pkey -pubin -outform DER | sha256sum` prints. It identifies a key and makes no signature.
func KeyFingerprint(key *rsa.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return "", fmt.Errorf("the public key cannot be encoded: %w", err)
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:]), nil
}
