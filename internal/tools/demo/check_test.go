package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A plan that changes anything besides the account of one resource is an error.
func TestOnlyAccountChanges(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		edit func(change map[string]any)
		want string // empty for no error
	}{
		"only the account": {func(map[string]any) {}, ""},
		"another order": {
			func(c map[string]any) { c["actions"] = []string{"create", "delete"} }, "removed and then added",
		},
		"another IFSC": {
			func(c map[string]any) { instrumentIn(c)["bank_ifsc"] = "HDFC0000002" }, "expected bank_ifsc to go from",
		},
		"a UPI address": {
			func(c map[string]any) { instrumentIn(c)["vpa"] = "asha@examplebank" }, "instrument.vpa does too",
		},
		"another number": {
			func(c map[string]any) { instrumentIn(c)["bank_account_number"] = "00011020009999" },
			"expected bank_account_number to go from …2658 to …1772",
		},
		"the name": {
			func(c map[string]any) { c["after"].(map[string]any)["name"] = "Asha" }, "name does too",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one := planned(ashaAddress, "managed", "delete", "create")
			test.edit(one["change"].(map[string]any))
			data, err := json.Marshal(map[string]any{"resource_changes": []any{one}})
			if err != nil {
				t.Fatal(err)
			}
			expectError(t, onlyAccountChanges(data, ashaAddress, changedAsha, asha), test.want)
		})
	}
	expectError(t, onlyAccountChanges([]byte("no JSON"), ashaAddress, changedAsha, asha), "JSON form")
}

func instrumentIn(change map[string]any) map[string]any {
	return change["after"].(map[string]any)["instrument"].(map[string]any)
}

// Calls that need a signature are counted, and one without a signature or that was refused is an error.
func TestSignedCalls(t *testing.T) {
	t.Parallel()
	const get, beneficiary = "GET", "/payout/beneficiary"
	authorize := simulator.Request{Method: "POST", Path: "/payout/v1/authorize", Status: 200, Signed: true}
	balance := simulator.Request{Method: get, Path: "/payout/v1/getBalance", Status: 200}
	signed := simulator.Request{Method: get, Path: beneficiary, Status: 404, Signed: true}
	tests := map[string]struct {
		calls []simulator.Request
		count int
		want  string
	}{
		"all signed": {[]simulator.Request{authorize, balance, signed}, 2, ""},
		"no calls":   {nil, 0, "there were none"},
		"unsigned": {
			[]simulator.Request{signed, {Method: get, Path: beneficiary, Status: 200}}, 0, "GET /payout/beneficiary was not",
		},
		"refused": {
			[]simulator.Request{{Method: get, Path: beneficiary, Status: 403, Signed: true}}, 0, "answered with status 403",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			count, err := signedCalls(test.calls)
			if count != test.count {
				t.Errorf("got %d calls, want %d", count, test.count)
			}
			expectError(t, err, test.want)
		})
	}
}

func expectError(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("got the error %v, want none", err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("got the error %v, want one with %q", err, want)
	}
}
