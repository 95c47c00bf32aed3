package payouts

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"unicode"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// maxWrappings is how often the text of a key is unwrapped. Some tools encode a file in base64 that is encoded already.
const maxWrappings = 4

// unwrapKey returns the text of a key without what CI systems and editors put around it: base64 of the whole file,
// because they mask only variables of one line, and UTF-16, as PowerShell writes it. A key without its first and last
// line gets them.
func unwrapKey(text string) string {
	for range maxWrappings {
		inner, isWrapped := unwrapOnce(text)
		if !isWrapped {
			break
		}
		text = inner
	}
	return text
}

func unwrapOnce(text string) (inner string, isWrapped bool) {
	if inner, isUTF16 := decodeUTF16(text); isUTF16 {
		return inner, true
	}
	bare := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '"' || r == '\'' || r == '\ufeff' {
			return -1
		}
		return r
	}, strings.NewReplacer(`\r`, "", `\n`, "").Replace(text))
	decoded := decodeAnyBase64(bare)
	switch inner, isUTF16 := decodeUTF16(string(decoded)); {
	case isUTF16:
		return inner, true
	case strings.Contains(string(decoded), "-----"):
		return string(decoded), true
	case isSequence(decoded):
		return "-----BEGIN PUBLIC KEY-----\n" + bare + "\n-----END PUBLIC KEY-----\n", true
	case isBase64(decoded):
		return string(decoded), true
	}
	return "", false
}

// decodeUTF16 decodes a text with a byte order mark, or one in which each second byte is zero, as in ASCII.
func decodeUTF16(text string) (plain string, isUTF16 bool) {
	if len(text) < 2 {
		return "", false
	}
	switch {
	case strings.HasPrefix(text, "\xff\xfe"), text[1] == 0:
		return grammar.DecodeUTF16(text, binary.LittleEndian), true
	case strings.HasPrefix(text, "\xfe\xff"), text[0] == 0:
		return grammar.DecodeUTF16(text, binary.BigEndian), true
	default:
		return "", false
	}
}

// minEncodedKey is shorter than any key in base64, and longer than a word that happens to be base64.
const minEncodedKey = 100

func decodeAnyBase64(text string) []byte {
	if len(text) < minEncodedKey {
		return nil
	}
	text = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
	decoded, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	return decoded
}

// isSequence reports whether bytes begin like a key in DER: with a sequence of more than 127 bytes.
func isSequence(der []byte) bool {
	return len(der) > 2 && der[0] == 0x30 && (der[1] == 0x81 || der[1] == 0x82)
}

func isBase64(text []byte) bool {
	return decodeAnyBase64(strings.Join(strings.Fields(string(text)), "")) != nil
}

// checkKeyFile refuses files of other kinds that people take for the key.
func checkKeyFile(text string) error {
	const openIt = " Open it first. In production its password is the e-mail address that is registered with Cashfree. Then use the text " +
		"inside, from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----"
	switch {
	case strings.HasPrefix(text, "%PDF"):
		return errors.New("this is a PDF file, not the public key." + openIt)
	case strings.HasPrefix(text, "PK\x03\x04"):
		return errors.New("this is a ZIP file, not the public key." + openIt)
	}
	return nil
}
