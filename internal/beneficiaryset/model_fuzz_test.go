package beneficiaryset

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// newResource returns a resource that can plan and makes no calls.
func newResource(tb testing.TB) *Resource {
	tb.Helper()
	prints, err := providerdata.NewFingerprinter("fuzz")
	coretest.Must(tb, err)
	data := providerdata.New(providerdata.Settings{Fingerprints: prints, KeepAccountNumbers: true})
	return New(func() *providerdata.Data { return data })
}

// seedSets returns sets as core sends them: configurations, states, plans with unknowns, and no set.
func seedSets(tb testing.TB) []tftypes.Value {
	tb.Helper()
	whole := coretest.Object{
		"csv":     coretest.Vendors(2),
		"members": coretest.Object{"v000": "Asha Rao, HDFC0000001, …0000", "v001": coretest.Unknown{}}, "fingerprints": coretest.Object{"v000": coretest.Unknown{}}, "statuses": coretest.Object{},
		"timeouts": coretest.Object{"read": "30m", "create": coretest.Unknown{}},
	}
	var sets []tftypes.Value
	for _, change := range []coretest.Object{
		{}, {"csv": nil, "csv_wo": coretest.Vendors(3)}, {"csv": coretest.Unknown{}}, {"csv": nil, "json": `{"v1":{"name":"Asha Rao","vpa":"ab@cd"}}`},
		{"members": coretest.Unknown{}, "fingerprints": coretest.Unknown{}, "statuses": nil}, {"timeouts": nil}, {"timeouts": coretest.Unknown{}}, {"json_wo": "{}"}, {"csv": coretest.Header},
		{"timeouts": coretest.Object{"read": "-1s", "delete": "soon"}}, {"csv": "00011020001772\n"}, {"members": coretest.Object{"v000": nil, "00011020001772": ""}},
	} {
		config := maps.Clone(whole)
		maps.Copy(config, change)
		sets = append(sets, setValue(tb, config))
	}
	return append(sets, tftypes.NewValue(setType, nil), tftypes.NewValue(setType, tftypes.UnknownValue))
}

// setValue returns the value of a set that is written by hand.
func setValue(tb testing.TB, config coretest.Object) tftypes.Value {
	tb.Helper()
	values := make(map[string]tftypes.Value)
	for name, typ := range setType.AttributeTypes {
		column, ok := config[name].(coretest.Object)
		if !ok || !typ.Is(columnType) {
			values[name] = coretest.ValueOf(tb, typ, config[name])
			continue
		}
		elements := make(map[string]tftypes.Value)
		for id, text := range column {
			elements[id] = coretest.ValueOf(tb, tftypes.String, text)
		}
		values[name] = tftypes.NewValue(columnType, elements)
	}
	return tftypes.NewValue(setType, values)
}

// asSent returns a value as core sends it, in either of the two encodings. It is nil where five bytes claim a length of
// a map: terraform-plugin-go allocates memory for as many elements.
func asSent(data []byte, asJSON bool) *tfprotov6.DynamicValue {
	if asJSON {
		return &tfprotov6.DynamicValue{JSON: data}
	}
	if bytes.IndexByte(data, 0xdf) >= 0 || bytes.IndexByte(data, 0xdd) >= 0 {
		return nil
	}
	return &tfprotov6.DynamicValue{MsgPack: data}
}

// FuzzModel_Decode: whatever core sends is refused or decoded, and encoded again it is the same: known, unknown and
// null each stay as they are. Only a map that is null becomes empty, an element that is null becomes an empty text, and
// a write-only document becomes null.
func FuzzModel_Decode(f *testing.F) {
	for _, value := range seedSets(f) {
		f.Add(coretest.Dynamic(f, setType, value).MsgPack, false)
	}
	for _, text := range []string{
		`{"csv":"a","csv_wo":"b","json":null,"json_wo":null,"members":{"v1":"x","v2":null},"fingerprints":null,"statuses":{},"timeouts":null}`,
		`{}`, `null`, `[]`, `{"members":[]}`, `{"csv":1}`, `{"timeouts":{"read":"1h"}}`, `{"members":{"v":{}}}`, `{"a":1}`,
	} {
		f.Add([]byte(text), true)
	}
	f.Fuzz(func(t *testing.T, data []byte, asJSON bool) {
		sent := asSent(data, asJSON)
		if sent == nil {
			return
		}
		value, err := sent.Unmarshal(setType)
		set, decodeErr := decode(sent)
		switch {
		case err != nil && decodeErr == nil:
			t.Fatalf("decoded what is no set: %v", err)
		case decodeErr != nil:
			return
		case set == nil:
			if !value.IsNull() {
				t.Fatalf("%s is taken for nothing", value)
			}
			return
		}
		written, err := set.encode()
		coretest.Must(t, err)
		if want, got := encodedAgain(t, value), coretest.Decode(t, setType, written); !got.Equal(want) {
			t.Fatalf("decoded %s\nencoded %s", want, got)
		}
		wantTimeouts(t, set)
	})
}

// wantTimeouts wants each time limit of a set to be above zero or an error.
func wantTimeouts(t *testing.T, set *model) {
	t.Helper()
	for _, operation := range operations {
		var diags diag.Diagnostics
		if limit := set.timeout(operation, &diags); !diags.HasError() && limit <= 0 {
			t.Fatalf("the time limit of %s is %s", operation, limit)
		}
	}
}

// encodedAgain returns what a set becomes by decoding and encoding it.
func encodedAgain(t *testing.T, value tftypes.Value) tftypes.Value {
	t.Helper()
	var attributes map[string]tftypes.Value
	coretest.Must(t, value.As(&attributes))
	for name, attribute := range attributes {
		switch {
		case strings.HasSuffix(name, "_wo"):
			attributes[name] = tftypes.NewValue(tftypes.String, nil)
		case attribute.Type().Is(columnType) && attribute.IsKnown():
			var elements map[string]tftypes.Value
			coretest.Must(t, attribute.As(&elements))
			for id, element := range elements {
				if element.IsNull() {
					elements[id] = tftypes.NewValue(tftypes.String, "")
				}
			}
			attributes[name] = tftypes.NewValue(columnType, elements)
		}
	}
	return tftypes.NewValue(setType, attributes)
}

// FuzzBeneficiarySet_Upgrade: the JSON of a state file is refused, or becomes a set that holds the same texts.
func FuzzBeneficiarySet_Upgrade(f *testing.F) {
	for _, text := range []string{
		`{"csv":null,"members":{"v1":"Asha Rao, …1772"},"fingerprints":{"v1":"3f9c01aa:5d0c"},"statuses":{"v1":"VERIFIED"},"timeouts":null}`,
		`{"members":{"v1":null},"gone":{"a":[1]},"timeouts":{"read":"1h","gone":true}}`, `{}`, `null`, `{"members":{"v1":"a","v1":"b"}}`, `{"csv":1e3}`, `{"members":"x"}`, `{"csv":"\ud800"}`,
	} {
		f.Add([]byte(text))
	}
	set := newResource(f)
	f.Fuzz(func(t *testing.T, state []byte) {
		answer, err := set.Upgrade(&tfprotov6.UpgradeResourceStateRequest{TypeName: TypeName, RawState: &tfprotov6.RawState{JSON: state}})
		if err != nil || !json.Valid(state) {
			return // terraform-plugin-go ignores what follows the value
		}
		upgraded, err := decode(answer.UpgradedState)
		coretest.Must(t, err)
		if upgraded == nil {
			if strings.TrimSpace(string(state)) != "null" {
				t.Fatalf("%s became nothing", state)
			}
			return
		}
		wantSameMembers(t, state, upgraded)
	})
}

// wantSameMembers wants an upgraded set to have the members of the state file.
func wantSameMembers(t *testing.T, state []byte, upgraded *model) {
	t.Helper()
	var attributes map[string]json.RawMessage
	var members map[string]*string
	if bytes.Contains(state, []byte(`\u`)) || json.Unmarshal(state, &attributes) != nil || json.Unmarshal(attributes["members"], &members) != nil {
		return // two spellings can be one name
	}
	if len(members) != len(upgraded.members.elements) {
		t.Fatalf("the state has %d members, and the upgraded one %d", len(members), len(upgraded.members.elements))
	}
	for id, text := range members {
		if text != nil && *text != upgraded.members.get(id) {
			t.Fatalf("%q was %q and is %q", id, *text, upgraded.members.get(id))
		}
	}
}

// FuzzBeneficiarySet_Plan: whatever the state, the private state and the configuration are, a plan holds the configured
// documents except write-only ones, and exactly the members of the document. An error shows no account number.
func FuzzBeneficiarySet_Plan(f *testing.F) {
	sets := seedSets(f)
	for i, value := range sets {
		f.Add(coretest.Dynamic(f, setType, value).MsgPack, coretest.Dynamic(f, setType, sets[(i*5+3)%len(sets)]).MsgPack, []byte(`{"origin":"https://x"}`))
	}
	resource := newResource(f)
	f.Fuzz(func(t *testing.T, prior, config, private []byte) {
		before, wanted := asSent(prior, false), asSent(config, false)
		if before == nil || wanted == nil {
			return
		}
		configured, err := decode(wanted)
		if err != nil || configured == nil || !isValid(t, resource, wanted) { // core plans nothing that is not valid
			return
		}
		answer, err := resource.Plan(t.Context(), &tfprotov6.PlanResourceChangeRequest{
			TypeName: TypeName, PriorState: before, Config: wanted, ProposedNewState: wanted, PriorPrivate: private,
		})
		if err != nil {
			return
		}
		numbertest.WantNone(t, numbertest.WithoutIDs(coretest.ErrorsIn(answer.Diagnostics)))
		if !bytes.Equal(answer.PlannedPrivate, private) {
			t.Fatalf("the private state %q became %q", private, answer.PlannedPrivate)
		}
		wantPlanOf(t, configured, answer)
	})
}

// isValid reports whether a configuration is valid. An error shows no number; a warning names ids, which are valid and
// no secret.
func isValid(t *testing.T, resource *Resource, config *tfprotov6.DynamicValue) bool {
	t.Helper()
	answer, err := resource.Validate(&tfprotov6.ValidateResourceConfigRequest{
		TypeName: TypeName, Config: config, ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	coretest.Must(t, err)
	numbertest.WantNone(t, numbertest.WithoutIDs(coretest.ErrorsIn(answer.Diagnostics)))
	return !coretest.HasErrors(answer.Diagnostics)
}

// wantPlanOf wants a plan to hold what a valid configuration asks for.
func wantPlanOf(t *testing.T, configured *model, answer *tfprotov6.PlanResourceChangeResponse) {
	t.Helper()
	planned, err := decode(answer.PlannedState)
	coretest.Must(t, err)
	for _, argument := range documentArguments {
		want := configured.documents[argument]
		if isWriteOnly(argument) {
			want = tftypes.NewValue(tftypes.String, nil)
		}
		if got := planned.documents[argument]; !got.Equal(want) {
			t.Fatalf("%s is planned as %s, want %s", argument, got, want)
		}
	}
	argument, document, known := configured.document()
	if planned.members.unknown == known {
		t.Fatalf("the document is known: %v, the members are: %v", known, !planned.members.unknown)
	}
	if !known {
		return
	}
	members, _ := bulk.Parse(formatOf(argument), document)
	var ids []string
	for _, m := range members {
		ids = append(ids, m.ID)
		if planned.members.get(m.ID) != memberSummary(m.Beneficiary) {
			t.Fatalf("%s is planned as %q", m.ID, planned.members.get(m.ID))
		}
	}
	slices.Sort(ids)
	if !slices.Equal(ids, planned.members.ids()) || !slices.Equal(ids, planned.fingerprints.ids()) || !slices.Equal(ids, planned.statuses.ids()) {
		t.Fatalf("the document has %q, the plan %q", ids, planned.members.ids())
	}
}
