package main

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// report is what the program prints.
type report struct {
	product stage.Product
	results *results
}

const (
	costsTitle   = "What it costs"
	targetsTitle = "Targets, all measured in this run"
	clientLine   = "The bare client, without Terraform, reads %s beneficiaries in %s of processor time.\n"
)

func (r report) introduction() string {
	return fmt.Sprintf("%s %s on %s/%s, %d processors; Cashfree is the simulator, without latency. plan refreshes what "+
		"apply has made.\n", r.product.Name, r.product.Version, runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}

func (r report) text() string {
	var text strings.Builder
	fmt.Fprintf(&text, "\n%s\n%s\n%s\n", costsTitle, r.introduction(), r.costs().text())
	r.client(&text)
	fmt.Fprintf(&text, "\n%s\n\n%s", targetsTitle, r.targets().text())
	return text.String()
}

func (r report) markdown() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s\n%s\n", r.introduction(), r.costs().markdown())
	r.client(&text)
	fmt.Fprintf(&text, "\n%s\n", r.targets().markdown())
	return text.String()
}

func (r report) client(text *strings.Builder) {
	if end, found := r.results.client[largeSize]; found {
		fmt.Fprintf(text, clientLine, thousands(largeSize), seconds(end.usage.Processor))
	}
}

func (r report) costs() table {
	t := table{
		header: []string{
			"", "N", "step", "wall", "CLI CPU", "provider CPU", "CLI peak", "provider peak", "API calls", "connections",
		},
		left: 1,
	}
	for _, row := range r.results.rows {
		cells := []string{
			row.variant, thousands(row.size), row.step, seconds(row.wall),
			seconds(row.cli.Processor), "–", megabytes(row.cli.Peak), "–", "–", "–",
		}
		if row.provider.Processor > 0 {
			cells[5], cells[7] = seconds(row.provider.Processor), megabytes(row.provider.Peak)
		}
		if row.withCalls {
			cells[8], cells[9] = thousands(row.calls), thousands(row.connections)
		}
		t.rows = append(t.rows, cells)
	}
	return t
}

func (r report) targets() table {
	t := table{header: []string{"", "target", "measured", ""}, left: 4}
	for _, one := range r.results.targets() {
		t.rows = append(t.rows, []string{one.what, one.target, one.measured, string(one.verdict)})
	}
	return t
}

// table is set as text in columns, or as Markdown.
type table struct {
	header []string
	rows   [][]string
	left   int // so many columns are words; the others are numbers
}

func (t table) text() string {
	widths := make([]int, len(t.header))
	for _, row := range t.all() {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var text strings.Builder
	for _, row := range t.all() {
		var line strings.Builder
		for i, cell := range row {
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i < t.left {
				line.WriteString(cell + space + "  ")
			} else {
				line.WriteString(space + cell + "  ")
			}
		}
		text.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return text.String()
}

func (t table) markdown() string {
	rule := make([]string, len(t.header))
	for i := range rule {
		rule[i] = "---"
		if i >= t.left {
			rule[i] = "--:"
		}
	}
	var text strings.Builder
	for i, row := range t.all() {
		text.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			text.WriteString("| " + strings.Join(rule, " | ") + " |\n")
		}
	}
	return text.String()
}

func (t table) all() [][]string { return append([][]string{t.header}, t.rows...) }

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func megabytes(bytes int64) string {
	if bytes == 0 {
		return "?"
	}
	return fmt.Sprintf("%.0f MB", float64(bytes)/1e6)
}

// thousands writes 10000 as 10,000.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
