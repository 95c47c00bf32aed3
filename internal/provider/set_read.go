package provider

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// read looks at every member. One that is proven to be gone leaves the state; any other failure keeps all of it.
func (s *setResource) read(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	resp := &tfprotov6.ReadResourceResponse{NewState: req.CurrentState, Private: req.Private}
	state, err := readSet(req.CurrentState)
	if err != nil || state == nil {
		return resp, err
	}
	var said notices
	defer func() { resp.Diagnostics = said }()
	if !s.conn().ready() {
		s.readLater(state, &said)
		return resp, nil
	}
	bound, err := state.timeout("read")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, bound)
	defer cancel()

	ids := sortedIDs(state.members)
	end := s.conn().census.begin()
	found, err := s.lookUp(ctx, ids)
	end(len(found) > 0)
	if err != nil {
		said.failure(ctx, s.conn(), "Cannot read the beneficiary set", err, outOfTime(ctx))
		return resp, nil
	}
	if origin, foreign := s.isForeign(req.Private); foreign {
		if !state.equals(found, s.conn().fingerprints) {
			s.refuseForeign(origin, &said)
			return resp, nil
		}
		s.conn().followedOnce.Do(func() {
			summary, detail := s.conn().followedMessage(origin)
			said.warn("", summary, detail)
		})
	}
	if missing := state.importing(found); len(missing) > 0 {
		said.err("", "Not all beneficiaries exist", fmt.Sprintf("The import names %d that Cashfree does not know: %s.",
			len(missing), listed(missing)))
		return resp, nil
	}
	if len(found) == 0 && len(ids) > 0 && s.conn().census.nothingFound(ctx) {
		summary, detail := nothingFoundMessage()
		said.warn("", summary, detail)
	}
	s.record(state, found)
	warnMembersNotPayable(found, &said)
	resp.Private = s.private()
	resp.NewState, err = state.encode()
	return resp, err
}

// readLater keeps what the state holds, which is impossible for an import: that has nothing to keep.
func (s *setResource) readLater(state *setValues, said *notices) {
	for _, text := range state.members.of {
		if text == nil || *text == "" {
			d := s.conn().unknownArguments("Importing beneficiaries")
			said.err("", d.Summary(), d.Detail())
			return
		}
	}
	s.conn().unknownOnce.Do(func() {
		summary, detail := s.conn().unreadMessage()
		said.warn("", summary, detail)
	})
}

func sortedIDs(members column) []string {
	ids := make([]string, 0, len(members.of))
	for id := range members.of {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// lookUp reads the members by their ids; one that does not exist is not in the answer.
func (s *setResource) lookUp(ctx context.Context, ids []string) (map[string]payouts.Beneficiary, error) {
	wanted := make([]search, 0, len(ids))
	for _, id := range ids {
		wanted = append(wanted, s.announced(byID(s.conn().client, id)))
	}
	answers, failed := readAll(ctx, wanted)
	if failed != nil {
		return nil, failed
	}
	found := make(map[string]payouts.Beneficiary, len(ids))
	for i, id := range ids {
		if answers[i] != nil {
			found[id] = *answers[i]
		}
	}
	return found, nil
}

// announced tells the census of a member as soon as it is found: others may wait for its verdict, and the last member of
// thousands is read minutes later.
func (s *setResource) announced(one search) search {
	return search{one.label, func(ctx context.Context) (*payouts.Beneficiary, error) {
		found, err := one.read(ctx)
		if err == nil {
			s.conn().census.saw()
		}
		return found, err
	}}
}

// record takes over what Cashfree holds. A fingerprint that was made with another key is renewed on the way.
func (s *setResource) record(state *setValues, found map[string]payouts.Beneficiary) {
	for id := range state.members.of {
		b, exists := found[id]
		if !exists {
			state.forget(id)
			continue
		}
		state.hold(s.conn(), b)
	}
}

// hold writes down a member as Cashfree has it.
func (s *setValues) hold(conn *connection, b payouts.Beneficiary) {
	s.members.set(b.ID, summary(b))
	s.fingerprints.set(b.ID, conn.fingerprints.ofAll(b))
	s.statuses.set(b.ID, b.Status)
}

func (s *setValues) forget(id string) {
	delete(s.members.of, id)
	delete(s.fingerprints.of, id)
	delete(s.statuses.of, id)
}

// equals reports whether what was found is what the state stands for, as far as the two can be compared: an API that
// has moved has the same payees.
func (s *setValues) equals(found map[string]payouts.Beneficiary, keyed *fingerprinter) bool {
	for id := range s.members.of {
		b, exists := found[id]
		fingerprint := s.fingerprints.get(id)
		if !exists || summary(b) != s.members.get(id) || keyed.comparable(fingerprint) && keyed.ofAll(b) != fingerprint {
			return false
		}
	}
	return true
}

// importing lists the members of an import that do not exist. An import puts ids into the state and nothing else.
func (s *setValues) importing(found map[string]payouts.Beneficiary) []string {
	var missing []string
	for _, id := range sortedIDs(s.members) {
		if _, exists := found[id]; !exists && s.members.get(id) == "" {
			missing = append(missing, named(id))
		}
	}
	return missing
}

// warnMembersNotPayable is one warning for all members that cannot be paid.
func warnMembersNotPayable(found map[string]payouts.Beneficiary, said *notices) {
	var lines []string
	for id, b := range found {
		if b.Status != payouts.StatusVerified {
			lines = append(lines, fmt.Sprintf("  %s: %s", id, grammar.Redact(b.Status)))
		}
	}
	if len(lines) == 0 {
		return
	}
	slices.Sort(lines)
	said.warn("statuses", fmt.Sprintf("%s cannot be paid", counted(len(lines), "member")), paragraphs(
		"Payouts to these will be refused until their status is VERIFIED:", few(lines, "\n"), anchorNotPayable.more()))
}

// failure is [connection.failure] in the protocol's own form.
func (n *notices) failure(ctx context.Context, conn *connection, summary string, err error, notes ...string) {
	d := conn.failure(ctx, summary, err, notes...)
	n.err("", d.Summary(), d.Detail())
}
