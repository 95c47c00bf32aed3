package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// instance is one object of Terraform at three points in time: recorded by the last apply, now at Cashfree, and planned
// for after the next apply. If two of them are equal, nothing changed in between.
type instance struct {
	address string
	kind    string // the resource type

	recorded, now, planned side

	drifted, gone bool
	change        change
	reason        string
	deposed       bool
}

// instances returns all objects in the order of the plan, each with its drift and its planned change.
func instances(read *plan) ([]*instance, error) {
	found := &collection{byKey: make(map[string]*instance)}
	for _, rc := range read.Drift {
		if err := found.addDrift(rc); err != nil {
			return nil, fmt.Errorf("resource_drift of %s: %w", rc.Address, err)
		}
	}
	for _, rc := range read.Changes {
		if err := found.addChange(rc); err != nil {
			return nil, fmt.Errorf("resource_changes of %s: %w", rc.Address, err)
		}
	}
	return found.all, nil
}

// collection holds the instances in the order in which they are added.
type collection struct {
	all   []*instance
	byKey map[string]*instance
}

// at returns the instance of an object, and adds it if it is new.
func (c *collection) at(rc resourceChange) *instance {
	key := rc.Address + "\x00" + rc.Deposed
	if c.byKey[key] == nil {
		c.byKey[key] = &instance{address: rc.Address, kind: rc.Type, deposed: rc.Deposed != ""}
		c.all = append(c.all, c.byKey[key])
	}
	return c.byKey[key]
}

func (c *collection) addDrift(rc resourceChange) error {
	if !isReported(rc) {
		return nil
	}
	before, after, err := rc.Change.sides()
	if err != nil {
		return err
	}
	i := c.at(rc)
	i.drifted, i.gone = true, !after.exists
	i.recorded, i.now, i.planned = before, after, after
	return nil
}

func (c *collection) addChange(rc resourceChange) error {
	if !isReported(rc) {
		return nil
	}
	before, after, err := rc.Change.sides()
	if err != nil {
		return err
	}
	i := c.at(rc)
	i.change, i.reason = rc.Change, rc.ActionReason
	i.now, i.planned = before, after
	if !i.drifted {
		i.recorded = before
	}
	return nil
}

func (i *instance) imported() bool {
	return len(i.change.Importing) > 0 && !bytes.Equal(i.change.Importing, []byte("null"))
}

// isDestroyed reports whether the run was asked to remove the object (-destroy). The CLI has a reason for every other
// removal but that of an object which a replacement left behind.
func (i *instance) isDestroyed() bool {
	return slices.Equal(i.change.Actions, []string{"delete"}) && i.reason == "" && !i.deposed
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

// anySensitive reports whether an attribute is sensitive on any side. Then it is treated as sensitive on all sides.
func (i *instance) anySensitive(path ...string) bool {
	return isMarked(i.recorded.sensitive, path) || isMarked(i.now.sensitive, path) || isMarked(i.planned.sensitive, path)
}

// value is an attribute on one side.
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
		decoder.UseNumber() // keep the spelling of long numbers
		if err := decoder.Decode(into.to); err != nil {
			return before, after, err
		}
	}
	before.exists, after.exists = before.values != nil, after.values != nil
	return before, after, nil
}

// at returns an attribute, its text in the form in which Terraform has it, whoever wrote the plan.
func (s side) at(path ...string) value {
	found := dig(s.values, path)
	switch found := found.(type) {
	case nil:
		return value{unknown: isMarked(s.unknown, path)}
	case string:
		return value{text: norm.NFC.String(found)}
	default:
		return value{text: fmt.Sprint(found)}
	}
}

// texts returns a map attribute, and the keys whose values are known only after the apply.
func (s side) texts(name string) (known map[string]string, unknown map[string]bool) {
	known, unknown = make(map[string]string), make(map[string]bool)
	elements, _ := dig(s.values, []string{name}).(map[string]any)
	for key, element := range elements {
		if text, ok := element.(string); ok {
			known[key] = norm.NFC.String(text)
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

// dig returns the value at a path, or nil.
func dig(tree any, path []string) any {
	for _, name := range path {
		object, _ := tree.(map[string]any)
		tree = object[name]
	}
	return tree
}

// isMarked reports whether a tree of marks has one at the path or above it.
func isMarked(tree any, path []string) bool {
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

func isReported(rc resourceChange) bool {
	return rc.Mode == "managed" && slices.Contains([]string{typeBeneficiary, typeSet, typeIP, typeKey}, rc.Type)
}

// countOthers counts the objects that change and are not in the report.
func countOthers(read *plan) int {
	changed := make(map[string]bool)
	for _, rc := range slices.Concat(read.Drift, read.Changes) {
		if rc.Mode == "managed" && !isReported(rc) && !rc.Change.does("no-op") {
			changed[strings.Join([]string{rc.Address, rc.Deposed}, "\x00")] = true
		}
	}
	return len(changed)
}
