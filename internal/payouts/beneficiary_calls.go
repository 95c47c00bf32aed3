package payouts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// CreateBeneficiary adds a beneficiary and returns it as Cashfree keeps it
// (https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2). The fields are sent in
// their normal form.
//
// It never ends in two beneficiaries, and it succeeds only where it is certain that one exists. When a request was sent
// and no usable answer came, the id is looked up. The same content means that the request was carried out, other
// content is [ErrIDExists], and an absent id is sent again while retries are left. If the look-up fails, too, the error
// is [ErrOutcomeUnknown]. When the context ends while a request is under way, its answer may still come for half a
// second, and then one look-up of at most half a second follows. An id or instrument that is taken from the start is
// [ErrIDExists] or [ErrInstrumentTaken].
func (c *Client) CreateBeneficiary(ctx context.Context, beneficiary Beneficiary) (*Beneficiary, error) {
	sent := beneficiary.Normal()
	create := &apiCall{endpoint: createBeneficiary, redacted: []string{sent.BankAccountNumber}}
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
		created = readBeneficiary(content)
		return checkID("beneficiary", sent.ID, created.ID)
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

// maxLookupTime is the time limit of the look-up after a cancelled create. Whoever stops a run waits for it, and before
// it, in a set, for the end of an exchange.
const maxLookupTime = 500 * time.Millisecond

// resolveCreate finds out what became of an ambiguous create. It is resolved unless the beneficiary is proven absent.
func (c *Client) resolveCreate(ctx context.Context, sent Beneficiary, failed *Error) (*Beneficiary, bool, error) {
	if ctx.Err() != nil {
		found, err := c.resolveCancelled(ctx, sent, failed)
		return found, true, err
	}

	found, _, err := c.readOne(ctx, c.byID(sent), sent.ID)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, false, nil
	case err != nil && ctx.Err() != nil:
		found, err := c.resolveCancelled(ctx, sent, failed)
		return found, true, err
	case err != nil:
		return nil, true, outcomeUnknown(failed, lookupError{failed.Cause, err})
	}
	if differing := found.Differences(sent); len(differing) > 0 {
		other := *failed
		other.Kind = ErrIDExists
		other.Cause = fmt.Errorf("the request got no clear answer, and a look-up afterwards found a beneficiary with "+
			"this id that differs in: %s", strings.Join(FieldNames(differing), ", "))
		return nil, true, &other
	}
	return found, true, nil
}

// resolveCancelled looks the beneficiary up once, detached from a context that has ended. An id that is absent now
// proves nothing: the request may still be on its way.
func (c *Client) resolveCancelled(ctx context.Context, sent Beneficiary, failed *Error) (*Beneficiary, error) {
	detached, cancel := context.WithTimeout(context.WithoutCancel(ctx), maxLookupTime)
	defer cancel()
	look := c.byID(sent)
	look.noRetry = true
	found, _, err := c.readOne(detached, look, sent.ID)
	if err != nil || len(found.Differences(sent)) > 0 {
		return nil, outcomeUnknown(failed, ctx.Err())
	}
	return found, nil
}

// Beneficiary reads a beneficiary by its id
// (https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/get-beneficiary-v2). One that Cashfree marks
// [StatusDeleted] is [ErrNotFound], and an answer about another id is an error.
func (c *Client) Beneficiary(ctx context.Context, id string) (*Beneficiary, error) {
	look := c.byID(Beneficiary{ID: id})
	if id == "" {
		return nil, c.invalidCall(look, errors.New("the beneficiary id is empty"))
	}
	found, _, err := c.readOne(ctx, look, id)
	return found, err
}

// byID returns a look-up. Its errors mask the account number of the beneficiary.
func (c *Client) byID(known Beneficiary) *apiCall {
	return &apiCall{
		endpoint: getBeneficiary,
		query:    url.Values{"beneficiary_id": {known.ID}},
		redacted: []string{known.BankAccountNumber},
	}
}

func (c *Client) readOne(ctx context.Context, look *apiCall, id string) (*Beneficiary, outcome, error) {
	var found *Beneficiary
	look.decode = func(content answer) error {
		found = readBeneficiary(content)
		if err := checkID("beneficiary", id, found.ID); err != nil {
			return err
		}
		return notDeleted(found)
	}
	out, err := c.do(ctx, look)
	if err != nil {
		return nil, out, err
	}
	return found, out, nil
}

// BeneficiaryByAccount reads the beneficiary that has a bank account. It is [ErrNotFound] also if the account exists
// with another IFSC. An answer about another account is an error.
func (c *Client) BeneficiaryByAccount(ctx context.Context, account, ifsc string) (*Beneficiary, error) {
	account, ifsc = grammar.AccountNumber.Normal(account), grammar.IFSC.Normal(ifsc)
	look := &apiCall{
		endpoint: getBeneficiary,
		query:    url.Values{"bank_account_number": {account}, "bank_ifsc": {ifsc}},
		redacted: []string{account},
	}
	if account == "" || ifsc == "" {
		return nil, c.invalidCall(look, errors.New("account number and IFSC must both be set"))
	}
	var found *Beneficiary
	look.decode = func(content answer) error {
		found = readBeneficiary(content)
		switch {
		case found.ID == "":
			return errors.New("the answer has no beneficiary_id")
		case !grammar.AccountNumber.Same(found.BankAccountNumber, account), !grammar.IFSC.Same(found.BankIFSC, ifsc):
			return mismatchError("the answer is about another bank account than the one asked for")
		}
		return notDeleted(found)
	}
	if _, err := c.do(ctx, look); err != nil {
		return nil, err
	}
	return found, nil
}

// RemoveBeneficiary removes a beneficiary
// (https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/remove-beneficiary-v2). One that does not
// exist is [ErrNotFound], unless an earlier attempt of the same call got no clear answer: then that attempt removed it.
func (c *Client) RemoveBeneficiary(ctx context.Context, id string) error {
	remove := &apiCall{endpoint: removeBeneficiary, query: url.Values{"beneficiary_id": {id}}}
	if id == "" {
		return c.invalidCall(remove, errors.New("the beneficiary id is empty"))
	}
	remove.decode = func(content answer) error {
		return checkID("beneficiary", id, content.text("beneficiary_id"))
	}
	out, err := c.do(ctx, remove)
	if errors.Is(err, ErrNotFound) && out.anyAmbiguous {
		return nil
	}
	return err
}

// checkID checks that an answer is about what was asked for. It does not quote what the answer names instead, which
// could be anything.
func checkID(thing, asked, got string) error {
	switch got {
	case asked:
		return nil
	case "":
		return fmt.Errorf("the answer does not name the %s", thing)
	default:
		return mismatchError(fmt.Sprintf("the answer is about another %s than the one asked for", thing))
	}
}

func notDeleted(found *Beneficiary) error {
	if strings.EqualFold(found.Status, StatusDeleted) {
		return errDeleted
	}
	return nil
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
