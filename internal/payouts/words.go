package payouts

import (
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// Some texts of an answer have a grammar of their own: ids, account numbers, IFSCs, statuses, codes, times, amounts.
// People read them in plans and messages, and programs compare them. So nothing in them may be invisible or act on a
// terminal, and a status may not be a place to hide an account number.

// word returns a member that has a grammar of its own. All of Cashfree's are printable ASCII.
func (a answer) word(name string) string {
	text := a.text(name)
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		a.complain(name, "has characters outside printable ASCII")
	}
	return text
}

// beneficiaryID returns a member that is the id of a beneficiary.
func (a answer) beneficiaryID(name string) string {
	id := a.word(name)
	if id != "" && grammar.BeneficiaryID.Check(id) != nil {
		a.complain(name, "is not a beneficiary id")
	}
	return id
}

// isMaskedNumber reports whether this is an account number as some servers show it to people, such as XXXXXXXX1772. It
// is not known what stands for the number, so it proves nothing.
func isMaskedNumber(number string) bool {
	return strings.ContainsAny(number, "*#") || strings.Contains(strings.ToUpper(number), "XXXX")
}

// accountNumber returns a member that is a bank account number.
func (a answer) accountNumber(name string) string {
	number := a.word(name)
	if isMaskedNumber(number) {
		a.complain(name, "is masked")
	}
	return number
}

// The shape of a status or a status code. The sets are open, but every documented one is a few words with hardly a
// digit. The second pattern matches what may hold an account number.
var (
	statusShape  = grammar.NewPattern(`^[A-Za-z][A-Za-z0-9_ .,:;/()'-]{0,99}$`)
	manyNumerals = grammar.NewPattern(`[0-9]{4}|(?:[0-9][^0-9]*){6}`)
)

// refuseNumber complains about a status in which an account number is encoded. The shortest encoding takes four
// characters for three, so most statuses are too short for that.
func (a answer) refuseNumber(name, status, number string) {
	if number != "" && 3*len(status) >= 4*len(number) && grammar.NewMasker(nil, []string{number}).Known(status) != status {
		a.complain(name, "is not a status")
	}
}

// status returns a member that is a status or a status code.
func (a answer) status(name, kind string) string {
	text := a.word(name)
	if text == "" || text == StatusVerified { // as almost all are
		return text
	}
	if !statusShape().MatchString(text) || manyNumerals().MatchString(text) {
		a.complain(name, "is not a "+kind)
	}
	return text
}

// time returns a member that is a time, in UTC and the form of RFC 3339. One that cannot be read is the same as none:
// no decision depends on a time.
func (a answer) time(name string) string {
	return grammar.NormalTime(a.word(name))
}

// The shapes of what is kept of the words of a failure, and of a request id. The failure itself is certain, and the id
// that was sent is known, so anything else is left out.
var (
	failureWordShape = grammar.NewPattern(`^[A-Za-z0-9_.\[\]-]{1,150}$`)
	requestIDShape   = grammar.NewPattern(`^[A-Za-z0-9][A-Za-z0-9._:=+/-]{0,127}$`)
)

// failureWord returns the type or the code of a failure if it is one, else "".
func failureWord(text string) string {
	if !failureWordShape().MatchString(text) {
		return ""
	}
	return text
}
