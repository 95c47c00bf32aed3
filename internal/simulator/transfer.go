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

// The statuses of a transfer that the simulator sets by itself.
// https://www.cashfree.com/docs/api-reference/payouts/v2/transfers-v2/get-transfer-status-v2.md
const (
	TransferReceived = "RECEIVED"
	TransferPending  = "PENDING"
	TransferSuccess  = "SUCCESS"
	TransferFailed   = "FAILED"
	TransferRejected = "REJECTED"
	TransferReversed = "REVERSED"
)

// pendingStatuses are the statuses that reserve the money and can still change.
var pendingStatuses = []string{TransferReceived, "APPROVAL_PENDING", "VALIDATION_PENDING", "QUEUED", TransferPending}

// Transfer is a payout of the account. Amount is in rupees, such as "1.00".
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

// TransferStep is a status that a transfer shows for a number of status reads. The last step stays, whatever its Reads.
// Reads stand for time, so that no test has to wait.
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

// nextNumber returns Cashfree's number for the next transfer or batch. Both share one sequence.
func (tb *transferBook) nextNumber() string {
	tb.lastCF++
	return strconv.FormatInt(tb.lastCF, 10)
}

// skipNumber keeps a number that was put from being used again.
func (tb *transferBook) skipNumber(cf string) {
	if n, err := strconv.ParseInt(cf, 10, 64); err == nil {
		tb.lastCF = max(tb.lastCF, n)
	}
}

func (tb *transferBook) add(p *payout) {
	if old := tb.byID[p.ID]; old != nil {
		delete(tb.byCF, old.CFTransferID)
		tb.addPending(old, -old.amount)
	}
	if p.CFTransferID == "" {
		p.CFTransferID = tb.nextNumber()
	}
	tb.skipNumber(p.CFTransferID)
	tb.byID[p.ID] = p
	tb.byCF[p.CFTransferID] = p
	tb.addPending(p, p.amount)
}

// addPending counts the amount of a transfer that is under way as not available.
func (tb *transferBook) addPending(p *payout, amount paise) {
	if l := tb.ledger(p); l != nil && slices.Contains(pendingStatuses, p.Status) {
		l.pending += amount
	}
}

func (tb *transferBook) ledger(p *payout) *ledger { return tb.money.ledgers[p.FundSourceID] }

// setStatus changes the status and moves the money that goes with it.
func (tb *transferBook) setStatus(p *payout, step TransferStep, now time.Time) {
	if p.Status == step.Status && p.StatusCode == step.StatusCode {
		return
	}
	wasPaid, wasPending := p.Status == TransferSuccess, slices.Contains(pendingStatuses, p.Status)
	tb.addPending(p, -p.amount)
	p.Status, p.StatusCode, p.StatusDescription = step.Status, step.StatusCode, statusDescription(step.StatusCode)
	p.UpdatedOn = now.UTC().Truncate(time.Second)
	tb.addPending(p, p.amount)

	l := tb.ledger(p)
	switch {
	case l == nil:
	case wasPending && step.Status == TransferSuccess:
		l.balance -= p.amount
	case wasPaid && step.Status == TransferReversed:
		l.balance += p.amount
	}
	if step.Status == TransferSuccess && p.UTR == "" {
		p.UTR = p.CFTransferID + "000" // Digits are all that is known of its form.
	}
}

// countRead moves the transfer on by one status read.
func (tb *transferBook) countRead(p *payout, now time.Time) {
	for len(p.Steps) > 0 {
		step := &p.Steps[0]
		if len(p.Steps) == 1 {
			tb.setStatus(p, *step, now)
			p.Steps = nil
			return
		}
		if step.Reads > 0 {
			tb.setStatus(p, *step, now)
			step.Reads--
			return
		}
		p.Steps = p.Steps[1:]
	}
}

// startTransfer adds a new transfer. One that the balance does not cover is rejected with HTTP 200, like all refusals
// after submission.
func (s *Simulator) startTransfer(t Transfer, amount paise, c *call) *payout {
	t.AddedOn = c.now.UTC().Truncate(time.Second)
	t.UpdatedOn = t.AddedOn
	if t.FundSourceID == "" {
		t.FundSourceID = DefaultFundSource
	}
	p := &payout{Transfer: t, amount: amount}
	p.Amount = amount.String()
	if p.Status == "" {
		p.Status, p.StatusCode = TransferReceived, TransferReceived
		p.Steps = transferSteps(t, *c.settings.behaviour.PendingReads)
		if amount > s.available(t.FundSourceID) {
			p.Status, p.StatusCode, p.Steps = TransferRejected, "INSUFFICIENT_BALANCE", nil
		}
	}
	p.StatusDescription = statusDescription(p.StatusCode)
	s.transfers.add(p)
	return p
}

func (s *Simulator) available(fundSource string) paise {
	if l := s.money.ledgers[fundSource]; l != nil {
		return l.available()
	}
	return 0
}

// PutTransfer adds or overwrites a transfer without an API call. It panics at an Amount that is not an amount, and an
// empty one becomes "1.00". Without a Status it starts as RECEIVED, with the outcome of its account. A transfer that is
// put with a final status does not move money.
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
		return fmt.Errorf("transfer %q: amount %w", t.ID, err)
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
			t.Steps = transferSteps(t, *s.settings.behaviour.PendingReads)
		}
	}
	if t.StatusDescription == "" {
		t.StatusDescription = statusDescription(t.StatusCode)
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
	if t.BeneficiaryID != "" && s.store.beneficiaries[t.BeneficiaryID] == nil {
		return beneficiaryNotFound("Beneficiary does not exist")
	}
	p := s.startTransfer(t, amount, c)
	a := c.foundTransfer(p)
	a.acted = ActedTransferred
	if isSlow(t) {
		a.delayMS = c.settings.behaviour.SlowTransferMilliseconds
	}
	return a
}

// getTransfer returns a transfer by either key. No page documents neither key or both.
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
	s.transfers.countRead(p, c.now)
	s.revision++
	return c.foundTransfer(p)
}

// inOpenBatch reports whether the batch of a transfer is not PROCESSED yet. The page says to read transfers one by one
// only after that, and not what an earlier read answers.
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
