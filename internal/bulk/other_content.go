package bulk

import (
	"errors"
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// OtherContentError is the failure of an addition that Cashfree has carried out with another account or UPI address
// than was sent. The payee is at Cashfree, or may be.
type OtherContentError struct {
	Existing  payouts.Beneficiary // as a look-up showed it
	RemoveErr error               // why it could not be removed again; nil for a payee that was put back
	Cause     error               // Cashfree's answer

	isUnknown bool // whether it was removed again
}

func (e *OtherContentError) Error() string { return e.Cause.Error() }

func (e *OtherContentError) Unwrap() error { return e.Cause }

// effect returns what the failure did to the payee.
func (e *OtherContentError) effect() Effect {
	if e.isUnknown {
		return EffectRemovalUnknown
	}
	return EffectOtherContent
}

// isPresentOtherwise reports whether an addition has left its payee at Cashfree with another account or UPI address.
func isPresentOtherwise(err error) bool {
	other, isOther := errors.AsType[*OtherContentError](err)
	return isOther && !other.isUnknown
}

// endOtherContent ends an addition whose payee has another account or UPI address than was sent, and returns its
// failure. What this very addition has created is removed again, which undoes it. A payee that is put back stays: to
// remove it would leave nobody.
func (r *run) endOtherContent(why purpose, err error) error {
	content, _ := errors.AsType[*payouts.ContentError](err)
	if content == nil || content.Existing == nil { // there is nobody under the id that was sent
		return err
	}
	other := &OtherContentError{Existing: *content.Existing, Cause: err}
	if why != puttingBack {
		failure := r.remove(r.cleanup, payouts.Beneficiary{ID: other.Existing.ID})
		if failure == nil {
			return err
		}
		other.RemoveErr, other.isUnknown = failure.Cause, failure.isUnknown()
	}
	if !other.isUnknown {
		r.operation.noteCreated(other.Existing)
		r.setPresent(other.Existing, other.Existing.Status)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.otherwise[other.Existing.ID] = true
	}
	return other
}

// noteDiffering notes in which fields, other than its account and UPI address, a payee that was added is not as it was
// sent.
func (r *run) noteDiffering(sent, created payouts.Beneficiary) {
	differing := created.Differences(sent)
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.outcome.Differing, sent.ID)
	if len(differing) > 0 {
		r.outcome.Differing[sent.ID] = differing
	}
}

// otherContent returns the ids of the payees that are at Cashfree with another account or UPI address than was sent.
func (r *run) otherContent() []string {
	var ids []string
	for id := range r.otherwise {
		if !slices.Contains(r.outcome.Unknown, id) {
			ids = append(ids, id)
		}
	}
	return ids
}
