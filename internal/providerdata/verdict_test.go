package providerdata

import "testing"

// A refusal stays until a run finds that it no longer holds.
func TestVerdict_After(t *testing.T) {
	t.Parallel()
	const reason = "egress_ip is not set."
	unknown, lifted := unverified(reason), Verdict{Verification: Unverified, Reason: reason, Lifted: true}
	accepted, refused := Verdict{Verification: Accepted, Reason: "a"}, Verdict{Verification: Refused, Reason: "r"}
	for name, test := range map[string]struct {
		verdict Verdict
		former  string
		want    Verdict
	}{
		"unverified, never refused":   {unknown, Unverified, unknown},
		"unverified, accepted before": {unknown, Accepted, unknown},
		"unverified, no record":       {unknown, "", unknown},
		"unverified, refused before":  {unknown, Refused, Verdict{Verification: Refused, Reason: RefusedBefore + reason}},
		"lifted, refused before":      {lifted, Refused, lifted},
		"accepted, refused before":    {accepted, Refused, accepted},
		"refused again":               {refused, Refused, refused},
		"refused, accepted before":    {refused, Accepted, refused},
	} {
		if got := test.verdict.After(test.former); got != test.want {
			t.Errorf("%s: got %+v, want %+v", name, got, test.want)
		}
	}
}

// While the arguments of the provider are unknown, nothing is known of an address or a key.
func TestData_Verdicts_NotReady(t *testing.T) {
	t.Parallel()
	data := New(Settings{Unknown: []string{"client_secret"}})
	for _, verdict := range []Verdict{data.AddressVerdict(t.Context(), loopback), data.KeyVerdict(t.Context(), "3f9c01aa")} {
		if want := unverified("The provider's arguments are not known yet."); verdict != want {
			t.Errorf("got %+v, want %+v", verdict, want)
		}
	}
	if data.PassesFromUnknownAddress(t.Context()) || data.Signs() {
		t.Error("a provider without a client calls or signs")
	}
}
