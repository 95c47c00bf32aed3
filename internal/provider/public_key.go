package provider

import (
	"context"
	"crypto/rsa"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// minUsualKeyBits is the size of a key below which there is a warning.
const minUsualKeyBits = 2048

// shortKey returns the warning about a short key, and whether the key is one.
func shortKey(key *rsa.PublicKey) (short bool, warning diag.Diagnostic) {
	bits := key.N.BitLen()
	return bits < minUsualKeyBits, diag.NewWarningDiagnostic("Short public key", fmt.Sprintf(
		"The key has %d bits, fewer than the usual %d. Generate a new one in Cashfree's dashboard if possible.",
		bits, minUsualKeyBits))
}

// isKeyText reports whether a text is a key, where the path or the name of a variable belongs. Errors quote paths and
// names, and the state keeps them; neither may contain a key.
func isKeyText(text string) bool {
	return strings.Contains(text, "-----") || strings.ContainsAny(text, "\r\n") || strings.Contains(text, encodedKeyStart) || isBareKey(text)
}

// encodedKeyStart is how "-----BEGIN" starts in base64.
const encodedKeyStart = "LS0tLS1CRUdJT"

// isBareKey reports whether a text is a key without its first and last line: the base64 of a DER sequence, longer than
// a path.
func isBareKey(text string) bool {
	return len(text) > 128 && strings.HasPrefix(strings.TrimSpace(text), "MI")
}

const (
	keyIsText    = "The value is the text of a key. "
	keyIsNoPlace = keyIsText + "Set the path of its file, without file(…) around it."
)

// noKeyValidator refuses the text of a key where a path or a name belongs. Its error neither quotes the key nor is on
// the attribute, because the CLI would print the source of that.
type noKeyValidator struct{ detail string }

var (
	pathOfKey     = noKeyValidator{keyIsNoPlace}
	variableOfKey = noKeyValidator{keyIsText + "Set the name of the environment variable that holds it."}
)

func (noKeyValidator) Description(context.Context) string {
	return "The value must name where the key is. It must not be the key itself."
}

func (v noKeyValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v noKeyValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if isKeyText(req.ConfigValue.ValueString()) {
		resp.Diagnostics.AddError("Key text in "+req.Path.String(), v.detail)
	}
}

// fingerprintValidator checks that a text is a SHA-256 in hexadecimal.
type fingerprintValidator struct{}

const fingerprintRule = "A fingerprint has 64 hexadecimal digits, with or without colons."

func (fingerprintValidator) Description(context.Context) string         { return fingerprintRule }
func (fingerprintValidator) MarkdownDescription(context.Context) string { return fingerprintRule }

func (fingerprintValidator) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	digits := plainFingerprint(req.ConfigValue.ValueString())
	if len(digits) != 64 || strings.Trim(digits, "0123456789abcdef") != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid fingerprint", fingerprintRule)
	}
}

// plainFingerprint returns a fingerprint in small letters, without colons and white space.
func plainFingerprint(text string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(text), ":", ""))
}
