package main

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
)

// mostMarkdown keeps the report below the limits of what shows it: 65,536 characters in the text of an issue, and
// 1 MiB in the summary of a job.
const mostMarkdown = 60_000

func asMarkdown(told *Report) ([]byte, error) {
	var head, tail, out bytes.Buffer
	fmt.Fprintf(&head, "# %s\n\n**%s.** %s\n\n", plainMarkdown(told.Title), told.label(), told.headline())
	if told.RunURL != "" {
		fmt.Fprintf(&head, "[Pipeline run](<%s>)\n\n", strings.NewReplacer("<", "%3C", ">", "%3E", "\\", "%5C", "|", "%7C").Replace(told.RunURL))
	}
	if told.Plan.MadeAt != "" {
		fmt.Fprintf(&head, "Plan of %s\n\n", plainMarkdown(told.madeAt()))
	}
	markdownChecks(&tail, told.Checks)
	if len(told.Notes) > 0 {
		tail.WriteString("## Notes\n\n")
		for _, note := range told.Notes {
			fmt.Fprintf(&tail, "- %s\n", note)
		}
	}

	room := mostMarkdown - head.Len() - tail.Len()
	out.Write(head.Bytes())
	for s, about := range sections {
		changes := told.in(section(s))
		if len(changes) == 0 {
			continue
		}
		title := fmt.Sprintf("## %s (%s)\n\n%s\n\n", about.title, thousands(len(changes)), about.intro)
		room -= len(title) + 100 // for the line below about those that are left out
		out.WriteString(title)
		for n, c := range changes {
			block := markdownChange(c)
			if room -= len(block); room < 0 {
				left := len(changes) - n
				fmt.Fprintf(&out, "*%s left out here, and in the HTML and JSON forms of this report.*\n\n", count1(left, "more is", "more are"))
				break
			}
			out.WriteString(block)
		}
	}
	out.Write(tail.Bytes())
	return append(bytes.TrimRight(out.Bytes(), "\n"), '\n'), nil
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
	// The sentences are this program's own, and quote nothing.
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
			if shown.given {
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

const mostChecks = 20

func markdownChecks(out *bytes.Buffer, checks []Check) {
	if len(checks) == 0 {
		return
	}
	fmt.Fprintf(out, "## Checks that failed (%s)\n\n", thousands(len(checks)))
	for n, c := range checks {
		if n == mostChecks {
			fmt.Fprintf(out, "*%s left out here.*\n", count1(len(checks)-n, "more is", "more are"))
			break
		}
		fmt.Fprintf(out, "- %s\n", code(c.Name))
		for _, message := range c.Messages[:min(len(c.Messages), mostChecks)] {
			fmt.Fprintf(out, "  - %s\n", code(message))
		}
	}
	out.WriteString("\n")
}

// code sets a text of somebody else's as code: there nothing in it is markup, a link, or the mention of a person.
//
// A code span in a table ends at a pipe, and how a backslash before the pipe is taken differs between renderers, so a
// text with any of these is written with entities instead.
func code(text string) string {
	if text == "" {
		return "–"
	}
	if !strings.ContainsAny(text, "`|\\") {
		return "`" + text + "`"
	}
	return "<code>" + plainMarkdown(text) + "</code>"
}

// plainMarkdown writes every punctuation mark as an entity, which is never markup.
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
