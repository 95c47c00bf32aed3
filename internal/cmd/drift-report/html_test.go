package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func jsonInto(data []byte, into any) error { return json.Unmarshal(data, into) }

// elements parses the page as XML, and returns its elements and attributes without their values.
func elements(t *testing.T, page string) []string {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(strings.Replace(page, "<style>"+style+"</style>", "", 1)))
	decoder.Entity = xml.HTMLEntity
	var found []string
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatalf("the page is not well formed: %v", err)
		}
		start, is := token.(xml.StartElement)
		if !is {
			continue
		}
		for _, a := range start.Attr {
			name := strings.ToLower(a.Name.Local)
			if strings.HasPrefix(name, "on") || name == "style" || name == "src" || name == "srcset" {
				t.Errorf("<%s> has the attribute %s", start.Name.Local, name)
			}
			if name == "href" && !strings.HasPrefix(a.Value, "#") && !strings.HasPrefix(a.Value, "https://ci.example.com/") {
				t.Errorf("the page links to %s", a.Value)
			}
			found = append(found, start.Name.Local+"."+name)
		}
		found = append(found, start.Name.Local)
		if slices.Contains([]string{"script", "link", "img", "iframe", "object", "base", "form"}, start.Name.Local) {
			t.Errorf("the page has a <%s>", start.Name.Local)
		}
	}
}

// Texts from outside change neither elements nor attributes of the page.
func TestHTML_HostileTexts(t *testing.T) {
	t.Parallel()
	pageOf := func(text string) string {
		report := reportOf(t, plansOf(t, text))
		report.RunURL = "https://ci.example.com/runs/42"
		data, err := asHTML(report)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	want := elements(t, pageOf("Mallory"))
	for _, text := range hostile {
		if got := elements(t, pageOf(text)); !slices.Equal(got, want) {
			t.Errorf("%q changes the page", text)
		}
	}
}

// The page has its language, headings and policy, and fetches nothing.
func TestHTML_Complete(t *testing.T) {
	t.Parallel()
	report := reportOf(t, plansOf(t, "Mallory"))
	data, err := asHTML(report)
	if err != nil {
		t.Fatal(err)
	}
	text := html.UnescapeString(string(data))
	for _, want := range []string{
		`<html lang="en">`, `name="viewport"`, `default-src 'none'`, digest(style), "prefers-color-scheme: dark", "@media print",
		`scope="col"`, `scope="row"`, `<h1>`, `<h2 id=`, `<h3>`, "<main>",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	// A browser hashes the text between the tags.
	_, inner, _ := strings.Cut(text, "<style>")
	inner, _, _ = strings.Cut(inner, "</style>")
	if strings.Count(text, "<style") != 1 || inner != style || strings.Contains(style, "url(") || strings.Contains(style, "@import") {
		t.Error("the style is not the one that the policy allows, or fetches something")
	}
}

// Headings are in order, and each table has a heading for each column. The style gives links a focus, lets narrow
// screens stack the cells, and leaves out only articles after the first hundred until they come into view, but none
// in print.
func TestHTML_Structure(t *testing.T) {
	t.Parallel()
	report := reportOf(t, plansOf(t, "Mallory"))
	data, err := asHTML(report)
	if err != nil {
		t.Fatal(err)
	}
	level := "0"
	for _, heading := range regexp.MustCompile(`<h([1-6])[ >]`).FindAllStringSubmatch(string(data), -1) {
		if heading[1][0] > level[0]+1 {
			t.Errorf("a heading of level %s follows one of level %s", heading[1], level)
		}
		level = heading[1]
	}
	for _, table := range strings.Split(string(data), "<table ")[1:] {
		table, _, _ = strings.Cut(table, "</table>")
		columns := strings.Count(table, `scope="col"`)
		if rows := strings.Count(table, `scope="row"`); strings.Count(table, "<td ") != rows*(columns-1) {
			t.Errorf("a table has %d columns, and other numbers of cells in its rows: %s", columns, table)
		}
		if strings.Count(table, "<td ") != strings.Count(table, `data-column="`) {
			t.Errorf("a cell has no name of its column for narrow screens: %s", table)
		}
	}
	screen, paper, _ := strings.Cut(style, "@media print")
	for _, want := range []string{
		"a:focus-visible {", "td::before { content: attr(data-column)", "overflow-wrap: anywhere",
		"article:nth-of-type(n + 101) { content-visibility: auto",
	} {
		if !strings.Contains(screen, want) {
			t.Errorf("the style has no %q", want)
		}
	}
	if strings.Count(screen, "content-visibility:") != 1 || !strings.Contains(paper, "article:nth-of-type(n + 101) { content-visibility: visible") {
		t.Error("the style hides other articles, or hides some in print")
	}
}

// Each payee is in one of the numbers at the head of the page. What was only requested for a run is not a change of the
// configuration.
func TestHTML_Tallies(t *testing.T) {
	t.Parallel()
	again := resource(typeBeneficiary, replace, asha(), planned(asha()), "action_reason", "replace_by_request", "address", "x.again")
	goes := resource(typeBeneficiary, remove, asha(), nil, "address", "x.goes")
	comes := resource(typeBeneficiary, create, nil, planned(asha()), "address", "x.comes")
	changed := resource(typeBeneficiary, update, asha(), asha("name", "Asha Menon"), "address", "x.changed")
	for name, test := range map[string]struct {
		plan []byte
		want string
	}{
		"requests": {
			planOf(t, changed, nil, "resource_changes", []object{again, goes, comes}),
			"1 payees changed outside Terraform, 1 payees changed by the configuration alone, 2 payees changed by this run alone, 0 other changes, 0 failed checks",
		},
		"no request": {
			planOf(t, nil, comes),
			"0 payees changed outside Terraform, 1 payees changed by the configuration alone, 0 other changes, 0 failed checks",
		},
	} {
		page := forms(t, reportOf(t, test.plan))["HTML"]
		page, _, _ = strings.Cut(page, "</dl>")
		var got []string
		for _, m := range regexp.MustCompile(`<dt>(.*?)</dt><dd>(.*?)</dd>`).FindAllStringSubmatch(page, -1) {
			got = append(got, m[2]+" "+m[1])
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// Text has a contrast of at least 4.5 to 1 in both colour schemes, which is level AA of WCAG 2.
func TestHTML_Contrast(t *testing.T) {
	t.Parallel()
	light, dark, _ := strings.Cut(style, "@media (prefers-color-scheme: dark)")
	dark, _, _ = strings.Cut(dark, "@media")
	for scheme, text := range map[string]string{"light": light, "dark": dark} {
		colours := make(map[string]float64)
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6})`).FindAllStringSubmatch(text, -1) {
			colours[m[1]] = luminance(m[2])
		}
		for _, pair := range [][2]string{
			{"ink", "ground"}, {"ink", "sheet"}, {"ink", "mark"}, {"soft", "ground"}, {"soft", "sheet"}, {"link", "ground"},
			{"ink", "alarm-ground"}, {"alarm", "alarm-ground"}, {"ink", "notice-ground"}, {"notice", "notice-ground"},
			{"ink", "calm-ground"}, {"calm", "calm-ground"},
		} {
			a, okA := colours[pair[0]]
			b, okB := colours[pair[1]]
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); !okA || !okB || ratio < 4.5 {
				t.Errorf("%s on %s has a contrast of %.1f in the %s scheme", pair[0], pair[1], ratio, scheme)
			}
		}
	}
}

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
