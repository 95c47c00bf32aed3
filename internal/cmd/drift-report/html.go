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

// The page allows itself this one style and nothing else, so that it stays what it is wherever it is served.
var policy = "default-src 'none'; style-src 'sha256-" + digest(style) + "'; base-uri 'none'; form-action 'none'"

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// view is the report as the page lays it out.
type view struct {
	*Report
	Policy   string
	Style    template.HTML
	Headline string
	MadeAt   string
	Label    string
	Tallies  []tally
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
	Column, Text   string
	Given, Changed bool
}

func asHTML(told *Report) ([]byte, error) {
	shown := view{
		Report: told, Policy: policy, Headline: told.headline(), Label: told.label(), MadeAt: told.madeAt(),
		Style: template.HTML("<style>" + style + "</style>"),
	}
	for _, t := range []struct {
		n    int
		what string
	}{
		{told.Counts.Outside, "payees changed outside Terraform"},
		{told.Counts.Payees - told.Counts.Outside, "payees changed by the configuration alone"},
		{told.Counts.Other, "other changes"},
		{told.Counts.FailedChecks, "failed checks"},
	} {
		shown.Tallies = append(shown.Tallies, tally{thousands(t.n), t.what})
	}
	for s, about := range sections {
		changes := told.in(section(s))
		if len(changes) == 0 {
			continue
		}
		view := sectionView{Anchor: fmt.Sprintf("section-%d", s+1), Title: about.title, Intro: about.intro, Count: thousands(len(changes))}
		for _, c := range changes {
			view.Changes = append(view.Changes, viewOf(c))
		}
		shown.Sections = append(shown.Sections, view)
	}
	var out bytes.Buffer
	err := page.Execute(&out, shown)
	return out.Bytes(), err
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
			row.Cells = append(row.Cells, cellView{col.title, shown.text, shown.given, shown.changed})
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}
