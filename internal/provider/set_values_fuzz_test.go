package provider

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// somewhere is a set resource that can plan and calls nobody.
func somewhere(tb testing.TB) *setResource {
	tb.Helper()
	keyed, err := newFingerprinter("fuzz")
	must(tb, err)
	return &setResource{provider: &cashfreeProvider{conn: &connection{fingerprints: keyed, numbersInState: true}}}
}

// someSets are sets as core sends them: configurations, states, plans with unknowns, nothing at all.
func someSets(tb testing.TB) []tftypes.Value {
	tb.Helper()
	whole := object{
		"csv":     vendors(2),
		"members": object{"v000": "Asha Rao, HDFC0000001, …0000", "v001": notKnownYet{}}, "fingerprints": object{"v000": notKnownYet{}}, "statuses": object{},
		"timeouts": object{"read": "30m", "create": notKnownYet{}},
	}
	var sets []tftypes.Value
	for _, change := range []object{
		{}, {"csv": nil, "csv_wo": vendors(3)}, {"csv": notKnownYet{}}, {"csv": nil, "json": `{"v1":{"name":"Asha Rao","vpa":"ab@cd"}}`},
		{"members": notKnownYet{}, "fingerprints": notKnownYet{}, "statuses": nil}, {"timeouts": nil}, {"timeouts": notKnownYet{}}, {"json_wo": "{}"}, {"csv": header},
		{"timeouts": object{"read": "-1s", "delete": "soon"}}, {"csv": "00011020001772\n"}, {"members": object{"v000": nil, "00011020001772": ""}},
	} {
		config := maps.Clone(whole)
		maps.Copy(config, change)
		sets = append(sets, setValue(tb, config))
	}
	return append(sets, tftypes.NewValue(setObject, nil), tftypes.NewValue(setObject, tftypes.UnknownValue))
}

func setValue(tb testing.TB, config object) tftypes.Value {
	tb.Helper()
	values := make(map[string]tftypes.Value)
	for name, typ := range setObject.AttributeTypes {
		column, ok := config[name].(object)
		if !ok || !typ.Is(texts) {
			values[name] = valueOf(tb, typ, config[name])
			continue
		}
		elements := make(map[string]tftypes.Value)
		for id, text := range column {
			elements[id] = valueOf(tb, tftypes.String, text)
		}
		values[name] = tftypes.NewValue(texts, elements)
	}
	return tftypes.NewValue(setObject, values)
}

// asSent is a value as it travels, in either of the two encodings; nil where the fuzzer's bytes would only try out how much
// memory terraform-plugin-go sets aside for a map of the length that five bytes claim.
func asSent(data []byte, asJSON bool) *tfprotov6.DynamicValue {
	if asJSON {
		return &tfprotov6.DynamicValue{JSON: data}
	}
	if bytes.IndexByte(data, 0xdf) >= 0 || bytes.IndexByte(data, 0xdd) >= 0 {
		return nil
	}
	return &tfprotov6.DynamicValue{MsgPack: data}
}

// FuzzReadSet: whatever core sends is refused or read, and what was read is written as it was: known, unknown and null
// each as such. Only a map that is null becomes an empty one, an element that is null an empty text, and a write-only
// document null.
func FuzzReadSet(f *testing.F) {
	for _, value := range someSets(f) {
		f.Add(dynamic(f, setObject, value).MsgPack, false)
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
		value, err := sent.Unmarshal(setObject)
		set, fault := readSet(sent)
		switch {
		case err != nil && fault == nil:
			t.Fatalf("read what is no set: %v", err)
		case fault != nil:
			return
		case set == nil:
			if !value.IsNull() {
				t.Fatalf("%s is taken for nothing", value)
			}
			return
		}
		written, err := set.encode()
		must(t, err)
		if want, got := tidied(t, value), unmarshal(t, setObject, written); !got.Equal(want) {
			t.Fatalf("read  %s\nwrote %s", want, got)
		}
		for _, operation := range setOperations {
			if bound, err := set.timeout(operation); err == nil && bound <= 0 {
				t.Fatalf("the bound of %s is %s", operation, bound)
			}
		}
	})
}

// tidied is what a set may be changed into by reading and writing it.
func tidied(t *testing.T, value tftypes.Value) tftypes.Value {
	t.Helper()
	var attributes map[string]tftypes.Value
	must(t, value.As(&attributes))
	for name, attribute := range attributes {
		switch {
		case strings.HasSuffix(name, "_wo"):
			attributes[name] = tftypes.NewValue(tftypes.String, nil)
		case attribute.Type().Is(texts) && attribute.IsKnown():
			var elements map[string]tftypes.Value
			must(t, attribute.As(&elements))
			for id, element := range elements {
				if element.IsNull() {
					elements[id] = tftypes.NewValue(tftypes.String, "")
				}
			}
			attributes[name] = tftypes.NewValue(texts, elements)
		}
	}
	return tftypes.NewValue(setObject, attributes)
}

// FuzzUpgradeSet: a state file's JSON is refused, or becomes a set that holds the same texts.
func FuzzUpgradeSet(f *testing.F) {
	for _, text := range []string{
		`{"csv":null,"members":{"v1":"Asha Rao, …1772"},"fingerprints":{"v1":"3f9c01aa:5d0c"},"statuses":{"v1":"VERIFIED"},"timeouts":null}`,
		`{"members":{"v1":null},"gone":{"a":[1]},"timeouts":{"read":"1h","gone":true}}`, `{}`, `null`, `{"members":{"v1":"a","v1":"b"}}`, `{"csv":1e3}`, `{"members":"x"}`, `{"csv":"\ud800"}`,
	} {
		f.Add([]byte(text))
	}
	set := somewhere(f)
	f.Fuzz(func(t *testing.T, state []byte) {
		answer, err := set.upgrade(&tfprotov6.UpgradeResourceStateRequest{TypeName: setType, RawState: &tfprotov6.RawState{JSON: state}})
		if err != nil || !json.Valid(state) {
			return // terraform-plugin-go does not look at what follows the value
		}
		upgraded, err := readSet(answer.UpgradedState)
		must(t, err)
		if upgraded == nil {
			if strings.TrimSpace(string(state)) != "null" {
				t.Fatalf("%s became nothing", state)
			}
			return
		}
		var written map[string]json.RawMessage
		var kept map[string]*string
		if bytes.Contains(state, []byte(`\u`)) || json.Unmarshal(state, &written) != nil || json.Unmarshal(written["members"], &kept) != nil {
			return // two names can be one then
		}
		if len(kept) != len(upgraded.members.of) {
			t.Fatalf("%d members were kept, and %d are left of them", len(kept), len(upgraded.members.of))
		}
		for id, text := range kept {
			if text != nil && *text != upgraded.members.get(id) {
				t.Fatalf("%q was %q and is %q", id, *text, upgraded.members.get(id))
			}
		}
	})
}

// FuzzPlanSet: whatever the state, the private state and the configuration are, a plan holds the configured documents but no
// write-only one, exactly the members of the document, and an error shows no account number.
func FuzzPlanSet(f *testing.F) {
	sets := someSets(f)
	for i, value := range sets {
		f.Add(dynamic(f, setObject, value).MsgPack, dynamic(f, setObject, sets[(i*5+3)%len(sets)]).MsgPack, []byte(`{"origin":"https://x"}`))
	}
	resource := somewhere(f)
	f.Fuzz(func(t *testing.T, prior, config, private []byte) {
		before, wanted := asSent(prior, false), asSent(config, false)
		if before == nil || wanted == nil {
			return
		}
		configured, err := readSet(wanted)
		if err != nil || configured == nil {
			return
		}
		valid, err := resource.validate(&tfprotov6.ValidateResourceConfigRequest{
			TypeName: setType, Config: wanted, ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
		})
		must(t, err)
		wantNoLongNumber(t, withoutIDs(errorsIn(valid.Diagnostics))) // a warning names ids, which are valid then and no secret
		if hasErrors(valid.Diagnostics) {
			return // core plans nothing that is not valid
		}
		answer, err := resource.plan(t.Context(), &tfprotov6.PlanResourceChangeRequest{
			TypeName: setType, PriorState: before, Config: wanted, ProposedNewState: wanted, PriorPrivate: private,
		})
		if err != nil {
			return
		}
		wantNoLongNumber(t, withoutIDs(errorsIn(answer.Diagnostics)))
		if !bytes.Equal(answer.PlannedPrivate, private) {
			t.Fatalf("the private state %q became %q", private, answer.PlannedPrivate)
		}
		wantPlanOf(t, configured, answer)
	})
}

func wantPlanOf(t *testing.T, configured *setValues, answer *tfprotov6.PlanResourceChangeResponse) {
	t.Helper()
	planned, err := readSet(answer.PlannedState)
	must(t, err)
	for _, form := range setForms {
		got := planned.documents[form]
		if isWriteOnly(form) && !got.IsNull() || !isWriteOnly(form) && !got.Equal(configured.documents[form]) {
			t.Fatalf("%s is planned as %s, configured as %s", form, got, configured.documents[form])
		}
	}
	form, document, known := configured.document()
	if planned.members.unknown == known {
		t.Fatalf("the document is known: %v, the members are: %v", known, !planned.members.unknown)
	}
	if !known {
		return
	}
	members, _ := readDocument(form, document)
	var ids []string
	for _, m := range members {
		ids = append(ids, m.ID)
		if planned.members.get(m.ID) != summary(m.Beneficiary) {
			t.Fatalf("%s is planned as %q", m.ID, planned.members.get(m.ID))
		}
	}
	slices.Sort(ids)
	if !slices.Equal(ids, sortedIDs(planned.members)) || !slices.Equal(ids, sortedIDs(planned.fingerprints)) || !slices.Equal(ids, sortedIDs(planned.statuses)) {
		t.Fatalf("the document has %q, the plan %q", ids, sortedIDs(planned.members))
	}
}
