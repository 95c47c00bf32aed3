package main

import (
	"cmp"
	"slices"
	"strings"
)

// record adds the change of a record: an address of the whitelist, or the key for signatures. Cashfree has no call for
// them.
func (t *translator) record(i *instance) {
	of := t.recordOf(i)
	c := Change{
		Actions: []Action{},
		Kind:    of.kind, Address: t.id(i.address), ID: of.id, Severity: SeverityOther, OnApply: i.outcome(),
		ChangedBy: []By{}, Fields: []Field{},
	}
	var sentences []string
	before, now := i.recorded.at("verification").text, i.now.at("verification").text
	if isRefused := now == refused; isRefused || before == refused && i.drifted {
		c.ChangedBy = append(c.ChangedBy, ByOutside)
		c.Fields = append(c.Fields, t.seen("verification", "Last check", before, now))
		if !isRefused {
			of.refusal = "Cashfree accepts it again."
		}
		sentences = append(sentences, of.refusal)
	}
	planned := t.plannedFields(i, of.attributes)
	if len(planned) > 0 || slices.Contains([]Outcome{Add, Remove, Forget, Replace, ForgetAndAdd}, c.OnApply) || i.imported() {
		c.ChangedBy = append(c.ChangedBy, ByConfiguration)
		sentences = append(sentences, recordSentence(i, c.OnApply))
	}
	if len(c.ChangedBy) == 0 {
		return // this run cannot verify the record, which is not a change
	}
	c.Fields = append(c.Fields, planned...)
	c.Happened = strings.Join(sentences, " ")
	c.Apply = recordApply(i, c.OnApply)
	t.changes = append(t.changes, c)
}

// recordKind is what differs between the two kinds of records.
type recordKind struct {
	kind, id, refusal string
	attributes        [][2]string // names and labels
}

func (t *translator) recordOf(i *instance) recordKind {
	of := recordKind{
		kind:       kindIP,
		id:         t.text(recordText(i, "ip_address")),
		refusal:    "Cashfree refuses calls from this address: it was removed from the whitelist, or was never on it.",
		attributes: [][2]string{{"ip_address", "Address"}, {"description", "Description"}},
	}
	if i.kind == typeKey {
		text := cmp.Or(recordText(i, "description"), recordText(i, "public_key_path"), recordText(i, "public_key_variable"))
		of = recordKind{
			kind:    kindKey,
			id:      t.text(text),
			refusal: "Cashfree refuses signatures made with this key: it was replaced or removed in the dashboard.",
			attributes: [][2]string{
				{"fingerprint_sha256", "Fingerprint (SHA-256)"}, {"public_key_path", "File"}, {"public_key_variable", "Variable"},
				{"expected_fingerprint", "Expected fingerprint"}, {"description", "Description"},
			},
		}
	}
	if i.anySensitive("ip_address") || i.anySensitive("description") {
		of.id = sensitive
	}
	return of
}

const refused = "refused"

func recordText(i *instance, attribute string) string {
	return cmp.Or(i.planned.at(attribute).text, i.now.at(attribute).text, i.recorded.at(attribute).text)
}

func (t *translator) plannedFields(i *instance, attributes [][2]string) []Field {
	fields := []Field{}
	if !i.now.exists || !i.planned.exists {
		return fields
	}
	for _, attribute := range attributes {
		name, label := attribute[0], attribute[1]
		now, planned := i.now.at(name), i.planned.at(name)
		if now == planned {
			continue
		}
		f := Field{Name: name, Label: label, ChangedBy: []By{ByConfiguration}}
		f.Recorded = t.recordValue(i, name, i.recorded.at(name))
		f.Planned = t.recordValue(i, name, planned)
		fields = append(fields, f)
	}
	return fields
}

func (t *translator) recordValue(i *instance, name string, v value) *string {
	text := sensitive
	switch {
	case v.unknown:
		text = notKnownYet
	case !i.anySensitive(name):
		return t.orNull(v.text)
	}
	return &text
}

func recordSentence(i *instance, o Outcome) string {
	switch {
	case o == Add:
		return "A new record in the configuration."
	case o == Remove || o == Forget:
		return "The record is no longer in the configuration."
	case i.kind == typeKey && i.now.at("fingerprint_sha256") != i.planned.at("fingerprint_sha256"):
		return "The key of the pipeline differs from the recorded one."
	}
	return "The record changed in the configuration."
}

func recordApply(i *instance, o Outcome) string {
	setting := "The whitelist"
	if i.kind == typeKey {
		setting = "The key in use"
	}
	switch {
	case o == Nothing:
		return "Nothing."
	case i.now.at("verification").text == refused && o != Remove && o != Forget:
		return "Terraform checks again, and the apply fails until it is corrected in Cashfree's dashboard."
	}
	return "Only the record changes. " + setting + " can be changed only in Cashfree's dashboard."
}
