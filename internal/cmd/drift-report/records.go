package main

import (
	"cmp"
	"strings"
)

// record tells of what Cashfree has no call for: an address of its whitelist, or the key for signatures.
func (t *teller) record(i *instance) {
	c := Change{
		Kind: kindIP, Address: t.id(i.address), Severity: SeverityOther, ChangedBy: []By{}, OnApply: i.outcome(), Fields: []Field{},
		ID: t.text(recordText(i, "ip_address")),
	}
	refusal := "Cashfree refuses calls from this address: it is gone from the whitelist, or was never on it."
	attributes := [][2]string{{"ip_address", "Address"}, {"description", "Description"}}
	if i.kind == typeKey {
		c.Kind = kindKey
		c.ID = t.text(cmp.Or(recordText(i, "description"), recordText(i, "public_key_path"), recordText(i, "public_key_variable")))
		refusal = "Cashfree refuses signatures made with this key: it was replaced in the dashboard, or removed there."
		attributes = [][2]string{{"fingerprint_sha256", "Fingerprint (SHA-256)"}, {"public_key_path", "File"}, {"public_key_variable", "Variable"},
			{"expected_fingerprint", "Expected fingerprint"}, {"description", "Description"}}
	}
	if i.anySensitive("ip_address") || i.anySensitive("description") {
		c.ID = sensitive
	}

	var said []string
	if isRefused := i.now.at("verification").text == refused; isRefused || i.recorded.at("verification").text == refused && i.drifted {
		c.ChangedBy = append(c.ChangedBy, ByOutside)
		c.Fields = append(c.Fields, t.seen("verification", "Last look", i.recorded.at("verification").text, i.now.at("verification").text))
		if !isRefused {
			refusal = "Cashfree takes it again."
		}
		said = append(said, refusal)
	}
	planned := t.plannedFields(i, attributes)
	if len(planned) > 0 || c.OnApply == Add || c.OnApply == Remove || c.OnApply == Forget || c.OnApply == Replace || i.imported() {
		c.ChangedBy = append(c.ChangedBy, ByConfiguration)
		said = append(said, recordSentence(i, c.OnApply))
	}
	if len(c.ChangedBy) == 0 {
		return // this run cannot tell whether the record is true, which is no news
	}
	c.Fields = append(c.Fields, planned...)
	c.Happened = strings.Join(said, " ")
	c.Apply = recordApply(i, c.OnApply)
	t.changes = append(t.changes, c)
}

const refused = "refused"

func recordText(i *instance, attribute string) string {
	return cmp.Or(i.planned.at(attribute).text, i.now.at(attribute).text, i.recorded.at(attribute).text)
}

func (t *teller) plannedFields(i *instance, attributes [][2]string) []Field {
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

func (t *teller) recordValue(i *instance, name string, v value) *string {
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
		return "The key that the pipeline has is another one than the record says."
	}
	return "The record changed in the configuration."
}

func recordApply(i *instance, o Outcome) string {
	const only = "Only the record changes. "
	list := "The whitelist"
	if i.kind == typeKey {
		list = "The key in force"
	}
	switch {
	case o == Nothing:
		return "Nothing."
	case i.now.at("verification").text == refused && o != Remove && o != Forget:
		return "Terraform looks again, and the apply fails until it is mended in Cashfree's dashboard."
	}
	return only + list + " is changed in Cashfree's dashboard, and nowhere else."
}
