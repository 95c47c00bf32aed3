package bulk

import (
	"errors"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// read reads what can matter for the order of the changes: every member that changes, and a member that leaves if
// another one may want its account or UPI address.
func (r *run) read() {
	for _, x := range r.changes {
		if !x.known || x.after == nil && r.wanted.find(r.known[x.id]) == "" {
			continue
		}
		r.work.Go(func() error {
			r.readFirst(x)
			return nil
		})
	}
	r.wait()
}

// readFirst reads what Cashfree holds of a member. A member that is as it is wanted already is done with that.
func (r *run) readFirst(x *change) {
	if r.stopReason() != nil {
		r.notStarted(x)
		return
	}
	found, err := r.lookUp(r.ctx, x.id)
	switch {
	case errors.Is(err, payouts.ErrNotFound):
		r.setAbsent(x.id)
		r.operation.noteFreed(x.id, r.known[x.id])
		if x.after == nil {
			r.succeed(x)
		}
	case err != nil && r.ctx.Err() != nil:
		r.notStarted(x)
	case err != nil:
		r.fail(x, &MemberError{Cause: err})
	case x.after != nil && len(found.Differences(*x.after)) == 0: // somebody else made the change
		r.setPresent(*x.after, found.Status)
		r.succeed(x)
	default:
		x.before = found
	}
}

// arrange groups the changes that are still to be made: additions that wait for nobody, units of exchanges, and
// removals for which nobody waits.
func (r *run) arrange() (additions []*change, units []*unit, removals []*change) {
	mergeRenames(r.open())
	shared := sharedVPAs(r.open())
	r.blockUnread(shared)
	open := r.open()
	linkWaits(open, shared)
	for _, u := range unitsOf(open, shared) {
		switch x := u.members[0]; {
		case !u.hasOpeners():
			r.failAll(u.members, ErrNoOpener)
		case len(u.members) > 1 || x.before != nil && x.after != nil:
			units = append(units, u)
		case x.after != nil:
			additions = append(additions, x)
		}
	}
	for _, x := range open {
		if x.after == nil {
			removals = append(removals, x)
		}
	}
	return additions, units, removals
}

// mergeRenames finds the payees that get another id: one leaves, and a new one has its account, or its UPI
// address where it has no account.
func mergeRenames(changes []*change) {
	leaving := make(map[string]*change)
	for _, x := range changes {
		if x.leaves() {
			leaving[renameKey(*x.before)] = x
		}
	}
	for _, x := range changes {
		if x.after == nil || x.before != nil {
			continue
		}
		if leaver := leaving[renameKey(*x.after)]; leaver != nil {
			x.leaver, x.before = leaver, leaver.before
			leaver.isMerged = true
		}
	}
}

// renameKey returns what a payee keeps that gets another id.
func renameKey(b payouts.Beneficiary) string {
	if b.BankAccountNumber != "" {
		return accountKey(b)
	}
	return vpaKey(b)
}

// open returns the changes that are still to be made, each payee once.
func (r *run) open() []*change {
	var open []*change
	for _, x := range r.changes {
		if x.stage == stagePending && !x.isMerged {
			open = append(open, x)
		}
	}
	return open
}

// blockUnread fails the changes that may wait for a member that could not be read, and whoever waits for those. After a
// stop, members are unread because of it.
func (r *run) blockUnread(shared map[string]bool) {
	unread := make(instrumentIndex)
	for _, x := range r.changes {
		if x.stage == stageFailed {
			unread.add(r.known[x.id], x.id)
		}
	}
	if len(unread) == 0 || r.stopReason() != nil {
		return
	}
	open := r.open()
	linkWaits(open, shared)
	for _, x := range open {
		if x.after == nil {
			continue
		}
		if id := unread.find(instrumentsOf(*x.after)); id != "" {
			r.blockWithFollowers(x, id)
		}
	}
}

// blockWithFollowers fails a change and whoever waits for it, because of a member that failed.
func (r *run) blockWithFollowers(x *change, id string) {
	blocked := []*change{x}
	for i := 0; i < len(blocked); i++ {
		if blocked[i].stage == stagePending {
			r.blockBy(blocked[i], id)
			blocked = append(blocked, blocked[i].followers...)
		}
	}
}
