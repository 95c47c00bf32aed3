package main

import (
	"strings"
	"testing"
)

// A few seconds between the recorded time and the one at Cashfree are no change. More are a payee that was removed and
// added again. Where one of the two is no time, the report says no more than that they differ.
func TestBeneficiary_AddedOn(t *testing.T) {
	t.Parallel()
	const again, uncertain = "Somebody may have removed it and added it again.", "cannot be compared"
	for _, tc := range []struct{ recorded, now, want string }{
		{"2026-11-23T08:27:47Z", "2026-11-23T08:27:47Z", ""},
		{"2026-11-23T08:27:47Z", "2026-11-23T08:27:46Z", ""},
		{"2026-11-23T08:27:47Z", "2026-11-23T08:27:48Z", ""},
		{"2026-11-23T08:27:47Z", "2026-11-23T08:27:42Z", ""},
		{"2026-11-23T08:27:47Z", "2026-11-23T08:27:52Z", ""},
		{"2026-11-23T08:27:47Z", "2026-11-23T08:27:41Z", again},
		{"2026-11-23T08:27:47Z", "2026-11-23T08:27:53Z", again},
		{"2026-11-23T08:27:47Z", "2026-11-23T07:27:47Z", again},
		{"2026-11-23T08:27:47Z", "2026-11-23T09:27:47Z", again},
		{"2026-11-23T08:27:47", "2026-11-23T08:27:46Z", ""},
		{"2026-11-23T08:27:47", "2026-11-23T08:27:54Z", again},
		{"2026-11-23T13:57:47+05:30", "2026-11-23T08:27:46Z", ""},
		{"2026-11-23T08:27:47Z", "", uncertain},
		{"", "2026-11-23T08:27:47Z", uncertain},
		{"2026-11-23T08:27:47Z", "yesterday", uncertain},
		{"yesterday", "2026-11-23T08:27:47Z", uncertain},
		{"yesterday", "yesterday", ""},
		{"", "", ""},
	} {
		t.Run(tc.recorded+" "+tc.now, func(t *testing.T) {
			t.Parallel()
			before, after := asha("added_on", orAbsent(tc.recorded)), asha("added_on", orAbsent(tc.now))
			report := reportOf(t, planOf(t, resource(typeBeneficiary, update, before, after), resource(typeBeneficiary, noOp, after, after)))
			if tc.want == "" {
				if len(report.Changes) > 0 || report.Severity != SeverityNone {
					t.Fatalf("%s: %+v", report.Severity, report.Changes)
				}
				return
			}
			got := only(t, report)
			if by(got.ChangedBy) != "outside" || got.OnApply != Nothing || got.Severity != SeverityOther || names(got.Fields) != "added_on" {
				t.Errorf("by %q, %s, %s, fields %q", by(got.ChangedBy), got.OnApply, got.Severity, names(got.Fields))
			}
			if !strings.Contains(got.Happened, tc.want) || tc.want == uncertain && strings.Contains(got.Happened, again) {
				t.Errorf("got the text %q, want %q", got.Happened, tc.want)
			}
		})
	}
}

// orAbsent returns nil for "", as a state has a value that is not there.
func orAbsent(text string) any {
	if text == "" {
		return nil
	}
	return text
}
