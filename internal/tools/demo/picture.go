package main

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"
)

// scenery is what a picture shows of a step: a note above its command, and the lines of its output that match.
type scenery struct {
	note  string
	lines *regexp.Regexp
}

// frame is the terminal after a step, line by line, with the escape sequences of its colours.
type frame []string

const (
	escape   = "\x1b["
	boldText = escape + "1m"
	softText = escape + "90m"
	plainEnd = escape + "0m"
	ellipsis = "…" // in place of lines that a picture leaves out
)

// remark makes lines long, and OpenTofu prints it in another place.
var remark = regexp.MustCompile(`(?:\x1b\[[0-9;]*m| )*# forces replacement(?:\x1b\[[0-9;]*m)*`)

// frameOf returns what a picture shows of a step. The command is that of Terraform, so that the picture is the same
// with OpenTofu.
func frameOf(shown scenery, command, output string) frame {
	f := frame{softText + "# " + shown.note + plainEnd, boldText + "$ terraform " + command + plainEnd}
	started, left, blank := false, "", false
	for line := range strings.SplitSeq(output, "\n") {
		text := colour.ReplaceAllString(line, "")
		switch {
		case strings.TrimSpace(text) == "":
			blank = true
			continue
		case !shown.lines.MatchString(text):
			left = text[:len(text)-len(strings.TrimLeft(text, " "))] + softText + ellipsis + plainEnd
			continue
		case started && left != "":
			f = append(f, left)
		case blank:
			f = append(f, "")
		}
		f = append(f, remark.ReplaceAllString(line, ""))
		started, left, blank = true, "", false
	}
	return f
}

// Measures of the picture, in its own units. A character of the fonts is 0.6 em wide, or a little more.
const (
	fontSize, charWidth, lineHeight = 14.0, 8.43, 20.0
	margin, bar                     = 18.0, 34.0
)

// The colours of a light and a dark terminal. Each has a contrast of at least 4.5 to 1 on its ground, also behind a
// marked line.
const (
	lightColours = `.ground{fill:#f6f8fa}.edge{stroke:#d0d7de}.mark{fill:#fff1c2}.dot{fill:#c3cad2}text{fill:#1f2328}` +
		`.soft{fill:#59636e}.red{fill:#b3141c}.green{fill:#11632a}.yellow{fill:#7a4b00}.cyan{fill:#0a5f78}`
	darkColours = `.ground{fill:#151b23}.edge{stroke:#3d444d}.mark{fill:#3a2f0b}.dot{fill:#4a535d}text{fill:#e6edf3}` +
		`.soft{fill:#9aa4af}.red{fill:#ff9492}.green{fill:#5fd37a}.yellow{fill:#f2cc60}.cyan{fill:#76d5e8}`
)

// draw returns a picture of a terminal with one frame, or a film of several. A film ends with the frame that is still,
// and shows nothing else to a reader who wants no motion.
func draw(title, description string, still int, frames ...frame) string {
	columns, rows := 0, 0
	for _, f := range frames {
		rows = max(rows, len(f))
		for _, line := range f {
			columns = max(columns, utf8.RuneCountInString(colour.ReplaceAllString(line, "")))
		}
	}
	width, height := float64(columns)*charWidth+2*margin, bar+float64(rows)*lineHeight+margin
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]g" height="%[2]g" viewBox="0 0 %[1]g %[2]g" role="img" aria-labelledby="title desc">
<title id="title">%[3]s</title>
<desc id="desc">%[4]s</desc>
<style>text{font:%[5]gpx ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;white-space:pre}.bold{font-weight:bold}%[6]s
@media (prefers-color-scheme:dark){%[7]s}
%[8]s</style>
<rect class="ground edge" x=".5" y=".5" width="%[9]g" height="%[10]g" rx="8"/>
`, width, height, escaped(title), escaped(description), fontSize, lightColours, darkColours, motion(len(frames), still), width-1, height-1)
	for i := range 3 {
		fmt.Fprintf(&svg, `<circle class="dot" cx="%g" cy="17" r="5"/>`+"\n", margin+4+float64(i)*16)
	}
	for i, f := range frames {
		fmt.Fprintf(&svg, "<g class=\"frame%d\">\n", i+1)
		for row, line := range f {
			y := bar + float64(row+1)*lineHeight - 6
			if strings.Contains(line, "->") {
				fmt.Fprintf(&svg, `<rect class="mark" x="1" y="%g" width="%g" height="%g"/>`+"\n", y-14, width-2, lineHeight)
			}
			if line != "" {
				fmt.Fprintf(&svg, `<text x="%g" y="%g" xml:space="preserve">%s</text>`+"\n", margin, y, spans(line))
			}
		}
		svg.WriteString("</g>\n")
	}
	svg.WriteString("</svg>\n")
	return svg.String()
}

const (
	frameSeconds = 5 // how long each frame of a film is shown
	maxLoops     = 3 // a film that does not end makes it hard to read the text beside it
)

// motion returns the style of a film: each frame is shown for its part of the time. Without the animation, or after it,
// one frame is shown. Frames after the first one start their animation in the past, at the time when it is hidden. So
// theirs ends when it would show them once more.
func motion(frames, still int) string {
	if frames == 1 {
		return ""
	}
	var film strings.Builder
	fmt.Fprintf(&film, "@keyframes film{0%%{visibility:visible}%.3f%%,100%%{visibility:hidden}}", 100/float64(frames))
	for i := range frames {
		base, delay := "hidden", 0
		if i == still {
			base = "visible"
		}
		if i > 0 {
			delay = (i - frames) * frameSeconds
		}
		fmt.Fprintf(&film, ".frame%d{visibility:%s;animation:film %ds step-end %ds %d}", i+1, base, frames*frameSeconds, delay, maxLoops)
	}
	return film.String() + "\n@media (prefers-reduced-motion:reduce){[class^=frame]{animation:none}}"
}

var sequence = regexp.MustCompile(`\x1b\[([0-9;]*)m([^\x1b]*)`)

// classOf are the classes of the style by the numbers of escape sequences.
var classOf = map[string]string{"1": "bold", "31": "red", "32": "green", "33": "yellow", "36": "cyan", "90": "soft"}

// spans returns a line as SVG.
func spans(line string) string {
	var out strings.Builder
	var classes []string
	for _, match := range sequence.FindAllStringSubmatch(escape+"0m"+line, -1) {
		if class := classOf[match[1]]; class != "" {
			classes = append(classes, class)
		} else {
			classes = nil
		}
		if text := escaped(match[2]); classes == nil || strings.TrimSpace(text) == "" {
			out.WriteString(text)
		} else {
			fmt.Fprintf(&out, `<tspan class="%s">%s</tspan>`, strings.Join(classes, " "), text)
		}
	}
	return out.String()
}

func escaped(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(text)) // a strings.Builder returns no error
	return out.String()
}

// writePictures writes a picture of the plan that finds the changed account, and a film of what leads to it and of
// what follows.
func writePictures(folder string, frames []frame) error {
	const still = 1 // the plan that finds the change
	found := fmt.Sprintf("At Cashfree the account of Asha Rao ends in %s, with the IFSC %s. The code has %s and %s. "+
		"The plan replaces the payee.", lastFour(changedAsha.BankAccountNumber), changedAsha.BankIFSC,
		lastFour(asha.BankAccountNumber), asha.BankIFSC)
	for name, svg := range map[string]string{
		"plan.svg": draw("A plan finds a bank account that somebody changed by hand", found, 0, frames[still]),
		"demo.svg": draw("A plan finds nothing, then a bank account that somebody changed by hand, and an apply corrects it",
			found, still, frames...),
	} {
		if err := nothingSecret(svg); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(svg), 0o600); err != nil {
			return err
		}
	}
	return nil
}
