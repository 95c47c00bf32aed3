package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"net/url"
	"slices"
	"strings"
)

// The probe's own payees. Their account numbers are made up, under an IFSC that Cashfree's sandbox knows. Its
// documented test accounts are not used: if removed accounts stay taken, their owner would lose them.
const (
	payeePrefix = "payoutsprobe"
	payeeName   = "Payouts Probe"
	testIFSC    = "HDFC0000001"
	testPhone   = "9876543210"
)

// payee is the body of a creation.
type payee struct {
	ID         string      `json:"beneficiary_id"`
	Name       string      `json:"beneficiary_name"`
	Instrument *instrument `json:"beneficiary_instrument_details,omitempty"`
	Contact    *contact    `json:"beneficiary_contact_details,omitempty"`
}

type instrument struct {
	Number string `json:"bank_account_number,omitempty"`
	IFSC   string `json:"bank_ifsc,omitempty"`
	VPA    string `json:"vpa,omitempty"`
}

type contact struct {
	Email       string `json:"beneficiary_email,omitempty"`
	Phone       string `json:"beneficiary_phone,omitempty"`
	CountryCode string `json:"beneficiary_country_code,omitempty"`
	Address     string `json:"beneficiary_address,omitempty"`
}

// newPayee returns a payee with an id that nobody has.
func newPayee(i instrument) payee {
	p := payee{ID: newID(), Name: payeeName}
	if i != (instrument{}) {
		p.Instrument = &i
	}
	return p
}

func newID() string { return payeePrefix + strings.ToLower(rand.Text()[:16]) }

// newNumber returns an account number that nobody has as far as one can know: 18 random digits. No documented test
// account has more than 15.
func newNumber() string {
	n, _ := rand.Int(rand.Reader, big.NewInt(1e17)) // the reader does not fail
	return fmt.Sprintf("9%017d", n)
}

func newAccount() instrument { return instrument{Number: newNumber(), IFSC: testIFSC} }

func newVPA(handle string) instrument { return instrument{VPA: newID() + "@" + handle} }

// result is how a creation ended.
type result int

const (
	refused result = iota
	created
	unclear // nobody knows
)

// ownPayee is a payee that the probe may have created.
type ownPayee struct {
	id        string
	isCertain bool // Cashfree said that it was created
	isRemoved bool // a removal was sent whose answer was lost
}

// create adds a payee. It is sent once. The payee counts as the probe's own from before that until Cashfree has refused
// it, or it is certain that nothing was sent. An error ends the probe.
func (p *probe) create(ctx context.Context, op operation, id string, body any, bearer string) (answer, result, error) {
	if p.made+p.reserved()+1 >= maxCalls {
		return answer{}, refused, errNoCallsLeft
	}
	p.disown(id) // it was removed, if there was one with this id
	one := &ownPayee{id: id}
	p.own = append(p.own, one)
	got, failed := p.call(ctx, op, variant{body: body, bearer: bearer})
	switch {
	case isNotSent(failed):
		p.disown(id)
		return answer{}, refused, failed
	case ctx.Err() != nil:
		return answer{}, unclear, ctx.Err()
	case failed != nil, got.status >= 500:
		return got, unclear, nil //nolint:nilerr // the result says it
	case got.isThrottled():
		p.disown(id)
		return got, refused, p.throttled(got)
	case got.isRefusal():
		p.disown(id)
		return got, refused, nil
	case got.isSuccess() && (op.version == 1 || got.text("beneficiary_id") == id):
		one.isCertain = true
		return got, created, nil
	case got.isOfCaller() && got.members != nil:
		p.disown(id)
		return got, refused, stopError("Cashfree refuses the credentials now: " + got.words(p.isSecret))
	}
	return got, unclear, fmt.Errorf("the answer to a creation is not understood: %s", got.words(p.isSecret))
}

func (p *probe) disown(id string) {
	p.own = slices.DeleteFunc(p.own, func(one *ownPayee) bool { return one.id == id })
}

// ids returns the ids of the payees that may exist.
func (p *probe) ids() []string {
	var all []string
	for _, one := range p.own {
		all = append(all, one.id)
	}
	return all
}

// removeOwn removes the probe's own payees. Those that may still exist stay its own.
func (p *probe) removeOwn(ctx context.Context) {
	for _, one := range slices.Clone(p.own) {
		p.remove(ctx, one)
	}
}

// maxRemovals is how often a removal is sent until it is certain.
const maxRemovals = 4

// remove removes a payee, and reports whether it is certainly gone. The answer is that of the removal. That Cashfree
// knows no such payee proves it only where an earlier removal may have succeeded: a creation without an answer can be
// carried out later.
func (p *probe) remove(ctx context.Context, one *ownPayee) (answer, bool) {
	for range maxRemovals {
		got, err := p.call(ctx, removePayee, variant{query: byID(one.id)})
		switch {
		case err == nil && got.isSuccess() && got.text("beneficiary_id") == one.id,
			err == nil && got.isNotFound() && one.isCertain && one.isRemoved:
			p.disown(one.id)
			return got, true
		case err == nil && got.isNotFound():
			return got, false
		case isNotSent(err) || ctx.Err() != nil || p.made >= maxCalls:
			return answer{}, false
		}
		one.isRemoved = true
	}
	return answer{}, false
}

func byID(id string) url.Values { return url.Values{"beneficiary_id": {id}} }
