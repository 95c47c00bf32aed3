package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// beneficiary adds the change of a cashfree_payout_beneficiary, if there is one.
func (t *translator) beneficiary(i *instance) {
	p := phases{i.recorded.exists, i.now.exists, i.planned.exists}
	h := history{outcome: i.outcome(), gone: i.gone, imported: i.imported(), requested: i.isDestroyed()}

	var all []compared
	for _, f := range facts {
		if f.field.Secret {
			all = append(all, t.account(i, p))
			continue
		}
		recorded, now, planned := i.recorded.at(f.path...), i.now.at(f.path...), i.planned.at(f.path...)
		all = append(all, t.compare(f, p, recorded, now, planned, i.anySensitive(f.path...)))
	}
	fields := pickFields(all, h.gone || h.outcome == Add || h.outcome == Remove)
	h.outside, h.configuration = changedLabels(fields)
	fields = append(fields, t.observed(i, &h)...)

	c := Change{
		Kind: kindPayee, Address: t.id(i.address), OnApply: h.outcome, Fields: fields,
		ID:   t.named(i, idFact),
		Name: t.named(i, nameFact),
	}
	changesAccount, isProven := i.changesAccount()
	c.Actions = actionsOf(h.outcome, i.changesID(), changesAccount)
	c.unproven = !isProven || h.outcome == Replace && i.planned.at(idFact.path...).unknown
	c.ChangedBy, c.Severity = h.verdict()
	t.countRenewed(i)
	if c.Severity == SeverityNone && h.outcome == Nothing && len(fields) == 0 {
		return
	}
	h.onlyRecord = h.outcome == Record && !h.imported
	c.Happened = explained(h.sentence(), i.reason, h.outcome)
	if i.deposed {
		c.Happened, c.ChangedBy = "An earlier replacement left this one behind.", []By{ByRun}
	}
	c.Apply = onApply(h.outcome, h.gone, slices.Equal(i.change.Actions, []string{"create", "delete"}))
	if c.Severity == SeverityNone {
		c.Severity = SeverityOther
	}
	t.changes = append(t.changes, c)
}

// verdict returns who changed the payee, and how severe that is.
func (h history) verdict() ([]By, Severity) {
	by := []By{}
	if h.gone || len(h.outside) > 0 || h.statusChanged || h.timeChanged {
		by = append(by, ByOutside)
	}
	isRequested := h.outcome == Replace || h.outcome == ForgetAndAdd || h.outcome == Remove && h.requested
	switch {
	case len(h.configuration) > 0, h.outcome == Add, h.outcome == Forget, h.outcome == Record,
		h.outcome == Remove && !h.requested:
		by = append(by, ByConfiguration)
	case len(by) == 0 && isRequested:
		by = append(by, ByRun)
	}
	if h.gone || len(h.outside) > 0 || len(h.configuration) > 0 || h.outcome.atCashfree() {
		return by, SeverityPayees
	}
	if len(by) > 0 {
		return by, SeverityOther
	}
	return by, SeverityNone
}

func (t *translator) account(i *instance, p phases) compared {
	recorded, now, planned := accountOf(i.recorded), accountOf(i.now), accountOf(i.planned)
	c := compared{core: true, Field: Field{
		Name: accountFact.field.Name, Label: accountFact.label,
		Recorded: recorded.shown(p.recorded), Now: now.shown(p.now), Planned: planned.shown(p.planned),
	}}
	// The fingerprint of a planned number is not known yet, and for a write-only number it may be the only difference.
	isReplaced := i.replacedFor(accountAttributes...)
	nowPlanned := now.same(planned) && !isReplaced
	recordedPlanned := recorded.same(planned) && (nowPlanned || !recorded.same(now) || !p.now)
	c.ChangedBy = p.changedBy(recorded.same(now), nowPlanned, recordedPlanned)
	c.differs = len(c.ChangedBy) > 0
	c.shows = c.Recorded != nil || c.Now != nil || c.Planned != nil
	if c.differs {
		c.Note = c.looksEqual(p)
	}
	return c
}

// pickFields returns what changed. For a payee that is added or removed it also returns the facts that identify it.
func pickFields(all []compared, identify bool) []Field {
	fields := []Field{}
	for _, c := range all {
		if c.differs || c.spelled || identify && c.core && c.shows {
			fields = append(fields, c.Field)
		}
	}
	return fields
}

// changedLabels returns the labels of the fields that changed outside and in the configuration.
func changedLabels(fields []Field) (outside, configuration []string) {
	for _, f := range fields {
		if slices.Contains(f.ChangedBy, ByOutside) {
			outside = append(outside, f.Label)
		}
		if slices.Contains(f.ChangedBy, ByConfiguration) {
			configuration = append(configuration, f.Label)
		}
	}
	return outside, configuration
}

// observed compares the fields that Cashfree itself adds to a payee.
func (t *translator) observed(i *instance, h *history) []Field {
	if !i.recorded.exists || !i.now.exists {
		return nil
	}
	var fields []Field
	compare := func(name, label string) (string, bool) {
		before, after := i.recorded.at(name), i.now.at(name)
		if before == after {
			return "", false
		}
		fields = append(fields, t.seen(name, label, before.text, after.text))
		return after.text, true
	}
	h.status, h.statusChanged = compare("status", "Status")
	recorded, now := i.recorded.at("added_on").text, i.now.at("added_on").text
	if !grammar.SameTime(recorded, now) {
		_, h.timeChanged = compare("added_on", "At Cashfree since")
		h.readded = grammar.NormalTime(recorded) != "" && grammar.NormalTime(now) != ""
	}
	return fields
}

// seen returns a field that Cashfree sets, which is never planned.
func (t *translator) seen(name, label, before, after string) Field {
	f := Field{Name: name, Label: label, ChangedBy: []By{ByOutside}}
	f.Recorded, f.Now = t.orNull(before), t.orNull(after)
	return f
}

func (t *translator) orNull(text string) *string {
	if text == "" {
		return nil
	}
	shown := t.text(text)
	return &shown
}

// named returns a fact that identifies a payee, with the planned value first.
func (t *translator) named(i *instance, f fact) string {
	if i.anySensitive(f.path...) {
		return sensitive
	}
	text := cmp.Or(i.planned.at(f.path...).text, i.recorded.at(f.path...).text, i.now.at(f.path...).text)
	if f.field == grammar.BeneficiaryID {
		return t.id(text)
	}
	return t.text(text)
}

// countRenewed counts write-only numbers whose old and new fingerprints cannot be compared.
func (t *translator) countRenewed(i *instance) {
	before, after := accountOf(i.recorded), accountOf(i.now)
	if before.number.text != "" || before.lastFour != after.lastFour {
		return
	}
	was, is := before.fingerprint.text, after.fingerprint.text
	if was != "" && is != "" && !sameKey(was, is) {
		t.renewed, t.hasOtherKey = t.renewed+1, true
	}
}

// sameKey reports whether two fingerprints were made with one key.
func sameKey(a, b string) bool {
	keyA, _, okA := strings.Cut(a, ":")
	keyB, _, okB := strings.Cut(b, ":")
	return okA && okB && keyA == keyB
}
