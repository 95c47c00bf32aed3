package payouts

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// answer is a JSON object of the API, or one inside it. It is decoded member by member: members that are not asked for
// are ignored, and missing ones, null and "" mean the same. The first problem is kept, see fault.
//
// encoding/json alone would not do: it matches names whatever their letter case, takes the last of two members with
// one name, and replaces what is not UTF-8. Where a guess would decide to whom money goes, none is made.
type answer struct {
	members map[string]any // as parseValue returns them
	path    string
	wrong   *error
	masker  textMasker // knows the secrets of the request
}

// maxTextLength is in bytes. What is decoded is kept, in the state too, and for thousands of payees at a time. The
// longest text that Cashfree documents is a tenth of it.
const maxTextLength = 4 << 10

// fault is the first problem of a member that was asked for. It never quotes a value.
func (a answer) fault() error { return *a.wrong }

func (a answer) complain(name, problem string) {
	if *a.wrong == nil {
		*a.wrong = fmt.Errorf("the response field %s%s %s", a.path, name, problem)
	}
}

// text returns a member that is free text, such as a name or an address. It is data and may hold any character: whoever
// shows it must escape it. Numbers are taken as they are written, since some servers write an id or a phone number so;
// nothing is ever calculated with the digits.
func (a answer) text(name string) string {
	text := ""
	switch value := a.members[name].(type) {
	case nil:
	case rawText:
		text = value.upTo(maxTextLength + 1)
	case rawNumber:
		text = value.upTo(maxTextLength + 1)
	default:
		a.complain(name, "is neither text nor a number")
	}
	return a.accept(name, text)
}

// accept is the one place that every text of a success passes before anything else sees it.
func (a answer) accept(name, text string) string {
	switch {
	case len(text) > maxTextLength:
		a.complain(name, "is longer than any text of the API")
		return ""
	case a.masker.Repeats(text):
		a.complain(name, "repeats a secret of the request")
		return ""
	}
	return text
}

// lenientText is for the words of a failure. Anything odd in them is left out, since the failure itself is certain.
func (a answer) lenientText(name string) string {
	switch value := a.members[name].(type) {
	case rawText:
		return value.String()
	case rawNumber:
		return value.String()
	}
	return ""
}

// object returns a member that is an object. A missing one is an object without members.
func (a answer) object(name string) answer {
	inner := answer{path: a.path + name + ".", wrong: a.wrong, masker: a.masker}
	switch value := a.members[name].(type) {
	case nil:
	case map[string]any:
		inner.members = value
	case rawText:
		if value.String() != "" {
			a.complain(name, "is not an object")
		}
	default:
		a.complain(name, "is not an object")
	}
	return inner
}

// list returns a member that is a list of objects. A missing one is an empty list.
func (a answer) list(name string) []answer {
	value, ok := a.members[name]
	if !ok || value == nil {
		return nil
	}
	items, ok := value.([]any)
	if !ok {
		a.complain(name, "is not a list")
		return nil
	}
	list := make([]answer, 0, len(items))
	for i, item := range items {
		members, ok := item.(map[string]any)
		if !ok {
			a.complain(fmt.Sprintf("%s[%d]", name, i), "is not an object")
			return nil
		}
		list = append(list, answer{members: members, path: fmt.Sprintf("%s%s[%d].", a.path, name, i), wrong: a.wrong, masker: a.masker})
	}
	return list
}

// Amounts are plain decimals, or have the exponent that Java's serialisers add from ten million on. More digits than
// these are no money, and huge exponents would fill the memory.
var amountShape = grammar.NewPattern(`^-?[0-9]{1,30}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?$`)

// amount returns a member that is money, exactly as written.
func (a answer) amount(name string) decimal.NullDecimal {
	text := strings.TrimSpace(a.word(name))
	if text == "" {
		return decimal.NullDecimal{}
	}
	if !amountShape().MatchString(text) {
		a.complain(name, "is not an amount of money")
		return decimal.NullDecimal{}
	}
	value, err := decimal.NewFromString(text)
	if err != nil {
		a.complain(name, "is not an amount of money")
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(value)
}

// requiredAmount is an amount without which the answer is worth nothing.
func (a answer) requiredAmount(name string) decimal.Decimal {
	amount := a.amount(name)
	if !amount.Valid {
		a.complain(name, "is missing")
	}
	return amount.Decimal
}
