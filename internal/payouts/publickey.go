package payouts

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// Sizes of keys in bits. Cashfree states none; smaller keys are refused by Go itself, larger ones are no real key.
const (
	leastKeyBits = 1024
	mostKeyBits  = 8192
	mostKeyText  = 64 << 10
)

const keyHint = "paste the file from the Cashfree dashboard (Payouts > Developers > Two-Factor Authentication > " +
	"Public Key), from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----"

var (
	keyBegin = regexp.MustCompile(`-{5}\s*BEGIN\s*([A-Z0-9\s]*?)\s*-{5}`)
	keyEnd   = regexp.MustCompile(`-{5}\s*END\s*([A-Z0-9\s]*?)\s*-{5}`)
)

// ParsePublicKey reads the public key that Cashfree's dashboard gives out: a PEM block of the type PUBLIC KEY (SPKI) or
// RSA PUBLIC KEY (PKCS #1) with an RSA key of 1024 to 8192 bits.
//
// It repairs what environment variables, secret stores and indented files do to a PEM block: line breaks written as \n
// or missing, carriage returns, white space at either end of lines, quotes around the whole. Everything else is an
// error, with a message of its own for what people take for the key: a private key, a certificate, a key of another
// kind. No error quotes any of the text.
func ParsePublicKey(text string) (*rsa.PublicKey, error) {
	if len(text) > mostKeyText {
		return nil, errors.New("the public key is longer than 64 KiB; " + keyHint)
	}
	text = unescapeLines(text)
	upper := strings.ToUpper(text)
	switch {
	case strings.TrimSpace(text) == "":
		return nil, errors.New("the public key is empty; " + keyHint)
	case containsWords(upper, "PRIVATEKEY"):
		return nil, errors.New("this is a private key, which Cashfree never hands out and nobody should pass around; " + keyHint)
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
		return nil, err
	}
	return key, nil
}

// unescapeLines turns line breaks in all the ways in which they are written into real ones. A backslash is in no part
// of a PEM block, so nothing can be lost.
func unescapeLines(text string) string {
	for strings.Contains(text, `\\`) {
		text = strings.ReplaceAll(text, `\\`, `\`)
	}
	return strings.NewReplacer(`\r`, "\n", `\n`, "\n", "\\\n", "\n", "\r", "\n", "\ufeff", "", "\u00a0", " ").Replace(text)
}

// containsWords looks for words that somebody may have torn apart or run together.
func containsWords(text, words string) bool {
	return strings.Contains(strings.Join(strings.Fields(text), ""), words)
}

// keyBody gives what stands between the two lines of the one block in the text.
func keyBody(text string) (string, error) {
	begins := keyBegin.FindAllStringSubmatchIndex(text, 2)
	switch {
	case len(begins) == 0:
		return "", errors.New("the public key has no line -----BEGIN PUBLIC KEY-----; " + keyHint)
	case len(begins) > 1:
		return "", errors.New("there is more than one key; Cashfree Payouts knows one at a time, so leave only the current one")
	}
	begin := begins[0]
	label := strings.Join(strings.Fields(text[begin[2]:begin[3]]), "")
	if label != "PUBLICKEY" && label != "RSAPUBLICKEY" {
		return "", errors.New("the text is a PEM block of another kind than PUBLIC KEY and RSA PUBLIC KEY; " + keyHint)
	}
	rest := text[begin[1]:]
	end := keyEnd.FindStringIndex(rest)
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

// parseKeyDER goes by the content, since the two labels are mixed up in the wild.
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
		return nil, errors.New("this is a private key under the label of a public one; do not pass it around. Instead, " + keyHint)
	}
	// The parser's own error says at most which byte is odd, which helps nobody.
	return nil, errors.New("the public key is damaged: its content is no RSA public key; " + keyHint)
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

// checkKey makes sure that signatures can be made with the key: its size, and by making one.
func checkKey(key *rsa.PublicKey) error {
	if key.N == nil {
		return errors.New("the public key has no modulus")
	}
	if bits := key.N.BitLen(); bits < leastKeyBits || bits > mostKeyBits {
		return fmt.Errorf("the public key has %d bits; keys of %d to %d bits can be used, and 2048 or more should be: "+
			"generate a new one in the Cashfree dashboard", bits, leastKeyBits, mostKeyBits)
	}
	if _, err := sign(key, "", time.Unix(0, 0)); err != nil {
		return errors.New("the public key is damaged: nothing can be encrypted with it; " + keyHint)
	}
	return nil
}

// KeyFingerprint gives the SHA-256 of a key's SubjectPublicKeyInfo in DER, in lower-case hexadecimal: what
// `openssl pkey -pubin -outform DER | sha256sum` prints. It identifies a key and makes no signature.
func KeyFingerprint(key *rsa.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return "", fmt.Errorf("the public key cannot be encoded: %w", err)
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:]), nil
}
