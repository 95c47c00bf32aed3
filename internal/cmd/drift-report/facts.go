package main

import (
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// fact is a field of a payee that Cashfree stores.
type fact struct {
	field *grammar.Field
	label string
	path  []string
	core  bool // who is paid, and where the money arrives
}

var (
	idFact      = fact{grammar.BeneficiaryID, "Payee id", []string{"beneficiary_id"}, false}
	nameFact    = fact{grammar.Name, "Name", []string{"name"}, true}
	accountFact = fact{grammar.AccountNumber, "Account number", []string{"instrument", "bank_account_number"}, true}
	ifscFact    = fact{grammar.IFSC, "Bank and branch (IFSC)", []string{"instrument", "bank_ifsc"}, true}
	vpaFact     = fact{grammar.VPA, "UPI address", []string{"instrument", "vpa"}, true}
)

var facts = []fact{
	idFact,
	nameFact,
	accountFact,
	ifscFact,
	vpaFact,
	{grammar.Email, "E-mail", []string{"contact", "email"}, false},
	{grammar.Phone, "Phone", []string{"contact", "phone"}, false},
	{grammar.CountryCode, "Country code", []string{"contact", "country_code"}, false},
	{grammar.Address, "Address", []string{"contact", "address"}, false},
	{grammar.City, "City", []string{"contact", "city"}, false},
	{grammar.State, "State", []string{"contact", "state"}, false},
	{grammar.PostalCode, "PIN code", []string{"contact", "postal_code"}, false},
}

// same compares normal forms, since another spelling is not a change of a payee.
func (f fact) same(a, b value) bool {
	if a.unknown || b.unknown {
		return a.unknown && b.unknown
	}
	return f.field.Same(a.text, b.text)
}

// phases holds at which of the three points in time an object exists.
type phases struct {
	recorded, now, planned bool
}

// changedBy returns who changed a fact, from whether it is the same at each two points in time. If an apply puts back
// what was recorded, the change was made outside, and nobody changed the configuration.
func (p phases) changedBy(recordedNow, nowPlanned, recordedPlanned bool) []By {
	by := []By{}
	if p.recorded && p.now && !recordedNow {
		by = append(by, ByOutside)
	}
	switch {
	case !p.planned:
	case p.recorded && !p.now && !recordedPlanned, // removed, and to be added again with other content
		p.now && !nowPlanned && (!p.recorded || recordedNow || !recordedPlanned):
		by = append(by, ByConfiguration)
	}
	return by
}

// compared is a fact with its values at the three points in time.
type compared struct {
	Field
	differs bool // whether the fact changed
	spelled bool // whether only its spelling changed
	shows   bool // whether it has a value to show
	core    bool
}

func (f fact) changedBy(p phases, recorded, now, planned value) []By {
	return p.changedBy(f.same(recorded, now), f.same(now, planned), f.same(recorded, planned))
}

func (t *translator) compare(f fact, p phases, recorded, now, planned value, secret bool) compared {
	return t.compareAs(f, p, f.changedBy(p, recorded, now, planned), recorded, now, planned, secret)
}

// compareAs returns a fact of which it is known already who changed it.
func (t *translator) compareAs(f fact, p phases, by []By, recorded, now, planned value, secret bool) compared {
	c := compared{core: f.core, Field: Field{Name: f.field.Name, Label: f.label, ChangedBy: by}}
	c.differs = len(c.ChangedBy) > 0
	c.Recorded = t.shown(f, p.recorded, recorded, secret)
	c.Now = t.shown(f, p.now, now, secret)
	c.Planned = t.shown(f, p.planned, planned, secret)
	c.shows = c.Recorded != nil || c.Now != nil || c.Planned != nil

	c.spelled = !c.differs && (p.recorded && p.now && recorded != now || p.now && p.planned && now != planned)
	switch {
	case c.spelled:
		c.Note = "spelling only"
	case c.differs:
		c.Note = c.looksEqual(p)
	}
	return c
}

// looksEqual returns a note about a change that the masks hide.
func (f Field) looksEqual(p phases) string {
	equal := func(a, b *string) bool { return a != nil && b != nil && *a == *b }
	outside := slices.Contains(f.ChangedBy, ByOutside) && equal(f.Recorded, f.Now)
	configuration := slices.Contains(f.ChangedBy, ByConfiguration) && p.now && equal(f.Now, f.Planned)
	if !outside && !configuration {
		return ""
	}
	if f.Name == grammar.AccountNumber.Name {
		return "another number with the same last four digits"
	}
	return "differs in a part that is not shown"
}

const (
	notKnownYet = "(known after apply)"
	sensitive   = "(sensitive)"
)

func (t *translator) shown(f fact, exists bool, v value, secret bool) *string {
	var text string
	switch {
	case !exists, v.text == "" && !v.unknown:
		return nil
	case v.unknown:
		text = notKnownYet
	case secret:
		text = sensitive
	case f.field == grammar.BeneficiaryID:
		text = t.id(v.text)
	default:
		text = t.text(v.text)
	}
	return &text
}

// account is what a side has of an account number: the number, or its last four digits and fingerprint if it is
// write-only.
type account struct {
	number, lastFour, fingerprint value
}

func accountOf(s side) account {
	return account{s.at(accountFact.path...), s.at("bank_account_last_four"), s.at("bank_account_fingerprint")}
}

func (a account) none() bool {
	return a.number == value{} && a.lastFour == value{} && a.fingerprint == value{}
}

// isOpen reports whether the number is known only after the apply.
func (a account) isOpen() bool { return a.number.unknown || a.number.text == "" && a.lastFour.unknown }

// same compares the most exact values that both sides have. Fingerprints of two keys cannot be compared.
func (a account) same(b account) bool {
	switch {
	case a.none() || b.none():
		return a.none() && b.none()
	case a.number.text != "" && b.number.text != "":
		return grammar.AccountNumber.Same(a.number.text, b.number.text)
	case a.number.unknown || b.number.unknown || a.lastFour.unknown || b.lastFour.unknown:
		return false
	case a.lastFour.text != b.lastFour.text:
		return false
	}
	return !sameKey(a.fingerprint.text, b.fingerprint.text) || a.fingerprint.text == b.fingerprint.text
}

func (a account) shown(exists bool) *string {
	var text string
	switch {
	case !exists || a.none():
		return nil
	case a.number.text != "":
		text = grammar.Mask(a.number.text)
	case a.lastFour.text != "":
		end := []rune(a.lastFour.text)
		text = grammar.Visible("…" + string(end[max(0, len(end)-4):]))
	default:
		text = notKnownYet
	}
	return &text
}
