package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// hostile are names that somebody can type at Cashfree, or that a plan can contain.
var hostile = []string{
	"<script>alert(1)</script>", `" onmouseover="alert(1)`, "</style></td></article>", "<!-- -->", "{{.}}", "javascript:alert(1)",
	"a|b", "a`b``c", "`", "a\\|b\\", "\\", "**bold** _it_ ~~x~~", "# Heading", "[pay here](https://example.com)", "![x](https://example.com/x.png)",
	"https://example.com www.example.com", "@everyone #1 !2", "one\n\n# two\r\n| a | b |", "\u202eoaR ahsA", "a\u2028b", "&lt;b&gt;", "$(x) ${y}", "- x", "1. x",
	"]]>", "Asha\x00", "\ufffd",
}

// plansOf returns a plan with the text as a name changed by hand, as an address and as a message.
func plansOf(t *testing.T, text string) []byte {
	t.Helper()
	changed := asha("name", text, "contact.address", text)
	return planOf(t, resource(typeBeneficiary, update, asha(), changed, "address", "x.y[\""+text+"\"]"),
		resource(typeBeneficiary, replace, changed, planned(asha("beneficiary_id", text)), "address", "x.y[\""+text+"\"]"),
		"checks", []object{{"address": object{"to_display": text}, "status": "fail",
			"instances": []object{{"problems": []object{{"message": text}}}}}})
}

var (
	codeSpan = regexp.MustCompile("`[^`]*`|<code>[^<`|\\\\]*</code>")
	entity   = regexp.MustCompile(`&#[0-9]+;`)
)

// Outside of code, the report has only texts of this program, and its tables keep their columns.
func TestMarkdown_HostileTexts(t *testing.T) {
	t.Parallel()
	skeleton := func(text string) string {
		data, err := asMarkdown(reportOf(t, plansOf(t, text)))
		if err != nil {
			t.Fatal(err)
		}
		for span := range strings.SplitSeq(strings.Join(codeSpan.FindAllString(string(data), -1), "\n"), "\n") {
			if strings.HasPrefix(span, "`") && strings.ContainsAny(span, "|\\") {
				t.Errorf("%q: the code span %s has another meaning in a table", text, span)
			}
			inner, isCode := strings.CutPrefix(entity.ReplaceAllString(span, ""), "<code>")
			if isCode && strings.ContainsAny(strings.TrimSuffix(inner, "</code>"), "<>&*_[]()!#@:.$~") {
				t.Errorf("%q: there is markup in %s", text, span)
			}
		}
		return codeSpan.ReplaceAllString(string(data), "CODE")
	}
	want := skeleton("Mallory")
	for _, text := range hostile {
		if got := skeleton(text); got != want {
			t.Errorf("%q changes the report to\n%s", text, got)
		}
	}
}

// Nothing in the title or in the address of the run is markup.
func TestMarkdown_Title(t *testing.T) {
	t.Parallel()
	report := reportOf(t, planOf(t, nil, nil))
	report.Title, report.RunURL = "A *title* <b>\n", "https://ci.example.com/>x)|<y"
	data, err := asMarkdown(report)
	if err != nil {
		t.Fatal(err)
	}
	got := string(data)
	for _, want := range []string{"# A &#42;title&#42; &#60;b&#62;", "(<https://ci.example.com/%3Ex)%7C%3Cy>)"} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %q in the report\n%s", want, got)
		}
	}
	if !strings.HasPrefix(got, "# A &#42;") {
		t.Errorf("the report does not start with the title:\n%s", got)
	}
}

// manyMembers returns a plan in which every member of a large set was changed by hand.
func manyMembers(t testing.TB, count int) []byte {
	t.Helper()
	members, moved, prints, movedPrints := object{}, object{}, object{}, object{}
	var csv strings.Builder
	csv.WriteString("beneficiary_id,name,bank_account_number,bank_ifsc\n")
	for n := range count {
		id := fmt.Sprintf("v%05d", n)
		members[id], prints[id] = fmt.Sprintf("Asha Rao, HDFC0000001, …%04d", n%10_000), "key1:a"
		moved[id], movedPrints[id] = fmt.Sprintf("Asha Rao, SBIN0000001, …%04d", n%10_000), "key1:b"
		fmt.Fprintf(&csv, "%s,Asha Rao,777770000777%08d,HDFC0000001\n", id, n)
	}
	before := object{"csv": csv.String(), "members": members, "fingerprints": prints}
	now := object{"csv": csv.String(), "members": moved, "fingerprints": movedPrints}
	return planOf(t, resource(typeSet, update, before, now), resource(typeSet, update, now, with(before, "fingerprints", object{})))
}

// The Markdown stays below 65,536 characters, the limit of an issue. HTML and JSON have all changes.
// The report takes seconds. A comparison of each text with each number would exceed the time limit of go test.
func TestReport_ManyMembers(t *testing.T) {
	t.Parallel()
	const count = 10_000
	report := reportOf(t, manyMembers(t, count))
	all := forms(t, report)
	if len(all["Markdown"]) > 65_536 {
		t.Errorf("the Markdown has %d characters", len(all["Markdown"]))
	}
	shown := strings.Count(all["Markdown"], "### ")
	if left := fmt.Sprintf("*%s more are left out here", thousands(count-shown)); shown < 50 || !strings.Contains(all["Markdown"], left) {
		t.Errorf("%d changes are shown, without the line %q", shown, left)
	}
	for form, each := range map[string]string{"HTML": "<article", "JSON": `"address":`} {
		if got := strings.Count(all[form], each); got != count {
			t.Errorf("the %s has %d", form, got)
		}
	}
}

// A section that is too long leaves room for those after it, and for checks and notes.
func TestMarkdown_LongSection(t *testing.T) {
	t.Parallel()
	many := make([]object, 200)
	for n := range many {
		many[n] = object{"address": object{"to_display": fmt.Sprintf("check.c%d", n)}, "status": "fail",
			"instances": []object{{"problems": []object{{"message": strings.Repeat("long ", 100)}}}}}
	}
	var whole object
	read := manyMembers(t, 1000)
	if err := jsonInto(read, &whole); err != nil {
		t.Fatal(err)
	}
	report := reportOf(t, encoded(t, with(whole, "checks", many, "errored", true)))
	data, err := asMarkdown(report)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"## Changed outside Terraform (1,000)", "## Checks that failed (200)", "*180 more are left out here.*", "ended in an error"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("there is no %q in the report", want)
		}
	}
	if len(data) > 65_536 {
		t.Errorf("the Markdown has %d characters", len(data))
	}
}

func BenchmarkMembers(b *testing.B) {
	for _, count := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			data := manyMembers(b, count)
			for b.Loop() {
				read, err := readPlan(data)
				if err != nil {
					b.Fatal(err)
				}
				report, err := newReport(read, "", "")
				if err != nil {
					b.Fatal(err)
				}
				if _, err := asHTML(report); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
