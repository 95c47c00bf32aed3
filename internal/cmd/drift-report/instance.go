package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// instance is one object of Terraform at three points: as it was recorded by the last apply, as it is at Cashfree now,
// and as it is to be after the next apply. Where two of them are equal nobody changed anything in between.
type instance struct {
	address string
	kind    string // the resource type

	recorded, now, planned side

	drifted, gone bool
	change        change
	reason        string
	deposed       bool
}

// instances brings drift and plan of each object together, in the order in which the plan names them.
func instances(read *plan) ([]*instance, error) {
	var all []*instance
	byKey := make(map[string]*instance)
	at := func(rc resourceChange) *instance {
		key := rc.Address + "\x00" + rc.Deposed
		if byKey[key] == nil {
			byKey[key] = &instance{address: rc.Address, kind: rc.Type, deposed: rc.Deposed != ""}
			all = append(all, byKey[key])
		}
		return byKey[key]
	}
	for _, rc := range read.Drift {
		if !reported(rc) {
			continue
		}
		before, after, err := rc.Change.sides()
		if err != nil {
			return nil, fmt.Errorf("resource_drift of %s: %w", rc.Address, err)
		}
		i := at(rc)
		i.drifted, i.gone = true, !after.exists
		i.recorded, i.now, i.planned = before, after, after
	}
	for _, rc := range read.Changes {
		if !reported(rc) {
			continue
		}
		before, after, err := rc.Change.sides()
		if err != nil {
			return nil, fmt.Errorf("resource_changes of %s: %w", rc.Address, err)
		}
		i := at(rc)
		i.change, i.reason = rc.Change, rc.ActionReason
		i.now, i.planned = before, after
		if !i.drifted {
			i.recorded = before
		}
	}
	return all, nil
}

func (i *instance) imported() bool {
	return len(i.change.Importing) > 0 && !bytes.Equal(i.change.Importing, []byte("null"))
}

// replacedFor reports whether one of the attributes makes the plan remove the object and add it again.
func (i *instance) replacedFor(attributes ...string) bool {
	return slices.ContainsFunc(i.change.ReplacePaths, func(path []any) bool {
		last := ""
		if len(path) > 0 {
			last, _ = path[len(path)-1].(string)
		}
		return slices.Contains(attributes, last)
	})
}

// anySensitive reports whether an attribute is marked on any of the sides: what is secret on one is so on all.
func (i *instance) anySensitive(path ...string) bool {
	return marked(i.recorded.sensitive, path) || marked(i.now.sensitive, path) || marked(i.planned.sensitive, path)
}

// value is one attribute on one side.
type value struct {
	text    string // empty for none
	unknown bool   // until the apply
}

// side is an object at one point in time.
type side struct {
	exists                     bool
	values, sensitive, unknown any
}

func (c change) sides() (before, after side, err error) {
	for _, into := range []struct {
		raw json.RawMessage
		to  *any
	}{
		{c.Before, &before.values},
		{c.BeforeSensitive, &before.sensitive},
		{c.After, &after.values},
		{c.AfterSensitive, &after.sensitive},
		{c.AfterUnknown, &after.unknown},
	} {
		if len(into.raw) == 0 {
			continue
		}
		decoder := json.NewDecoder(bytes.NewReader(into.raw))
		decoder.UseNumber() // a long number must not come out in another spelling
		if err := decoder.Decode(into.to); err != nil {
			return before, after, err
		}
	}
	before.exists, after.exists = before.values != nil, after.values != nil
	return before, after, nil
}

func (s side) at(path ...string) value {
	found := dig(s.values, path)
	switch found := found.(type) {
	case nil:
		return value{unknown: marked(s.unknown, path)}
	case string:
		return value{text: found}
	default:
		return value{text: fmt.Sprint(found)}
	}
}

// texts gives a map attribute; unknown are the keys whose values only the apply brings.
func (s side) texts(name string) (known map[string]string, unknown map[string]bool) {
	known, unknown = make(map[string]string), make(map[string]bool)
	elements, _ := dig(s.values, []string{name}).(map[string]any)
	for key, element := range elements {
		if text, ok := element.(string); ok {
			known[key] = text
		}
	}
	marks, _ := dig(s.unknown, []string{name}).(map[string]any)
	for key, mark := range marks {
		if mark == true {
			unknown[key] = true
		}
	}
	return known, unknown
}

func dig(tree any, path []string) any {
	for _, name := range path {
		object, _ := tree.(map[string]any)
		tree = object[name]
	}
	return tree
}

// marked reports whether a tree of marks has one at the path or above it.
func marked(tree any, path []string) bool {
	for _, name := range path {
		if tree == true {
			return true
		}
		object, _ := tree.(map[string]any)
		tree = object[name]
	}
	return tree == true
}

const (
	typeBeneficiary = "cashfree_payout_beneficiary"
	typeSet         = "cashfree_payout_beneficiary_set"
	typeIP          = "cashfree_payout_whitelisted_ip"
	typeKey         = "cashfree_payout_signing_key"
)

func reported(rc resourceChange) bool {
	return rc.Mode == "managed" && slices.Contains([]string{typeBeneficiary, typeSet, typeIP, typeKey}, rc.Type)
}

// others counts the objects that change and are not in the report.
func others(read *plan) int {
	changed := make(map[string]bool)
	for _, rc := range slices.Concat(read.Drift, read.Changes) {
		if rc.Mode == "managed" && !reported(rc) && !rc.Change.does("no-op") {
			changed[strings.Join([]string{rc.Address, rc.Deposed}, "\x00")] = true
		}
	}
	return len(changed)
}
