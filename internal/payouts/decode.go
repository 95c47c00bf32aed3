package payouts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// answer is a JSON object of the API, or one inside it. It is read member by member: members that are not asked for
// are ignored, and missing ones, null and "" mean the same. The first thing that is wrong is kept, see fault.
//
// encoding/json alone would not do: it matches names whatever their letter case, takes the last of two members with
// one name, and replaces what is not UTF-8. Where a guess decides to whom money goes, none is made.
type answer struct {
	members map[string]any
	path    string
	wrong   *error
}

// longestText is in bytes. What is read is kept, in the state too, and for thousands of payees at a time; the longest
// that Cashfree documents are a tenth of it.
const longestText = 4 << 10

// deepest is how far objects may be nested: several times of what the API does.
const deepest = 32

// parseWithin is parseAnswer for a body with no more values than an answer may have. It counts what begins a value, in
// texts as well, which costs no memory.
func parseWithin(body []byte, most int) (answer, error) {
	if bytes.Count(body, []byte{','})+bytes.Count(body, []byte{'{'})+bytes.Count(body, []byte{'['}) > most {
		return answer{}, errors.New("it has more values than any answer of the API")
	}
	return parseAnswer(body)
}

// parseAnswer reads a whole body, which must be one JSON object and nothing else. Its errors quote nothing of the body.
func parseAnswer(body []byte) (answer, error) {
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return answer{}, errors.New("it is empty")
	case !utf8.Valid(body):
		return answer{}, errors.New("it is not UTF-8")
	case !json.Valid(body):
		return answer{}, errors.New("it is not JSON, or cut off")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // an account number must keep its digits, and an amount its decimals
	value, err := parseValue(decoder, 0)
	if err != nil {
		return answer{}, err
	}
	members, ok := value.(map[string]any)
	if !ok {
		return answer{}, errors.New("it is JSON, but not an object")
	}
	return answer{members: members, wrong: new(error)}, nil
}

func parseValue(decoder *json.Decoder, depth int) (any, error) {
	if depth > deepest {
		return nil, errors.New("its objects are nested too deep")
	}
	token, err := decoder.Token()
	if err != nil {
		return nil, errors.New("it is not JSON")
	}
	switch token {
	case json.Delim('{'):
		members := map[string]any{}
		for decoder.More() {
			name, err := decoder.Token()
			if err != nil {
				return nil, errors.New("it is not JSON")
			}
			value, err := parseValue(decoder, depth+1)
			if err != nil {
				return nil, err
			}
			key, ok := name.(string)
			if _, double := members[key]; double || !ok {
				return nil, errors.New("it has two members of one name")
			}
			members[key] = value
		}
		_, err = decoder.Token()
		return members, err
	case json.Delim('['):
		items := []any{}
		for decoder.More() {
			item, err := parseValue(decoder, depth+1)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		_, err = decoder.Token()
		return items, err
	}
	return token, nil
}

// fault is the first thing that was wrong with a member that was asked for. It never quotes a value.
func (a answer) fault() error { return *a.wrong }

func (a answer) complain(name, problem string) {
	if *a.wrong == nil {
		*a.wrong = fmt.Errorf("its member %s%s %s", a.path, name, problem)
	}
}

// text gives a member that is text. Numbers are taken as they are written, since some servers write an id or a phone
// number so; the digits are never calculated with.
func (a answer) text(name string) string {
	text := ""
	switch value := a.members[name].(type) {
	case nil:
	case string:
		text = value
	case json.Number:
		text = value.String()
	default:
		a.complain(name, "is neither text nor a number")
	}
	if len(text) > longestText {
		a.complain(name, "is longer than any text of the API")
		return ""
	}
	return text
}

// lenient is for the words of a failure: what is odd there is left out, as the failure itself is certain.
func (a answer) lenient(name string) string {
	switch value := a.members[name].(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	}
	return ""
}

// object gives a member that is an object. A missing one is an object without members.
func (a answer) object(name string) answer {
	inner := answer{path: a.path + name + ".", wrong: a.wrong}
	switch value := a.members[name].(type) {
	case nil:
	case map[string]any:
		inner.members = value
	case string:
		if value != "" {
			a.complain(name, "is not an object")
		}
	default:
		a.complain(name, "is not an object")
	}
	return inner
}

// list gives a member that is a list of objects. A missing one is an empty list.
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
		list = append(list, answer{members: members, path: fmt.Sprintf("%s%s[%d].", a.path, name, i), wrong: a.wrong})
	}
	return list
}

// Amounts are plain decimals, or have the exponent that Java's serialisers add from ten million on. More digits than
// these are no money, and huge exponents are a way of filling a reader's memory.
var amountShape = regexp.MustCompile(`^-?[0-9]{1,30}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?$`)

// amount gives a member that is money, exactly as written.
func (a answer) amount(name string) decimal.NullDecimal {
	text := strings.TrimSpace(a.text(name))
	if text == "" {
		return decimal.NullDecimal{}
	}
	if !amountShape.MatchString(text) {
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

// required is an amount without which the answer says nothing.
func (a answer) required(name string) decimal.Decimal {
	amount := a.amount(name)
	if !amount.Valid {
		a.complain(name, "is missing")
	}
	return amount.Decimal
}
