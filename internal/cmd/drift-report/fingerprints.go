package main

import "slices"

// A summary shows the name, IFSC and UPI address of a member, and the last digits of its account number. All else is
// seen only in its fingerprints: one of all fields, and one of the account and UPI address.

// sameness is whether two fingerprints are those of the same facts.
type sameness int

const (
	notKnown sameness = iota // one is missing, or they were made with two keys
	same
	different
)

func compareFingerprints(a, b string) sameness {
	switch {
	case !sameKey(a, b):
		return notKnown
	case a == b:
		return same
	}
	return different
}

// memberState is a member at one point in time.
type memberState struct {
	exists                             bool
	summary, account, fingerprint      string
	accountUnknown, fingerprintUnknown bool // until the apply
}

func (s setMaps) member(id string) memberState {
	m := memberState{
		account: s.accounts[id], accountUnknown: s.accountsUnknown[id],
		fingerprint: s.fingerprints[id], fingerprintUnknown: s.fingerprintsUnknown[id],
	}
	m.summary, m.exists = s.members[id]
	return m
}

// difference is what differs in a member between two points in time.
type difference struct {
	all, account sameness
	number       bool // whether the account numbers differ
}

func (m memberState) compare(other memberState) difference {
	if !m.exists || !other.exists {
		return difference{}
	}
	d := difference{all: different, account: compareFingerprints(m.account, other.account)}
	if m.summary == other.summary {
		d.all = compareFingerprints(m.fingerprint, other.fingerprint)
	}
	if d.all == same {
		d.account = same
	}
	return d
}

// compareNumbers compares the account numbers. They differ as well where the summaries show the same account, and its
// fingerprints differ.
func (d *difference) compareNumbers(m, other memberState) {
	a, b := splitSummary(m.summary), splitSummary(other.summary)
	isHidden := d.account == different && [3]value(a[1:]) == [3]value(b[1:])
	d.number = a[1] != b[1] || isHidden
}

// memberHistory is a member at the three points in time, and what differs between each two of them.
type memberHistory struct {
	recorded, now, planned                   memberState
	recordedNow, nowPlanned, recordedPlanned difference

	// Whether the apply decides if the member changes, because the key of the fingerprints is not known yet. Older
	// versions of the provider, without fingerprints of accounts, left those of all changed members open.
	undecided bool
}

func (s setChange) memberAt(id string) memberHistory {
	m := memberHistory{recorded: s.recorded.member(id), now: s.now.member(id), planned: s.planned.member(id)}
	m.recordedNow, m.recordedPlanned = m.recorded.compare(m.now), m.recorded.compare(m.planned)
	m.nowPlanned = m.now.compare(m.planned)
	if s.whole == Record && m.now.exists && m.planned.exists {
		m.addPlanned()
		m.undecided = m.now.summary == m.planned.summary && m.planned.fingerprintUnknown && m.planned.accountUnknown
	}
	m.recordedNow.compareNumbers(m.recorded, m.now)
	m.nowPlanned.compareNumbers(m.now, m.planned)
	m.recordedPlanned.compareNumbers(m.recorded, m.planned)
	return m
}

// addPlanned adds what the plan of an update shows. The provider plans the fingerprints of a member that stays as they
// are, whatever their key. It leaves the fingerprint of an account open where the account changes, and where the one
// that it has was made with another key. In the plan of a replacement all accounts are open, which shows nothing.
func (m *memberHistory) addPlanned() {
	isOther := m.planned.fingerprint != "" && m.planned.fingerprint != m.now.fingerprint
	if m.planned.fingerprintUnknown || isOther {
		m.nowPlanned.all = different
	}
	if m.planned.accountUnknown && sameKey(m.now.account, m.planned.fingerprint) {
		m.nowPlanned.account = different
	}
	if m.recordedNow.account == same && m.recordedPlanned.account == notKnown {
		m.recordedPlanned.account = m.nowPlanned.account
	}
}

func (m memberHistory) phases() phases {
	return phases{m.recorded.exists, m.now.exists, m.planned.exists}
}

// hasOtherKey reports whether the present fingerprint of a member was made with another key than the recorded one.
func (m memberHistory) hasOtherKey() bool {
	before, after := m.recorded.fingerprint, m.now.fingerprint
	return before != "" && after != "" && !sameKey(before, after)
}

// mayKeepAccount reports whether the plan does not show that an apply gives a member another account or UPI address.
func (m memberHistory) mayKeepAccount() bool {
	return m.nowPlanned.account == notKnown && m.now.shownAccount() == m.planned.shownAccount()
}

func (m memberHistory) numberChangedBy() []By {
	return m.phases().changedBy(!m.recordedNow.number, !m.nowPlanned.number, !m.recordedPlanned.number)
}

// hidesAccount reports whether the account number is one of the fields, and changed in digits that no summary shows.
func (m memberHistory) hidesAccount(fields []Field) bool {
	return slices.ContainsFunc(fields, func(f Field) bool {
		return f.Name == accountFact.field.Name && f.looksEqual(m.phases()) != ""
	})
}

// Names of fields that no summary shows. The first is that of the attribute of a single payee.
const (
	contact          = "contact"
	contactOrAccount = "contact_or_account"
)

// isHidden reports whether the values of a field are never known.
func (f Field) isHidden() bool { return f.Name == contact || f.Name == contactOrAccount }

// hiddenFields returns what changed and is in no summary. It leaves out a change that others of the fields explain,
// since the fingerprint of all fields does not show whether more than these changed.
func (m memberHistory) hiddenFields(fields []Field) []Field {
	details := Field{Name: contact, Label: "Contact details", Note: "such as e-mail, phone or address"}
	unclear := Field{
		Name: contactOrAccount, Label: "Contact details or account number", Note: "the fingerprints do not show which",
	}
	if m.undecided {
		planned := notKnownYet
		unclear.Planned = &planned
	}
	for _, by := range m.changedBy() {
		isExplained := slices.ContainsFunc(fields, func(f Field) bool { return slices.Contains(f.ChangedBy, by) })
		switch {
		case isExplained:
		case m.keepsAccount(by):
			details.ChangedBy = append(details.ChangedBy, by)
		default:
			unclear.ChangedBy = append(unclear.ChangedBy, by)
		}
	}
	return slices.DeleteFunc([]Field{details, unclear}, func(f Field) bool { return len(f.ChangedBy) == 0 })
}

func (m memberHistory) changedBy() []By {
	isSame := func(d difference) bool { return d.all != different }
	return m.phases().changedBy(isSame(m.recordedNow), isSame(m.nowPlanned), isSame(m.recordedPlanned))
}

// keepsAccount reports whether a change left the account and UPI address as they were.
func (m memberHistory) keepsAccount(by By) bool {
	if by == ByOutside {
		return m.recordedNow.account == same
	}
	return m.nowPlanned.account == same || m.recordedPlanned.account == same
}
