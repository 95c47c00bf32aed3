package bulk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// parseJSON reads the document token by token: a decoder keeps the last of two members with one id and reports nothing.
func parseJSON(text string, problems *Problems) []Member {
	decoder := json.NewDecoder(strings.NewReader(text))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		problem := "not a JSON object from ids to fields. Read a file with file(), and give a CSV to csv or csv_wo."
		if token == json.Delim('[') {
			problem = "not a JSON object from ids to fields. It is a list. Make an object of it: { for row in rows : row.beneficiary_id => ... }."
		}
		problems.addText("syntax", "the document", "", problem)
		return nil
	}
	var members []Member
	for decoder.More() {
		member := Member{Place: fmt.Sprintf("member %d", len(members)+1)}
		token, err := decoder.Token()
		id, ok := token.(string)
		var fields map[string]any
		var duplicates []string
		if err == nil && ok {
			fields, duplicates, err = parseFields(decoder)
		}
		if err != nil {
			problems.addText("syntax", "the document", id, "no valid JSON from here on, or the fields are not an object.")
			return members
		}
		member.ID = cellText(id)
		for _, name := range duplicates {
			problems.add(problemKind{cause: "duplicate field"}, member.Place, id, func() string { return fmt.Sprintf("duplicate field %s.", grammar.QuoteCell(name)) })
		}
		setFields(&member, fields, problems)
		members = append(members, member)
	}
	if _, err := decoder.Token(); err != nil {
		problems.addText("syntax", "the document", "", "the end is missing.")
	} else if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		problems.addText("syntax", "the document", "", "there is text after the end of the JSON object.")
	}
	return members
}

// parseFields reads the fields of one member, and returns the names of those that it has more than once.
func parseFields(decoder *json.Decoder) (fields map[string]any, duplicates []string, err error) {
	opening, err := decoder.Token()
	if err != nil || opening == nil {
		return nil, nil, err
	}
	if opening != json.Delim('{') {
		return nil, nil, errors.New("the fields are not an object")
	}
	fields = make(map[string]any)
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, nil, err
		}
		name, _ := token.(string)
		var value any
		if err := decoder.Decode(&value); err != nil {
			return nil, nil, err
		}
		if _, duplicate := fields[name]; duplicate {
			duplicates = append(duplicates, name)
		}
		fields[name] = value
	}
	_, err = decoder.Token()
	return fields, duplicates, err
}

// setFields sets the facts of a member. A fact can have several names, of which a member has one.
func setFields(member *Member, fields map[string]any, problems *Problems) {
	seen := make(map[*grammar.Field]string, len(fields))
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		fact, known := factOf(name)
		first, duplicate := seen[fact.Field]
		value, isString := fields[name].(string)
		switch {
		case known && fact.Field == grammar.BeneficiaryID:
			problems.addText("id as a field", member.Place, member.ID, name+" is the key of a member, not a field. Remove it.")
		case !known:
			problems.addUnknownField(member, name)
		case fields[name] == nil, isString && cellText(value) == "": // the same as absent
		case duplicate:
			problems.addText("duplicate field", member.Place, member.ID, fmt.Sprintf("the fields %q and %q are both %s. Remove one of them.",
				first, name, fact.Field.Name))
		case !isString:
			problems.add(problemKind{fact.Field.Name, "no text"}, member.Place, member.ID, func() string {
				return fact.Field.Name + " must be a string. Put it in quotes: a number would lose its leading zeros."
			})
		default:
			seen[fact.Field] = name
			*fact.Of(&member.Beneficiary) = cellText(value)
		}
	}
}
