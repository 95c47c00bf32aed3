package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// answer is what came back. Its texts are compared and never shown: messages quote what they refuse.
type answer struct {
	op         operation
	requestID  string // that was sent
	status     int    // of HTTP
	header     http.Header
	members    map[string]any // of the JSON object; nil if the body is none
	isPage     bool           // HTML
	typ, code  string
	message    string
	subCode    string // of version 1
	receivedAt time.Time
	failure    error // why no whole answer to a read came; nil if one did
}

func newAnswer(op operation, response *http.Response, body []byte) answer {
	a := answer{
		op: op, requestID: response.Request.Header.Get("X-Request-Id"), status: response.StatusCode, header: response.Header,
		receivedAt: time.Now(),
	}
	a.isPage = strings.HasPrefix(strings.TrimSpace(string(body)), "<")
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	if decoder.Decode(&a.members) != nil {
		a.members = nil
	}
	a.typ, a.code, a.message = a.text("type"), a.text("code"), strings.ToLower(a.text("message"))
	a.subCode = a.text("subCode")
	return a
}

// text returns a member that is text, inside the objects that are named before it.
func (a answer) text(path ...string) string {
	text, _ := a.at(path...).(string)
	return text
}

// at returns a member, or nil. Absent members and null are told apart by has.
func (a answer) at(path ...string) any {
	var value any = a.members
	for _, name := range path {
		object, _ := value.(map[string]any)
		value = object[name]
	}
	return value
}

func (a answer) has(path ...string) bool {
	parent, _ := a.at(path[:len(path)-1]...).(map[string]any)
	_, has := parent[path[len(path)-1]]
	return has
}

// isSuccess reports whether the call was carried out.
func (a answer) isSuccess() bool {
	if a.op.version == 1 {
		return a.members != nil && strings.HasPrefix(a.subCode, "2")
	}
	return a.status/100 == 2 && a.members != nil
}

// isRefusal reports whether the API refused what was sent, so that nothing was carried out. A refusal of the caller is
// none, since it says nothing of what was sent.
func (a answer) isRefusal() bool {
	if a.op.version == 1 {
		return slices.Contains([]string{"400", "409", "412", "422"}, a.subCode)
	}
	return slices.Contains([]int{400, 409, 422}, a.status) && (a.code != "" || a.typ != "")
}

// isOfCaller reports whether the API refused the caller.
func (a answer) isOfCaller() bool {
	return a.status == http.StatusUnauthorized || a.status == http.StatusForbidden || a.subCode == "401" || a.subCode == "403"
}

func (a answer) isNotFound() bool {
	return a.status == http.StatusNotFound && a.code == "beneficiary_not_found"
}

func (a answer) isThrottled() bool {
	return a.status == http.StatusTooManyRequests || a.subCode == "429"
}

// serverTime returns the time of the answer by the server's clock, if the answer has it.
func (a answer) serverTime() (time.Time, bool) {
	date, err := http.ParseTime(a.header.Get("Date"))
	return date, err == nil
}

// wordShape is the shape of the types and codes of the API.
var wordShape = regexp.MustCompile(`^[a-z][a-z_.\[\]0-9-]{0,99}$`)

// words describes an answer by its status, type and code. A code of another shape, or one that is secret, is left out.
func (a answer) words(isSecret func(string) bool) string {
	words := []string{strconv.Itoa(a.status)}
	for _, word := range []string{a.typ, a.code} {
		switch {
		case word == "":
		case wordShape.MatchString(word) && !isSecret(word):
			words = append(words, "`"+word+"`")
		default:
			words = append(words, "(a word that is not shown)")
		}
	}
	if number, err := strconv.Atoi(a.subCode); err == nil && number < 1000 {
		words = append(words, "sub code "+strconv.Itoa(number))
	}
	switch {
	case a.isPage:
		words = append(words, "an HTML page")
	case a.members == nil:
		words = append(words, "no JSON object")
	}
	return strings.Join(words, " ")
}

// knownFields are the names that a shape shows. Others are only counted, since nobody knows what they hold.
var knownFields = []string{
	"beneficiary_id", "beneficiary_name", "beneficiary_instrument_details", "bank_account_number", "bank_ifsc", "vpa",
	"beneficiary_contact_details", "beneficiary_email", "beneficiary_phone", "beneficiary_country_code", "beneficiary_address",
	"beneficiary_city", "beneficiary_state", "beneficiary_postal_code", "beneficiary_status", "added_on", "status", "subCode", "message",
	"data", "token", "expiry", "balance", "availableBalance", "type", "code",
}

// shape describes which fields an answer has and in which forms, without a value.
func (a answer) shape() string { return shapeOf(a.members) }

func shapeOf(members map[string]any) string {
	var fields []string
	others := 0
	for name, value := range members {
		if !slices.Contains(knownFields, name) {
			others++
			continue
		}
		fields = append(fields, name+": "+formOf(value))
	}
	slices.Sort(fields)
	if others > 0 {
		fields = append(fields, fmt.Sprintf("and %d other fields", others))
	}
	return strings.Join(fields, ", ")
}

// The forms of a time.
var (
	timeWithZone    = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$`)
	timeWithoutZone = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$`)
)

func formOf(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case string:
		switch {
		case value == "":
			return "empty"
		case timeWithZone.MatchString(value):
			return "time with a zone"
		case timeWithoutZone.MatchString(value):
			return "time without a zone"
		}
		return "text"
	case json.Number:
		return "number"
	case bool:
		return "true or false"
	case []any:
		return "list"
	case map[string]any:
		return "{" + shapeOf(value) + "}"
	}
	return "other"
}
