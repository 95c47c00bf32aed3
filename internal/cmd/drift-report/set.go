package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// setMaps holds the maps of a set on one side, by member.
type setMaps struct {
	members, accounts, fingerprints, statuses map[string]string
	accountsUnknown, fingerprintsUnknown      map[string]bool // what is known only after the apply
}

func setMapsOf(s side) setMaps {
	var c setMaps
	c.members, _ = s.texts("members")
	c.accounts, c.accountsUnknown = s.texts("account_fingerprints")
	c.fingerprints, c.fingerprintsUnknown = s.texts("fingerprints")
	c.statuses, _ = s.texts("statuses")
	for name, unknown := range map[string]map[string]bool{"account_fingerprints": c.accountsUnknown, "fingerprints": c.fingerprintsUnknown} {
		if !isMarked(s.unknown, []string{name}) {
			continue
		}
		for id := range c.members { // where a map is unknown as a whole, so are its elements
			unknown[id] = true
		}
	}
	return c
}

// set adds the changes of a cashfree_payout_beneficiary_set: one for each member that has one.
func (t *translator) set(i *instance) {
	s := setChange{
		instance: i, whole: i.outcome(), hidden: i.anySensitive("members"), open: i.planned.at("members").unknown,
		recorded: setMapsOf(i.recorded), now: setMapsOf(i.now), planned: setMapsOf(i.planned),
	}
	t.setAsWhole(&s)
	var changes []Change
	var changed []string
	for _, id := range s.ids() {
		if c, isChanged := t.member(s, id); isChanged {
			changes, changed = append(changes, t.inSet(s, c)), append(changed, id)
		}
	}
	s.pairRenamed(changes, changed)
	t.changes = append(t.changes, changes...)
	if len(changes) > 0 || s.whole != Record {
		return
	}
	happened := "The configuration changed in a way that affects no payee, such as spelling, time limits or the place of the " +
		"document."
	if i.imported() {
		happened = "The members are at Cashfree already, and Terraform takes them over."
	}
	t.setItself(i, SeverityOther, happened, Record, onApply(Record, false, false))
}

// setAsWhole adds the change of a set for which the plan has no members: the set is forgotten, or its document is not
// known yet. What somebody did to the members before is reported all the same, so the members themselves are left as
// they are now.
func (t *translator) setAsWhole(s *setChange) {
	switch {
	case s.whole == Forget:
		t.setItself(s.instance, SeverityOther, explained("", s.reason, Forget), Forget,
			"Terraform forgets the set, and all its members stay at Cashfree.")
	case s.open:
		apply := "Any of its members may be added, removed or replaced."
		if s.stays = s.whole == ForgetAndAdd; s.stays {
			apply = "All its present members stay at Cashfree, and Terraform forgets them. Any payees may be added."
		}
		t.setItself(s.instance, SeverityPayees,
			"The document of this set depends on something that is not applied yet, so its members are not known.", s.whole, apply)
		if affected := len(s.now.members); affected > 0 {
			itself := &t.changes[len(t.changes)-1]
			itself.Actions, itself.affects = []Action{Undecided}, affected
		}
	default:
		return
	}
	s.whole, s.planned = Nothing, s.now
}

// setChange is a set at the three points in time.
type setChange struct {
	*instance
	whole                  Outcome
	hidden                 bool // whether the members are sensitive
	open                   bool // whether the planned members are not known
	stays                  bool // whether the present members stay at Cashfree, and are forgotten
	recorded, now, planned setMaps
}

// ids returns the ids of all members, in order.
func (s setChange) ids() []string {
	all := maps.Clone(s.recorded.members)
	maps.Copy(all, s.now.members)
	maps.Copy(all, s.planned.members)
	return slices.Sorted(maps.Keys(all))
}

// inSet completes the change of a member with what is known of its set.
func (t *translator) inSet(s setChange, c Change) Change {
	if s.hidden {
		c.ID, c.Name, c.Fields = sensitive, sensitive, []Field{}
	}
	switch {
	case s.open && s.stays:
		c.Apply = onApply(Forget, false, false)
	case s.open:
		c.Apply = notKnownBefore
	}
	c.Address = t.id(s.address)
	c.Happened = explained(c.Happened, s.reason, s.whole)
	return c
}

// setItself adds a change of the set as a whole.
func (t *translator) setItself(i *instance, severity Severity, happened string, outcome Outcome, apply string) {
	t.changes = append(t.changes, Change{
		Kind: kindSet, Address: t.id(i.address), Severity: severity, ChangedBy: []By{ByConfiguration},
		Happened: happened, OnApply: outcome, Apply: apply, Actions: []Action{}, Fields: []Field{},
	})
}

// member compares a member at the three points in time, and reports whether it changed.
func (t *translator) member(s setChange, id string) (Change, bool) {
	m := s.memberAt(id)
	p := m.phases()
	h := history{
		gone: s.drifted && p.recorded && !p.now, imported: s.imported(), requested: s.isDestroyed(), undecided: m.undecided,
	}
	h.outcome = memberOutcome(p, s.whole, h.gone, m.nowPlanned.all == different)

	fields := pickFields(t.summaryFacts(m), h.gone || h.outcome == Add || h.outcome == Remove)
	hidden := m.hiddenFields(fields)
	isHidden := len(hidden) > 0 || m.hidesAccount(fields)
	fields = append(fields, hidden...)
	h.outside, h.configuration = changedLabels(fields)
	h.unclear = !m.undecided && slices.ContainsFunc(hidden, func(f Field) bool { return f.Name == contactOrAccount })
	h.otherKey = isHidden && len(h.configuration) > 0 && m.hasOtherKey()
	if before, after := s.recorded.statuses[id], s.now.statuses[id]; p.recorded && p.now && before != after {
		h.status, h.statusChanged = after, true
		fields = append(fields, t.seen("status", "Status", before, after))
	}

	c := Change{Kind: kindPayee, OnApply: h.outcome, Fields: fields, Hidden: isHidden, unproven: m.mayKeepAccount()}
	c.Actions = actionsOf(h.outcome, false, m.nowPlanned.account != same)
	if m.undecided {
		c.Actions = []Action{Undecided}
	}
	c.ID = t.id(id)
	c.Name = t.text(nameIn(cmp.Or(m.planned.summary, m.recorded.summary, m.now.summary)))
	c.ChangedBy, c.Severity = h.verdict()
	t.hasOtherKey = t.hasOtherKey || m.hasOtherKey()
	if c.Severity == SeverityNone {
		if m.hasOtherKey() {
			t.renewed++
		}
		return c, false
	}
	c.Happened = s.happenedTo(h)
	c.Apply = onApply(h.outcome, h.gone, false)
	if m.undecided {
		c.Apply = notKnownBefore
	}
	return c, true
}

// happenedTo returns what happened to a member.
func (s setChange) happenedTo(h history) string {
	if h.outcome == Remove && s.whole == Record || h.outcome == Forget {
		return strings.TrimSpace(h.sentence() + " It is no longer in the document.")
	}
	return h.sentence()
}

// memberOutcome returns what an apply does with a member. An update of the set changes only members that differ. A
// replacement that leaves the former set at Cashfree leaves all its members there.
func memberOutcome(p phases, whole Outcome, gone, differs bool) Outcome {
	switch {
	case whole == Nothing:
		return Nothing
	case p.planned && !p.now && gone:
		return AddAgain
	case p.planned && !p.now:
		return Add
	case p.now && !p.planned && whole == ForgetAndAdd:
		return Forget
	case p.now && !p.planned:
		return Remove
	case p.now && p.planned && whole == ForgetAndAdd:
		return ForgetAndAdd
	case p.now && p.planned && (differs || whole == Replace):
		return Replace
	}
	return Nothing
}

// summaryFacts splits the summaries of a member, so that the report shows which of its facts differ.
func (t *translator) summaryFacts(m memberHistory) []compared {
	a, b, c := splitSummary(m.recorded.summary), splitSummary(m.now.summary), splitSummary(m.planned.summary)
	all := make([]compared, 0, len(a))
	for n, f := range []fact{nameFact, accountFact, ifscFact, vpaFact} {
		by := f.changedBy(m.phases(), a[n], b[n], c[n])
		if f.field.Secret {
			by = m.numberChangedBy()
		}
		all = append(all, t.compareAs(f, m.phases(), by, a[n], b[n], c[n], false))
	}
	return all
}

// splitSummary returns name, account, IFSC and UPI address of a summary such as "Asha Rao, HDFC0000001, …1772,
// asha@examplebank". It starts at the end, since a name that was typed at Cashfree may contain anything.
func splitSummary(summary string) [4]value {
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

func nameIn(summary string) string { return splitSummary(summary)[0].text }
