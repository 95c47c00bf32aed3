package beneficiaryset

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Read reads every member. A member that is proven not to exist is removed from the state. After any other failure the
// state stays as it is.
func (r *Resource) Read(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	resp := &tfprotov6.ReadResourceResponse{NewState: req.CurrentState, Private: req.Private}
	state, err := decodeState(req.CurrentState)
	if err != nil || state == nil {
		return resp, err
	}
	r.data().Handovers().NoteRefresh()
	var diags diag.Diagnostics
	private := decodePrivate(req.Private)
	switch {
	case !r.data().Ready():
		r.readLater(private.Import, &diags)
		if private.Import == importRead { // by an earlier run: this one imports nothing
			resp.Private = endImport(req.Private)
		}
	case r.read(ctx, state, req.Private, &diags):
		resp.Private = r.encodePrivate(ownerOf(req.Private), len(state.members.elements), private.Import.next())
		resp.NewState, err = state.encode()
	}
	resp.Diagnostics = toProtocol(diags)
	return resp, err
}

// read sets the state to what Cashfree holds, and reports whether it did.
func (r *Resource) read(ctx context.Context, state *model, private []byte, diags *diag.Diagnostics) bool {
	origin := r.foreignOrigin(private, diags)
	ctx, cancel := state.withTimeout(ctx, "read", diags)
	defer cancel()
	if diags.HasError() {
		return false
	}
	ids := state.members.ids()
	end := r.data().BeginRead()
	found, err := r.lookUp(ctx, ids)
	end(len(found) > 0)
	switch {
	case err != nil:
		diags.Append(r.data().ReadFailure(ctx, "Cannot read the beneficiary set", err, decodePrivate(private).Import == importBegun)...)
		return false
	case origin != "" && !state.matches(found, r.data().Fingerprints()):
		r.refuseForeign(origin, diags)
		return false
	case origin != "":
		r.data().WarnFollowed(diags, origin)
	}
	if missing := state.missing(found); len(missing) > 0 && decodePrivate(private).Import == importBegun {
		diags.AddError("Not all beneficiaries exist", fmt.Sprintf("Cashfree has no payee for %d of the imported ids: %s.\n\n"+
			"Check the ids, and that client_id is that of the account in which they exist.", len(missing), idLines(missing)))
		return false
	}
	if len(found) == 0 && len(ids) > 0 {
		r.data().WarnNothingFound(ctx, diags)
	}
	state.fromAPI(found, r.data().Fingerprints())
	warnMembersNotPayable(found, diags)
	return true
}

// readLater warns that the state was kept as it is. An import has nothing to keep, so for an import it adds an error.
func (r *Resource) readLater(stage importStage, diags *diag.Diagnostics) {
	if stage == importBegun {
		diags.Append(r.data().NotReady("Importing beneficiaries"))
		return
	}
	r.data().WarnNotRead(diags)
}

// fromAPI sets the members to what Cashfree holds. This renews fingerprints that were made with another key.
func (m *model) fromAPI(found map[string]payouts.Beneficiary, prints *providerdata.Fingerprinter) {
	for _, id := range m.members.ids() {
		if b, exists := found[id]; exists {
			m.setMember(b, prints)
			continue
		}
		m.removeMember(id)
	}
}

// matches reports whether the payees that were found are those of the state, as far as the two can be compared. They
// are where the API has moved to another address.
func (m *model) matches(found map[string]payouts.Beneficiary, prints *providerdata.Fingerprinter) bool {
	for id := range m.members.elements {
		b, exists := found[id]
		fingerprint := m.fingerprints.get(id)
		if !exists || memberSummary(b) != m.members.get(id) || prints.Comparable(fingerprint) && prints.OfAll(b) != fingerprint {
			return false
		}
	}
	return true
}

// missing returns the members that do not exist.
func (m *model) missing(found map[string]payouts.Beneficiary) []string {
	all := m.members.ids()
	quote := quoterOf(all)
	var ids []string
	for _, id := range all {
		if _, exists := found[id]; !exists {
			ids = append(ids, quote(id))
		}
	}
	return ids
}

// warnMembersNotPayable adds one warning for all members that cannot be paid.
func warnMembersNotPayable(members map[string]payouts.Beneficiary, diags *diag.Diagnostics) {
	var ids []string
	for id, b := range members {
		if b.Status != payouts.StatusVerified {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return
	}
	slices.Sort(ids)
	var lines bulk.Lines
	shown := min(len(ids), maxNamed)
	for _, id := range ids[:shown] {
		lines.Add(func() string { return fmt.Sprintf("  %s: %s", id, cmp.Or(members[id].Status, "no status")) })
	}
	lines.Omit(len(ids) - shown)
	diags.AddAttributeWarning(path.Root("statuses"), fmt.Sprintf("%s cannot be paid", countOf(len(ids), "member")), providerdata.Paragraphs(
		"Payouts to these will be refused until their status is VERIFIED:", lines.String(), providerdata.AnchorNotPayable.More()))
}
