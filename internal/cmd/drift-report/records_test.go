package main

import (
	"strings"
	"testing"
)

// A change of a record is reported with who made it, and a record that this run cannot verify is not a change.
func TestRecord(t *testing.T) {
	t.Parallel()
	ip := func(verification string) object {
		return object{"ip_address": "198.51.100.7", "description": "NAT gateway", "verification": verification, "verification_reason": "A reason."}
	}
	key := func(fingerprint, verification string) object {
		return object{"public_key_path": "key.pem", "fingerprint_sha256": strings.Repeat(fingerprint, 64), "verification": verification}
	}
	again := []any{"after_unknown", object{"verification": true, "verification_reason": true}}
	open := func(o object) object {
		o = with(o)
		delete(o, "verification")
		delete(o, "verification_reason")
		return o
	}

	for name, c := range map[string]struct {
		kind        string
		drift, plan object
		by, fields  string
		outcome     Outcome
		want        string
	}{
		"an address is dropped from the whitelist": {
			typeIP, resource(typeIP, update, ip("accepted"), ip("refused")), resource(typeIP, update, ip("refused"), open(ip("")), again...),
			"outside", "verification", Record, "removed from the whitelist",
		},
		"it is still not there": {
			typeIP, nil, resource(typeIP, update, ip("refused"), open(ip("")), again...),
			"outside", "verification", Record, "removed from the whitelist",
		},
		"it is there again": {
			typeIP, resource(typeIP, update, ip("refused"), ip("accepted")), resource(typeIP, noOp, ip("accepted"), ip("accepted")),
			"outside", "verification", Nothing, "accepts it again",
		},
		"another description": {
			typeIP, nil, resource(typeIP, update, ip("accepted"), with(ip("accepted"), "description", "The other one")),
			"configuration", "description", Record, "changed in the configuration",
		},
		"a new record":  {typeIP, nil, resource(typeIP, create, nil, ip("")), "configuration", "", Add, "new record"},
		"a record goes": {typeIP, nil, resource(typeIP, remove, ip("accepted"), nil), "configuration", "", Remove, "no longer"},
		"a replacement leaves the former record": {
			typeIP, nil, resource(typeIP, forgetAndCreate, ip("accepted"), with(ip(""), "ip_address", "198.51.100.7", "description", "The other one")),
			"configuration", "description", ForgetAndAdd, "changed in the configuration",
		},
		"a run from elsewhere": {
			typeIP, resource(typeIP, update, ip("accepted"), ip("unverified")), resource(typeIP, noOp, ip("unverified"), ip("unverified")),
			"", "", Nothing, "",
		},
		"the key is replaced in the dashboard": {
			typeKey, resource(typeKey, update, key("a", "accepted"), key("a", "refused")), resource(typeKey, update, key("a", "refused"), open(key("a", "")), again...),
			"outside", "verification", Record, "refuses signatures",
		},
		"the key is replaced in the pipeline": {
			typeKey, nil, resource(typeKey, update, key("a", "accepted"), open(key("b", "")), again...),
			"configuration", "fingerprint_sha256", Record, "differs from the recorded one",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := reportOf(t, planOf(t, c.drift, c.plan))
			if c.by == "" {
				if len(report.Changes) != 0 || report.Severity != SeverityNone {
					t.Errorf("it reports %+v", report.Changes)
				}
				return
			}
			got := only(t, report)
			if by(got.ChangedBy) != c.by || names(got.Fields) != c.fields || got.OnApply != c.outcome || got.Severity != SeverityOther {
				t.Errorf("by %q, fields %q, %s, %s", by(got.ChangedBy), names(got.Fields), got.OnApply, got.Severity)
			}
			if !strings.Contains(got.Happened, c.want) || got.Apply == "" {
				t.Errorf("got the texts %q and %q, want %q in the first", got.Happened, got.Apply, c.want)
			}
			if c.kind == typeIP && got.ID != "198.51.100.7" { // an address is not masked like an account number
				t.Errorf("the address is shown as %q", got.ID)
			}
		})
	}
}
