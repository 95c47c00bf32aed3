package provider

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// setValues is a set as a configuration, a plan or a state holds it.
type setValues struct {
	documents map[string]tftypes.Value // by form
	timeouts  tftypes.Value

	members, fingerprints, statuses column
}

// column is a map of id to text. A nil text is one that is known after apply.
type column struct {
	unknown bool
	of      map[string]*string
}

func newColumn(size int) column { return column{of: make(map[string]*string, size)} }

func (c column) set(id, text string) { c.of[id] = &text }

func (c column) get(id string) string {
	if text := c.of[id]; text != nil {
		return *text
	}
	return ""
}

func (c column) copy() column {
	return column{of: maps.Clone(c.of)}
}

// equal is false for what is not known yet.
func (c column) equal(other column) bool {
	return !c.unknown && !other.unknown && maps.EqualFunc(c.of, other.of, func(a, b *string) bool {
		return a != nil && b != nil && *a == *b
	})
}

func (c column) value() tftypes.Value {
	if c.unknown {
		return tftypes.NewValue(texts, tftypes.UnknownValue)
	}
	elements := make(map[string]tftypes.Value, len(c.of))
	for id, text := range c.of {
		if text == nil {
			elements[id] = tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
			continue
		}
		elements[id] = tftypes.NewValue(tftypes.String, *text)
	}
	return tftypes.NewValue(texts, elements)
}

func readColumn(value tftypes.Value) (column, error) {
	if !value.IsKnown() {
		return column{unknown: true}, nil
	}
	var elements map[string]tftypes.Value
	if err := value.As(&elements); err != nil {
		return column{}, err
	}
	read := newColumn(len(elements))
	for id, element := range elements {
		if !element.IsKnown() {
			read.of[id] = nil
			continue
		}
		var text string
		if err := element.As(&text); err != nil {
			return column{}, err
		}
		read.of[id] = &text
	}
	return read, nil
}

// readSet decodes a set; nil is one that is not there, as before a create and after a removal.
func readSet(encoded *tfprotov6.DynamicValue) (*setValues, error) {
	value, err := encoded.Unmarshal(setObject)
	if err != nil || value.IsNull() {
		return nil, err
	}
	var attributes map[string]tftypes.Value
	if err := value.As(&attributes); err != nil {
		return nil, err
	}
	set := &setValues{documents: make(map[string]tftypes.Value, len(setForms)), timeouts: attributes["timeouts"]}
	for _, form := range setForms {
		set.documents[form] = attributes[form]
	}
	for name, into := range set.columns() {
		if *into, err = readColumn(attributes[name]); err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
	}
	return set, nil
}

func (s *setValues) columns() map[string]*column {
	return map[string]*column{"members": &s.members, "fingerprints": &s.fingerprints, "statuses": &s.statuses}
}

// encode gives the set to core, the write-only forms as null: core accepts nothing else.
func (s *setValues) encode() (*tfprotov6.DynamicValue, error) {
	attributes := map[string]tftypes.Value{"timeouts": s.timeouts}
	for _, form := range setForms {
		attributes[form] = s.documents[form]
		if isWriteOnly(form) {
			attributes[form] = tftypes.NewValue(tftypes.String, nil)
		}
	}
	for name, from := range s.columns() {
		attributes[name] = from.value()
	}
	return encodeSet(tftypes.NewValue(setObject, attributes))
}

func encodeSet(value tftypes.Value) (*tfprotov6.DynamicValue, error) {
	encoded, err := tfprotov6.NewDynamicValue(setObject, value)
	return &encoded, err
}

func noSet() (*tfprotov6.DynamicValue, error) { return encodeSet(tftypes.NewValue(setObject, nil)) }

// document gives the one form that is set, and its text if that is known. Beside one that is known, those that are not
// yet can only turn out to be null.
func (s *setValues) document() (form, text string, known bool) {
	known = true
	for _, candidate := range setForms {
		value := s.documents[candidate]
		switch {
		case !value.IsKnown():
			form, known = candidate, false
		case !value.IsNull():
			_ = value.As(&text) // it is a string, by the schema
			return candidate, text, true
		}
	}
	return form, "", known
}

// isWithoutDocument tells a write-only document that is in ignore_changes: core puts what the state has in its place, which
// is nothing. Validation lets nobody write that.
func (s *setValues) isWithoutDocument() bool {
	form, _, known := s.document()
	return known && form == ""
}

// asPlanned is a configuration with the document that the plan has of it, which with ignore_changes is that of the state.
// A write-only one is in no plan.
func (s *setValues) asPlanned(planned *setValues) *setValues {
	documents := maps.Clone(s.documents)
	for form, document := range planned.documents {
		if !isWriteOnly(form) {
			documents[form] = document
		}
	}
	return &setValues{documents: documents, timeouts: s.timeouts}
}

// keeps reports whether a plan leaves all members as they are.
func (s *setValues) keeps(prior *setValues) bool {
	return prior != nil && s.members.equal(prior.members) && s.fingerprints.equal(prior.fingerprints)
}

// timeout gives the bound of an operation.
func (s *setValues) timeout(operation string) (time.Duration, error) {
	var operations map[string]tftypes.Value
	if !s.timeouts.IsKnown() || s.timeouts.IsNull() {
		return defaultSetTimeout, nil
	}
	if err := s.timeouts.As(&operations); err != nil {
		return 0, err
	}
	value := operations[operation]
	if !value.IsKnown() || value.IsNull() {
		return defaultSetTimeout, nil
	}
	var text string
	if err := value.As(&text); err != nil {
		return 0, err
	}
	bound, err := time.ParseDuration(text)
	if err == nil && bound <= 0 {
		err = fmt.Errorf("%s leaves no time for anything", bound)
	}
	return bound, err
}

// mostNamed is how many members a warning names. It comes with every plan, and nobody reads more.
const mostNamed = 50

// few writes out the first of what a warning names, and how many more there are.
func few(all []string, between string) string {
	if len(all) <= mostNamed {
		return strings.Join(all, between)
	}
	return fmt.Sprintf("%s%sand %d more", strings.Join(all[:mostNamed], between), between, len(all)-mostNamed)
}

// counted is a number of things, such as "1 member" and "2 members".
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// notices are diagnostics in the protocol's own form.
type notices []*tfprotov6.Diagnostic

func (n *notices) err(attribute, summary, detail string) {
	n.add(tfprotov6.DiagnosticSeverityError, attribute, summary, detail)
}

func (n *notices) warn(attribute, summary, detail string) {
	n.add(tfprotov6.DiagnosticSeverityWarning, attribute, summary, detail)
}

func (n *notices) add(severity tfprotov6.DiagnosticSeverity, attribute, summary, detail string) {
	said := &tfprotov6.Diagnostic{Severity: severity, Summary: summary, Detail: detail}
	if attribute != "" {
		said.Attribute = tftypes.NewAttributePath().WithAttributeName(attribute)
	}
	*n = append(*n, said)
}

func (n *notices) failed() bool {
	for _, said := range *n {
		if said.Severity == tfprotov6.DiagnosticSeverityError {
			return true
		}
	}
	return false
}
