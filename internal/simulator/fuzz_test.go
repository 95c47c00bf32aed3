package simulator

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// FuzzSeed: a seed is refused, or loaded whole; and what an account keeps of it, loaded into another account, is kept the
// same.
func FuzzSeed(f *testing.F) {
	for _, text := range []string{
		`{}`, `null`, `[]`, `{"beneficiaries":[{"id":"vendor_0042","name":"Asha Rao","bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001"}],"balance":"10000.50","available_balance":"9900.00"}`,
		`{"beneficiaries":[{"id":"v","status":"INITIATED"}],"verifications":[{"beneficiary_id":"v","reads_left":2,"outcome":"VERIFIED"}],"removed":[{"id":"w"},{"id":"v"}]}`,
		`{"transfers":[{"id":"t1","beneficiary_id":"v","amount":"1.00","status":"SUCCESS"},{"id":"t1"}],"batches":[{"id":"b","transfers":[{"id":"t2","amount":"0.01","status":"PENDING"}]}]}`,
		`{"fund_sources":[{"id":"CASHFREE_2","balance":"1","available_balance":"9"}],"balance":"-1"}`, `{"balance":"99999999999999999999"}`, `{"verifications":[{"beneficiary_id":"x"}]}`,
		`{"whitelist":["203.0.113.7","::1"],"behaviour":{"deleted_get":"marked"},"faults":[{"action":"reset_before"}]}`, `{"balance":"1"} {}`, `{"unknown":1}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		seed, err := ParseSeed(data)
		if err != nil {
			return
		}
		first := New(Options{})
		if first.Load(seed) != nil {
			return
		}
		kept, _ := first.Snapshot()
		wantWhole(t, seed, kept)
		second := New(Options{Behaviour: first.Behaviour()})
		written, err := json.Marshal(kept)
		if err != nil {
			t.Fatal(err)
		}
		read, err := ParseSeed(written)
		if err == nil {
			err = second.Restore(read)
		}
		if err != nil {
			t.Fatalf("what was kept of %s cannot be restored: %v\n%s", data, err, written)
		}
		again, _ := second.Snapshot()
		if rewritten, _ := json.Marshal(again); string(rewritten) != string(written) {
			t.Fatalf("kept     %s\nrestored %s", written, rewritten)
		}
	})
}

func wantWhole(t *testing.T, seed, kept Seed) {
	t.Helper()
	for _, b := range seed.Beneficiaries {
		if !slices.ContainsFunc(kept.Beneficiaries, func(other Beneficiary) bool { return other.ID == b.ID && other.Name == b.Name }) {
			t.Fatalf("beneficiary %q is lost", b.ID)
		}
	}
	for _, v := range seed.Verifications {
		initiated := slices.ContainsFunc(kept.Beneficiaries, func(b Beneficiary) bool { return b.ID == v.BeneficiaryID && b.Status == StatusInitiated })
		once := len(seed.Verifications) == 1 && v.Outcome != ""
		if initiated && once && !slices.Contains(kept.Verifications, v) {
			t.Fatalf("%+v became %+v", v, kept.Verifications)
		}
	}
	for _, b := range seed.Batches {
		if !slices.ContainsFunc(kept.Batches, func(other Batch) bool { return other.ID == b.ID }) {
			t.Fatalf("batch %q is lost", b.ID)
		}
	}
	for _, f := range kept.FundSources {
		want, err := parsePaise(seed.Balance)
		if f.ID == DefaultFundSource && err == nil && len(seed.FundSources) == 0 && f.Balance != want.String() {
			t.Fatalf("the balance of %q is %s", seed.Balance, f.Balance)
		}
	}
}

// FuzzControl: the simulator's own controls answer every body with a status that says whose fault it is, and never with a
// crash.
func FuzzControl(f *testing.F) {
	controls := []string{
		"PATCH /_sim/behaviour", "POST /_sim/faults", "PUT /_sim/second-factor", "PUT /_sim/whitelist", "PUT /_sim/caller-ip", "PUT /_sim/limits",
		"PUT /_sim/balance", "PUT /_sim/transfers", "PUT /_sim/beneficiaries", "PUT /_sim/beneficiaries/v", "PATCH /_sim/beneficiaries/v", "POST /_sim/reset",
	}
	for i := range controls {
		for _, body := range []string{
			`{}`, `null`, `[]`, ``, `{"deleted_get":"marked"}`, `{"action":"status_before","status":502,"times":1}`, `[{"action":"reset_before"},{}]`, `{"second_factor":"ip"}`,
			`{"addresses":["203.0.113.7"]}`, `{"caller_ip":"::1"}`, `{"requests_per_minute":-1,"latency":"-1s"}`, `{"balance":"1.00","available_balance":"-1"}`,
			`[{"id":"t","amount":"1","status":"REVERSED"}]`, `[{"id":"v","name":"Asha Rao"},{"id":""}]`, `{"id":"w","status":"DELETED"}`,
		} {
			f.Add(uint8(i), []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, control uint8, body []byte) {
		sim := New(Options{})
		sim.Put(Beneficiary{ID: "v", Name: "Asha Rao", VPA: "asha@examplebank"})
		method, path, _ := strings.Cut(controls[int(control)%len(controls)], " ")
		answered := httptest.NewRecorder()
		sim.ServeHTTP(answered, httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(string(body))))
		if !slices.Contains([]int{200, 201, 204, 400, 404}, answered.Code) {
			t.Fatalf("%s %s is answered with %d: %s", method, path, answered.Code, answered.Body)
		}
		if answered.Code == http.StatusBadRequest && !json.Valid(answered.Body.Bytes()) {
			t.Fatalf("%s %s is refused without a reason: %s", method, path, answered.Body)
		}
		for id, b := range sim.All() {
			if b.ID == "" {
				t.Fatalf("beneficiary %d has no id after %s", id, body)
			}
		}
	})
}
