package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// beneficiary tells of a cashfree_payout_beneficiary.
func (t *teller) beneficiary(i *instance) {
	p := phases{i.recorded.exists, i.now.exists, i.planned.exists}
	h := happening{outcome: i.outcome(), gone: i.gone, imported: i.imported()}

	var all []compared
	for _, f := range facts {
		if f.field.Secret {
			all = append(all, t.account(i, p))
			continue
		}
		recorded, now, planned := i.recorded.at(f.path...), i.now.at(f.path...), i.planned.at(f.path...)
		all = append(all, t.compare(f, p, recorded, now, planned, i.anySensitive(f.path...)))
	}
	fields := pick(all, h.gone || h.outcome == Add || h.outcome == Remove)
	h.outside, h.configuration = blamed(fields)
	fields = append(fields, t.observed(i, &h)...)

	c := Change{
		Kind: kindPayee, Address: t.id(i.address), OnApply: h.outcome, Fields: fields,
		ID:   t.named(i, idFact),
		Name: t.named(i, nameFact),
	}
	c.ChangedBy, c.Severity = h.judge()
	t.countRenewed(i)
	if c.Severity == SeverityNone && h.outcome == Nothing && len(fields) == 0 {
		return
	}
	h.onlyRecord = h.outcome == Record && !h.imported
	c.Happened = strings.TrimSpace(h.sentence() + " " + reasons[i.reason])
	if i.deposed {
		c.Happened, c.ChangedBy = "An earlier replacement left this one over.", []By{ByRun}
	}
	c.Apply = onApply(h.outcome, h.gone, slices.Equal(i.change.Actions, []string{"create", "delete"}))
	c.Severity = max(c.Severity, SeverityOther)
	t.changes = append(t.changes, c)
}

// judge says who changed the payee, and how grave that is. The severities are in the order of the alphabet.
func (h happening) judge() ([]By, Severity) {
	by := []By{}
	if h.gone || len(h.outside) > 0 || h.statusChanged || h.readded {
		by = append(by, ByOutside)
	}
	switch {
	case len(h.configuration) > 0, h.outcome == Add, h.outcome == Remove, h.outcome == Forget, h.outcome == Record:
		by = append(by, ByConfiguration)
	case len(by) == 0 && h.outcome == Replace:
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

func (t *teller) account(i *instance, p phases) compared {
	recorded, now, planned := accountOf(i.recorded), accountOf(i.now), accountOf(i.planned)
	c := compared{core: true, Field: Field{
		Name: accountFact.field.Name, Label: accountFact.label,
		Recorded: recorded.shown(p.recorded), Now: now.shown(p.now), Planned: planned.shown(p.planned),
	}}
	// The fingerprint of a planned number is not known yet, and of a write-only one nothing else need differ.
	nowPlanned := now.same(planned) && !i.replacedFor("bank_account_number", "bank_account_last_four", "bank_account_fingerprint")
	recordedPlanned := recorded.same(planned) && (nowPlanned || !recorded.same(now) || !p.now)
	c.ChangedBy = p.blame(recorded.same(now), nowPlanned, recordedPlanned)
	c.differs = len(c.ChangedBy) > 0
	c.shows = c.Recorded != nil || c.Now != nil || c.Planned != nil
	if c.differs {
		c.Note = c.looksEqual(p)
	}
	return c
}

// pick keeps what changed, and of a payee that comes or goes also what tells who is meant.
func pick(all []compared, comesOrGoes bool) []Field {
	fields := []Field{}
	for _, c := range all {
		if c.differs || c.spelled || comesOrGoes && c.core && c.shows {
			fields = append(fields, c.Field)
		}
	}
	return fields
}

func blamed(fields []Field) (outside, configuration []string) {
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

// observed compares what Cashfree adds to a payee by itself.
func (t *teller) observed(i *instance, h *happening) []Field {
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
	_, h.readded = compare("added_on", "At Cashfree since")
	return fields
}

// seen is a field of Cashfree's own making, which nobody plans.
func (t *teller) seen(name, label, before, after string) Field {
	f := Field{Name: name, Label: label, ChangedBy: []By{ByOutside}}
	f.Recorded, f.Now = t.orNull(before), t.orNull(after)
	return f
}

func (t *teller) orNull(text string) *string {
	if text == "" {
		return nil
	}
	shown := t.text(text)
	return &shown
}

// named gives a fact by which a payee is known, as the code has it rather than as somebody left it.
func (t *teller) named(i *instance, f fact) string {
	if i.anySensitive(f.path...) {
		return sensitive
	}
	text := cmp.Or(i.planned.at(f.path...).text, i.recorded.at(f.path...).text, i.now.at(f.path...).text)
	if f.field == grammar.BeneficiaryID {
		return t.id(text)
	}
	return t.text(text)
}

// countRenewed counts the write-only numbers of which a read could not tell whether they are still the same.
func (t *teller) countRenewed(i *instance) {
	before, after := accountOf(i.recorded), accountOf(i.now)
	if before.number.text == "" && before.lastFour == after.lastFour && before.fingerprint.text != "" && after.fingerprint.text != "" &&
		!oneKey(before.fingerprint.text, after.fingerprint.text) {
		t.renewed++
	}
}

// oneKey reports whether two fingerprints were made with one key.
func oneKey(a, b string) bool {
	keyA, _, okA := strings.Cut(a, ":")
	keyB, _, okB := strings.Cut(b, ":")
	return okA && okB && keyA == keyB
}
