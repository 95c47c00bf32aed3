package beneficiaryset

import (
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// privateState is what the private state of a set holds, as JSON.
type privateState struct {
	Origin string `json:"origin,omitempty"` // the API that the members were written to
	Owner  string `json:"owner,omitempty"`  // a token of the set, by which it knows in a run what it has created itself
}

// encodePrivate returns the private state of a set whose members are at the API that the provider is set to.
func (r *Resource) encodePrivate(owner string) []byte {
	// Strings can always be encoded.
	encoded, _ := json.Marshal(privateState{Origin: r.data().Client().Origin(), Owner: owner})
	return encoded
}

// ownerOf returns the token in a private state, or "".
func ownerOf(private []byte) string {
	var state privateState
	_ = json.Unmarshal(private, &state) // foreignOrigin reports what cannot be decoded
	return state.Owner
}

// foreignOrigin returns the API that the set was written to, if it is another one than the provider is set to, else "".
// A private state that cannot be decoded is an error: without it, nothing protects the payees of another environment.
func (r *Resource) foreignOrigin(private []byte, diags *diag.Diagnostics) string {
	var state privateState
	if len(private) > 0 {
		if err := json.Unmarshal(private, &state); err != nil {
			diags.AddError("Unreadable private state", fmt.Sprintf("The private state of the set, which holds the API that the set was "+
				"written to, cannot be read: %v. Nothing was changed. Restore the state from a backup, or import the set again.", err))
			return ""
		}
	}
	if !r.data().IsForeign(state.Origin) {
		return ""
	}
	return state.Origin
}

// refuseForeign adds the error that the set belongs to another environment.
func (r *Resource) refuseForeign(origin string, diags *diag.Diagnostics) {
	diags.AddError("Beneficiary set of another environment", providerdata.Paragraphs(
		fmt.Sprintf("The state records that the set was written to %s. The provider is set to %s, where its members do not exist or are "+
			"other payees. Nothing was changed, there or in the state.", origin, r.data().Client().Origin()),
		"Check environment, base_url and the credentials.", providerdata.AnchorOtherEnvironment.More()))
}
