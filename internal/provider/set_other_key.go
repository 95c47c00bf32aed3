package provider

import (
	"context"
	"fmt"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// A fingerprint made with another key is not comparable, and a summary hides much: an e-mail address, or a new account
// number with the same end. Core plans again in every apply, without the answer of the first plan, and carries out that
// second plan. Made under another key it would leave such a change out in silence, so it looks at what Cashfree holds.

const ofAnotherKey = "The fingerprints in the state were made with another fingerprint_key or client_secret than this run has, " +
	"so they do not tell whether a member changes."

// undecided lists the members of which neither the summary nor the fingerprint tells whether they change. There are none
// after a refresh, which makes all fingerprints anew.
func (s *setResource) undecided(prior *setValues, wanted []payee) []payee {
	if prior == nil {
		return nil
	}
	var open []payee
	for _, m := range wanted {
		if !prior.showsChange(m) && !s.comparable(prior.fingerprints.get(m.ID)) {
			open = append(open, m)
		}
	}
	return open
}

// decide gives the ids of those among the undecided members that Cashfree holds with other content than is wanted.
func (s *setResource) decide(ctx context.Context, config *setValues, undecided []payee, private []byte, said *notices) []string {
	if origin, foreign := s.isForeign(private); foreign { // where the same ids may be other payees
		s.refuseForeign(origin, said)
		return nil
	}
	bound, err := config.timeout("read")
	if err != nil {
		said.err("timeouts", "Invalid time limit", err.Error())
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, bound)
	defer cancel()

	ids := make([]string, 0, len(undecided))
	for _, m := range undecided {
		ids = append(ids, m.ID)
	}
	found, err := s.lookUp(ctx, ids)
	if err != nil {
		said.failure(ctx, s.conn(), "Cannot compare the members with what Cashfree holds", err, ofAnotherKey)
		return nil
	}
	return tellApart(undecided, found, said)
}

// tellApart compares the undecided members with what was found of them. One that is not even as the state has it was
// changed by hand since: what the plan said of that one is out of date, and writing it would need a new one.
func tellApart(undecided []payee, found map[string]payouts.Beneficiary, said *notices) (different []string) {
	var outdated []string
	for _, m := range undecided {
		held, exists := found[m.ID]
		switch {
		case !exists || summary(held) != summary(m.Beneficiary): // which is that of the state
			outdated = append(outdated, m.ID)
		case len(held.Differences(m.Beneficiary)) > 0:
			different = append(different, m.ID)
		}
	}
	switch {
	case len(found) == 0:
		said.err("", "No beneficiary of the set was found", paragraphs(fmt.Sprintf(
			"This run looked for %s, and Cashfree knows none of them. The credentials may be those of another Cashfree account. "+
				"Nothing was changed.", counted(len(undecided), "member")), ofAnotherKey, anchorNothingFound.more()))
	case len(outdated) > 0:
		said.err("", "Cashfree has changed since the state was recorded", paragraphs(
			"These members are gone, or are not what the state says: "+few(outdated, ", ")+". Nothing was changed. Plan again, with a "+
				"refresh, and apply that plan.", ofAnotherKey))
	case len(different) > 0:
		said.warn("", "Members were compared with what Cashfree holds", paragraphs(
			ofAnotherKey, fmt.Sprintf("Looked at: %s. Other than in the document: %s.", counted(len(undecided), "member"), few(different, ", ")),
			"If an apply ends here with an inconsistent final plan, somebody changed one of these by hand since the plan was made. "+
				"Nothing was changed then. Plan again."))
	}
	return different
}

// leavesOpen reports whether a plan may leave open what nothing can decide yet: a fingerprint that cannot be compared is no
// reason for a change, but beside one the apply may still find that another member changes.
func (s *setValues) leavesOpen(prior *setValues) bool {
	for form, document := range s.documents {
		if !isWriteOnly(form) && !document.Equal(prior.documents[form]) {
			return true
		}
	}
	if !s.timeouts.Equal(prior.timeouts) || len(s.members.of) != len(prior.members.of) {
		return true
	}
	for _, fingerprint := range s.fingerprints.of {
		if fingerprint == nil {
			return true
		}
	}
	return false
}
