package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// report is the output of a run. It holds no value of the account, and nothing of a person.
type report struct {
	Program  string   `json:"program"`
	Day      string   `json:"day"` // in UTC
	Mode     string   `json:"mode"`
	Calls    int      `json:"calls"`
	Stopped  string   `json:"stopped,omitempty"`
	Left     []string `json:"left,omitempty"` // ids of the probe's own payees that may still exist
	Findings findings `json:"findings"`
	Observed []string `json:"observed,omitempty"`
}

func newReport(p *probe, readOnly bool, now time.Time) report {
	mode := "sandbox"
	switch {
	case p.isProduction:
		mode = "production, read only"
	case readOnly:
		mode = "sandbox, read only"
	}
	if p.publicKey != nil {
		mode += ", with a public key"
	}
	return report{
		Program: "payouts-probe " + version, Day: now.UTC().Format(time.DateOnly), Mode: mode, Calls: p.made, Stopped: p.stopped,
		Left: p.ids(), Findings: p.findings, Observed: p.observed,
	}
}

// markdown returns the report for an issue.
func (r report) markdown() string {
	var text strings.Builder
	fmt.Fprintf(&text, "# What Cashfree answered\n\n%s, %s, %s, %d calls.\n", r.Program, r.Day, r.Mode, r.Calls)
	if r.Stopped != "" {
		fmt.Fprintf(&text, "\n**The probe stopped early.** %s.\n", strings.TrimSuffix(r.Stopped, "."))
	}
	if len(r.Left) > 0 {
		text.WriteString("\n**These payees of the probe may still exist.** Remove them in the dashboard:\n\n")
		for _, id := range r.Left {
			fmt.Fprintf(&text, "- `%s`\n", id)
		}
	}
	text.WriteString("\n| Question | Seen | Switch | Default |\n| --- | --- | --- | --- |\n")
	for _, one := range r.Findings {
		if one.Value == nil {
			continue
		}
		isDefault := "**no**"
		if *one.Default {
			isDefault = "yes"
		}
		fmt.Fprintf(&text, "| %s | %s | `%s=%v` | %s |\n", one.Question, cell(one.Seen), one.Switch, one.Value, isDefault)
	}
	text.WriteString("\n## Not decided\n\n")
	for _, one := range r.Findings {
		if one.Value == nil {
			fmt.Fprintf(&text, "- `%s`: %s%s\n", one.Switch, one.Why, sentence(one.Seen))
		}
	}
	if len(r.Observed) > 0 {
		text.WriteString("\n## Without a switch\n\n")
		for _, line := range r.Observed {
			fmt.Fprintf(&text, "- %s\n", line)
		}
	}
	return text.String()
}

// cell joins texts for a cell of a table.
func cell(texts []string) string { return strings.ReplaceAll(strings.Join(texts, "; "), "|", `\|`) }

func sentence(seen []string) string {
	if len(seen) == 0 {
		return ""
	}
	return " Seen: " + strings.Join(seen, "; ") + "."
}

// json returns the report for programs.
func (r report) json() ([]byte, error) { return indented(r) }

// behaviour returns the switches that are decided, for payouts-simulator -behaviour FILE.
func (r report) behaviour() ([]byte, error) { return indented(r.Findings.behaviour()) }

func indented(value any) ([]byte, error) {
	text, err := json.MarshalIndent(value, "", "  ")
	return append(text, '\n'), err
}
