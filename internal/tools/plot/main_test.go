package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

const drawing = `{"title": "Cost", "x": "beneficiaries", "series": [
	{"name": "set", "points": [[100, 0.3], [1000, 0.5], [50000, 24]]},
	{"name": "for_each", "points": [[100, 1.4]]}
]}`

// The drawing is well-formed, has all labels, and is the same for the same input.
func TestRender(t *testing.T) {
	t.Parallel()
	var svg, again bytes.Buffer
	if err := render(strings.NewReader(drawing), &svg); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		">Cost<", ">beneficiaries<", ">set<", ">for_each<", ">0.1<", ">10,000<", "Arial",
	} {
		if !strings.Contains(svg.String(), want) {
			t.Errorf("the drawing has no %s", want)
		}
	}
	decoder := xml.NewDecoder(bytes.NewReader(svg.Bytes()))
	for {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the drawing is not well-formed: %v", err)
		}
	}
	if err := render(strings.NewReader(drawing), &again); err != nil {
		t.Fatal(err)
	}
	if svg.String() != again.String() {
		t.Error("the same input results in another drawing")
	}
}

// Input that cannot be drawn is an error.
func TestRender_Error(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":               "EOF",
		`{"series": []}`: "the input has no series",
		`{"series": [{"name": "set", "points": [[0, 1]]}]}`: "set: points must be positive, got [0 1]",
	} {
		err := render(strings.NewReader(text), io.Discard)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got the error %v, want %q", text, err, want)
		}
	}
}
