// Command plot draws lines on logarithmic axes. It reads a JSON object from standard input and writes an SVG to
// standard output. internal/tools/bench uses it. The same input results in the same bytes, so that a plot in git
// changes only with its figures.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"os"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// input is the JSON object. It has no name for the vertical axis, which belongs into the title: the library reserves
// space for a label of a logarithmic axis in the wrong place.
type input struct {
	Title  string   `json:"title"`
	X      string   `json:"x"`
	Series []series `json:"series"`
}

type series struct {
	Name   string       `json:"name"`
	Points [][2]float64 `json:"points"`
}

const (
	width  = 18 * vg.Centimeter
	height = 11 * vg.Centimeter
	margin = 4 * vg.Millimeter

	// The library names only the font with which it has measured the text, and few readers have it. These others have
	// almost the same width.
	family   = "font-family:Liberation Sans"
	fallBack = ",Arial,Helvetica,sans-serif"
)

// colours can be distinguished by people with colour blindness, on white and on black:
// https://jfly.uni-koeln.de/color/#pallet
var colours = []color.Color{
	color.RGBA{R: 0, G: 114, B: 178, A: 255},
	color.RGBA{R: 213, G: 94, B: 0, A: 255},
	color.RGBA{R: 86, G: 180, B: 233, A: 255},
	color.RGBA{R: 230, G: 159, B: 0, A: 255},
	color.RGBA{R: 0, G: 158, B: 115, A: 255},
	color.RGBA{R: 204, G: 121, B: 167, A: 255},
}

func main() {
	if err := render(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "plot:", err)
		os.Exit(1)
	}
}

func render(from io.Reader, to io.Writer) error {
	var in input
	if err := json.NewDecoder(from).Decode(&in); err != nil {
		return err
	}
	p, err := compose(in)
	if err != nil {
		return err
	}
	canvas := vgsvg.New(width, height)
	paper := draw.New(canvas)
	paper.SetColor(color.White) // including the margin, since pages can be dark
	paper.Fill(paper.Path())
	p.Draw(draw.Crop(paper, margin, -margin-margin/2, margin, -margin))
	var svg bytes.Buffer
	if _, err := canvas.WriteTo(&svg); err != nil {
		return err
	}
	_, err = to.Write(bytes.ReplaceAll(svg.Bytes(), []byte(family), []byte(family+fallBack)))
	return err
}

func compose(in input) (*plot.Plot, error) {
	if len(in.Series) == 0 {
		return nil, errors.New("the input has no series")
	}
	plot.DefaultFont.Variant = "Sans"
	p := plot.New()
	p.Title.Text = in.Title
	p.Title.Padding = vg.Millimeter * 3
	p.X.Label.Text = in.X
	logarithmic(&p.X)
	logarithmic(&p.Y)
	p.Add(plotter.NewGrid())
	// The legend is on the left: in a wider font its texts grow away from the lines that they name.
	p.Legend.Left = true
	p.Legend.XOffs, p.Legend.YOffs = 4*vg.Millimeter, 3*vg.Millimeter
	p.Legend.Padding = vg.Millimeter
	for i, one := range in.Series {
		if err := add(p, one, i); err != nil {
			return nil, fmt.Errorf("%s: %w", one.Name, err)
		}
	}
	frame(&p.X)
	frame(&p.Y)
	p.Y.Min /= 10 // room for the legend
	return p, nil
}

func add(p *plot.Plot, one series, i int) error {
	points := make(plotter.XYs, len(one.Points))
	for j, point := range one.Points {
		if point[0] <= 0 || point[1] <= 0 {
			return fmt.Errorf("points must be positive, got %v", point)
		}
		points[j].X, points[j].Y = point[0], point[1]
	}
	lines, dots, err := plotter.NewLinePoints(points)
	if err != nil {
		return err
	}
	lines.Color = colours[i%len(colours)]
	lines.Width = vg.Points(1.5)
	dots.Color = lines.Color
	dots.Shape = draw.CircleGlyph{}
	dots.Radius = vg.Points(3)
	p.Add(lines, dots)
	p.Legend.Add(one.Name, lines, dots)
	return nil
}

func logarithmic(axis *plot.Axis) {
	axis.Scale = plot.LogScale{}
	axis.Tick.Marker = decades{}
}

// frame extends the axis to whole decades.
func frame(axis *plot.Axis) {
	axis.Min = math.Pow(10, math.Floor(math.Log10(axis.Min)))
	axis.Max = math.Pow(10, math.Ceil(math.Log10(axis.Max)))
}

// decades has labels at powers of ten, and ticks without labels between them.
type decades struct{}

func (decades) Ticks(from, to float64) []plot.Tick {
	var ticks []plot.Tick
	for exponent := math.Floor(math.Log10(from)); math.Pow(10, exponent) <= to; exponent++ {
		power := math.Pow(10, exponent)
		ticks = append(ticks, plot.Tick{Value: power, Label: label(power)})
		for digit := 2.0; digit <= 9 && digit*power < to; digit++ {
			ticks = append(ticks, plot.Tick{Value: digit * power})
		}
	}
	return ticks
}

// label formats 10000 as 10,000.
func label(power float64) string {
	text := strconv.FormatFloat(power, 'f', -1, 64)
	if power < 1 {
		return text
	}
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
