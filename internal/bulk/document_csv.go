package bulk

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

func parseCSV(text string, problems *Problems) []Member {
	reader := csv.NewReader(strings.NewReader(text))
	reader.ReuseRecord = true
	header, err := reader.Read()
	switch {
	case errors.Is(err, io.EOF):
		problems.addText("line 1", "", "the header is missing. It must name the columns: "+strings.Join(Columns(), ",")+".")
		return nil
	case err != nil:
		problems.addText("line 1", "", "the header is malformed: "+csvReason(err)+".")
		return nil
	}
	columns, ok := parseHeader(header, problems)
	if !ok {
		return nil
	}
	var members []Member
	for {
		record, err := reader.Read()
		if err == nil {
			line, _ := reader.FieldPos(0)
			members = append(members, memberOf(record, columns, line))
			continue
		}
		malformed, ok := errors.AsType[*csv.ParseError](err)
		switch {
		case !ok: // the end of the text
			return members
		case errors.Is(malformed, csv.ErrFieldCount):
			problems.addText(fmt.Sprintf("line %d", malformed.Line), "",
				fmt.Sprintf("wrong number of cells: %d, and the header has %d.", len(record), len(columns)))
		default:
			// The line where a quote that never ends begins. Where the next line starts is unknown then.
			problems.addText(fmt.Sprintf("line %d", malformed.StartLine), "", csvReason(malformed)+".")
			return members
		}
	}
}

// memberOf copies the cells: the reader uses the record again for the next line.
func memberOf(record []string, columns []payouts.Fact, line int) Member {
	member := Member{Place: fmt.Sprintf("line %d", line)}
	for i, column := range columns {
		*column.Of(&member.Beneficiary) = strings.Clone(cellText(record[i]))
	}
	return member
}

func csvReason(err error) string {
	if malformed, ok := errors.AsType[*csv.ParseError](err); ok {
		err = malformed.Err
	}
	return err.Error()
}

// parseHeader returns the facts that the columns hold, in the order of the columns.
func parseHeader(header []string, problems *Problems) (columns []payouts.Fact, ok bool) {
	before := problems.Count()
	columns = make([]payouts.Fact, 0, len(header))
	seen := make(map[string]bool)
	// A payee's line may stand where the header should be. It has an IFSC, and so a digit.
	isHeader := !slices.ContainsFunc(header, func(name string) bool { return strings.ContainsAny(name, "0123456789") })
	for i, name := range header {
		name = strings.TrimSpace(name)
		fact, known := factOf(name)
		switch {
		case !known && !isHeader:
			problems.Add("line 1", "", func() string { return fmt.Sprintf("cell %d names no column. %s", i+1, theColumns()) })
		case !known:
			problems.Add("line 1", "", func() string { return fmt.Sprintf("unknown column %s. %s", grammar.QuoteCell(name), theColumns()) })
		case seen[name]:
			problems.Add("line 1", "", func() string { return fmt.Sprintf("duplicate column %q.", name) })
		}
		if known {
			seen[name] = true
		}
		columns = append(columns, fact)
	}
	for _, fact := range payouts.Facts {
		if fact.Field.Required && !seen[fact.Field.Name] {
			problems.addText("line 1", "", fmt.Sprintf("the column %q is missing.", fact.Field.Name))
		}
	}
	return columns, problems.Count() == before
}

func theColumns() string { return "The columns are " + strings.Join(Columns(), ",") + "." }
