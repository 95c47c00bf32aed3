package payouts_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

func spki(t testing.TB, key any) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func pkcs1(key *rsa.PublicKey) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(key)}))
}

// ofBits returns a public key of a size. Its modulus is a random number.
func ofBits(bits uint) *rsa.PublicKey {
	modulus := new(big.Int).Lsh(big.NewInt(1), bits-1)
	return &rsa.PublicKey{N: modulus.Add(modulus, big.NewInt(12345)), E: 65537}
}

func encode(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// inLines breaks a text into lines of 76 characters, as base64 does.
func inLines(text string) string {
	var lines []string
	for line := range slices.Chunk([]byte(text), 76) {
		lines = append(lines, string(line))
	}
	return strings.Join(lines, "\n") + "\n"
}

func inUTF16(text string, order binary.AppendByteOrder) string {
	var encoded []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		encoded = order.AppendUint16(encoded, unit)
	}
	return string(encoded)
}

// A key is read in all the forms in which people paste it.
func TestParsePublicKey_Spellings(t *testing.T) {
	t.Parallel()
	key := &signingKey().PublicKey
	text := spki(t, key)
	lines := strings.Split(strings.TrimSpace(text), "\n")
	body := strings.Join(lines[1:len(lines)-1], "")
	for how, pasted := range map[string]string{
		"as it is":                          text,
		"PKCS #1":                           pkcs1(key),
		"SPKI under the label of PKCS #1":   strings.ReplaceAll(text, "PUBLIC KEY", "RSA PUBLIC KEY"),
		"PKCS #1 under the label of SPKI":   strings.ReplaceAll(pkcs1(key), "RSA PUBLIC KEY", "PUBLIC KEY"),
		"without its last line break":       strings.TrimSpace(text),
		`\n in place of line breaks`:        strings.ReplaceAll(text, "\n", `\n`),
		`\\n in place of line breaks`:       strings.ReplaceAll(text, "\n", `\\n`),
		`\r\n in place of line breaks`:      strings.ReplaceAll(text, "\n", `\r\n`),
		`\n and line breaks`:                strings.ReplaceAll(text, "\n", "\\n\n"),
		"CRLF":                              strings.ReplaceAll(text, "\n", "\r\n"),
		"CR":                                strings.ReplaceAll(text, "\n", "\r"),
		"blanks in place of line breaks":    strings.ReplaceAll(text, "\n", " "),
		"no line breaks at all":             lines[0] + body + lines[len(lines)-1],
		"lines of a shell":                  strings.ReplaceAll(text, "\n", "\\\n"),
		"indented":                          "    " + strings.ReplaceAll(text, "\n", "\n\t    "),
		"blanks at the ends of lines":       strings.ReplaceAll(text, "\n", "  \n"),
		"empty lines":                       strings.ReplaceAll(text, "\n", "\n\n"),
		"quoted":                            `"` + strings.ReplaceAll(text, "\n", `\n`) + `"`,
		"quoted once":                       "'" + text + "'",
		"every line quoted":                 `"` + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\"\n\"") + `"`,
		"with a byte order mark":            "\ufeff" + text,
		"with words around it":              "Cashfree public key:\n" + text + "\n(downloaded in March)\n",
		"blanks inside the first line":      strings.Replace(text, "-----BEGIN PUBLIC KEY-----", "----- BEGIN  PUBLIC  KEY -----", 1),
		"blanks left out of the first line": strings.Replace(text, "-----BEGIN PUBLIC KEY-----", "-----BEGINPUBLICKEY-----", 1),
		"no-break spaces":                   strings.ReplaceAll(text, "\n", "\u00a0"),
		"base64 of the file":                encode(text),
		"base64 in lines":                   inLines(encode(text)),
		"base64 with its line break":        encode(text) + "\n",
		"base64, quoted":                    `"` + encode(text) + `"`,
		"base64 for URLs":                   base64.RawURLEncoding.EncodeToString([]byte(text)),
		"base64 twice":                      encode(encode(text)),
		"base64 in lines, twice":            encode(inLines(encode(text))),
		"base64 of CRLF":                    encode(strings.ReplaceAll(text, "\n", "\r\n")),
		"UTF-16 LE":                         inUTF16("\ufeff"+text, binary.LittleEndian),
		"UTF-16 BE":                         inUTF16("\ufeff"+text, binary.BigEndian),
		"UTF-16 without its mark":           inUTF16(text, binary.LittleEndian),
		"UTF-16 BE without its mark":        inUTF16(text, binary.BigEndian),
		"base64 of UTF-16":                  encode(inUTF16("\ufeff"+text, binary.LittleEndian)),
		"without its first and last line":   strings.Join(lines[1:len(lines)-1], "\n"),
		"without them, on one line":         body,
	} {
		got, err := payouts.ParsePublicKey(pasted)
		if err != nil {
			t.Errorf("%s: %v", how, err)
			continue
		}
		if !got.Equal(key) {
			t.Errorf("%s: another key", how)
		}
	}
}

// Keys of all usual sizes are read.
func TestParsePublicKey_Sizes(t *testing.T) {
	t.Parallel()
	for _, bits := range []uint{1024, 2048, 3072, 4096, 8192} {
		if got, err := payouts.ParsePublicKey(spki(t, ofBits(bits))); err != nil || got.N.BitLen() != int(bits) {
			t.Errorf("%d bits: %v", bits, err)
		}
	}
}

// What is not a public key is refused with a reason and not quoted.
func TestParsePublicKey_Refused(t *testing.T) {
	t.Parallel()
	private := signingKey()
	public := spki(t, &private.PublicKey)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block := func(label string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
	}
	even := ofBits(2048)
	even.N = new(big.Int).Sub(even.N, big.NewInt(1))

	for what, story := range map[string]struct{ text, reason string }{
		"nothing":                      {"", "is empty"},
		"blanks":                       {" \n\t", "is empty"},
		"line breaks as text":          {`\n\n`, "is empty"},
		"a private key":                {block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(private)), "private key"},
		"a PKCS #8 key":                {block("PRIVATE KEY", pkcs8), "private key"},
		"an encrypted key":             {block("ENCRYPTED PRIVATE KEY", pkcs8), "private key"},
		"an OpenSSH key":               {block("OPENSSH PRIVATE KEY", pkcs8), "private key"},
		"a private key after a public": {public + block("PRIVATE KEY", pkcs8), "private key"},
		"a private key torn apart":     {strings.ReplaceAll(block("PRIVATE KEY", pkcs8), "PRIVATE KEY", "PRIVATE  KEY"), "private key"},
		"a private key in disguise":    {block("PUBLIC KEY", pkcs8), "private key"},
		"PKCS #1 in disguise":          {block("RSA PUBLIC KEY", x509.MarshalPKCS1PrivateKey(private)), "private key"},
		"a certificate":                {block("CERTIFICATE", []byte("whatever")), "certificate"},
		"an SSH key":                   {"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ user@host", "SSH key"},
		"a key of a curve":             {spki(t, &curve.PublicKey), "not an RSA key"},
		"another block":                {block("PGP MESSAGE", []byte("whatever")), "another kind"},
		"bare base64":                  {base64.StdEncoding.EncodeToString(pkcs8), "content is a private key"},
		"a path":                       {"/etc/keys/cashfree.pem", "no line -----BEGIN"},
		"no end":                       {public[:200], "cut off"},
		"two keys":                     {public + public, "more than one key"},
		"not base64":                   {"-----BEGIN PUBLIC KEY-----\n@@@@\n-----END PUBLIC KEY-----", "not base64"},
		"nothing in it":                {"-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----", "not an RSA public key"},
		"something else in it":         {block("PUBLIC KEY", []byte("no DER at all")), "not an RSA public key"},
		"something behind it":          {block("PUBLIC KEY", append(x509.MarshalPKCS1PublicKey(&private.PublicKey), 0)), "not an RSA public key"},
		"512 bits":                     {spki(t, ofBits(512)), "got 512"},
		"1023 bits":                    {spki(t, ofBits(1023)), "got 1023"},
		"8193 bits":                    {spki(t, ofBits(8193)), "got 8193"},
		"an even modulus":              {spki(t, even), "damaged"},
		"a megabyte":                   {strings.Repeat("A", 1<<20), "longer than"},
	} {
		_, err := payouts.ParsePublicKey(story.text)
		if err == nil {
			t.Errorf("%s: accepted", what)
			continue
		}
		if !strings.Contains(err.Error(), story.reason) {
			t.Errorf("%s: %v, want the reason %q", what, err, story.reason)
		}
		if quotes(err.Error(), story.text) {
			t.Errorf("%s: %v quotes the text", what, err)
		}
	}
}

var dense = regexp.MustCompile(`[A-Za-z0-9+/=]{16,}`)

// quotes reports whether a message repeats a long run of what it was given, with or without its line breaks.
func quotes(message, text string) bool {
	joined := strings.Join(strings.Fields(text), "")
	for _, run := range dense.FindAllString(message, -1) {
		if strings.Contains(joined, run) {
			return true
		}
	}
	return false
}

// oneKey is the same in every process that fuzzes, and costs none of them the time to make one.
const oneKey = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvvlecInKJlCE1HI/2qJb
rkLMF9P4WVkiB4vBRb5AUVYe1RWsekUUWtIIZ//5DgsWByWDc0bipyQHY4vW5uxl
atvPbU6tgDLygfSB2wt4Gv1fCfP8fsGNNOa1u/FTnmf8KUtAwvyBSL/PSBcmVxf1
M74DCKXlxUQsxWhTRe1dx+5WpoU3sb1nzK4hqG4LK5hbPr3UMwkXjoYFUT9W97Mx
pmvzaYuVPCm7fhwc3oosUjXZG9AE8DolA1rqTfRBqGbNcuHm784jMOw8GQjVgUB5
mCPQHfLr0hch93whd7OjDlRd2iAJ6wJH2ODJBNB3E3HBPvS2ckmv00L0hxfpZWQq
tQIDAQAB
-----END PUBLIC KEY-----
`

// FuzzParsePublicKey: no text makes it panic or repeat what it was given, and an accepted key survives being written
// out and read again.
func FuzzParsePublicKey(f *testing.F) {
	key, err := payouts.ParsePublicKey(oneKey)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		oneKey, strings.ReplaceAll(oneKey, "\n", `\n`), strings.ReplaceAll(oneKey, "\n", " "), pkcs1(key), spki(f, ofBits(1024)), "'" + oneKey + "'\u00a0", strings.Replace(oneKey, "MIIB", "MI@B", 1),
		"-----BEGIN PUBLIC KEY-----", "-----BEGIN PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----", `\\\\n`, "-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----",
	} {
		f.Add(seed)
	}
	f.Fuzz(testParsePublicKey)
}

func testParsePublicKey(t *testing.T, text string) {
	t.Helper()
	key, err := payouts.ParsePublicKey(text)
	if err != nil {
		if quotes(err.Error(), text) {
			t.Fatalf("%v quotes the text", err)
		}
		return
	}
	if bits := key.N.BitLen(); bits < 1024 || bits > 8192 {
		t.Fatalf("accepted %d bits", bits)
	}
	again, err := payouts.ParsePublicKey(spki(t, key))
	if err != nil || !again.Equal(key) {
		t.Fatalf("written out and read again: %v", err)
	}
}
