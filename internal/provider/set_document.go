package provider

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// payee is one beneficiary of a document.
type payee struct {
	payouts.Beneficiary
	where string // in the document, such as "line 12"
}

// problems are what is wrong with a document, each with the place, the id and the field.
type problems []string

func (p *problems) add(where, id, problem string) {
	if id != "" {
		where += ", " + named(id)
	}
	*p = append(*p, where+": "+problem)
}

// named is an id in a message. Most merchants number their payees, and whoever mends a list must see which are meant, so
// the digits of an id are not masked as those of any other text are. What is no id, or has no letter in it, may be an
// account number in the wrong column.
func named(id string) string {
	if grammar.BeneficiaryID.Check(id) != nil || !strings.ContainsFunc(id, unicode.IsLetter) {
		id = grammar.Redact(id)
	}
	return fmt.Sprintf("%q", id)
}

// readDocument reads a document in its form and checks every member and all of them together.
func readDocument(form, text string) ([]payee, problems) {
	var wrong problems
	var members []payee
	if strings.HasPrefix(form, "csv") {
		members = readCSV(text, &wrong)
	} else {
		members = readJSON(text, &wrong)
	}
	for i := range members {
		checkMember(&members[i], &wrong)
	}
	checkApart(members, &wrong)
	return members, wrong
}

// factNamed finds a fact by the name of its column.
func factNamed(name string) (payouts.Fact, bool) {
	i := slices.IndexFunc(payouts.Facts, func(fact payouts.Fact) bool { return fact.Field.Name == name })
	if i < 0 {
		return payouts.Fact{}, false
	}
	return payouts.Facts[i], true
}

func readCSV(text string, wrong *problems) []payee {
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	reader.ReuseRecord = true
	header, err := reader.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		wrong.add("line 1", "", "the header is malformed: "+malformation(err)+".")
		return nil
	}
	if err != nil {
		wrong.add("line 1", "", "there is no header. It names the columns: "+strings.Join(fieldNames(), ",")+".")
		return nil
	}
	columns, ok := readHeader(header, wrong)
	if !ok {
		return nil
	}
	var members []payee
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return members
		}
		var malformed *csv.ParseError
		if errors.As(err, &malformed) && errors.Is(err, csv.ErrFieldCount) {
			wrong.add(fmt.Sprintf("line %d", malformed.Line), "", fmt.Sprintf("has %s, and the header has %d.", counted(len(record), "cell"), len(columns)))
			continue
		}
		if errors.As(err, &malformed) {
			wrong.add(fmt.Sprintf("line %d", malformed.StartLine), "", malformation(err)+".") // where a quote that never ends began
			return members                                                                    // where the next line starts cannot be told
		}
		line, _ := reader.FieldPos(0)
		m := payee{where: fmt.Sprintf("line %d", line)}
		for i, column := range columns {
			*column.Of(&m.Beneficiary) = strings.Clone(strings.TrimSpace(record[i]))
		}
		members = append(members, m)
	}
}

func malformation(err error) string {
	if malformed, ok := errors.AsType[*csv.ParseError](err); ok {
		err = malformed.Err
	}
	return err.Error()
}

func readHeader(header []string, wrong *problems) ([]payouts.Fact, bool) {
	before := len(*wrong)
	columns := make([]payouts.Fact, 0, len(header))
	seen := make(map[string]bool)
	for i, name := range header {
		name = strings.TrimSpace(name)
		fact, known := factNamed(name)
		switch {
		case !known && strings.ContainsAny(name, "0123456789"): // a payee's line where the header should be
			wrong.add("line 1", "", fmt.Sprintf("cell %d names no column. The columns are %s.", i+1, strings.Join(fieldNames(), ",")))
		case !known:
			wrong.add("line 1", "", fmt.Sprintf("there is no column %q. The columns are %s.", grammar.Redact(name), strings.Join(fieldNames(), ",")))
		case seen[name]:
			wrong.add("line 1", "", fmt.Sprintf("the column %q is there twice.", name))
		}
		seen[name] = true
		columns = append(columns, fact)
	}
	for _, fact := range payouts.Facts {
		if fact.Field.Required && !seen[fact.Field.Name] {
			wrong.add("line 1", "", fmt.Sprintf("the column %q is missing.", fact.Field.Name))
		}
	}
	return columns, len(*wrong) == before
}

// readJSON reads an object of id to fields by its tokens: a decoder would keep the last of two members with one id and
// say nothing.
func readJSON(text string, wrong *problems) []payee {
	decoder := json.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		wrong.add("the document", "", "is not a JSON object of id to fields.")
		return nil
	}
	var members []payee
	for decoder.More() {
		token, err := decoder.Token()
		id, ok := token.(string)
		var fields map[string]any
		var twice []string
		if err == nil && ok {
			fields, twice, err = decodeFields(decoder)
		}
		if err != nil {
			wrong.add("the document", id, "is not JSON from there on, or its fields are not an object.")
			return members
		}
		m := payee{where: fmt.Sprintf("member %d", len(members)+1)}
		m.ID = id
		for _, name := range twice {
			wrong.add(m.where, id, fmt.Sprintf("the field %q is there twice.", grammar.Redact(name)))
		}
		takeFields(&m, fields, wrong)
		members = append(members, m)
	}
	if _, err := decoder.Token(); err != nil {
		wrong.add("the document", "", "is cut off.")
	} else if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		wrong.add("the document", "", "goes on after its end.")
	}
	return members
}

// decodeFields reads the fields of one member, and names those that are there twice.
func decodeFields(decoder *json.Decoder) (fields map[string]any, twice []string, err error) {
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
		if _, double := fields[name]; double {
			twice = append(twice, name)
		}
		fields[name] = value
	}
	_, err = decoder.Token()
	return fields, twice, err
}

func takeFields(m *payee, fields map[string]any, wrong *problems) {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fact, known := factNamed(name)
		value, text := fields[name].(string)
		switch {
		case known && fact.Field == grammar.BeneficiaryID:
			wrong.add(m.where, m.ID, name+" is the key of a member, and no field of it. Leave it out.")
		case !known:
			wrong.add(m.where, m.ID, fmt.Sprintf("there is no field %q. The fields are %s.", grammar.Redact(name), strings.Join(fieldNames()[1:], ",")))
		case fields[name] == nil:
		case !text:
			wrong.add(m.where, m.ID, name+" is not a text. Write it in quotes: a number would lose its leading zeros.")
		default:
			*fact.Of(&m.Beneficiary) = strings.TrimSpace(value)
		}
	}
}

// checkMember applies the rules of the single resource.
func checkMember(m *payee, wrong *problems) {
	for _, fact := range payouts.Facts {
		value := *fact.Of(&m.Beneficiary)
		if value == "" && !fact.Field.Required {
			continue
		}
		if fact.Field.ExistingOnly(value) {
			continue // [setValues.refuseExistingOnlyMembers] has a say where it is sent
		}
		if err := fact.Field.Check(value); err != nil {
			wrong.add(m.where, m.ID, err.Error())
		}
	}
	if _, problem := grammar.CheckCombination(m.BankAccountNumber != "", m.BankIFSC != "", m.VPA != ""); problem != "" {
		wrong.add(m.where, m.ID, problem)
	}
}

// checkApart finds what one member takes away from another.
func checkApart(members []payee, wrong *problems) {
	ids, accounts, vpas := make(map[string]string), make(map[string]string), make(map[string]string)
	for _, m := range members {
		once(ids, m.ID, m, "the id", wrong)
		if m.BankAccountNumber != "" {
			account := grammar.AccountNumber.Comparable(m.BankAccountNumber) + " " + grammar.IFSC.Comparable(m.BankIFSC)
			once(accounts, account, m, "the bank account", wrong)
		}
		once(vpas, grammar.VPA.Comparable(m.VPA), m, "the vpa", wrong)
	}
}

func once(seen map[string]string, key string, m payee, what string, wrong *problems) {
	if key == "" {
		return
	}
	if first, double := seen[key]; double {
		wrong.add(m.where, m.ID, what+" is that of "+first+" as well.")
		return
	}
	seen[key] = m.where
}
