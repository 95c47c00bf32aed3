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
// It never ends in two beneficiaries, and says that one exists only where that is certain: when a request was sent and
// no usable answer came, the id is looked up. The same content means that the request was carried out, other content is
// [ErrIDExists], and an absent id is sent again, as far as the retries go. Where the look-up fails, too, the error is
// [ErrOutcomeUnknown]. When the context ends while a request is under way, one look-up of at most half a second still
// follows. An id or instrument that is taken from the start is [ErrIDExists] or [ErrInstrumentTaken].
func (c *Client) CreateBeneficiary(ctx context.Context, beneficiary Beneficiary) (*Beneficiary, error) {
	sent := beneficiary.Normal()
	create := &call{endpoint: createBeneficiary, hidden: []string{sent.BankAccountNumber}}
	if sent.ID == "" {
		return nil, c.refuse(create, errors.New("the beneficiary id is empty"))
	}
	body, err := json.Marshal(newBeneficiaryRequest(sent))
	if err != nil {
		return nil, c.refuse(create, errors.New("the beneficiary cannot be written as JSON"))
	}
	create.body = body

	var created *Beneficiary
	create.read = func(content answer) error {
		created = readBeneficiary(content)
		return sameID("beneficiary", sent.ID, created.ID)
	}
	create.settle = func(ctx context.Context, failed *Error) (bool, error) {
		found, settled, err := c.settleCreate(ctx, sent, failed)
		created = found
		return settled, err
	}
	if err := c.do(ctx, create); err != nil {
		return nil, err
	}
	return created, nil
}

// lastLook is how long a cancelled create may still find out what became of it. Whoever stops a run waits for it, and in
// a set for the last moment of an exchange before it.
const lastLook = 500 * time.Millisecond

// settleCreate finds out what became of a create that failed in an unclear way. It is settled unless the beneficiary is
// proven absent.
func (c *Client) settleCreate(ctx context.Context, sent Beneficiary, failed *Error) (*Beneficiary, bool, error) {
	if ctx.Err() != nil {
		found, err := c.settleCancelled(ctx, sent, failed)
		return found, true, err
	}

	found, err := c.readOne(ctx, c.byID(sent), sent.ID)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, false, nil
	case err != nil && ctx.Err() != nil:
		found, err := c.settleCancelled(ctx, sent, failed)
		return found, true, err
	case err != nil:
		return nil, true, outcomeUnknown(failed, twofoldError{failed.Cause, err})
	}
	if differing := found.Differences(sent); len(differing) > 0 {
		other := *failed
		other.Kind = ErrIDExists
		other.Cause = fmt.Errorf("the request got no clear answer, and a look-up afterwards found a beneficiary with "+
			"this id and other content: what is stored differs in %s", names(differing))
		return nil, true, &other
	}
	return found, true, nil
}

// settleCancelled looks once, detached from a context that has ended, since the truth is worth a moment. An id that is
// absent now proves nothing: the request may still be on its way.
func (c *Client) settleCancelled(ctx context.Context, sent Beneficiary, failed *Error) (*Beneficiary, error) {
	detached, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastLook)
	defer cancel()
	look := c.byID(sent)
	look.once = true
	found, err := c.readOne(detached, look, sent.ID)
	if err != nil || len(found.Differences(sent)) > 0 {
		return nil, outcomeUnknown(failed, ctx.Err())
	}
	return found, nil
}

// Beneficiary reads a beneficiary by its id
// (https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/get-beneficiary-v2). A record that Cashfree
// marks [StatusDeleted] is [ErrNotFound], and an answer about another id is an error.
func (c *Client) Beneficiary(ctx context.Context, id string) (*Beneficiary, error) {
	look := c.byID(Beneficiary{ID: id})
	if id == "" {
		return nil, c.refuse(look, errors.New("the beneficiary id is empty"))
	}
	return c.readOne(ctx, look, id)
}

// byID prepares a look-up. What else is known of the beneficiary is masked in its errors.
func (c *Client) byID(known Beneficiary) *call {
	return &call{
		endpoint: getBeneficiary,
		query:    url.Values{"beneficiary_id": {known.ID}},
		hidden:   []string{known.BankAccountNumber},
	}
}

func (c *Client) readOne(ctx context.Context, look *call, id string) (*Beneficiary, error) {
	var found *Beneficiary
	look.read = func(content answer) error {
		found = readBeneficiary(content)
		if err := sameID("beneficiary", id, found.ID); err != nil {
			return err
		}
		return notDeleted(found)
	}
	if err := c.do(ctx, look); err != nil {
		return nil, err
	}
	return found, nil
}

// BeneficiaryByAccount reads the one beneficiary that has a bank account. It is [ErrNotFound] also where the account
// exists under another IFSC, and an error where the answer is about another account.
func (c *Client) BeneficiaryByAccount(ctx context.Context, account, ifsc string) (*Beneficiary, error) {
	account, ifsc = grammar.AccountNumber.Normal(account), grammar.IFSC.Normal(ifsc)
	look := &call{
		endpoint: getBeneficiary,
		query:    url.Values{"bank_account_number": {account}, "bank_ifsc": {ifsc}},
		hidden:   []string{account},
	}
	if account == "" || ifsc == "" {
		return nil, c.refuse(look, errors.New("an account number and an IFSC are needed together"))
	}
	var found *Beneficiary
	look.read = func(content answer) error {
		found = readBeneficiary(content)
		switch {
		case found.ID == "":
			return errors.New("the answer has no beneficiary_id")
		case !grammar.AccountNumber.Same(found.BankAccountNumber, account), !grammar.IFSC.Same(found.BankIFSC, ifsc):
			return foreignError("the answer is about another bank account than the one asked for")
		}
		return notDeleted(found)
	}
	if err := c.do(ctx, look); err != nil {
		return nil, err
	}
	return found, nil
}

// RemoveBeneficiary removes a beneficiary
// (https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/remove-beneficiary-v2). One that does not exist
// is [ErrNotFound], unless an earlier attempt of this very call got no clear answer: then that attempt removed it.
func (c *Client) RemoveBeneficiary(ctx context.Context, id string) error {
	remove := &call{endpoint: removeBeneficiary, query: url.Values{"beneficiary_id": {id}}}
	if id == "" {
		return c.refuse(remove, errors.New("the beneficiary id is empty"))
	}
	remove.read = func(content answer) error {
		return sameID("beneficiary", id, content.text("beneficiary_id"))
	}
	err := c.do(ctx, remove)
	if errors.Is(err, ErrNotFound) && remove.doubted {
		return nil
	}
	return err
}

// sameID makes sure that an answer is about what was asked for. What it names instead is not quoted: nobody knows what
// it is.
func sameID(thing, asked, got string) error {
	switch got {
	case asked:
		return nil
	case "":
		return fmt.Errorf("the answer does not name the %s", thing)
	default:
		return foreignError(fmt.Sprintf("the answer is about another %s than the one asked for", thing))
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

func names(facts []Fact) string {
	list := make([]string, 0, len(facts))
	for _, fact := range facts {
		list = append(list, fact.Field.Name)
	}
	return strings.Join(list, ", ")
}

// twofoldError is a failure and that of the look-up after it. Both texts are told; the kinds of the two are not passed on,
// since the call has one of its own.
type twofoldError struct{ first, second error }

func (e twofoldError) Error() string {
	if e.first == nil {
		return fmt.Sprintf("the look-up afterwards failed, too: %v", e.second)
	}
	return fmt.Sprintf("%v; the look-up afterwards failed, too: %v", e.first, e.second)
}

// Unwrap gives the causes of both.
func (e twofoldError) Unwrap() []error {
	var causes []error
	if e.first != nil {
		causes = append(causes, e.first)
	}
	var failed *Error
	if errors.As(e.second, &failed) && failed.Cause != nil {
		causes = append(causes, failed.Cause)
	}
	return causes
}
