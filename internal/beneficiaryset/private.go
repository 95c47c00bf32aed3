package beneficiaryset

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// privateState is what the private state of a set holds, as JSON.
type privateState struct {
	Origin string `json:"origin,omitempty"` // the API that the members were written to
	Owner  string `json:"owner,omitempty"`  // a token of the set, by which it knows in a run what it has created itself

	// Members is how many members the set has. Core plans a set that is replaced without its state.
	Members int `json:"members,omitempty"`
	// Import is the stage of an import, or empty.
	Import importStage `json:"import,omitempty"`
}

// importStage is how far an import is. A plan that imports comes after exactly one read, and so does the end of the
// import command. The next read is that of another run.
type importStage string

// The stages of an import.
const (
	importBegun importStage = "begun" // nothing was read yet
	importRead  importStage = "read"  // once
)

func (s importStage) next() importStage {
	if s == importBegun {
		return importRead
	}
	return ""
}

// encodePrivate returns the private state of a set whose members are at the API that the provider is set to.
func (r *Resource) encodePrivate(owner string, members int, stage importStage) []byte {
	return privateState{Origin: r.data().Client().Origin(), Owner: owner, Members: members, Import: stage}.encode()
}

func (s privateState) encode() []byte {
	encoded, _ := json.Marshal(s) // strings and numbers can always be encoded
	return encoded
}

// decodePrivate decodes a private state. What cannot be decoded is empty, and foreignOrigin reports it.
func decodePrivate(private []byte) privateState {
	var state privateState
	_ = json.Unmarshal(private, &state)
	return state
}

// ownerOf returns the token of a set, or a new one where it has none yet, as after an import.
func ownerOf(private []byte) string {
	return cmp.Or(decodePrivate(private).Owner, providerdata.NewToken())
}

// withOwner returns a private state with the token of the set. What cannot be decoded stays as it is.
func withOwner(private []byte, owner string) []byte {
	var state privateState
	if len(private) > 0 && json.Unmarshal(private, &state) != nil || state.Owner == owner {
		return private
	}
	state.Owner = owner
	return state.encode()
}

// endImport returns the private state of a set after the apply that imported it.
func endImport(private []byte) []byte {
	state := decodePrivate(private)
	if state.Import == "" {
		return private
	}
	state.Import = ""
	return state.encode()
}

// replacedMembers returns how many members a plan removes before it adds any, because it replaces the set, or 0. Core
// plans a replacement a second time, without the prior state and with its private state.
func replacedMembers(prior *model, private []byte) int {
	if prior != nil {
		return 0
	}
	return decodePrivate(private).Members
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
