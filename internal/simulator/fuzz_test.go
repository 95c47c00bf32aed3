package simulator

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// A seed is refused or loaded whole. The snapshot of an account that is restored into another account gives the same
// snapshot.
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
		snapshot, _ := first.Snapshot()
		wantWhole(t, seed, snapshot)
		written, err := json.Marshal(snapshot)
		if err != nil {
			t.Fatal(err)
		}
		second := New(Options{Behaviour: first.Behaviour()})
		if err := restoreJSON(second, written); err != nil {
			t.Fatalf("the snapshot of %s cannot be restored: %v\n%s", data, err, written)
		}
		again, _ := second.Snapshot()
		if rewritten, _ := json.Marshal(again); string(rewritten) != string(written) {
			t.Fatalf("snapshot %s\nrestored %s", written, rewritten)
		}
	})
}

func restoreJSON(s *Simulator, snapshot []byte) error {
	seed, err := ParseSeed(snapshot)
	if err != nil {
		return err
	}
	return s.Restore(seed)
}

// wantWhole fails the test if the snapshot lacks something of the seed.
func wantWhole(t *testing.T, seed, snapshot Seed) {
	t.Helper()
	for _, b := range seed.Beneficiaries {
		if !slices.ContainsFunc(snapshot.Beneficiaries, func(other Beneficiary) bool { return other.ID == b.ID && other.Name == b.Name }) {
			t.Fatalf("beneficiary %q is lost", b.ID)
		}
	}
	for _, b := range seed.Batches {
		if !slices.ContainsFunc(snapshot.Batches, func(other Batch) bool { return other.ID == b.ID }) {
			t.Fatalf("batch %q is lost", b.ID)
		}
	}
	wantVerifications(t, seed, snapshot)
	wantBalance(t, seed, snapshot)
}

// wantVerifications checks a seed with one verification. With more, the last one of a beneficiary replaces the others.
func wantVerifications(t *testing.T, seed, snapshot Seed) {
	t.Helper()
	if len(seed.Verifications) != 1 || seed.Verifications[0].Outcome == "" {
		return
	}
	v := seed.Verifications[0]
	initiated := slices.ContainsFunc(snapshot.Beneficiaries, func(b Beneficiary) bool { return b.ID == v.BeneficiaryID && b.Status == StatusInitiated })
	if initiated && !slices.Contains(snapshot.Verifications, v) {
		t.Fatalf("%+v became %+v", v, snapshot.Verifications)
	}
}

func wantBalance(t *testing.T, seed, snapshot Seed) {
	t.Helper()
	want, err := parsePaise(seed.Balance)
	if err != nil || len(seed.FundSources) > 0 {
		return
	}
	for _, f := range snapshot.FundSources {
		if f.ID == DefaultFundSource && f.Balance != want.String() {
			t.Fatalf("the balance of %q is %s", seed.Balance, f.Balance)
		}
	}
}

// A control answers every body with a documented status, and every refusal has a reason.
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
		sim.ServeHTTP(answered, httptest.NewRequestWithContext(t.Context(), method, "http://localhost"+path, strings.NewReader(string(body))))
		wantControlAnswer(t, method+" "+path, answered)
		for i, b := range sim.All() {
			if b.ID == "" {
				t.Fatalf("beneficiary %d has no id after %s", i, body)
			}
		}
	})
}

func wantControlAnswer(t *testing.T, control string, answered *httptest.ResponseRecorder) {
	t.Helper()
	if !slices.Contains([]int{200, 201, 204, 400, 404}, answered.Code) {
		t.Fatalf("%s is answered with %d: %s", control, answered.Code, answered.Body)
	}
	if answered.Code == http.StatusBadRequest && !json.Valid(answered.Body.Bytes()) {
		t.Fatalf("%s is refused without a reason: %s", control, answered.Body)
	}
}
