package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// setResource is the resource cashfree_payout_beneficiary_set. [Server] says why it speaks the protocol itself.
type setResource struct {
	provider *cashfreeProvider
}

func (s *setResource) conn() *connection { return s.provider.conn }

// validate checks a configuration, as far as it is known.
func (s *setResource) validate(req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	config, err := readSet(req.Config)
	if err != nil || config == nil {
		return &tfprotov6.ValidateResourceConfigResponse{}, err
	}
	var said notices
	given, open := 0, false
	for _, form := range setForms {
		if !config.documents[form].IsKnown() {
			open = true // which may still turn out to be null
			continue
		}
		if config.documents[form].IsNull() {
			continue
		}
		given++
		if isWriteOnly(form) && (req.ClientCapabilities == nil || !req.ClientCapabilities.WriteOnlyAttributesAllowed) {
			said.err("", "Write-only arguments are not supported by this CLI",
				form+" needs Terraform 1.11 or OpenTofu 1.11. Without it the document could end up in the state; use "+
					strings.TrimSuffix(form, "_wo")+" if that is acceptable.")
		}
	}
	if given > 1 || given == 0 && !open {
		said.err("", "One document is needed", fmt.Sprintf("Exactly one of %s is given, and here %d are.", strings.Join(setForms, ", "), given))
	}
	for _, operation := range setOperations {
		if _, err := config.timeout(operation); err != nil {
			said.err("timeouts", "Invalid time limit", fmt.Sprintf("%s: %v. Write a duration such as 30m.", operation, err))
		}
	}
	if !said.failed() {
		members, _ := config.read(&said)
		warnExistingOnlyMembers(members, &said) // beside faults, too: for a new document these are some more
		if !said.failed() {
			warnOfMembers(members, &said)
		}
	}
	return &tfprotov6.ValidateResourceConfigResponse{Diagnostics: said}, nil
}

// mostFaults is how many are written out. A file of another kind has several in each line, and their text would be longer
// than what a CLI takes from a provider.
const mostFaults = 2000

// read gives the members of the document; known is false while it is still to be made.
func (s *setValues) read(said *notices) (members []payee, known bool) {
	form, text, known := s.document()
	if !known {
		return nil, false
	}
	members, wrong := readDocument(form, text)
	s.faults(wrong, said)
	return members, true
}

// faults is one error for all that is wrong with the document.
func (s *setValues) faults(wrong problems, said *notices) {
	count := len(wrong)
	if count == 0 {
		return
	}
	if count > mostFaults {
		wrong = append(wrong[:mostFaults:mostFaults], fmt.Sprintf("and %d more", count-mostFaults))
	}
	form, _, _ := s.document()
	// Not on the attribute: with that the CLI prints its source, which may be the document itself.
	said.err("", fmt.Sprintf("%s in the document of %s", counted(count, "fault"), form), paragraphs(
		"Nothing is sent to Cashfree before the document is mended.", strings.Join(wrong, "\n")))
}

// warnOfMembers adds one warning a field for all members with a value that Cashfree may refuse.
func warnOfMembers(members []payee, said *notices) {
	for _, fact := range payouts.Facts {
		var warning *grammar.Warning
		var ids []string
		for i := range members {
			if w := fact.Field.Warning(*fact.Of(&members[i].Beneficiary)); w != nil {
				warning = w
				ids = append(ids, members[i].ID)
			}
		}
		if warning != nil {
			said.warn("", warning.Title, paragraphs(warning.Detail, few(ids, ", ")))
		}
	}
}

// upgrade decodes a state file's JSON. There is one version of the schema so far.
func (s *setResource) upgrade(req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	value, err := req.RawState.UnmarshalWithOpts(setObject, tfprotov6.UnmarshalOpts{
		ValueFromJSONOpts: tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true},
	})
	if err != nil {
		return nil, err
	}
	encoded, err := encodeSet(value)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: encoded}, err
}

func (s *setResource) plan(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp := &tfprotov6.PlanResourceChangeResponse{PlannedState: req.ProposedNewState, PlannedPrivate: req.PriorPrivate}
	config, err := readSet(req.Config)
	if err != nil || config == nil { // nil is a removal
		return resp, err
	}
	prior, err := readSet(req.PriorState)
	if err != nil {
		return nil, err
	}
	var said notices
	planned := &setValues{documents: config.documents, timeouts: config.timeouts}
	if prior != nil && config.isWithoutDocument() {
		planned.members, planned.fingerprints, planned.statuses = prior.members, prior.fingerprints, prior.statuses
		resp.PlannedState, err = planned.encode()
		return resp, err
	}
	s.refuseNumbersInState(config, &said)
	members, known := config.read(&said)
	if said.failed() {
		resp.Diagnostics = said
		return resp, nil
	}
	if known {
		s.planMembers(ctx, planned, prior, members, req.PriorPrivate, &said)
		warnEmpty(prior, members, &said)
	} else {
		planned.members.unknown, planned.fingerprints.unknown, planned.statuses.unknown = true, true, true
	}
	resp.PlannedState, err = planned.encode()
	resp.Diagnostics = said
	return resp, err
}

// warnEmpty asks whether an export that went wrong is meant.
func warnEmpty(prior *setValues, members []payee, said *notices) {
	if prior == nil || len(prior.members.of) == 0 || len(members) > 0 {
		return
	}
	said.warn("", "The document has no members", fmt.Sprintf("Applying this plan removes %s from Cashfree, all that the set has. "+
		"Where that is not meant, see whether the document was exported whole.", counted(len(prior.members.of), "member")))
}

func (s *setResource) refuseNumbersInState(config *setValues, said *notices) {
	form, _, _ := config.document()
	if s.conn() == nil || s.conn().numbersInState || isWriteOnly(form) {
		return
	}
	said.err("", "Account numbers would be stored", paragraphs(
		"The provider is set to account_numbers_in_state = false, and "+form+" would put the document into the state. Use "+
			form+"_wo, with the same value.", anchorNumbersInState.more()))
}

// planMembers plans the three maps. What a member will be is known; its fingerprint and status are not where it changes,
// so that a plan made under one key can be applied under another.
func (s *setResource) planMembers(ctx context.Context, planned, prior *setValues, wanted []payee, private []byte, said *notices) {
	planned.members, planned.fingerprints, planned.statuses = newColumn(len(wanted)), newColumn(len(wanted)), newColumn(len(wanted))
	for _, m := range wanted {
		planned.members.set(m.ID, summary(m.Beneficiary))
		if prior == nil || s.changes(prior, m) {
			planned.open(m.ID)
			continue
		}
		planned.fingerprints.of[m.ID], planned.statuses.of[m.ID] = prior.fingerprints.of[m.ID], prior.statuses.of[m.ID]
	}
	undecided, decidable := s.undecided(prior, wanted), s.conn() != nil && s.conn().ready()
	if len(undecided) > 0 && decidable {
		for _, id := range s.decide(ctx, planned, undecided, private, said) {
			planned.open(id)
		}
	}
	planned.refuseExistingOnlyMembers(planned.added(wanted), said) // before more is left open, which may not be sent at all
	if len(undecided) > 0 && !decidable && planned.leavesOpen(prior) {
		for _, m := range undecided {
			planned.open(m.ID)
		}
	}
}

// open plans a member's fingerprint and status as known after apply.
func (s *setValues) open(id string) { s.fingerprints.of[id], s.statuses.of[id] = nil, nil }

// changes compares a member with what the state stands for. A fingerprint made with another key says nothing.
func (s *setResource) changes(prior *setValues, m payee) bool {
	fingerprint := prior.fingerprints.get(m.ID)
	return prior.showsChange(m) || s.comparable(fingerprint) && s.conn().fingerprints.ofAll(m.Beneficiary) != fingerprint
}

// showsChange compares a member with its summary in the state.
func (s *setValues) showsChange(m payee) bool {
	return s.members.of[m.ID] == nil || s.members.get(m.ID) != summary(m.Beneficiary)
}

func (s *setResource) comparable(fingerprint string) bool {
	return s.conn() != nil && s.conn().fingerprints.comparable(fingerprint)
}

// The private state of a set is its own JSON: where its members were written to.
type setPrivate struct {
	Origin string `json:"origin,omitempty"`
}

func readPrivate(private []byte) (setPrivate, error) {
	var read setPrivate
	if len(private) == 0 {
		return read, nil
	}
	err := json.Unmarshal(private, &read)
	return read, err
}

// private remembers where the members are now.
func (s *setResource) private() []byte {
	written, _ := json.Marshal(setPrivate{Origin: s.conn().client.Origin()}) //nolint:errchkjson // a text always can
	return written
}

// isForeign reports whether the set was written to another API than the one that the provider is set to.
func (s *setResource) isForeign(private []byte) (string, bool) {
	read, err := readPrivate(private)
	if err != nil || read.Origin == "" {
		return "", false
	}
	return read.Origin, read.Origin != s.conn().client.Origin()
}

func (s *setResource) refuseForeign(origin string, said *notices) {
	said.err("", "The beneficiary set belongs to another environment", paragraphs(
		fmt.Sprintf("The state says that it was written to %s. The provider is set to %s, where its members do not exist or are other "+
			"payees. Nothing was changed, there or in the state.", origin, s.conn().client.Origin()),
		"Check environment, base_url and the credentials.", anchorOtherEnvironment.more()))
}
