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

// report is the output of the program.
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
	return fmt.Sprintf("%s %s on %s/%s, %d processors. Cashfree is the simulator, without latency. plan is a plan with "+
		"refresh after apply.\n", r.product.Name, r.product.Version, runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}

func (r report) text() string {
	var text strings.Builder
	fmt.Fprintf(&text, "\n%s\n%s\n%s\n", costsTitle, r.introduction(), r.costs().text())
	r.client(&text)
	fmt.Fprintf(&text, "\n%s\n\n%s", targetsTitle, r.targets().text())
	return text.String()
}

// pageStart begins the page of the docs.
const pageStart = `---
page_title: "Measurements - Cashfree"
subcategory: "Guides"
description: |-
  What plans and applies of thousands of payees cost: one run of make bench.
---

# Measurements

A run of ` + "`make bench`" + ` in [the repository](https://github.com/cashfree-community/terraform-provider-cashfree) wrote this
page. Seconds differ from machine to machine, so compare those of one table only. Most targets are ratios.

`

// page returns the page of the docs with the measurements.
func (r report) page() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s## %s\n\n%s\n%s\n", pageStart, costsTitle, r.introduction(), r.costs().markdown())
	r.client(&text)
	fmt.Fprintf(&text, "\n## %s\n\n%s", targetsTitle, r.targets().markdown())
	return text.String()
}

// benchmarks returns the measurements in the format of Go's benchmarks, for benchstat.
func (r report) benchmarks() string {
	var text strings.Builder
	fmt.Fprintf(&text, "pkg: %s %s\n", r.product.Name, r.product.Version)
	for _, m := range r.results.rows {
		name := strings.NewReplacer(" ", "_", ",", "", ":", "").Replace(m.variant)
		fmt.Fprintf(&text, "BenchmarkCLI/%s/%d/%s 1 %.3f wall-s %.3f cli-s", name, m.size, m.step, m.wall.Seconds(), m.cli.Processor.Seconds())
		if m.provider.Processor > 0 {
			fmt.Fprintf(&text, " %.3f provider-s %.0f provider-MB", m.provider.Processor.Seconds(), float64(m.provider.Peak)/1e6)
		}
		text.WriteByte('\n')
	}
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
	for _, m := range r.results.rows {
		cells := []string{
			m.variant, thousands(m.size), m.step, seconds(m.wall),
			seconds(m.cli.Processor), "–", megabytes(m.cli.Peak), "–", "–", "–",
		}
		if m.provider.Processor > 0 {
			cells[5], cells[7] = seconds(m.provider.Processor), megabytes(m.provider.Peak)
		}
		if m.withCalls {
			cells[8], cells[9] = thousands(m.calls), thousands(m.connections)
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

// table can be written as text in columns or as Markdown.
type table struct {
	header []string
	rows   [][]string
	left   int // the number of columns that are words; the others are numbers
}

func (t table) text() string {
	widths := make([]int, len(t.header))
	for _, cells := range t.all() {
		for i, cell := range cells {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var text strings.Builder
	for _, cells := range t.all() {
		var padded strings.Builder
		for i, cell := range cells {
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i < t.left {
				padded.WriteString(cell + space + "  ")
			} else {
				padded.WriteString(space + cell + "  ")
			}
		}
		text.WriteString(strings.TrimRight(padded.String(), " ") + "\n")
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
	for i, cells := range t.all() {
		text.WriteString("| " + strings.Join(cells, " | ") + " |\n")
		if i == 0 {
			text.WriteString("| " + strings.Join(rule, " | ") + " |\n")
		}
	}
	return text.String()
}

func (t table) all() [][]string { return append([][]string{t.header}, t.rows...) }

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func milliseconds(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }

func megabytes(bytes int64) string {
	if bytes == 0 {
		return "?"
	}
	return fmt.Sprintf("%.0f MB", float64(bytes)/1e6)
}

// thousands formats 10000 as 10,000.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
