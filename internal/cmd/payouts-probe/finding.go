package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// doubt is a switch of the simulator, and what the probe can say of it.
type doubt struct {
	name     string // of the switch
	question string
	mode     string // of the account in which alone it shows; empty for any
	why      string // it is not probed
}

// doubts are all switches of the simulator, in the order of a report.
var doubts = []doubt{
	{name: "apis_not_enabled", question: "Are the APIs enabled for the account?"},
	{name: "v2_not_activated", question: "Does version 2 accept the credentials that version 1 accepts?"},
	{name: "deleted_get", question: "What does a read of a removed payee answer?"},
	{name: "recreate_after_delete", question: "Can the id and the account of a removed payee be used again?"},
	{name: "delete_status", question: "Which status does a removal return?"},
	{name: "create_request_id", question: "Does the answer to a creation echo x-request-id?"},
	{name: "absent_fields", question: "How does an answer show a field that was never given?"},
	{name: "added_on_zone", question: "Does added_on have a zone?"},
	{name: "create_added_on", question: "Is added_on the same in the answer to the creation and in a later one?"},
	{name: "initiated_reads", question: "For how many reads is a new payee INITIATED?"},
	{name: "initiated_outcome", question: "Which status follows INITIATED?", mode: "in which payees are INITIATED at first"},
	{name: "conflict_code", question: "Which code refuses a second payee with the same account?"},
	{name: "vpa_conflict", question: "Is a second payee with the same UPI address a conflict?"},
	{name: "ifsc_echo", question: "In which letter case does an IFSC come back?"},
	{name: "phone_echo", question: "Does a phone number come back with its country code?"},
	{name: "contact_codes", question: "Does the code for an invalid contact field have the path of the field?"},
	{name: "country_codes", question: "Is a country code other than +91 refused?"},
	{name: "instrument", question: "Is a payee without account and UPI address refused?"},
	{name: "paytm_handles", question: "Is a UPI address that ends with @paytm refused?"},
	{name: "v1_both_instruments", question: "Does version 1 refuse a payee with both an account and a UPI address?"},
	{name: "api_version", question: "Is another x-api-version, or none, refused?"},
	{name: "unknown_path", question: "What form does the answer to an unknown path have?"},
	{name: "balance_type", question: "Are balances strings or numbers?"},
	{name: "token_lifetime_seconds", question: "For how long is a token of version 1 valid?"},
	{name: "v1_status", question: "Which HTTP status do failures of version 1 have?"},
	{name: "signature_missing_status", question: "Which status does a call without the signature return?", mode: modeSignature},
	{name: "signature_max_age_seconds", question: "How old may a signature be?", mode: modeSignature},
	{name: "signature_max_ahead_seconds", question: "How far in the future may a signature have been made?", mode: modeSignature},
	{name: "signature_in_ip_mode", question: "Does a signature stand in for an address that is not listed?", mode: modeUnlisted + ", and with a public key"},
	{name: "ip_refusal", question: "Which text does the refusal of an address have?", mode: modeUnlisted},
	{name: "throttle_headers", question: "Does a 429 say how long to wait?", mode: "that throttles the probe, which does nothing to be throttled"},

	{name: "former_key", why: "a new key would have to be made in the dashboard"},
	{name: "max_body_bytes", why: "only requests that are far too large would show it"},
	{name: "source_account", why: "nobody but its owner knows the number, and it may not be in a request of the probe"},
	{name: "virtual_account", why: "nobody but its owner knows the number, and it may not be in a request of the probe"},
	{name: "unprocessable_codes", why: "only those two account numbers would show it"},
	{name: "pending_reads", why: itMovesNoMoney},
	{name: "slow_transfer_milliseconds", why: itMovesNoMoney},
	{name: "duplicate_transfer_id", why: itMovesNoMoney},
	{name: "cf_transfer_id_type", why: itMovesNoMoney},
	{name: "both_transfer_ids", why: itMovesNoMoney},
	{name: "batch_transfer_read", why: itMovesNoMoney},
	{name: "max_batch_entries", why: itMovesNoMoney},
	{name: "trust_forwarded_for", why: "it is about the simulator, and not about Cashfree"},
}

const (
	modeSignature  = "that requires signatures"
	modeUnlisted   = "that has an IP whitelist without this address"
	itMovesNoMoney = "it needs a transfer, and the probe moves no money"
)

// finding is what the probe found out about a doubt.
type finding struct {
	Switch   string   `json:"switch"`
	Question string   `json:"question,omitempty"`
	Seen     []string `json:"seen,omitempty"`  // what was asked, and what the answer was like
	Value    any      `json:"value,omitempty"` // of the switch; nil if it is not decided
	Default  *bool    `json:"default,omitempty"`
	Why      string   `json:"why,omitempty"` // it is not decided
}

// findings are those of all doubts, in their order.
type findings []*finding

func newFindings() findings {
	all := make(findings, len(doubts))
	for i, d := range doubts {
		all[i] = &finding{Switch: d.name, Question: d.question, Why: d.why}
		switch {
		case d.why != "":
			all[i].Why = "Not probed: " + d.why + "."
		case d.mode != "":
			all[i].Why = "It shows only in an account " + d.mode + "."
		default:
			all[i].Why = "The probe did not reach it."
		}
	}
	return all
}

// of returns the finding of a switch, which must be one of the doubts.
func (f findings) of(name string) *finding {
	i := slices.IndexFunc(f, func(one *finding) bool { return one.Switch == name })
	return f[i]
}

// decide records the value of a switch.
func (f findings) decide(name string, value any, seen ...string) {
	one := f.of(name)
	patch, _ := json.Marshal(map[string]any{name: value})
	if err := new(simulator.Behaviour).Merge(patch); err != nil {
		f.leave(name, fmt.Sprintf("The simulator has no such value: %v.", value), seen...)
		return
	}
	isDefault := value == simulator.DefaultValue(name)
	one.Value, one.Default, one.Why = value, &isDefault, ""
	one.Seen = append(one.Seen, seen...)
}

// leave records why a switch is not decided.
func (f findings) leave(name, why string, seen ...string) {
	one := f.of(name)
	one.Why = why
	one.Seen = append(one.Seen, seen...)
}

// behaviour returns the values of all switches that are decided, as the simulator takes them.
func (f findings) behaviour() map[string]any {
	decided := make(map[string]any)
	for _, one := range f {
		if one.Value != nil {
			decided[one.Switch] = one.Value
		}
	}
	return decided
}
