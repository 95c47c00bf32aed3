package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// columns are what a set knows of its members on one side.
type columns struct {
	exists                          bool
	members, fingerprints, statuses map[string]string
	renewed                         map[string]bool // whose fingerprint only the apply brings
}

func columnsOf(s side) columns {
	c := columns{exists: s.exists}
	c.members, _ = s.texts("members")
	c.fingerprints, c.renewed = s.texts("fingerprints")
	c.statuses, _ = s.texts("statuses")
	return c
}

// set tells of a cashfree_payout_beneficiary_set: one change for each member that has one.
func (t *teller) set(i *instance) {
	whole := i.outcome()
	if whole == Forget {
		t.setItself(i, SeverityOther, "It is no longer in the configuration.", Forget, "Terraform forgets the set, and all its members stay at Cashfree.")
		return
	}
	recorded, now, planned := columnsOf(i.recorded), columnsOf(i.now), columnsOf(i.planned)
	open := i.planned.at("members").unknown
	if open { // what somebody did to the members shows all the same
		t.openSet(i)
		whole, planned = Nothing, now
	}
	ids := maps.Clone(recorded.members)
	maps.Copy(ids, now.members)
	maps.Copy(ids, planned.members)

	hidden := i.anySensitive("members")
	before := len(t.changes)
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		if change, told := t.member(id, whole, i, recorded, now, planned); told {
			if hidden {
				change.ID, change.Name, change.Fields = sensitive, sensitive, []Field{}
			}
			if open {
				change.Apply = "Not known before the apply."
			}
			change.Address = t.id(i.address)
			change.Happened = strings.TrimSpace(change.Happened + " " + reasons[i.reason])
			t.changes = append(t.changes, change)
		}
	}
	if len(t.changes) == before && whole == Record {
		happened := "The configuration changed in a way that concerns no payee, such as spelling, time limits or where the document is kept."
		if i.imported() {
			happened = "The members are at Cashfree already, and Terraform takes them over."
		}
		t.setItself(i, SeverityOther, happened, Record, onApply(Record, false, false))
	}
}

// openSet tells of a document that another resource is yet to make.
func (t *teller) openSet(i *instance) {
	t.setItself(i, SeverityPayees, "The document of this set is made by something that this plan has yet to run, so its members are not known.",
		i.outcome(), "Any of its members may be added, removed or replaced.")
}

func (t *teller) setItself(i *instance, severity Severity, happened string, outcome Outcome, apply string) {
	t.changes = append(t.changes, Change{
		Kind: kindSet, Address: t.id(i.address), Severity: severity, ChangedBy: []By{ByConfiguration},
		Happened: happened, OnApply: outcome, Apply: apply, Fields: []Field{},
	})
}

// member compares one member at the three points in time.
func (t *teller) member(id string, whole Outcome, i *instance, recorded, now, planned columns) (Change, bool) {
	was, wasThere := recorded.members[id]
	is, isThere := now.members[id]
	willBe, willBeThere := planned.members[id]
	p := phases{wasThere, isThere, willBeThere}

	h := happening{gone: i.drifted && wasThere && !isThere, imported: i.imported()}
	hiddenOutside := wasThere && isThere && was == is && oneKey(recorded.fingerprints[id], now.fingerprints[id]) &&
		recorded.fingerprints[id] != now.fingerprints[id]
	// Of a whole set that is replaced no fingerprint is known, whatever the reason.
	unsure := whole == Record && isThere && willBeThere && is == willBe && planned.renewed[id]
	hiddenConfiguration := unsure && !hiddenOutside
	h.outcome = memberOutcome(p, whole, h.gone, is != willBe || unsure)

	all := t.summaryFacts(p, was, is, willBe)
	fields := pick(all, h.gone || h.outcome == Add || h.outcome == Remove)
	h.outside, h.configuration = blamed(fields)
	if hiddenOutside {
		h.outside = append(h.outside, hiddenChange)
	}
	if hiddenConfiguration {
		h.configuration = append(h.configuration, hiddenChange)
	}
	before, after := recorded.statuses[id], now.statuses[id]
	if p.recorded && p.now && before != after {
		h.status, h.statusChanged = after, true
		fields = append(fields, t.seen("status", "Status", before, after))
	}

	c := Change{Kind: kindPayee, OnApply: h.outcome, Fields: fields, Hidden: hiddenOutside || hiddenConfiguration}
	c.ID = t.id(id)
	c.Name = t.text(nameIn(cmp.Or(willBe, was, is)))
	c.ChangedBy, c.Severity = h.judge()
	if c.Severity == SeverityNone {
		if p.recorded && p.now && recorded.fingerprints[id] != now.fingerprints[id] {
			t.renewed++
		}
		return c, false
	}
	c.Happened = h.sentence()
	if h.outcome == Remove && whole == Record {
		c.Happened = strings.TrimSpace(c.Happened + " It is no longer in the document.")
	}
	c.Apply = onApply(h.outcome, h.gone, false)
	return c, true
}

// memberOutcome is what an apply does with one member. A set that is updated leaves alone whoever does not change.
func memberOutcome(p phases, whole Outcome, gone, differs bool) Outcome {
	switch {
	case whole == Nothing:
		return Nothing
	case p.planned && !p.now && gone:
		return AddAgain
	case p.planned && !p.now:
		return Add
	case p.now && !p.planned:
		return Remove
	case p.now && p.planned && (differs || whole == Replace):
		return Replace
	}
	return Nothing
}

// summaryFacts takes the summaries of a member apart, so that a reader sees which of its facts differ.
func (t *teller) summaryFacts(p phases, was, is, willBe string) []compared {
	a, b, c := split(was), split(is), split(willBe)
	all := make([]compared, 0, len(a))
	for n, f := range []fact{nameFact, accountFact, ifscFact, vpaFact} {
		field := t.compare(f, p, a[n], b[n], c[n], false)
		all = append(all, field)
	}
	return all
}

// split reads a summary such as "Asha Rao, HDFC0000001, …1772, asha@examplebank" from its end: of its parts only the name
// can be anything, once somebody has typed it at Cashfree. It gives name, account, IFSC and UPI address.
func split(summary string) [4]value {
	rest := summary
	last := func(is func(string) bool) value {
		at := strings.LastIndex(rest, ", ")
		if at < 0 || !is(rest[at+2:]) {
			return value{}
		}
		part := rest[at+2:]
		rest = rest[:at]
		return value{text: part}
	}
	vpa := last(func(part string) bool { return strings.Contains(part, "@") })
	number := last(func(part string) bool { return strings.HasPrefix(part, "…") && len([]rune(part)) <= 5 })
	ifsc := last(func(part string) bool { return grammar.IFSC.Check(part) == nil })
	return [4]value{{text: rest}, number, ifsc, vpa}
}

func nameIn(summary string) string { return split(summary)[0].text }
