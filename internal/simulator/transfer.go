package simulator

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The statuses of a transfer that the simulator itself gives.
// https://www.cashfree.com/docs/api-reference/payouts/v2/transfers-v2/get-transfer-status-v2.md
const (
	TransferReceived = "RECEIVED"
	TransferPending  = "PENDING"
	TransferSuccess  = "SUCCESS"
	TransferFailed   = "FAILED"
	TransferRejected = "REJECTED"
	TransferReversed = "REVERSED"
)

// underWay are the statuses that hold the money and may still change.
var underWay = []string{TransferReceived, "APPROVAL_PENDING", "VALIDATION_PENDING", "QUEUED", TransferPending}

// Transfer is a payout as the account holds it. Amount is in rupees, such as
// "1.00".
type Transfer struct {
	ID                string    `json:"id"`
	CFTransferID      string    `json:"cf_transfer_id,omitempty"`
	BatchID           string    `json:"batch_id,omitempty"`
	BeneficiaryID     string    `json:"beneficiary_id,omitempty"`
	BankAccountNumber string    `json:"bank_account_number,omitempty"`
	BankIFSC          string    `json:"bank_ifsc,omitempty"`
	VPA               string    `json:"vpa,omitempty"`
	Phone             string    `json:"phone,omitempty"`
	Amount            string    `json:"amount"`
	Mode              string    `json:"mode,omitempty"`
	Remarks           string    `json:"remarks,omitempty"`
	FundSourceID      string    `json:"fundsource_id,omitempty"`
	Status            string    `json:"status"`
	StatusCode        string    `json:"status_code,omitempty"`
	StatusDescription string    `json:"status_description,omitempty"`
	UTR               string    `json:"utr,omitempty"`
	AddedOn           time.Time `json:"added_on"`
	UpdatedOn         time.Time `json:"updated_on"`

	// Steps are the statuses still to come.
	Steps []TransferStep `json:"steps,omitempty"`
}

// TransferStep is a status that a transfer shows for a number of status
// reads. The last step is for good, whatever its Reads. Reads stand for the
// passing of time, so that no test has to wait for any.
type TransferStep struct {
	Status     string `json:"status"`
	StatusCode string `json:"status_code,omitempty"`
	Reads      int    `json:"reads,omitempty"`
}

type payout struct {
	Transfer
	amount paise
}

type transferBook struct {
	money   *treasury
	byID    map[string]*payout
	byCF    map[string]*payout
	batches map[string]*batch
	batchCF map[string]*batch
	lastCF  int64
}

func newTransferBook(money *treasury) *transferBook {
	return &transferBook{
		money:   money,
		byID:    map[string]*payout{},
		byCF:    map[string]*payout{},
		batches: map[string]*batch{},
		batchCF: map[string]*batch{},
		lastCF:  1_000_000,
	}
}

// nextCF numbers transfers and batches in one row.
func (tb *transferBook) nextCF() string {
	tb.lastCF++
	return strconv.FormatInt(tb.lastCF, 10)
}

// reserve keeps numbers that were brought in from being given out again.
func (tb *transferBook) reserve(cf string) {
	if n, err := strconv.ParseInt(cf, 10, 64); err == nil {
		tb.lastCF = max(tb.lastCF, n)
	}
}

func (tb *transferBook) add(p *payout) {
	if old := tb.byID[p.ID]; old != nil {
		delete(tb.byCF, old.CFTransferID)
		tb.hold(old, -old.amount)
	}
	if p.CFTransferID == "" {
		p.CFTransferID = tb.nextCF()
	}
	tb.reserve(p.CFTransferID)
	tb.byID[p.ID] = p
	tb.byCF[p.CFTransferID] = p
	tb.hold(p, p.amount)
}

// hold takes the amount of a transfer under way out of what is available.
func (tb *transferBook) hold(p *payout, amount paise) {
	if l := tb.ledger(p); l != nil && slices.Contains(underWay, p.Status) {
		l.pending += amount
	}
}

func (tb *transferBook) ledger(p *payout) *ledger { return tb.money.ledgers[p.FundSourceID] }

// turn changes the status and moves the money that goes with it.
func (tb *transferBook) turn(p *payout, step TransferStep, now time.Time) {
	if p.Status == step.Status && p.StatusCode == step.StatusCode {
		return
	}
	wasPaid, wasUnderWay := p.Status == TransferSuccess, slices.Contains(underWay, p.Status)
	tb.hold(p, -p.amount)
	p.Status, p.StatusCode, p.StatusDescription = step.Status, step.StatusCode, describe(step.StatusCode)
	p.UpdatedOn = now.UTC().Truncate(time.Second)
	tb.hold(p, p.amount)

	l := tb.ledger(p)
	switch {
	case l == nil:
	case wasUnderWay && step.Status == TransferSuccess:
		l.balance -= p.amount
	case wasPaid && step.Status == TransferReversed:
		l.balance += p.amount
	}
	if step.Status == TransferSuccess && p.UTR == "" {
		p.UTR = p.CFTransferID + "000" // Digits are all that is known of its form.
	}
}

// read is a status read: it moves the transfer on by one.
func (tb *transferBook) read(p *payout, now time.Time) {
	for len(p.Steps) > 0 {
		step := &p.Steps[0]
		if len(p.Steps) == 1 {
			tb.turn(p, *step, now)
			p.Steps = nil
			return
		}
		if step.Reads > 0 {
			tb.turn(p, *step, now)
			step.Reads--
			return
		}
		p.Steps = p.Steps[1:]
	}
}

// accept starts a new transfer. One that the balance does not cover is
// rejected with HTTP 200, as all refusals after submission are.
func (s *Simulator) accept(t Transfer, amount paise, c *call) *payout {
	t.AddedOn = c.now.UTC().Truncate(time.Second)
	t.UpdatedOn = t.AddedOn
	if t.FundSourceID == "" {
		t.FundSourceID = DefaultFundSource
	}
	p := &payout{Transfer: t, amount: amount}
	p.Amount = amount.String()
	if p.Status == "" {
		p.Status, p.StatusCode = TransferReceived, TransferReceived
		p.Steps = outcome(t, *c.settings.behaviour.PendingReads)
		if amount > s.available(t.FundSourceID) {
			p.Status, p.StatusCode, p.Steps = TransferRejected, "INSUFFICIENT_BALANCE", nil
		}
	}
	p.StatusDescription = describe(p.StatusCode)
	s.transfers.add(p)
	return p
}

func (s *Simulator) available(fundSource string) paise {
	if l := s.money.ledgers[fundSource]; l != nil {
		return l.available()
	}
	return 0
}

// PutTransfer adds or overwrites a transfer behind the API's back; it panics
// at an Amount that is no amount, and takes an empty one for "1.00". Without
// a Status it starts as RECEIVED with the outcome of its account. A transfer
// that is put with a final status has moved its money already.
func (s *Simulator) PutTransfer(t Transfer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.putTransfer(t); err != nil {
		panic("simulator: " + err.Error())
	}
}

func (s *Simulator) putTransfer(t Transfer) error {
	if t.Amount == "" {
		t.Amount = "1.00"
	}
	amount, err := parsePaise(t.Amount)
	if err != nil {
		return fmt.Errorf("transfer %q: %w", t.ID, err)
	}
	t.Amount = amount.String()
	if t.FundSourceID == "" {
		t.FundSourceID = DefaultFundSource
	}
	if t.AddedOn.IsZero() {
		t.AddedOn = s.options.Now().UTC().Truncate(time.Second)
	}
	if t.UpdatedOn.IsZero() {
		t.UpdatedOn = t.AddedOn
	}
	t.Steps = slices.Clone(t.Steps)
	if t.Status == "" {
		t.Status, t.StatusCode = TransferReceived, TransferReceived
		if t.Steps == nil {
			t.Steps = outcome(t, *s.settings.behaviour.PendingReads)
		}
	}
	if t.StatusDescription == "" {
		t.StatusDescription = describe(t.StatusCode)
	}
	s.transfers.add(&payout{Transfer: t, amount: amount})
	s.revision++
	return nil
}

// Transfers returns every transfer, sorted by id.
func (s *Simulator) Transfers() []Transfer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.transfers.all()
}

func (tb *transferBook) all() []Transfer {
	out := make([]Transfer, 0, len(tb.byID))
	for p := range maps.Values(tb.byID) {
		t := p.Transfer
		t.Steps = slices.Clone(t.Steps)
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b Transfer) int { return strings.Compare(a.ID, b.ID) })
	return out
}

func (s *Simulator) createTransfer(c *call) answer {
	var body transferBody
	if err := c.decode(&body); err != nil {
		return notJSON()
	}
	t, amount, refusal := s.readTransfer(body, c.settings.behaviour, "")
	if refusal.status != 0 {
		return refusal
	}
	if used := s.transfers.byID[t.ID]; used != nil {
		if c.settings.behaviour.DuplicateTransferID == "existing" {
			return c.foundTransfer(used)
		}
		return v2Error(http.StatusConflict, typeInvalidRequest, "transfer_id_already_exists", "Transfer Id already exists.")
	}
	if t.BeneficiaryID != "" && s.store.records[t.BeneficiaryID] == nil {
		return beneficiaryNotFound("Beneficiary does not exist")
	}
	p := s.accept(t, amount, c)
	a := c.foundTransfer(p)
	a.acted = ActedTransferred
	if isSlow(t) {
		a.delayMS = c.settings.behaviour.SlowTransferMilliseconds
	}
	return a
}

// getTransfer: neither key and both keys are undocumented.
func (s *Simulator) getTransfer(c *call) answer {
	id, cf := c.get("transfer_id"), c.get("cf_transfer_id")
	if id == "" && cf == "" {
		return invalidRequest("transfer_id_missing", "transfer_id or cf_transfer_id is missing in the request")
	}
	if id != "" && cf != "" && c.settings.behaviour.BothTransferIDs == "refused" {
		return invalidRequest("too_many_parameters_in_request", "Provide either transfer_id or cf_transfer_id")
	}
	p, key := s.transfers.byID[id], "transfer_id"
	if cf != "" {
		p, key = s.transfers.byCF[cf], "cf_transfer_id"
	}
	early := c.settings.behaviour.BatchTransferRead == "not_found" && s.transfers.inOpenBatch(p)
	if p == nil || early || id != "" && p.ID != id {
		return v2Error(http.StatusNotFound, typeInvalidRequest, key+"_not_found", key+" does not exist")
	}
	s.transfers.read(p, c.now)
	s.revision++
	return c.foundTransfer(p)
}

// inOpenBatch: the transfers of a batch are to be asked for one by one only
// once it is PROCESSED. What they answer earlier no page says.
// https://www.cashfree.com/docs/api-reference/payouts/v2/transfers-v2/get-transfer-status-v2.md
func (tb *transferBook) inOpenBatch(p *payout) bool {
	if p == nil {
		return false
	}
	b := tb.batches[p.BatchID]
	return b != nil && (b.Status == BatchReceived || b.Status == BatchPending)
}

func (c *call) foundTransfer(p *payout) answer {
	a := jsonAnswer(http.StatusOK, transferJSON(p, c.settings.behaviour))
	a.beneficiaryID = p.BeneficiaryID
	return a
}
