package provider

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// sourcedKey is what a record may know of the key that its arguments name.
type sourcedKey struct {
	known       bool // false while the arguments are not known
	fingerprint string
	bits        int64
	at          path.Path // the argument that names it
}

// keyOf reads the key from whichever of the three sources the record names, and checks it against what is expected.
func (r *signingKeyResource) keyOf(model *signingKeyModel, diags *diag.Diagnostics) sourcedKey {
	var key *rsa.PublicKey
	at := path.Root("public_key_path")
	switch {
	case model.Path.IsUnknown() || model.Variable.IsUnknown() || model.Expected.IsUnknown():
		return sourcedKey{at: at}
	case !model.Path.IsNull():
		key = keyFromFile(model.Path.ValueString(), at, diags)
	case !model.Variable.IsNull():
		at = path.Root("public_key_variable")
		key = r.keyFromVariable(model.Variable.ValueString(), at, diags)
	case r.data.IsUnknown(publicKeyPEM.argument) || r.data.IsUnknown(publicKeyPath.argument):
		return sourcedKey{at: at}
	case r.data.PublicKey() == nil:
		diags.AddError("The provider has no key", fmt.Sprintf(
			"This record names neither a file nor an environment variable, so it is of the provider's own key. Set %s or %s of the "+
				"provider, or public_key_path or public_key_variable here.", publicKeyPEM.argument, publicKeyPath.argument))
	default:
		key = r.data.PublicKey()
	}
	if key == nil {
		return sourcedKey{at: at}
	}
	fingerprint, err := payouts.KeyFingerprint(key)
	if err != nil {
		diags.AddAttributeError(at, "Unusable public key", err.Error())
	}
	if expected := plainFingerprint(model.Expected.ValueString()); expected != "" && expected != fingerprint {
		diags.AddAttributeError(path.Root("expected_fingerprint"), "Another key than expected", fmt.Sprintf(
			"The key has the fingerprint %s. If that is the key in Cashfree's dashboard, expect it here; if not, somebody has put "+
				"another key in its place.", fingerprint))
	}
	if short, warning := shortKey(key); short {
		diags.Append(diag.WithPath(at, warning))
	}
	return sourcedKey{known: true, fingerprint: fingerprint, bits: int64(key.N.BitLen()), at: at}
}

func keyFromFile(file string, at path.Path, diags *diag.Diagnostics) *rsa.PublicKey {
	content, err := os.ReadFile(file)
	if err != nil {
		if failed, ok := errors.AsType[*os.PathError](err); ok {
			err = failed.Err
		}
		diags.AddAttributeError(at, "Cannot read the public key", fmt.Sprintf("%s: %v. The record is kept as it was.", file, err))
		return nil
	}
	return parseKeyAt(at, string(content), diags)
}

func (r *signingKeyResource) keyFromVariable(name string, at path.Path, diags *diag.Diagnostics) *rsa.PublicKey {
	text := r.data.Getenv(name)
	if text == "" {
		diags.AddAttributeError(at, "Cannot read the public key", fmt.Sprintf(
			"The environment variable %s is not set in this run, or it is empty. The record is kept as it was.", name))
		return nil
	}
	return parseKeyAt(at, text, diags)
}

func parseKeyAt(at path.Path, text string, diags *diag.Diagnostics) *rsa.PublicKey {
	key, err := payouts.ParsePublicKey(text)
	if err != nil {
		diags.AddAttributeError(at, "Unusable public key", fmt.Sprintf("%v.", err))
		return nil
	}
	return key
}

// usualBits is the size below which a key is warned about.
const usualBits = 2048

func shortKey(key *rsa.PublicKey) (short bool, warning diag.Diagnostic) {
	bits := key.N.BitLen()
	return bits < usualBits, diag.NewWarningDiagnostic("Short public key", fmt.Sprintf(
		"The key has %d bits. Generate a new one in Cashfree's dashboard if that is possible.", bits))
}

// isKeyText tells a key from the place where one is. Places are quoted in errors and kept in the state; keys must not be.
func isKeyText(text string) bool {
	return strings.Contains(text, "-----") || strings.ContainsAny(text, "\r\n") || isBareKey(text)
}

// isBareKey tells a key without its first and last line: the base64 of a sequence in DER, as long as no path is.
func isBareKey(text string) bool {
	return len(text) > 128 && strings.HasPrefix(strings.TrimSpace(text), "MI")
}

const keyIsNoPlace = "This is the text of a key, and what belongs here is the place where it is: without file(…) around the path."

// noKeyValidator refuses the key itself where its place is asked for, without quoting it, and without pointing at it: the CLI
// would print the source.
type noKeyValidator struct{}

func (noKeyValidator) Description(context.Context) string {
	return "The place of the key, not the key itself."
}

func (v noKeyValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (noKeyValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if isKeyText(req.ConfigValue.ValueString()) {
		resp.Diagnostics.AddError("A key in place of its path or name in "+req.Path.String(), keyIsNoPlace)
	}
}
