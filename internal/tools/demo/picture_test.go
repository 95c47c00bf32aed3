package main

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A frame has the lines that match, with an ellipsis for those between them.
func TestFrameOf(t *testing.T) {
	t.Parallel()
	shown := scenery{note: "A note", lines: regexp.MustCompile(`keep`)}
	output := "drop\n\n  keep \x1b[33m~\x1b[0m a\n      drop b\n      \x1b[1mdrop\x1b[0m c\n\n  keep d -> e \x1b[31m# forces replacement\x1b[0m\n\nkeep f\ndrop\n"
	want := frame{
		"\x1b[90m# A note\x1b[0m", "\x1b[1m$ terraform plan\x1b[0m", "", "  keep \x1b[33m~\x1b[0m a",
		"      \x1b[90m…\x1b[0m", "  keep d -> e", "", "keep f",
	}
	if got := frameOf(shown, "plan", output); !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// Colours become classes, and markup is escaped.
func TestSpans(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"plain":                              "plain",
		"a \x1b[1m\x1b[31mb\x1b[0m\x1b[0m c": `a <tspan class="bold red">b</tspan> c`,
		"  \x1b[33m~\x1b[0m <&>":             `  <tspan class="yellow">~</tspan> &lt;&amp;&gt;`,
	} {
		if got := spans(line); got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}

// The pictures are well-formed and small, describe themselves, fetch nothing, and respect what the reader prefers.
func TestDraw(t *testing.T) {
	t.Parallel()
	frames := []frame{{"one"}, {"two", "a \x1b[33m->\x1b[0m b"}, {"three"}}
	picture, film := draw("A <title>", "A description", 0, frames[1]), draw("A <title>", "A description", 1, frames...)
	for name, svg := range map[string]string{"picture": picture, "film": film} {
		decoder := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("the %s is not well-formed: %v", name, err)
			}
		}
		for _, want := range []string{`<title id="title">A &lt;title&gt;</title>`, "<desc ", "prefers-color-scheme:dark", "ui-monospace", `class="mark"`} {
			if !strings.Contains(svg, want) {
				t.Errorf("the %s has no %s", name, want)
			}
		}
		if regexp.MustCompile(`url\(|href|@import|<script`).MatchString(svg) {
			t.Errorf("the %s fetches something", name)
		}
	}
	if strings.Contains(picture, "animation") || strings.Count(film, "<g ") != 3 {
		t.Error("the picture moves, or the film has not three frames")
	}
	for _, want := range []string{
		"@media (prefers-reduced-motion:reduce){[class^=frame]{animation:none}}",
		".frame1{visibility:hidden;animation:film 15s step-end 0s 3}", ".frame2{visibility:visible;animation:film 15s step-end -10s 3}",
	} {
		if !strings.Contains(film, want) {
			t.Errorf("the film has no %s", want)
		}
	}
}

// Text has a contrast of at least 4.5 to 1 in both colour schemes, which is level AA of WCAG 2.
func TestDraw_Contrast(t *testing.T) {
	t.Parallel()
	for _, style := range []string{lightColours, darkColours} {
		colours := make(map[string]float64)
		for _, m := range regexp.MustCompile(`([a-z]+)\{fill:#([0-9a-f]{6})`).FindAllStringSubmatch(style, -1) {
			colours[m[1]] = luminance(m[2])
		}
		for _, text := range []string{"text", "soft", "red", "green", "yellow", "cyan"} {
			for _, ground := range []string{"ground", "mark"} {
				a, hasText := colours[text]
				b, hasGround := colours[ground]
				if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); !hasText || !hasGround || ratio < 4.5 {
					t.Errorf("%s on %s has a contrast of %.1f in %s", text, ground, ratio, style)
				}
			}
		}
	}
}

// luminance is as in https://www.w3.org/TR/WCAG22/#dfn-relative-luminance.
func luminance(hex string) float64 {
	var sum float64
	for n, weight := range []float64{0.2126, 0.7152, 0.0722} {
		value, _ := strconv.ParseUint(hex[2*n:2*n+2], 16, 8)
		part := float64(value) / 255
		if part <= 0.04045 {
			part /= 12.92
		} else {
			part = math.Pow((part+0.055)/1.055, 2.4)
		}
		sum += weight * part
	}
	return sum
}
