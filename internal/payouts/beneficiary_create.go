package payouts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// CreateBeneficiary adds a beneficiary and returns it as Cashfree keeps it
// (https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2). The fields are sent in
// their normal form.
//
// It never ends in two beneficiaries, and it succeeds only where it is certain that one exists, with the id, the
// account and the UPI address that were sent. Other fields of the result may differ from what was sent; the caller
// compares them. An answer that lacks something, or shows another id, account or UPI address, is followed by a look-up,
// which decides. Where that shows another account or UPI address, the error is [ErrContentDiffers].
//
// When a request was sent and no usable answer came, the id is looked up as well. The same content means that the
// request was carried out, other content is [ErrIDExists], and an absent id is sent again while retries are left. If
// the look-up fails, too, the error is [ErrOutcomeUnknown]. When the context ends while a request is under way, its
// answer may still come for half a second, and then one look-up of at most half a second follows. An id or instrument
// that is taken from the start is [ErrIDExists] or [ErrInstrumentTaken].
func (c *Client) CreateBeneficiary(ctx context.Context, beneficiary Beneficiary) (*Beneficiary, error) {
	sent := beneficiary.Normal()
	c.numbers.Add(sent.BankAccountNumber)
	create := &apiCall{endpoint: createBeneficiary}
	if sent.ID == "" {
		return nil, c.invalidCall(create, errors.New("the beneficiary id is empty"))
	}
	body, err := json.Marshal(newBeneficiaryRequest(sent))
	if err != nil {
		return nil, c.invalidCall(create, errors.New("the beneficiary cannot be written as JSON"))
	}
	create.body = body

	var created *Beneficiary
	create.decode = func(content answer) error {
		created = c.noted(readBeneficiary(content))
		return checkCreated(created, sent)
	}
	create.resolve = func(ctx context.Context, failed *Error) (bool, error) {
		found, resolved, err := c.resolveCreate(ctx, sent, failed)
		created = found
		return resolved, err
	}
	if _, err := c.do(ctx, create); err != nil {
		return nil, err
	}
	return created, nil
}

// checkCreated checks that the answer to a creation shows what was sent: nothing of it may be missing, and id, account
// and UPI address may not be others.
func checkCreated(created *Beneficiary, sent Beneficiary) error {
	var absent, other []Fact
	for _, fact := range created.Differences(sent) {
		switch {
		case hasNone(fact.Field, *fact.Of(created)):
			absent = append(absent, fact)
		case fact.decidesPayment():
			other = append(other, fact)
		}
	}
	switch {
	case len(other) > 0:
		return &answeredError{contradicts: true, facts: other}
	case len(absent) > 0:
		return &answeredError{facts: absent}
	case isDeleted(created):
		return &answeredError{}
	}
	return nil
}

// answeredError is the success of a creation that does not show what was sent. A look-up decides what it means.
type answeredError struct {
	contradicts bool   // it shows another id, account or UPI address, so the creation must not be sent again
	facts       []Fact // that differ, or are missing
}

func (e *answeredError) Error() string {
	names := strings.Join(FieldNames(e.facts), ", ")
	switch {
	case e.contradicts:
		return "the answer differs from what was sent in: " + names
	case names != "":
		return "the answer has no value for what was sent as: " + names
	default:
		return "the answer marks the new beneficiary as " + StatusDeleted
	}
}

// ContentError is the cause of an [ErrContentDiffers].
type ContentError struct {
	// Existing is the beneficiary as Cashfree keeps it. It is nil where no beneficiary has the id that was sent.
	Existing *Beneficiary
	// Sent is the beneficiary as it was sent.
	Sent Beneficiary
	// Differing are the facts in which it is not what was sent, or in which the answer was not.
	Differing []Fact
}

func (e *ContentError) Error() string {
	names := strings.Join(FieldNames(e.Differing), ", ")
	if e.Existing == nil {
		return "the answer differs from what was sent in: " + names + "; a look-up afterwards shows that no beneficiary has " +
			"the id that was sent"
	}
	return "a look-up afterwards shows a beneficiary that differs from what was sent in: " + names
}

// maxLookupTime is the time limit of the look-up after a cancelled create. Whoever stops a run waits for it, and before
// it, in a set, for the end of an exchange.
const maxLookupTime = 500 * time.Millisecond

// resolveCreate finds out what became of an ambiguous create. It is resolved unless the beneficiary is proven absent
// and may be sent again.
func (c *Client) resolveCreate(ctx context.Context, sent Beneficiary, failed *Error) (*Beneficiary, bool, error) {
	if ctx.Err() != nil {
		found, err := c.resolveCancelled(ctx, sent, failed)
		return found, true, err
	}

	found, _, err := c.readOne(ctx, byID(sent.ID), sent.ID)
	switch {
	case errors.Is(err, ErrNotFound):
		answered, wasAnswered := errors.AsType[*answeredError](failed.Cause)
		if wasAnswered && answered.contradicts { // whatever was created, it is not what was sent
			return nil, true, contentDiffers(failed, &ContentError{Sent: sent, Differing: answered.facts})
		}
		return nil, false, nil
	case err != nil && ctx.Err() != nil:
		found, err := c.resolveCancelled(ctx, sent, failed)
		return found, true, err
	case err != nil:
		return nil, true, outcomeUnknown(failed, lookupError{failed.Cause, err})
	}
	found, err = judgeCreated(found, sent, failed)
	return found, true, err
}

// judgeCreated decides what it means that a beneficiary exists after an ambiguous create.
func judgeCreated(found *Beneficiary, sent Beneficiary, failed *Error) (*Beneficiary, error) {
	differing := found.Differences(sent)
	if len(differing) == 0 {
		return found, nil
	}
	if _, wasAnswered := errors.AsType[*answeredError](failed.Cause); wasAnswered { // it was created by this call
		if !slices.ContainsFunc(differing, Fact.decidesPayment) {
			return found, nil
		}
		return nil, contentDiffers(failed, &ContentError{Existing: found, Sent: sent, Differing: differing})
	}
	other := *failed
	other.Kind = ErrIDExists
	other.Cause = fmt.Errorf("the request got no clear answer, and a look-up afterwards found a beneficiary with "+
		"this id that differs in: %s", strings.Join(FieldNames(differing), ", "))
	return nil, &other
}

// resolveCancelled looks the beneficiary up once, detached from a context that has ended. An id that is absent now
// proves nothing: the request may still be on its way.
func (c *Client) resolveCancelled(ctx context.Context, sent Beneficiary, failed *Error) (*Beneficiary, error) {
	detached, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxLookupTime)
	defer cancel()
	look := byID(sent.ID)
	look.noRetry = true
	found, _, err := c.readOne(detached, look, sent.ID)
	_, wasAnswered := errors.AsType[*answeredError](failed.Cause)
	if err != nil || !wasAnswered && len(found.Differences(sent)) > 0 {
		return nil, outcomeUnknown(failed, ctx.Err())
	}
	return judgeCreated(found, sent, failed)
}

func contentDiffers(failed *Error, cause *ContentError) *Error {
	differs := *failed
	differs.Kind = ErrContentDiffers
	differs.Cause = cause
	return &differs
}

func outcomeUnknown(failed *Error, cause error) *Error {
	unknown := *failed
	unknown.Kind = ErrOutcomeUnknown
	unknown.Cause = cause
	return &unknown
}

// lookupError is a failure and that of the look-up after it. Its text has both; their kinds do not match, since the
// call has one of its own.
type lookupError struct{ first, second error }

func (e lookupError) Error() string {
	if e.first == nil {
		return fmt.Sprintf("the look-up afterwards failed, too: %v", e.second)
	}
	return fmt.Sprintf("%v; the look-up afterwards failed, too: %v", e.first, e.second)
}

// Unwrap returns the causes of both.
func (e lookupError) Unwrap() []error {
	var causes []error
	if e.first != nil {
		causes = append(causes, e.first)
	}
	if failed, ok := errors.AsType[*Error](e.second); ok && failed.Cause != nil {
		causes = append(causes, failed.Cause)
	}
	return causes
}
