package payouts

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// A run with a wrong secret would meet the same refusal with each of its calls. So after the first one, calls of the
// same version of the API are held back: they are not sent, and fail with the kind of that refusal. Versions 1 and 2
// are enabled separately, and one can refuse what the other accepts.

// refusals knows whether Cashfree lets this caller in. It is safe for concurrent use.
type refusals struct {
	mu    sync.Mutex
	byAPI [2]access // by generation
}

// access is what is known of one version of the API. The zero value is that nothing is known.
type access struct {
	letIn bool   // some call was let in, so a refusal is no longer that of all calls
	first *Error // the first call that was refused, while none was let in
}

// noteAccess notes how an attempt ended that was made. It returns the call that was refused before for the same reason,
// or nil.
func (c *Client) noteAccess(ctx context.Context, current attempt, failed *Error) (earlier *Error) {
	if current.unsigned && c.publicKey != nil { // it says nothing about signed calls
		return nil
	}
	return c.refusals.note(current.version, failed, !isNeverHeldBack(ctx))
}

func (r *refusals) note(version generation, failed *Error, mayHoldBack bool) (earlier *Error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	known := &r.byAPI[version]
	switch {
	case failed.letsIn():
		*known = access{letIn: true}
	case known.letIn || !failed.RefusesCaller() || !mayHoldBack:
	case known.first == nil:
		known.first = failed
	case errors.Is(failed, known.first.Kind):
		return known.first
	}
	return nil
}

// first returns the call whose refusal is that of all calls of a version, or nil.
func (r *refusals) first(version generation) *Error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byAPI[version].first
}

// letsIn reports whether a call shows that Cashfree lets the caller in: it succeeded, or failed at what it asked for.
func (e *Error) letsIn() bool {
	return e == nil || e.Is(ErrNotFound) || e.Is(ErrIDExists) || e.Is(ErrInstrumentTaken)
}

// RefusesCaller reports whether Cashfree refused the caller, and not what it asked for. Every other call is refused in
// the same way, until somebody changes the configuration or Cashfree's settings.
func (e *Error) RefusesCaller() bool {
	return e != nil && (e.Is(ErrUnauthenticated) || e.Is(ErrIPRefused) || e.Is(ErrSignatureRefused) || e.Is(ErrNotEnabled))
}

// HeldBack returns an error if calls of version 2 are held back, because Cashfree has refused this caller.
func (c *Client) HeldBack() error {
	if first := c.refusals.first(version2); first != nil {
		return c.heldBack(attempt{apiCall: &apiCall{endpoint: getBeneficiary}}, first)
	}
	return nil
}

// holdBack returns the failure of an attempt that is not made, because Cashfree has refused this caller. It is nil
// where nothing speaks against the attempt.
func (c *Client) holdBack(ctx context.Context, current attempt) *failure {
	first := c.refusals.first(current.version)
	if first == nil || isNeverHeldBack(ctx) {
		return nil
	}
	current.number-- // this one does not count
	return &failure{Error: c.heldBack(current, first), notSent: true}
}

func (c *Client) heldBack(current attempt, first *Error) *Error {
	failed := c.newError(current, fmt.Errorf("an earlier call of this run was refused: %w", first.Kind))
	failed.Kind, failed.Earlier = first.Kind, first
	return failed
}

type neverHeldBackKey struct{}

// NeverHeldBack returns a context whose calls are sent whatever Cashfree has refused before. It is for what must not be
// left undone, such as adding a payee again that was removed, or finding out whether one exists.
func NeverHeldBack(ctx context.Context) context.Context {
	return context.WithValue(ctx, neverHeldBackKey{}, true)
}

func isNeverHeldBack(ctx context.Context) bool { return ctx.Value(neverHeldBackKey{}) != nil }
