package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// apply creates, changes or removes a set. What was done is in the state even if not all could be; only a first create
// that fails leaves none, since core would taint an object that comes with an error, and remove it all the next time.
func (s *setResource) apply(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	prior, err := readSet(req.PriorState)
	if err != nil {
		return nil, err
	}
	planned, err := readSet(req.PlannedState)
	if err != nil {
		return nil, err
	}
	resp := &tfprotov6.ApplyResourceChangeResponse{NewState: req.PriorState, Private: req.PlannedPrivate}
	var said notices
	switch {
	case !s.conn().ready():
		d := s.conn().unknownArguments("Changing a beneficiary set")
		said.err("", d.Summary(), d.Detail())
	case planned == nil:
		err = s.remove(ctx, prior, req, resp, &said)
	default:
		err = s.write(ctx, prior, planned, req, resp, &said)
	}
	resp.Diagnostics = said
	return resp, err
}

// remove removes all members. Those that could not be removed stay in the state.
func (s *setResource) remove(ctx context.Context, prior *setValues, req *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse, said *notices) error {
	if origin, foreign := s.isForeign(req.PlannedPrivate); foreign {
		s.refuseForeign(origin, said)
		return nil
	}
	bound, err := prior.timeout("delete")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, bound)
	defer cancel()

	total := len(prior.members.of)
	run := s.newRun(ctx, prior, total)
	for _, id := range sortedIDs(prior.members) {
		run.start(id, func() { run.remove(id) })
	}
	run.finish()
	run.warnSpared(said)
	if run.undone() > 0 {
		said.err("members", fmt.Sprintf("%d of %d members could not be removed", run.undone(), total),
			paragraphs(run.report(), "The others are removed. Apply again to remove the rest."))
		resp.NewState, err = run.state.encode()
		return err
	}
	resp.NewState, err = noSet()
	return err
}

// write makes Cashfree hold what the document says, touching only the members that change.
func (s *setResource) write(ctx context.Context, prior, planned *setValues, req *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse, said *notices) error {
	if planned.keeps(prior) { // whatever the document says, which ignore_changes may keep from the plan
		resp.NewState = req.PlannedState
		return nil
	}
	config, err := readSet(req.Config)
	if err != nil {
		return err
	}
	config = config.asPlanned(planned)
	wanted, _ := config.read(said)
	if said.failed() || !sameDocument(planned, wanted, said) {
		return nil
	}
	operation := "update"
	if prior == nil {
		operation = "create"
	}
	bound, err := planned.timeout(operation)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, bound)
	defer cancel()

	changed, gone := s.differences(prior, planned, wanted)
	if config.refuseExistingOnlyMembers(changed, said); said.failed() { // where the document was not known to the plan
		return nil
	}
	if origin, foreign := s.isForeign(req.PlannedPrivate); foreign && len(changed)+len(gone) > 0 {
		s.refuseForeign(origin, said)
		return nil
	}
	state := &setValues{documents: planned.documents, timeouts: planned.timeouts,
		members: newColumn(len(wanted)), fingerprints: newColumn(len(wanted)), statuses: newColumn(len(wanted))}
	if prior != nil {
		state.members, state.fingerprints, state.statuses = prior.members.copy(), prior.fingerprints.copy(), prior.statuses.copy()
	}
	run := s.newRun(ctx, state, len(changed)+len(gone))
	for _, id := range gone { // first, since what they held may be wanted by others
		run.start(id, func() { run.remove(id) })
	}
	run.finish()
	for _, m := range changed {
		run.start(m.ID, func() { run.replace(m.Beneficiary) })
	}
	run.finish()
	run.retryDeferred()
	run.warnSpared(said)

	if run.undone() > 0 && prior == nil {
		said.err("members", fmt.Sprintf("%d of %d members could not be created", run.undone(), len(changed)), run.firstCreateReport())
		resp.NewState, err = noSet()
		resp.Private = nil
		return err
	}
	if run.undone() > 0 {
		said.err("members", fmt.Sprintf("%d of %d changes could not be made", run.undone(), len(changed)+len(gone)),
			paragraphs(run.report(), "The other changes are made and recorded. The next plan shows what is left."))
	}
	written := make(map[string]payouts.Beneficiary, len(changed))
	for _, m := range changed {
		if run.state.members.of[m.ID] != nil {
			written[m.ID] = payouts.Beneficiary{Status: run.state.statuses.get(m.ID)}
		}
	}
	warnMembersNotPayable(written, said)
	if _, foreign := s.isForeign(req.PlannedPrivate); !foreign { // without a call nothing is learned of where the members are
		resp.Private = s.private()
	}
	resp.NewState, err = run.state.encode()
	return err
}

// sameDocument makes sure that what is applied is what was planned: a file can change in between.
func sameDocument(planned *setValues, wanted []payee, said *notices) bool {
	if planned.members.unknown {
		return true
	}
	same := len(planned.members.of) == len(wanted)
	for _, m := range wanted {
		same = same && planned.members.get(m.ID) == summary(m.Beneficiary)
	}
	if !same {
		said.err("", "The document has changed since the plan", "Plan again, and apply that plan.")
	}
	return same
}

// differences lists the members to be written and the ids to be removed. The plan decides, where it could: applied
// under another key than it was made under, a fingerprint says nothing.
func (s *setResource) differences(prior, planned *setValues, wanted []payee) (changed []payee, gone []string) {
	here := make(map[string]bool, len(wanted))
	for _, m := range wanted {
		here[m.ID] = true
		switch {
		case prior == nil:
			changed = append(changed, m)
		case planned.fingerprints.unknown:
			if s.changes(prior, m) {
				changed = append(changed, m)
			}
		case planned.fingerprints.of[m.ID] == nil:
			changed = append(changed, m)
		}
	}
	if prior == nil {
		return changed, nil
	}
	for _, id := range sortedIDs(prior.members) {
		if !here[id] {
			gone = append(gone, id)
		}
	}
	return changed, gone
}

// isGeneral tells the failures that every other member would meet as well.
func isGeneral(err error) bool {
	for _, kind := range []error{
		payouts.ErrUnauthenticated, payouts.ErrIPRefused, payouts.ErrSignatureRefused, payouts.ErrNotEnabled, payouts.ErrEdgeRefused,
		payouts.ErrThrottled,
	} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}
