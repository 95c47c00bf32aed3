package provider

import (
	"crypto/rsa"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// keyReference is the part of a record that refers to a public key: a file, an environment variable or, if both are
// null, the provider's own key.
type keyReference struct {
	Path     types.String `tfsdk:"public_key_path"`
	Variable types.String `tfsdk:"public_key_variable"`
	Expected types.String `tfsdk:"expected_fingerprint"`
}

// referencedKey is what a keyReference refers to. A record never stores the key itself.
type referencedKey struct {
	known       bool // false while the arguments are not known
	fingerprint string
	bits        int64
	at          path.Path // the argument that names the key
}

// readKey reads the key, and checks it against the expected fingerprint.
func (r keyReference) readKey(data *providerdata.Data, diags *diag.Diagnostics) referencedKey {
	at := path.Root("public_key_path")
	if r.Path.IsNull() && !r.Variable.IsNull() {
		at = path.Root("public_key_variable")
	}
	if r.isUnknown(data) {
		return referencedKey{at: at}
	}
	key := r.find(data, at, diags)
	if key == nil {
		return referencedKey{at: at}
	}
	fingerprint, err := payouts.KeyFingerprint(key)
	if err != nil {
		diags.AddAttributeError(at, "Unusable public key", err.Error())
	}
	if expected := plainFingerprint(r.Expected.ValueString()); expected != "" && expected != fingerprint {
		diags.AddAttributeError(path.Root("expected_fingerprint"), "Unexpected public key", fmt.Sprintf(
			"The key has the fingerprint %s. If that is the key in Cashfree's dashboard, set expected_fingerprint to "+
				"it. If it is not, somebody has replaced the key here.", fingerprint))
	}
	if short, warning := shortKey(key); short {
		diags.Append(diag.WithPath(at, warning))
	}
	return referencedKey{known: true, fingerprint: fingerprint, bits: int64(key.N.BitLen()), at: at}
}

// isUnknown reports whether the arguments that name the key are not known yet.
func (r keyReference) isUnknown(data *providerdata.Data) bool {
	if r.Path.IsUnknown() || r.Variable.IsUnknown() || r.Expected.IsUnknown() {
		return true
	}
	return r.isProviderKey() && (data.IsUnknown(publicKeyPEM.argument) || data.IsUnknown(publicKeyPath.argument))
}

// isProviderKey reports whether the key is the provider's own.
func (r keyReference) isProviderKey() bool { return r.Path.IsNull() && r.Variable.IsNull() }

// find returns the key, or nil with an error.
func (r keyReference) find(data *providerdata.Data, at path.Path, diags *diag.Diagnostics) *rsa.PublicKey {
	switch {
	case !r.Path.IsNull():
		return keyFromFile(data, r.Path.ValueString(), at, diags)
	case !r.Variable.IsNull():
		return keyFromVariable(data, r.Variable.ValueString(), at, diags)
	}
	if data.PublicKey() == nil {
		diags.AddError("Provider without a public key", fmt.Sprintf(
			"This record names no file and no environment variable, so it uses the provider's own key. "+
				"The provider has none. Set %s or %s of the provider, or public_key_path or public_key_variable here.",
			publicKeyPEM.argument, publicKeyPath.argument))
	}
	return data.PublicKey()
}

func keyFromFile(data *providerdata.Data, file string, at path.Path, diags *diag.Diagnostics) *rsa.PublicKey {
	content, _, err := readKeyFile(file, data.Getenv)
	if err != nil {
		diags.AddAttributeError(at, "Cannot read the public key", fmt.Sprintf(
			"Reading %s failed: %v. The record is kept as it was.", grammar.Quote(file), err))
		return nil
	}
	return parseReferencedKey(at, content, diags)
}

func keyFromVariable(data *providerdata.Data, name string, at path.Path, diags *diag.Diagnostics) *rsa.PublicKey {
	text := data.Getenv(name)
	if text == "" {
		diags.AddAttributeError(at, "Cannot read the public key", fmt.Sprintf(
			"The environment variable %s is not set in this run, or it is empty. The record is kept as it was.",
			strings.Trim(grammar.QuoteStart(name), `"`)))
		return nil
	}
	if isKeyPath(text, data.Getenv) {
		return keyFromFile(data, text, at, diags)
	}
	return parseReferencedKey(at, text, diags)
}

func parseReferencedKey(at path.Path, text string, diags *diag.Diagnostics) *rsa.PublicKey {
	key, err := payouts.ParsePublicKey(text)
	if err != nil {
		diags.AddAttributeError(at, "Unusable public key", fmt.Sprintf("%v.", err))
		return nil
	}
	return key
}
