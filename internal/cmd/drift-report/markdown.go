package main

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
)

// maxMarkdown is below the limits for Markdown on GitHub: 65,536 characters in the text of an issue, and 1 MiB in the
// summary of a job.
const maxMarkdown = 60_000

func asMarkdown(report *Report) ([]byte, error) {
	head, tail := markdownHead(report), markdownTail(report)
	var out bytes.Buffer
	out.WriteString(head)
	room := maxMarkdown - len(head) - len(tail)
	for s, about := range sections {
		changes := report.in(section(s))
		if len(changes) == 0 {
			continue
		}
		title := fmt.Sprintf("## %s (%s)\n\n%s\n\n", about.title, thousands(len(changes)), about.intro)
		room -= len(title) + 100 // for the line about changes that are left out
		out.WriteString(title)
		room = report.markdownChanges(&out, changes, room)
	}
	out.WriteString(tail)
	return append(bytes.TrimRight(out.Bytes(), "\n"), '\n'), nil
}

func markdownHead(report *Report) string {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n\n", plainMarkdown(report.Title))
	for _, limit := range report.Limits {
		if limit.Exceeded {
			fmt.Fprintf(&out, "**Beyond a limit.** %s\n\n", limit.sentence())
		}
	}
	fmt.Fprintf(&out, "**%s.** %s\n\n", report.label(), report.headline())
	if text := report.Counts.Actions.text(); text != "" {
		fmt.Fprintf(&out, "Payees, by what an apply would do: %s.\n\n", text)
	}
	if report.RunURL != "" {
		escaped := strings.NewReplacer("<", "%3C", ">", "%3E", "\\", "%5C", "|", "%7C").Replace(report.RunURL)
		fmt.Fprintf(&out, "[Pipeline run](<%s>)\n\n", escaped)
	}
	if report.Plan.MadeAt != "" {
		fmt.Fprintf(&out, "Plan of %s\n\n", plainMarkdown(report.madeAt()))
	}
	return out.String()
}

func markdownTail(report *Report) string {
	var out strings.Builder
	markdownChecks(&out, report.Checks)
	if len(report.Notes) > 0 {
		out.WriteString("## Notes\n\n")
		for _, note := range report.Notes {
			fmt.Fprintf(&out, "- %s\n", note)
		}
	}
	return out.String()
}

// markdownChanges writes as many changes as there is room for, and returns the room that is left.
func (r *Report) markdownChanges(out *bytes.Buffer, changes []Change, room int) int {
	where := "To see all, write the report with -html or -json as well"
	if r.hasOtherForms {
		where = "The report has all of them in its other form"
	}
	for n, c := range changes {
		block := markdownChange(c)
		if room -= len(block); room < 0 {
			fmt.Fprintf(out, "*%s left out here. %s.*\n\n", plural(len(changes)-n, "more is", "more are"), where)
			break
		}
		out.WriteString(block)
	}
	return room
}

func markdownChange(c Change) string {
	var out strings.Builder
	name, id := c.title()
	heading := name
	if c.Kind != kindSet {
		heading = code(name)
	}
	if id != "" {
		heading += " · " + code(id)
	}
	fmt.Fprintf(&out, "### %s\n\n", heading)
	if marks := c.marks(); len(marks) > 0 {
		fmt.Fprintf(&out, "**%s**\n\n", strings.Join(marks, " · "))
	}
	// The sentences are texts of this program and quote nothing.
	fmt.Fprintf(&out, "%s\n\n**On apply:** %s\n\n", c.Happened, c.Apply)
	if len(c.Fields) > 0 {
		markdownTable(&out, c)
	}
	fmt.Fprintf(&out, "In the code: %s\n\n", code(c.Address))
	return out.String()
}

func markdownTable(out *strings.Builder, c Change) {
	columns := c.columns()
	out.WriteString("| What |")
	for _, col := range columns {
		fmt.Fprintf(out, " %s |", col.title)
	}
	out.WriteString("\n| --- |" + strings.Repeat(" --- |", len(columns)) + "\n")
	for _, f := range c.Fields {
		fmt.Fprintf(out, "| %s |", f.title())
		for _, col := range columns {
			shown := c.cell(f, col)
			text := shown.text
			if shown.external {
				text = code(text)
			}
			if shown.changed {
				text = "**" + text + "**"
			}
			fmt.Fprintf(out, " %s |", text)
		}
		out.WriteString("\n")
	}
	out.WriteString("\n")
}

const maxChecks = 20

func markdownChecks(out *strings.Builder, checks []Check) {
	if len(checks) == 0 {
		return
	}
	fmt.Fprintf(out, "## Checks that failed (%s)\n\n", thousands(len(checks)))
	for n, c := range checks {
		if n == maxChecks {
			fmt.Fprintf(out, "*%s left out here.*\n", plural(len(checks)-n, "more is", "more are"))
			break
		}
		fmt.Fprintf(out, "- %s\n", code(c.Name))
		for _, message := range c.Messages[:min(len(c.Messages), maxChecks)] {
			fmt.Fprintf(out, "  - %s\n", code(message))
		}
	}
	out.WriteString("\n")
}

// code returns a text from outside as code, in which nothing is markup, a link or a mention.
//
// A code span in a table ends at a pipe, and renderers differ in how they read a backslash before the pipe. So a text
// with any of these is written with entities instead.
func code(text string) string {
	if text == "" {
		return "–"
	}
	if !strings.ContainsAny(text, "`|\\") {
		return "`" + text + "`"
	}
	return "<code>" + plainMarkdown(text) + "</code>"
}

// plainMarkdown returns a text with every punctuation mark as an entity, which is never markup.
func plainMarkdown(text string) string {
	var out strings.Builder
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r > unicode.MaxASCII || strings.ContainsRune(" ,-:", r) {
			out.WriteRune(r)
			continue
		}
		fmt.Fprintf(&out, "&#%d;", r)
	}
	return out.String()
}
