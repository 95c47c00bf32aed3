package simulator

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// The statuses of a batch that the simulator sets by itself.
const (
	BatchReceived  = "RECEIVED"
	BatchPending   = "PENDING"
	BatchProcessed = "PROCESSED"
)

// batchIDShape is that of the schema: at most 60 letters, digits or underscores.
var batchIDShape = regexp.MustCompile(`^[A-Za-z0-9_]{1,60}$`)

// Batch is a number of transfers sent as one. Its transfers are stored with the others, under the batch's id.
type Batch struct {
	ID        string `json:"id"`
	CFBatchID string `json:"cf_batch_id,omitempty"`
	Status    string `json:"status"`

	// ReadsLeft is for how many status reads the batch stays PENDING before it becomes PROCESSED. It has no effect on a
	// batch that was put with any other status.
	ReadsLeft int `json:"reads_left,omitempty"`

	Transfers []Transfer `json:"transfers,omitempty"`
}

type batch struct {
	Batch
	payouts []*payout
}

func (tb *transferBook) addBatch(b *batch) {
	if old := tb.batches[b.ID]; old != nil {
		delete(tb.batchCF, old.CFBatchID)
	}
	if b.CFBatchID == "" {
		b.CFBatchID = tb.nextNumber()
	}
	tb.skipNumber(b.CFBatchID)
	tb.batches[b.ID] = b
	tb.batchCF[b.CFBatchID] = b
}

type batchBody struct {
	ID        string         `json:"batch_transfer_id"`
	Transfers []transferBody `json:"transfers"`
}

// createBatch adds all transfers or none. A malformed transfer refuses the batch, and its index is in the code.
func (s *Simulator) createBatch(c *call) answer {
	var body batchBody
	if err := c.decode(&body); err != nil {
		return notJSON()
	}
	if refusal := s.refuseBatch(body, c.settings.behaviour); refusal.status != 0 {
		return refusal
	}
	transfers := make([]Transfer, len(body.Transfers))
	amounts := make([]paise, len(body.Transfers))
	seen := map[string]bool{}
	for i, entry := range body.Transfers {
		prefix := fmt.Sprintf("transfers[%d].", i)
		t, amount, refusal := s.readTransfer(entry, c.settings.behaviour, prefix)
		if refusal.status != 0 {
			return refusal
		}
		if s.transfers.byID[t.ID] != nil || seen[t.ID] {
			return v2Error(http.StatusConflict, typeInvalidRequest, prefix+"transfer_id_already_exists", "Transfer Id already exists.")
		}
		seen[t.ID] = true
		t.BatchID = body.ID
		if t.BeneficiaryID != "" && s.store.beneficiaries[t.BeneficiaryID] == nil {
			t.Status, t.StatusCode = TransferRejected, "BENE_NOT_EXIST"
		}
		transfers[i], amounts[i] = t, amount
	}

	b := &batch{Batch: Batch{ID: body.ID, Status: BatchReceived, ReadsLeft: *c.settings.behaviour.PendingReads}}
	s.transfers.addBatch(b)
	for i, t := range transfers {
		b.payouts = append(b.payouts, s.startTransfer(t, amounts[i], c))
	}
	a := jsonAnswer(http.StatusOK, b.summary())
	a.acted = ActedTransferred
	return a
}

func (s *Simulator) refuseBatch(body batchBody, behaviour Behaviour) answer {
	switch {
	case body.ID == "":
		return invalidRequest("batch_transfer_id_missing", "batch_transfer_id is missing in the request")
	case !batchIDShape.MatchString(body.ID):
		return invalidRequest("batch_transfer_id_invalid", "batch_transfer_id : should be alphanumeric. value received: "+body.ID)
	case s.transfers.batches[body.ID] != nil:
		return v2Error(http.StatusConflict, typeInvalidRequest, "batch_transfer_id_already_exists",
			"batch_transfer_id already exists. please pass unique id in each request")
	case len(body.Transfers) == 0 || len(body.Transfers) > behaviour.MaxBatchEntries:
		return invalidRequest("transfers_invalid",
			fmt.Sprintf("transfers : should have 1 to %d entries. value received: %d", behaviour.MaxBatchEntries, len(body.Transfers)))
	}
	return answer{}
}

func (b *batch) summary() jsonObject {
	return jsonObject{"batch_transfer_id": b.ID, "cf_batch_transfer_id": b.CFBatchID, "status": b.Status}
}

// getBatch returns, for an unknown cf_batch_transfer_id, a code without the ending "_not_found", as in the OpenAPI
// document.
// https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json
func (s *Simulator) getBatch(c *call) answer {
	id, cf := c.get("batch_transfer_id"), c.get("cf_batch_transfer_id")
	if id == "" && cf == "" {
		return invalidRequest("batch_transfer_id_missing", "batch_transfer_id or cf_batch_transfer_id is missing in the request")
	}
	b := s.transfers.batches[id]
	if cf != "" {
		b = s.transfers.batchCF[cf]
		if b == nil || id != "" && b.ID != id {
			return v2Error(http.StatusNotFound, typeInvalidRequest, "cf_batch_transfer_id", "cf_batch_transfer_id does not exist")
		}
	}
	if b == nil {
		return v2Error(http.StatusNotFound, typeInvalidRequest, "batch_transfer_id_not_found", "batch_transfer_id does not exist")
	}
	s.readBatch(b, c)
	s.revision++
	out := b.summary()
	list := make([]jsonObject, len(b.payouts))
	for i, p := range b.payouts {
		list[i] = transferJSON(p, c.settings.behaviour)
	}
	out["transfers"] = list
	return jsonAnswer(http.StatusOK, out)
}

// readBatch moves the batch on by one read. Once it is PROCESSED it moves its transfers on too, since they can be read
// one by one from then on.
func (s *Simulator) readBatch(b *batch, c *call) {
	switch {
	case b.Status == BatchProcessed:
	case b.Status != BatchReceived && b.Status != BatchPending:
		return
	case b.ReadsLeft > 0:
		b.ReadsLeft--
		b.Status = BatchPending
		return
	default:
		b.Status = BatchProcessed
	}
	for _, p := range b.payouts {
		s.transfers.countRead(p, c.now)
	}
}

// PutBatch adds or overwrites a batch and its transfers without an API call, by the rules of [Simulator.PutTransfer].
// An empty status becomes PROCESSED.
func (s *Simulator) PutBatch(b Batch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.putBatch(b); err != nil {
		panic("simulator: " + err.Error())
	}
}

func (s *Simulator) putBatch(b Batch) error {
	if b.Status == "" {
		b.Status = BatchProcessed
	}
	held := &batch{Batch: b}
	held.Transfers = nil
	s.transfers.addBatch(held)
	for _, t := range b.Transfers {
		t.BatchID = b.ID
		if err := s.putTransfer(t); err != nil {
			return err
		}
		held.payouts = append(held.payouts, s.transfers.byID[t.ID])
	}
	s.revision++
	return nil
}

// Batches returns every batch with its transfers, sorted by id.
func (s *Simulator) Batches() []Batch {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.transfers.allBatches()
}

func (tb *transferBook) allBatches() []Batch {
	out := make([]Batch, 0, len(tb.batches))
	for b := range maps.Values(tb.batches) {
		whole := b.Batch
		for _, p := range b.payouts {
			t := p.Transfer
			t.Steps = slices.Clone(t.Steps)
			whole.Transfers = append(whole.Transfers, t)
		}
		out = append(out, whole)
	}
	slices.SortFunc(out, func(a, b Batch) int { return strings.Compare(a.ID, b.ID) })
	return out
}
