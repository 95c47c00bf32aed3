package bulk

import (
	"context"
	"errors"
	"fmt"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// API is what the engine needs of the client. [payouts.Client] has it.
type API interface {
	Beneficiary(ctx context.Context, id string) (*payouts.Beneficiary, error)
	BeneficiaryByAccount(ctx context.Context, number, ifsc string) (*payouts.Beneficiary, error)
	CreateBeneficiary(ctx context.Context, b payouts.Beneficiary) (*payouts.Beneficiary, error)
	RemoveBeneficiary(ctx context.Context, id string) error
}

// Changes are the difference between what a state holds and what a document wants.
type Changes struct {
	Remove []string               // ids that are to go
	Put    []payouts.Beneficiary  // payees to be added, or replaced where they are known
	Known  map[string]Instruments // what the state shows of each id that it holds
}

// Options are the surroundings of [Apply].
type Options struct {
	Concurrency int          // how many changes are made at a time, at least 1
	Adopt       bool         // whether to take over a payee whose content equals the wanted one
	Coordinator *Coordinator // shared with everybody else who creates or removes payees in this run
	Owner       string       // see [Coordinator.Begin]
	Progress    Progress
}

// Outcome is what [Apply] did, and what is true at Cashfree now.
type Outcome struct {
	Present      map[string]payouts.Beneficiary // payees that were added, replaced, adopted or put back, by id
	Removed      []string                       // as wanted
	Lost         []string                       // there before the run, not at Cashfree now, and wanted there
	Unknown      []string                       // whether they are at Cashfree is unknown
	Adopted      []string                       // present, and neither added nor changed by this run
	LeftToOthers []string                       // not removed, because another resource created or adopted them
	Finished     []string                       // changes under way at the end of the context that were made
	NotStarted   []string                       // never begun, for StopReason
	OtherContent []string                       // present with another account or UPI address than was sent
	Differing    map[string][]payouts.Fact      // present with other values than were sent in these fields
	Failed       map[string]*MemberError        // by id

	// StopReason is why the run began nothing more: [ErrAffectsAll], [ErrNotPutBack], [ErrNotFreed], [ErrRefusedAgain]
	// or the error of the context. It is nil where the run came to its end.
	StopReason error
}

// Why a run begins nothing more.
var (
	ErrAffectsAll   = errors.New("a member failed with an error that affects every member")
	ErrNotPutBack   = errors.New("a member that was removed could not be put back")
	ErrNotFreed     = errors.New("a member that was removed could not be put back at once")
	ErrRefusedAgain = errors.New("three exchanges in a row were refused for the same reason")
)

// Why a member fails without a call that failed.
var (
	// ErrAdoptedElsewhere is the failure of a member that another resource of the run adopted with other content.
	ErrAdoptedElsewhere = errors.New("another resource adopted it earlier in this run, with other content")
	// ErrRemovedByOther is the failure of a member that existed first and was removed then.
	ErrRemovedByOther = errors.New("another resource removed it in this run, and it was not added again")
	// ErrNoOpener is the failure of members that hand on their accounts in a cycle, where each of them has a name or a
	// PIN code that Cashfree may not accept again. Whoever is removed first could not be put back.
	ErrNoOpener = errors.New("the accounts move in a cycle, and none of its payees can be removed first, because Cashfree may not " +
		"accept their present names or PIN codes again")
)

// ConflictError is the failure of a payee whose id exists already with other content, or, where it may not be adopted,
// with the same.
type ConflictError struct {
	Existing  *payouts.Beneficiary // nil where it was not read
	Differing []payouts.Fact       // empty where the content is the same
	OfThisRun bool                 // it belongs to another resource, which keeps it
	Cause     error                // Cashfree's refusal
}

func (e *ConflictError) Error() string {
	if len(e.Differing) == 0 {
		return "a beneficiary with this id and exactly this content exists already"
	}
	return "a beneficiary with this id exists already, with other content"
}

func (e *ConflictError) Unwrap() error { return e.Cause }

// HolderError is the failure of a payee whose account belongs to somebody who keeps it.
type HolderError struct {
	ID        string // of the payee that has the account
	OfThisRun bool   // it belongs to another resource, which keeps it
	Cause     error  // Cashfree's refusal, or nil where nothing was sent
}

func (e *HolderError) Error() string { return fmt.Sprintf("its bank account belongs to %q", e.ID) }

func (e *HolderError) Unwrap() error { return e.Cause }

// UnseenError is the failure of a payee whose id, account or UPI address belongs to somebody whom no look-up shows.
type UnseenError struct {
	LookupErr  error // why a look-up failed; nil where it showed nobody, or cannot show who has a UPI address
	Cause      error // Cashfree's refusal
	mayBeThere bool  // the payee itself may exist, for all that is known
	isAdded    bool  // the payee exists with other content, which a call of this run has added whose answer was lost
}

func (e *UnseenError) Error() string { return e.Cause.Error() }

func (e *UnseenError) Unwrap() error { return e.Cause }

// DependencyError is the failure of a member that was not changed, or whose change was undone, because of another one.
type DependencyError struct{ ID string }

func (e *DependencyError) Error() string { return fmt.Sprintf("the change of %q failed", e.ID) }

// MemberError is why a member is not as it was wanted, and what that did to it.
type MemberError struct {
	Cause   error
	Effect  Effect
	PutBack error // why it could not be put back, or why nobody knows whether it was
}

func (e *MemberError) Error() string { return e.Cause.Error() }

func (e *MemberError) Unwrap() error { return e.Cause }

// Effect is what a failed change did to a member.
type Effect int

// The effects of a failed change.
const (
	NoEffect             Effect = iota // nothing was removed
	EffectPutBack                      // it was removed, and added again as it was
	EffectLost                         // it was removed, and could not be put back
	EffectUnknown                      // it was removed, and whether it could be put back is unknown
	EffectRemovalUnknown               // whether it was removed is unknown
	EffectWithoutVPA                   // it is there with its account, and without its UPI address
	EffectOtherContent                 // it is there with another account or UPI address than was sent
)

// isUnknown reports whether the failure leaves it unknown whether the member is at Cashfree.
func (e *MemberError) isUnknown() bool {
	switch e.Effect {
	case EffectUnknown, EffectRemovalUnknown:
		return true
	case NoEffect:
		return errors.Is(e.Cause, payouts.ErrOutcomeUnknown) // of an addition that replaced nobody
	}
	return false
}

// leavesAway reports whether the member may not be at Cashfree after the failure. A removal that was cut off by a stop,
// after which the member was still there, does not count.
func (e *MemberError) leavesAway() bool {
	switch e.Effect {
	case EffectLost, EffectUnknown:
		return true
	case EffectRemovalUnknown:
		return e.PutBack != nil
	}
	return errors.Is(e.Cause, payouts.ErrOutcomeUnknown)
}

// leavesAsItWas reports whether the member is as it was before.
func (e *MemberError) leavesAsItWas() bool { return e.Effect == NoEffect || e.Effect == EffectPutBack }

// affectsAll reports whether every other member would fail in the same way.
func affectsAll(err error) bool {
	for _, kind := range []error{
		payouts.ErrUnauthenticated, payouts.ErrIPRefused, payouts.ErrSignatureRefused, payouts.ErrNotEnabled, payouts.ErrEdgeRefused,
		payouts.ErrThrottled, payouts.ErrNetwork,
	} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// isStop reports whether an error is the reason why a run begins nothing more, and not a failed call.
func isStop(err error) bool {
	if _, isCall := errors.AsType[*payouts.Error](err); isCall {
		return false
	}
	for _, reason := range []error{context.Canceled, context.DeadlineExceeded, ErrAffectsAll, ErrNotPutBack, ErrNotFreed, ErrRefusedAgain} {
		if errors.Is(err, reason) {
			return true
		}
	}
	return false
}

// neverSent reports whether no request of a failed call was sent.
func neverSent(err error) bool {
	failed, ok := errors.AsType[*payouts.Error](err)
	return ok && failed.Attempts == 0
}

// wasRefused reports whether Cashfree cannot have carried out any request of the call.
func wasRefused(err error) bool {
	failed, ok := errors.AsType[*payouts.Error](err)
	return ok && !failed.AnyAmbiguous
}
