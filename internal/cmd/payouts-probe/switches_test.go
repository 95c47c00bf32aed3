package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Every switch of the simulator is declared: probed, probed in a mode, or not probed with the reason.
func TestDoubts_Complete(t *testing.T) {
	t.Parallel()
	var switches, declared []string
	for field := range reflect.TypeFor[simulator.Behaviour]().Fields() {
		switches = append(switches, field.Tag.Get("json"))
	}
	for _, d := range doubts {
		declared = append(declared, d.name)
		if (d.question == "") != (d.why != "") {
			t.Errorf("%s must have a question, or else a reason", d.name)
		}
		if _, isTested := switchValues[d.name]; isTested == (d.why != "") {
			t.Errorf("%s is probed: %v, and tested: %v", d.name, d.why == "", isTested)
		}
	}
	slices.Sort(switches)
	slices.Sort(declared)
	if !slices.Equal(switches, declared) {
		t.Errorf("the switches are\n%v\nand declared are\n%v", switches, declared)
	}
}

// accountMode is an account in which a switch shows.
type accountMode struct {
	options simulator.Options
	hasKey  bool
	more    map[string]any // switches that must be set, too
	stops   bool           // the probe cannot go on
}

var (
	anyAccount = accountMode{}
	signed     = accountMode{options: simulator.Options{SecondFactor: simulator.SecondFactorSignature}, hasKey: true}
	unlisted   = accountMode{options: simulator.Options{SecondFactor: simulator.SecondFactorIP, CallerIP: "203.0.113.7"}, stops: true}
)

// switchValues are the values of every probed switch: all of a choice, and of a number the default, a smaller and a
// larger one.
var switchValues = map[string]struct {
	mode   accountMode
	values []any
}{
	"apis_not_enabled":            {anyAccount, []any{false, true}},
	"v2_not_activated":            {anyAccount, []any{false, true}},
	"deleted_get":                 {anyAccount, []any{"not_found", "deleted_status"}},
	"recreate_after_delete":       {anyAccount, []any{"allowed", "refused"}},
	"delete_status":               {anyAccount, []any{200, 201}},
	"create_request_id":           {anyAccount, []any{"omit", "echo"}},
	"absent_fields":               {anyAccount, []any{"omit", "blank", "null"}},
	"added_on_zone":               {anyAccount, []any{"none", "Z"}},
	"create_added_on":             {anyAccount, []any{"second_later", "as_read"}},
	"initiated_reads":             {anyAccount, []any{0, 1, 3}},
	"initiated_outcome":           {accountMode{more: map[string]any{"initiated_reads": 1}}, []any{"VERIFIED", "INVALID", "FAILED", "CANCELLED"}},
	"conflict_code":               {anyAccount, []any{"conflict_with_existing_beneficiary", "beneficiary_already_exists"}},
	"vpa_conflict":                {anyAccount, []any{"on", "off"}},
	"ifsc_echo":                   {anyAccount, []any{"as_sent", "upper_case"}},
	"phone_echo":                  {anyAccount, []any{"without_country_code", "with_country_code"}},
	"contact_codes":               {anyAccount, []any{"with_path", "plain"}},
	"country_codes":               {anyAccount, []any{"checked", "accepted"}},
	"instrument":                  {anyAccount, []any{"required", "optional"}},
	"paytm_handles":               {anyAccount, []any{"accepted", "refused"}},
	"v1_both_instruments":         {anyAccount, []any{"refused", "accepted"}},
	"api_version":                 {anyAccount, []any{"strict", "accept"}},
	"unknown_path":                {anyAccount, []any{"json", "html"}},
	"balance_type":                {anyAccount, []any{"string", "number"}},
	"token_lifetime_seconds":      {anyAccount, []any{360, 300, 600}},
	"v1_status":                   {anyAccount, []any{"always_200", "mirror"}},
	"signature_missing_status":    {signed, []any{403, 401}},
	"signature_max_age_seconds":   {signed, []any{600, 360, 900}},
	"signature_max_ahead_seconds": {signed, []any{60, 30, 120}},
	"signature_in_ip_mode":        {accountMode{options: unlisted.options, hasKey: true}, []any{"refused", "accepted"}},
	"ip_refusal":                  {unlisted, []any{"with_address", "with_sentence", "with_link", "without_address"}},
	"throttle_headers":            {accountMode{options: simulator.Options{RequestsPerMinute: 3}, stops: true}, []any{"on", "off"}},
}

// newWorldOf makes an account with switches.
func newWorldOf(t *testing.T, mode accountMode, switches map[string]any) *world {
	t.Helper()
	options := mode.options
	for _, some := range []map[string]any{mode.more, switches} {
		patch, err := json.Marshal(some)
		if err != nil {
			t.Fatal(err)
		}
		if err := options.Behaviour.Merge(patch); some != nil && err != nil {
			t.Fatal(err)
		}
	}
	w := newWorld(t, options)
	if mode.hasKey {
		w.env[variablePrefix+"PUBLIC_KEY"] = w.sim.PublicKeyPEM()
	}
	return w
}

// The probe finds every value of every switch that it declares, says whether that is the default, and takes no other
// switch for another value.
func TestProbe_EverySwitch(t *testing.T) {
	t.Parallel()
	for name, test := range switchValues {
		for _, value := range test.values {
			t.Run(fmt.Sprintf("%s=%v", name, value), func(t *testing.T) {
				t.Parallel()
				w := newWorldOf(t, test.mode, map[string]any{name: value})
				got := w.probe(t.Context())
				if found := got.value(name); !sameValue(found, value) {
					t.Fatalf("found %v: %+v\n%s", found, got.report.Findings.of(name), got.report.Stopped)
				}
				if left := w.sim.All(); len(left) > 0 || len(got.report.Left) > 0 {
					t.Errorf("%d payees exist", len(left))
				}
				for _, one := range got.report.Findings {
					_, isSet := test.mode.more[one.Switch]
					isDefault := sameValue(one.Value, simulator.DefaultValue(one.Switch))
					if one.Value != nil && *one.Default != isDefault || one.Value != nil && !isDefault && one.Switch != name && !isSet {
						t.Errorf("%s was found as %v", one.Switch, one.Value)
					}
				}
			})
		}
	}
}

// The probe finds every value also where many switches have values other than their defaults.
func TestProbe_ManySwitches(t *testing.T) {
	t.Parallel()
	// These keep the probe from seeing the others.
	hidden := []string{"apis_not_enabled", "v2_not_activated", "recreate_after_delete", "ip_refusal", "throttle_headers", "signature_in_ip_mode", "initiated_outcome"}
	for seed := range uint64(40) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 1))
			switches := make(map[string]any)
			for _, name := range slices.Sorted(maps.Keys(switchValues)) {
				if values := switchValues[name].values; !slices.Contains(hidden, name) {
					switches[name] = values[random.IntN(len(values))]
				}
			}
			w := newWorldOf(t, signed, switches)
			got := w.probe(t.Context())
			w.wantEnd(got)
			for name, value := range switches {
				if found := got.value(name); !sameValue(found, value) {
					t.Errorf("%s=%v was found as %v: %+v", name, value, found, got.report.Findings.of(name))
				}
			}
			behaviour, err := os.ReadFile(got.behaviour)
			if err != nil {
				t.Fatal(err)
			}
			var copied, original simulator.Behaviour
			if err := copied.Merge(behaviour); err != nil {
				t.Fatalf("%v\n%s", err, behaviour)
			}
			text, _ := json.Marshal(switches)
			if err := original.Merge(text); err != nil {
				t.Fatal(err)
			}
			if copied.InitiatedReads == 0 {
				copied.InitiatedOutcome = original.InitiatedOutcome
			}
			if !reflect.DeepEqual(copied, original) {
				t.Errorf("the file makes %+v, want %+v", copied, original)
			}
			other := newWorld(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature, Behaviour: copied})
			if mine, copies := w.story(), other.story(); !slices.Equal(mine, copies) {
				t.Errorf("the account answers\n%q\nand a simulator with the file\n%q", mine, copies)
			}
		})
	}
}
