package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
)

// What Cashfree would refuse is refused when planned, on its attribute. The boundary of each rule is accepted. The
// title claims nothing of Cashfree where its pages have no such rule.
func TestBeneficiary_Validate_Fields(t *testing.T) {
	t.Parallel()
	many := strings.Repeat
	titles := make(map[string]string)
	for _, path := range []string{"beneficiary_id", "name", "instrument.bank_ifsc", "contact.email", "contact.phone", "contact.country_code"} {
		titles[path] = "Cashfree would refuse this "
	}
	for _, path := range []string{"instrument.vpa", "contact.address", "contact.city", "contact.state", "contact.postal_code"} {
		titles[path] = "Invalid "
	}
	for path, values := range map[string]struct{ accepted, refused []string }{
		"beneficiary_id": {
			[]string{"a", many("a", 50), "A_z|0.9", "with-hyphen"},
			[]string{"", many("a", 51), "a b", " a", "a@b", "ä", "a/b"},
		},
		"name": {
			[]string{"A", many("a", 100), "Asha Rao"},
			[]string{"", " ", many("a", 101), "M/s. " + many("a", 96)},
		},
		"instrument.bank_account_number": {
			[]string{"1234", many("1", 25), "AB12cd34"},
			[]string{"", "123", many("1", 26), "1234 5678", "1234-5678"},
		},
		"instrument.bank_ifsc": {
			[]string{"HDFC0000001", "YESB0MAN001", "hdfc0000001"},
			[]string{"", "HDFC000001", "HDFC00000011", "HDFC1000001", "HDF00000001", "HDFC0-00001"},
		},
		"instrument.vpa": {
			[]string{"ab@cd", "a.b-c_9@bank", many("a", 95) + "@bank"},
			[]string{"", "a@bank", "asha", "asha@", "@bank", "a@b@c", "asha@ba-nk", "as ha@bank", "asha@1bank", many("a", 96) + "@bank"},
		},
		"contact.email": {
			[]string{"a@b.c", many("a", 196) + "@b.c"},
			[]string{"", "a.b", "a@b", many("a", 197) + "@b.c"},
		},
		"contact.phone": {
			[]string{"12345678", "123456789012", "+919876543210", "98765 43210"},
			[]string{"", "1234567", "1234567890123", "98765x3210", "+449876543210"},
		},
		"contact.country_code": {[]string{"+91"}, []string{"", "91", "+44"}},
		"contact.address":      {[]string{"1", many("a", 150)}, []string{"", many("a", 151)}},
		"contact.city":         {[]string{"P", many("a", 50)}, []string{"", many("a", 51)}},
		"contact.state":        {[]string{"G", many("a", 50)}, []string{"", many("a", 51)}},
		"contact.postal_code":  {[]string{"411001"}, []string{"", "0", "4110011", "41100a"}},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil))
			for _, value := range values.accepted {
				coretest.WantNoErrors(t, c.Validate(with(asha(), path, value)))
			}
			for _, value := range values.refused {
				diags := c.Validate(with(asha(), path, value))
				if path != "instrument.bank_account_number" {
					coretest.WantError(t, diags, path, titles[path]+lastStep(path))
					continue
				}
				coretest.WantError(t, diags, "", "Cashfree would refuse this "+path) // and its source is not printed
				if value != "" {
					numbertest.WantNoneOf(t, coretest.Text(diags), value)
				}
			}
		})
	}
	t.Run("the write-only number has the rules of the plain one", func(t *testing.T) {
		t.Parallel()
		c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil))
		coretest.WantNoErrors(t, c.Validate(writeOnly(asha())))
		coretest.WantError(t, c.Validate(with(writeOnly(asha()), "instrument.bank_account_number_wo", "123")),
			"", "instrument.bank_account_number_wo", "3 characters")
	})
}

// Only for an optional argument the error advises to leave it out.
func TestBeneficiary_Validate_EmptyValue(t *testing.T) {
	t.Parallel()
	c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil))
	const advice = "Leave the argument out"
	for path, optional := range map[string]bool{
		"beneficiary_id": false, "name": false, "instrument.vpa": true, "contact.email": true, "contact.country_code": true,
	} {
		diags := c.Validate(with(asha(), path, ""))
		coretest.WantError(t, diags, path, lastStep(path)+" must ", "got an empty value.")
		if strings.Contains(coretest.Text(diags), advice) != optional {
			t.Errorf("%s: %s", path, coretest.Text(diags))
		}
	}
	coretest.WantError(t, c.Validate(with(asha(), "instrument.bank_account_number", "")), "", "got an empty value", advice)
	if _, wrong := bulk.Parse(bulk.CSV, coretest.Header+"v1,,,,ab@cd\n"); wrong.Count() != 1 || strings.Contains(strings.ToLower(wrong.String()), "leave the argument") {
		t.Errorf("the problems of a document are %q", wrong)
	}
}

// An account number and its IFSC are demanded together, unless a value is unknown.
func TestBeneficiary_Validate_Instrument(t *testing.T) {
	t.Parallel()
	base := object{"beneficiary_id": "v", "name": "Asha Rao"}
	group := func(members object) object { return with(base, "instrument", members) }
	for name, test := range map[string]struct {
		config object
		at     string
		texts  string
	}{
		"neither account nor VPA":     {group(object{}), "instrument", "needs a bank account"},
		"account without IFSC":        {group(object{"bank_account_number": "12345678"}), "", "needs bank_ifsc"},
		"write-only without IFSC":     {group(object{"bank_account_number_wo": "12345678"}), "", "needs bank_ifsc"},
		"IFSC without account":        {group(object{"bank_ifsc": "HDFC0000001"}), "instrument.bank_ifsc", "needs an account number"},
		"IFSC and VPA":                {group(object{"bank_ifsc": "HDFC0000001", "vpa": "ab@cd"}), "instrument.bank_ifsc", "needs an account number"},
		"both account numbers":        {group(object{"bank_account_number": "12345678", "bank_account_number_wo": "12345678", "bank_ifsc": "HDFC0000001"}), "", "not both"},
		"VPA alone":                   {group(object{"vpa": "ab@cd"}), "", ""},
		"account, IFSC and VPA":       {group(object{"bank_account_number": "12345678", "bank_ifsc": "HDFC0000001", "vpa": "ab@cd"}), "", ""},
		"IFSC with an unknown number": {group(object{"bank_account_number": coretest.Unknown{}, "bank_ifsc": "HDFC0000001"}), "", ""},
		"number with an unknown IFSC": {group(object{"bank_account_number": "12345678", "bank_ifsc": coretest.Unknown{}}), "", ""},
		"unknown number, no IFSC":     {group(object{"bank_account_number": coretest.Unknown{}}), "", "needs bank_ifsc"},
		"unknown IFSC, no number":     {group(object{"bank_ifsc": coretest.Unknown{}}), "instrument.bank_ifsc", "needs an account number"},
		"all unknown":                 {with(base, "instrument", coretest.Unknown{}), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil))
			diags := c.Validate(test.config)
			if test.texts == "" {
				coretest.WantNoErrors(t, diags)
				return
			}
			coretest.WantError(t, diags, test.at, test.texts)
		})
	}
}

// An instrument with unknown values is refused exactly if it would be refused whatever they turn out to be.
func TestBeneficiary_Validate_UnknownInstrument(t *testing.T) {
	t.Parallel()
	c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil))
	isRefused := func(number, ifsc, vpa any) bool {
		members := object{"bank_account_number_wo": number, "bank_ifsc": ifsc, "vpa": vpa}
		return coretest.HasErrors(c.Validate(object{"beneficiary_id": "v", "name": "Asha Rao", "instrument": members}))
	}
	completions := func(value, known any) []any {
		if value == any(coretest.Unknown{}) {
			return []any{nil, known}
		}
		return []any{value}
	}
	refused := 0
	const number, ifsc, vpa = "12345678", "HDFC0000001", "ab@cd"
	for _, n := range []any{nil, number, coretest.Unknown{}} {
		for _, i := range []any{nil, ifsc, coretest.Unknown{}} {
			for _, v := range []any{nil, vpa, coretest.Unknown{}} {
				want := true
				for _, knownNumber := range completions(n, number) {
					for _, knownIFSC := range completions(i, ifsc) {
						for _, knownVPA := range completions(v, vpa) {
							want = want && isRefused(knownNumber, knownIFSC, knownVPA)
						}
					}
				}
				if got := isRefused(n, i, v); got != want {
					t.Errorf("number %v, IFSC %v, VPA %v: refused: %v", n, i, v, got)
				}
				if want {
					refused++
				}
			}
		}
	}
	if refused != 9 {
		t.Errorf("%d combinations are refused, want 9", refused)
	}
}

// Values that Cashfree may refuse are warned about where they are sent: in the plan of a new payee, and no more once
// Cashfree has taken them.
func TestBeneficiary_Plan_Warnings(t *testing.T) {
	t.Parallel()
	for path, test := range map[string]struct{ value, text string }{
		"beneficiary_id": {"vendor-42", "Hyphen"}, "instrument.vpa": {"asha@PayTM", "Paytm"},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			config := with(asha(), path, test.value)
			p := c.Plan(nil, config)
			coretest.WantNoErrors(t, p.Diags)
			coretest.WantDiagnostic(t, p.Diags, tfprotov6.DiagnosticSeverityWarning, path, test.text)
			created, diags := c.Apply(p)
			coretest.WantNoErrors(t, diags)
			if again := c.Plan(created, config); again.Action != "none" || len(again.Diags)+len(c.Validate(config)) > 0 {
				t.Errorf("the second plan is %q: %s", again.Action, coretest.Text(again.Diags))
			}
			moved := c.Plan(created, with(config, "contact.city", "Mumbai"))
			coretest.WantDiagnostic(t, moved.Diags, tfprotov6.DiagnosticSeverityWarning, path, test.text)
		})
	}
}

// A time limit of zero or less is refused when planned.
func TestBeneficiary_Validate_Timeouts(t *testing.T) {
	t.Parallel()
	c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil))
	for _, operation := range []string{"create", "read", "delete"} {
		for limit, printed := range map[string]string{"0s": "0s", "-5m": "-5m0s"} {
			diags := c.Validate(with(asha(), "timeouts", object{operation: limit}))
			coretest.WantError(t, diags, "timeouts."+operation, "Invalid timeout",
				fmt.Sprintf("timeouts.%s must be a duration above zero, got %s.", operation, printed))
		}
	}
}

// The errors about time limits are always in the same order.
func TestBeneficiary_Validate_Timeouts_Order(t *testing.T) {
	t.Parallel()
	c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil))
	for range 20 { // with the order of a map, all of them being right would be one chance in 10^15
		diags := c.Validate(with(asha(), "timeouts", object{"create": "0s", "read": "0s", "delete": "0s"}))
		var paths []string
		for _, d := range diags {
			paths = append(paths, coretest.PathText(d.Attribute))
		}
		if want := []string{"timeouts.create", "timeouts.read", "timeouts.delete"}; !slices.Equal(paths, want) {
			t.Fatalf("the errors are on %v, want %v", paths, want)
		}
	}
}
