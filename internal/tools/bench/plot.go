package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
)

// plot is the input of internal/tools/plot. That program has a module of its own, so that the go.mod of the provider
// does not contain a plotting library and its dependencies.
type plot struct {
	Title  string `json:"title"`
	X      string `json:"x"`
	Series []line `json:"series"`
}

type line struct {
	Name   string       `json:"name"`
	Points [][2]float64 `json:"points"`
}

// newPlot returns the plot of the cost of a plan against the number of beneficiaries, with a line for each variant.
func newPlot(r *results) plot {
	p := plot{
		Title: "Processor seconds of a plan with refresh, CLI and provider together",
		X:     "beneficiaries",
	}
	for _, v := range variants {
		one := line{Name: v.name}
		for _, m := range r.rows {
			if m.variant == v.name && m.step == planStep {
				one.Points = append(one.Points, [2]float64{float64(m.size), m.processor().Seconds()})
			}
		}
		if len(one.Points) > 0 {
			p.Series = append(p.Series, one)
		}
	}
	return p
}

func draw(ctx context.Context, s scene, r *results, file string) error {
	data, err := json.Marshal(newPlot(r))
	if err != nil {
		return err
	}
	tool := &program{
		path: "go", dir: filepath.Join(s.root, "internal", "tools", "plot"), environ: os.Environ(),
		input: bytes.NewReader(data),
	}
	svg, err := tool.ask(ctx, "run", ".")
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(svg), 0o644)
}
