package beneficiaryset

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// payee returns a payee with a status.
func payee(id, name, status string) payouts.Beneficiary {
	return payouts.Beneficiary{ID: id, Name: name, VPA: id + "@examplebank", Status: status}
}

// modelOf returns a set of payees that a state holds.
func modelOf(prints *providerdata.Fingerprinter, payees ...payouts.Beneficiary) *model {
	m := newModel(emptyArguments(), len(payees))
	for _, b := range payees {
		m.setMember(b, prints)
	}
	return m
}

func newPrints(t *testing.T) *providerdata.Fingerprinter {
	t.Helper()
	prints, err := providerdata.NewFingerprinter("a secret of a test")
	coretest.Must(t, err)
	return prints
}

// A state loses the members that are not at Cashfree or that others manage, gets those that are present as they are
// now, and keeps the others as they were.
func TestModel_ApplyOutcome(t *testing.T) {
	t.Parallel()
	prints := newPrints(t)
	state := modelOf(prints, payee("removed", "A", "VERIFIED"), payee("lost", "A", "VERIFIED"), payee("left", "A", "VERIFIED"),
		payee("unknown", "A", "VERIFIED"), payee("idle", "A", "VERIFIED"), payee("failed", "A", "VERIFIED"), payee("changed", "A", "VERIFIED"))
	state.applyOutcome(bulk.Outcome{
		Removed: []string{"removed"}, Lost: []string{"lost"}, LeftToOthers: []string{"left"}, Unknown: []string{"unknown"},
		NotStarted: []string{"idle"}, Adopted: []string{"added"},
		Failed:  map[string]*bulk.MemberError{"lost": {}, "unknown": {}, "failed": {}, "new": {}},
		Present: map[string]payouts.Beneficiary{"changed": payee("changed", "B", "INVALID"), "added": payee("added", "C", "VERIFIED")},
	}, prints)
	want := modelOf(prints, payee("unknown", "A", "VERIFIED"), payee("idle", "A", "VERIFIED"), payee("failed", "A", "VERIFIED"),
		payee("changed", "B", "INVALID"), payee("added", "C", "VERIFIED"))
	for name, column := range state.columns() {
		if expected := want.columns()[name]; !column.equal(*expected) {
			t.Errorf("%s has %q, want %q", name, column.ids(), expected.ids())
		}
	}
}

// The members of the state among the written ones come with their statuses, which warnings need.
func TestModel_MembersIn(t *testing.T) {
	t.Parallel()
	state := modelOf(newPrints(t), payee("a", "A", "INITIATED"), payee("b", "B", "VERIFIED"))
	got := state.membersIn([]payouts.Beneficiary{{ID: "a"}, {ID: "c"}})
	if len(got) != 1 || got["a"].Status != "INITIATED" {
		t.Errorf("got %+v", got)
	}
}

// What an apply leaves in the state and in the private state, by operation and by what was not done.
func TestResource_EncodeOutcome(t *testing.T) {
	t.Parallel()
	prints := newPrints(t)
	client, err := payouts.New(payouts.Config{ClientID: coretest.ClientID, ClientSecret: coretest.ClientSecret, BaseURL: coretest.InProcessURL})
	coretest.Must(t, err)
	data := providerdata.New(providerdata.Settings{Client: client, Fingerprints: prints})
	resource := New(func() *providerdata.Data { return data })
	private := []byte("as it was")
	failed := map[string]*bulk.MemberError{"b": {Cause: errors.New("refused")}}
	added := map[string]payouts.Beneficiary{"a": payee("a", "A", "VERIFIED")}
	for name, test := range map[string]struct {
		request     changeRequest
		outcome     bulk.Outcome
		origin      string
		wantMembers []string // nil for no state
		wantPrivate string
	}{
		"create": {changeRequest{planned: modelOf(prints)}, bulk.Outcome{Present: added}, "",
			[]string{"a"}, string(resource.encodePrivate("", 1, ""))},
		"create that fails in part": {changeRequest{planned: modelOf(prints)}, bulk.Outcome{Present: added, Failed: failed}, "",
			nil, ""},
		"create that was stopped": {changeRequest{planned: modelOf(prints)},
			bulk.Outcome{Present: added, NotStarted: []string{"b"}}, "", nil, ""},
		"update that fails in part": {changeRequest{prior: modelOf(prints, payee("b", "B", "")), planned: modelOf(prints)},
			bulk.Outcome{Present: added, Failed: failed}, "", []string{"a", "b"}, string(resource.encodePrivate("", 2, ""))},
		"update of another origin": {changeRequest{prior: modelOf(prints, payee("b", "B", "")), planned: modelOf(prints)},
			bulk.Outcome{}, "https://elsewhere.example", []string{"b"}, "as it was"},
		"removal": {changeRequest{prior: modelOf(prints, payee("b", "B", ""))}, bulk.Outcome{Removed: []string{"b"}}, "",
			nil, "as it was"},
		"removal that leaves a payee": {changeRequest{prior: modelOf(prints, payee("a", "A", ""), payee("b", "B", ""))},
			bulk.Outcome{Removed: []string{"a"}, Failed: failed}, "", []string{"b"}, "as it was"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := &tfprotov6.ApplyResourceChangeResponse{Private: private}
			_, err := resource.encodeOutcome(&test.request, test.outcome, test.origin, resp)
			coretest.Must(t, err)
			after, err := decode(resp.NewState)
			coretest.Must(t, err)
			if (after == nil) != (test.wantMembers == nil) || after != nil && !slices.Equal(after.members.ids(), test.wantMembers) {
				t.Errorf("the state is %+v, want the members %q", after, test.wantMembers)
			}
			if string(resp.Private) != test.wantPrivate {
				t.Errorf("the private state is %q, want %q", resp.Private, test.wantPrivate)
			}
		})
	}
}

// documentOf returns a document of members with these ids.
func documentOf(ids ...string) string {
	text := "beneficiary_id,name,vpa\n"
	for _, id := range ids {
		text += id + ",Asha Rao," + id + "@examplebank\n"
	}
	return text
}

// setWith returns a set with a document, null for nil, and with these members.
func setWith(t *testing.T, argument string, document any, ids ...string) *model {
	t.Helper()
	payees := make([]payouts.Beneficiary, 0, len(ids))
	for _, id := range ids {
		payees = append(payees, payee(id, "Asha Rao", ""))
	}
	m := modelOf(newPrints(t), payees...)
	m.documents[argument] = tftypes.NewValue(tftypes.String, document)
	return m
}

// The document of the plan is applied, or that of the configuration where it is write-only. What differs from the plan
// in any field is refused: a file can change while the apply runs.
func TestChangeRequest_RefuseUnplanned(t *testing.T) {
	t.Parallel()
	planned := func(argument string, document any) *model { return setWith(t, argument, document, "v1", "v2") }
	mailed := "beneficiary_id,name,vpa,email\nv1,Asha Rao,v1@examplebank,\nv2,Asha Rao,v2@examplebank,v2@example.com\n"
	for name, test := range map[string]struct {
		config, planned *model
		want            string
	}{
		"document of the plan": {setWith(t, "csv", documentOf("v9")), planned("csv", documentOf("v1", "v2")), ""},
		"write-only document":  {setWith(t, "csv_wo", documentOf("v1", "v2")), planned("csv_wo", nil), ""},
		"one member less":      {setWith(t, "csv_wo", documentOf("v1")), planned("csv_wo", nil), "Document changed since the plan"},
		"one member more":      {setWith(t, "csv_wo", documentOf("v1", "v2", "v3")), planned("csv_wo", nil), "Document changed since the plan"},
		"another member":       {setWith(t, "csv_wo", documentOf("v1", "v3")), planned("csv_wo", nil), "Document changed since the plan"},
		"another field":        {setWith(t, "csv_wo", mailed), planned("csv_wo", nil), "Document changed since the plan"},
		"invalid":              {setWith(t, "csv_wo", "beneficiary_id\n"), planned("csv_wo", nil), "1 error in csv_wo"},
	} {
		for _, prior := range []*model{nil, setWith(t, "csv_wo", nil, "v1"), setWith(t, "csv_wo", nil, "v1", "v2")} {
			var diags diag.Diagnostics
			c := changeRequest{prior: prior, config: test.config, planned: test.planned}
			if wanted := c.parse(&diags); !diags.HasError() {
				c.refuseUnplanned(compare(prior, wanted, newPrints(t)), &diags)
			}
			text := coretest.Text(toProtocol(diags))
			if (text == "") != (test.want == "") || !strings.Contains(text, test.want) {
				t.Errorf("%s: got %q, want %q", name, text, test.want)
			}
		}
	}
}
