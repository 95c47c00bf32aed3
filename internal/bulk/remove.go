package bulk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// ErrLeftToOther is why a payee was not removed that another resource of the run created or adopted.
var ErrLeftToOther = errors.New("another resource created or adopted it earlier in this run")

// Remove removes the payee of a single resource, as part of an operation. The state shows instruments of it. One that
// does not exist counts as removed. The error is [ErrLeftToOther], a [WantedError] or the error of a call.
func Remove(ctx context.Context, api API, o *Operation, id string, shown Instruments) error {
	c := o.c
	unlock, err := c.lock(ctx, keysOf(id, shown))
	if err == nil {
		defer unlock()
	}
	switch {
	case o.belongsToOther(id):
		return ErrLeftToOther
	case err != nil:
		c.noteKept(id)
		return err
	}
	if err := o.remove(ctx, api, id, shown); err != nil {
		c.noteKept(id)
		return err
	}
	return nil
}

// remove reads a payee and removes it.
func (o *Operation) remove(ctx context.Context, api API, id string, shown Instruments) error {
	content, err := api.Beneficiary(ctx, id)
	switch {
	case errors.Is(err, payouts.ErrNotFound):
		o.noteFreed(id, shown)
		return nil
	case err != nil:
		return err
	}
	begun, err := o.beginRemoval(leavingPayee{id, shown, content}, nil)
	if err != nil {
		return err
	}
	err = api.RemoveBeneficiary(ctx, id)
	isGone := err == nil || errors.Is(err, payouts.ErrNotFound) || !wasRefused(err) && !neverSent(err) && isAbsent(ctx, api, id)
	defer o.c.endRemoval(begun, isGone || !wasRefused(err))
	if !isGone {
		return err
	}
	o.c.noteRemoved(*begun.content)
	return nil
}

// maxLookTime is how long a look-up may go on after a stop.
const maxLookTime = 500 * time.Millisecond

// isAbsent reports whether a payee is not there, after a removal whose answer was lost. It looks even after a stop.
func isAbsent(ctx context.Context, api API, id string) bool {
	ctx, release := afterStop(ctx, maxLookTime)
	defer release()
	_, err := api.Beneficiary(ctx, id)
	return errors.Is(err, payouts.ErrNotFound)
}

// leavingPayee is a payee that is to be removed.
type leavingPayee struct {
	id      string
	shown   Instruments          // by the state
	content *payouts.Beneficiary // at Cashfree; nil where it was not read
}

// activeRemoval is a removal under way.
type activeRemoval struct {
	freedPayee
	content *payouts.Beneficiary // nil where it was not read
	ended   chan struct{}
}

// WantedError is why a payee was not removed: a creation of this run needed its id, its account or its UPI address, and
// failed. Without both of them nobody could be paid.
type WantedError struct {
	By      string // the id of the payee that was not created
	ReadErr error  // why it is unknown whether it needed that
}

func (e *WantedError) Error() string {
	if e.ReadErr != nil {
		return fmt.Sprintf("%q, which may need its bank account or UPI address, could not be created, and reading that failed: %v", e.By, e.ReadErr)
	}
	return fmt.Sprintf("%q, which needs its id, bank account or UPI address, could not be created", e.By)
}

func (e *WantedError) Unwrap() error { return e.ReadErr }

// beginRemoval begins a removal, unless a creation that failed has wanted what the payee has. The caller must call
// endRemoval. It reads the payee where the state does not show enough to decide, or a creation may wait for this
// removal.
func (o *Operation) beginRemoval(l leavingPayee, read func() (*payouts.Beneficiary, error)) (*activeRemoval, error) {
	for {
		begun, by, isSure := o.tryRemoval(l)
		switch {
		case begun != nil:
			return begun, nil
		case isSure:
			return nil, &WantedError{By: by}
		}
		content, err := read()
		if err != nil {
			return nil, &WantedError{By: by, ReadErr: err}
		}
		l.content = content
	}
}

func (o *Operation) tryRemoval(l leavingPayee) (begun *activeRemoval, by string, isSure bool) {
	c := o.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if by, isSure = c.wantedBy(l); by != "" {
		return nil, by, isSure
	}
	begun = &activeRemoval{freedPayee{o, keysOf(l.id, l.shown)}, l.content, make(chan struct{})}
	if l.content != nil {
		begun.keys = append(begun.keys, instrumentsOf(*l.content).keys()...)
	} else if waiting := slices.IndexFunc(c.waiting, begun.isFor); waiting >= 0 {
		return nil, c.waiting[waiting].wants[0].payee.ID, false
	}
	c.removals[begun] = true
	c.patience = maxPatience
	return begun, "", false
}

// wantedBy returns the id of a payee that could not be created and needs what another one has, or "". It is not sure
// where the state alone shows what that is.
func (c *Coordinator) wantedBy(l leavingPayee) (id string, isSure bool) {
	if wants := c.failed[idKey(l.id)]; len(wants) > 0 {
		return wants[0].payee.ID, true
	}
	if l.content == nil {
		for _, key := range l.shown.keys() {
			if wants := c.failed[key]; len(wants) > 0 {
				return wants[0].payee.ID, false
			}
		}
		if len(c.unseen) > 0 { // somebody has what it needs
			return c.unseen[0], false
		}
		return "", false
	}
	for _, key := range instrumentsOf(*l.content).keys() {
		for _, w := range c.failed[key] {
			if sharesInstrument(w.payee, *l.content) {
				return w.payee.ID, true
			}
		}
	}
	return "", false
}

// sharesInstrument reports whether two payees have the same account or the same UPI address.
func sharesInstrument(a, b payouts.Beneficiary) bool {
	return accountKey(a) != "" && accountKey(a) == accountKey(b) || vpaKey(a) != "" && vpaKey(a) == vpaKey(b)
}

// endRemoval ends a removal. Where the payee may be gone, those who wait for it try again. One that was put back wakes
// nobody: two resources could wake each other for ever.
func (c *Coordinator) endRemoval(r *activeRemoval, isGone bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.removals, r)
	if isGone {
		c.addFreed(r.freedPayee)
	}
	close(r.ended)
}
