package main

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
)

//go:embed page.html
var pageText string

//go:embed page.css
var style string

var page = template.Must(template.New("page").Parse(pageText))

// policy allows the page this one style and nothing else, wherever it is served.
var policy = "default-src 'none'; style-src 'sha256-" + digest(style) + "'; base-uri 'none'; form-action 'none'"

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// view is the report in the layout of the page.
type view struct {
	*Report
	Policy   string
	Style    template.HTML
	Headline string
	MadeAt   string
	Label    string
	Tallies  []tally
	Exceeded []string // limits, as sentences
	Actions  []tally
	Sections []sectionView
}

type tally struct {
	Count, What string
}

type sectionView struct {
	Anchor, Title, Intro, Count string
	Changes                     []changeView
}

type changeView struct {
	Change
	Title, Subtitle string
	Marks           []string
	Columns         []string
	Rows            []rowView
}

type rowView struct {
	Label, Note string
	Cells       []cellView
}

type cellView struct {
	Column, Text      string
	External, Changed bool
}

func asHTML(report *Report) ([]byte, error) {
	shown := view{
		Report: report, Policy: policy, Headline: report.headline(), Label: report.label(), MadeAt: report.madeAt(),
		Style: template.HTML("<style>" + style + "</style>"),
	}
	for _, part := range report.tallies() {
		shown.Tallies = append(shown.Tallies, tally{thousands(part.count), part.what})
	}
	for _, limit := range report.Limits {
		if limit.Exceeded {
			shown.Exceeded = append(shown.Exceeded, limit.sentence())
		}
	}
	for _, part := range report.Counts.Actions.parts() {
		if part.count > 0 {
			shown.Actions = append(shown.Actions, tally{thousands(part.count), part.what})
		}
	}
	for s, about := range sections {
		changes := report.in(section(s))
		if len(changes) == 0 {
			continue
		}
		block := sectionView{
			Anchor: fmt.Sprintf("section-%d", s+1), Title: about.title, Intro: about.intro, Count: thousands(len(changes)),
		}
		for _, c := range changes {
			block.Changes = append(block.Changes, viewOf(c))
		}
		shown.Sections = append(shown.Sections, block)
	}
	var out bytes.Buffer
	err := page.Execute(&out, shown)
	return out.Bytes(), err
}

// tallies returns the numbers at the head of the page. Each payee is in one of them. What a run was asked for is rare,
// so it has a number only if there is something.
func (r *Report) tallies() []labelledCount {
	inCode, requested := 0, 0
	for _, c := range r.in(sectionConfiguration) {
		if c.by(ByConfiguration) {
			inCode++
			continue
		}
		requested++
	}
	all := []labelledCount{
		{r.Counts.Outside, "payees changed outside Terraform"},
		{inCode, "payees changed by the configuration alone"},
	}
	if requested > 0 {
		all = append(all, labelledCount{requested, "payees changed by this run alone"})
	}
	return append(all,
		labelledCount{r.Counts.Other, "other changes"},
		labelledCount{r.Counts.FailedChecks, "failed checks"},
	)
}

func viewOf(c Change) changeView {
	v := changeView{Change: c, Marks: c.marks()}
	v.Title, v.Subtitle = c.title()
	columns := c.columns()
	for _, col := range columns {
		v.Columns = append(v.Columns, col.title)
	}
	for _, f := range c.Fields {
		row := rowView{Label: f.Label, Note: f.Note}
		for _, col := range columns {
			shown := c.cell(f, col)
			row.Cells = append(row.Cells, cellView{col.title, shown.text, shown.external, shown.changed})
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}
