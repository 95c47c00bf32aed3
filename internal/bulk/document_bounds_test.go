package bulk

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
)

// The report about a document has at most a hundred lines, none longer than a screen holds, whatever the document is.
// Its lines stand for all problems.
func TestParse_Bounds(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	x := strings.Repeat
	row := func(cells string) string { return header + cells + "\n" }
	for name, document := range map[string]struct {
		format Format
		text   string
		count  int
	}{
		"id":                    {CSV, row(x("x", 10*size) + ",Asha Rao,,,ab@cd"), 1},
		"name":                  {CSV, row("v1," + x("x1", 5*size) + ",,,ab@cd"), 1},
		"account":               {CSV, row("v1,Asha Rao," + x("1", size) + ",HDFC0000001,"), 1},
		"IFSC":                  {CSV, row("v1,Asha Rao,12345," + x("H", size) + ","), 1},
		"UPI address":           {CSV, row("v1,Asha Rao,,," + x("a@", size)), 1},
		"every cell":            {CSV, row(x("é,", size/8)), 1},
		"quote that never ends": {CSV, row("v1,\"" + x("x\n", size)), 1},
		"quote that ends late":  {CSV, row("\"" + x("v1,Asha Rao,50121,HDFC0000001\n", size/30) + "\",,,,"), 3},
		"header":                {CSV, "beneficiary_id,name," + x("x", 10*size), 1},
		"columns":               {CSV, "beneficiary_id,name" + x(",x", size), 1},
		"known columns":         {CSV, "beneficiary_id,name" + x(",name", size), size},
		"lines":                 {CSV, header + x("x\n", size/4), size / 4},
		"lines with errors":     {CSV, header + x("é,4711.,?,?,?\n", size/16), 4*size/16 + (size/16-1)*3},
		"JSON id":               {JSON, `{"` + x("x", 10*size) + `":{}}`, 3},
		"JSON field":            {JSON, `{"v1":{"name":"Asha Rao","vpa":"ab@cd","` + x("x", 10*size) + `":""}}`, 1},
		"JSON fields":           {JSON, `{"v1":{"name":"Asha Rao","vpa":"ab@cd"` + x(`,"x":""`, size/8) + `}}`, size / 8},
		"JSON value":            {JSON, `{"v1":{"name":"Asha Rao","vpa":"` + x("x", 10*size) + `"}}`, 1},
		"JSON members":          {JSON, `{"v":{}` + x(`,"v":{}`, size/8) + `}`, 2*(size/8+1) + size/8},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems := Parse(document.format, document.text)
			if problems.Count() != document.count {
				t.Errorf("there are %d problems, want %d", problems.Count(), document.count)
			}
			report := problems.String()
			lines := strings.Split(report, "\n")
			for _, line := range lines {
				if len(line) > 1000+3 {
					t.Errorf("a line has %d bytes: %.100s…", len(line), line)
				}
			}
			if len(report) > 50_000 || len(lines) > 101 {
				t.Errorf("the report has %d bytes and %d lines", len(report), len(lines))
			}
			if counted := countReported(lines); counted != document.count {
				t.Errorf("the report stands for %d problems, want %d:\n%s", counted, document.count, report)
			}
		})
	}
}

var repeated = regexp.MustCompile(`^and ([0-9]+) more$| The same error in ([0-9]+) more places?: [^:]*\.$`)

// countReported returns how many problems the lines of a report stand for.
func countReported(lines []string) int {
	count := 0
	for _, line := range lines {
		found := repeated.FindStringSubmatch(line)
		if found == nil || found[2] != "" {
			count++
		}
		if found != nil {
			more, _ := strconv.Atoi(found[1] + found[2])
			count += more
		}
	}
	return count
}

// No problem shows more than half of an account number in a wrong column, however short the number is. Only a text that
// is a valid id, or a word of letters in a name or an id, is shown as it is.
func TestParse_MisplacedNumber(t *testing.T) {
	t.Parallel()
	const columns = "beneficiary_id,name,bank_account_number,bank_ifsc,vpa,email,phone,postal_code\n"
	for _, number := range []string{"SBIN12345678", "026291800001191", "12345", "ABCDEFGH", "1234567", "AB12CD34"} {
		for at := range strings.Count(columns, ",") + 1 {
			if at < 2 && number == "ABCDEFGH" {
				continue
			}
			for _, spelling := range []string{"%s.", "%s ?", " %s-?", "(%s)", "%s"} {
				cells := []string{"m1", "?", "026291800009999", "HDFC0000001", "", "", "", ""}
				cells[at] = fmt.Sprintf(spelling, number)
				if at == 0 && strings.TrimRight(cells[0], ".") == number && strings.ContainsAny(number, "ABCDEFGH") {
					continue
				}
				_, problems := Parse(CSV, columns+strings.Join(cells, ",")+"\n")
				numbertest.WantNoneOf(t, problems.String(), number, number[:len(number)/2+1], number[len(number)/2-1:])
			}
		}
	}
}

// A payee's line in place of the header, and a number in place of a field's name, are not shown.
func TestParse_MisplacedNumber_Names(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"SBIN12345678", "026291800001191", "12345", "ABCDEFGH", "1234567", "AB12CD34"} {
		for _, text := range []string{number + ",Asha Rao,HDFC0000001\n", "v1," + number + ",HDFC0000001\nv2,Asha Rao,\n"} {
			_, problems := Parse(CSV, text)
			numbertest.WantNoneOf(t, problems.String(), number)
		}
		if number != "ABCDEFGH" {
			_, problems := Parse(JSON, fmt.Sprintf(`{"v1":{"%s":"","%[1]s":"","name":"%[1]s.","vpa":"%[1]s"}}`, number))
			numbertest.WantNoneOf(t, problems.String(), number)
		}
	}
}
