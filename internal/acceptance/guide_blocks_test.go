package acceptance

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A page shows commands, files and output in fenced blocks. An HTML comment above a block says what the tests do with
// it:
//
//	<!-- file: main.tf -->              it becomes that file
//	<!-- added to: main.tf -->          it is added to the end of that file
//	<!-- fails -->                      one of its commands may fail, as the page shows
//	<!-- not run: production account -->  it is not run, for one of the reasons below
//	<!-- needs: conftest -->            it is run only where there is this program
//	<!-- needs: Terraform 1.14 -->      it is run only on this CLI, from this version on; also "needs: OpenTofu 1.10"
//	                                    and "needs: Terraform 1.12 or OpenTofu 1.12"
//
// A block of commands (sh) without a comment is run, and must succeed. A block of output (text) after one is compared
// with what the commands print.

// notRunReasons are all reasons why a block is not run.
var notRunReasons = []string{
	"production account", "sandbox account", "hosted CI", "needs a release", "another provider", "another tool", "runs this test", byErrorsGuideTest,
}

// neededProgram is the program that a block can need and that not every machine has.
const neededProgram = "conftest"

// pageBlock is a fenced block of a page.
type pageBlock struct {
	language, text string
	line           int    // of its fence, from 1
	file           string // that the block becomes, or is added to
	isAdded        bool
	mayFail        bool
	notRun         string // the reason
	needs          string
}

func (b *pageBlock) isCommands() bool { return b.language == "sh" && b.file == "" && b.notRun == "" }

func (b *pageBlock) isOutput() bool { return b.language == "text" && b.file == "" && b.notRun == "" }

var (
	neededCLIs   = regexp.MustCompile(`^(?:Terraform (\d+\.\d+))?(?:(?:^| or )OpenTofu (\d+\.\d+))?$`)
	fence        = regexp.MustCompile("^( *)```([a-z]*)$")
	anyComment   = regexp.MustCompile(`^ *<!--`)
	blockComment = regexp.MustCompile(`^ *<!-- (file|added to|not run|needs|fails)(?:: (.*))? -->$`)
)

// parseBlocks returns the fenced blocks of a page, without their indentation.
func parseBlocks(page string) ([]pageBlock, error) {
	var blocks []pageBlock
	var next pageBlock // what the comments say of the next block
	var open *pageBlock
	indent := ""
	for i, line := range strings.Split(page, "\n") {
		match := fence.FindStringSubmatch(line)
		switch {
		case open != nil && match != nil && match[2] == "":
			blocks, open, next = append(blocks, *open), nil, pageBlock{}
		case open != nil:
			open.text += strings.TrimPrefix(line, indent) + "\n"
		case match != nil:
			next.language, next.line, indent = match[2], i+1, match[1]
			open = &next
		default:
			if err := next.note(line); err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
		}
	}
	if open != nil {
		return nil, fmt.Errorf("line %d: the block has no end", open.line)
	}
	return blocks, nil
}

// note takes what a line outside of a block says of the next block.
func (b *pageBlock) note(line string) error {
	match := blockComment.FindStringSubmatch(line)
	switch {
	case match == nil && anyComment.MatchString(line):
		return fmt.Errorf("%q is no comment that the tests know", line)
	case match == nil:
		return nil
	case match[1] == "fails":
		b.mayFail = true
	case match[1] == "not run" && !slices.Contains(notRunReasons, match[2]):
		return fmt.Errorf("%q is none of the reasons %q", match[2], notRunReasons)
	case match[1] == "not run":
		b.notRun = match[2]
	case match[1] == "needs" && match[2] != neededProgram && (match[2] == "" || !neededCLIs.MatchString(match[2])):
		return fmt.Errorf("%q names neither %s nor a version of a CLI", match[2], neededProgram)
	case match[1] == "needs":
		b.needs = match[2]
	default:
		b.file, b.isAdded = match[2], match[1] == "added to"
	}
	return nil
}

// isMet reports whether there is what a block needs. hasProgram reports whether there is the program, and atLeast is
// cliAtLeast.
func (b *pageBlock) isMet(hasProgram bool, atLeast func(terraform, tofu string) bool) bool {
	switch b.needs {
	case "":
		return true
	case neededProgram:
		return hasProgram
	}
	versions := neededCLIs.FindStringSubmatch(b.needs)[1:]
	for i := range versions {
		if versions[i] = "v" + versions[i]; versions[i] == "v" {
			versions[i] = "v9999" // no version of this product
		}
	}
	return atLeast(versions[0], versions[1])
}

// readGuide returns the blocks of a page of the repository.
func readGuide(t *testing.T, page string) []pageBlock {
	t.Helper()
	content, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := parseBlocks(string(content))
	if err != nil {
		t.Fatalf("%s: %v", page, err)
	}
	return blocks
}

// Parts of an output that differ from run to run, each with what a comparison puts in its place.
var changingParts = []struct {
	pattern *regexp.Regexp
	text    string
}{
	{regexp.MustCompile(`\x1b\[[0-9;]*m`), ""}, // colours
	{regexp.MustCompile(`\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ?`), "<time>"},
	{regexp.MustCompile(`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`), "<request id>"},
	{regexp.MustCompile(`\b[0-9a-f]{8}:[0-9a-f]{32}\b`), "<fingerprint>"},
	{regexp.MustCompile(`\b[0-9a-f]{64}\b`), "<SHA-256>"},
	{regexp.MustCompile(`127\.0\.0\.1:\d+`), "<address>"},
	{regexp.MustCompile(`\bOpenTofu\b`), "Terraform"},
	{regexp.MustCompile(`\btofu\b`), "terraform"},
	{regexp.MustCompile(` # forces replacement ->`), " ->"}, // OpenTofu prints it twice in a line
	// names of a plan are aligned by the longest one, which can be hidden
	{regexp.MustCompile(` +`), " "},
	{regexp.MustCompile(` \n`), "\n"},
}

func withoutChanging(text string) string {
	for _, part := range changingParts {
		text = part.pattern.ReplaceAllString(text, part.text)
	}
	return text
}

// firstUnseen returns the first part of a block of output that an output does not have, or "". A line with an ellipsis
// alone stands for any lines, and so does the beginning and the end of the block.
func firstUnseen(shown, output string) string {
	output = withoutChanging(output)
	var part []string
	for _, line := range append(strings.Split(strings.TrimSuffix(withoutChanging(shown), "\n"), "\n"), "…") {
		if strings.TrimSpace(line) != "…" {
			part = append(part, line)
			continue
		}
		text := strings.Join(part, "\n")
		_, rest, isSeen := strings.Cut(output, text)
		if !isSeen {
			return text
		}
		output, part = rest, nil
	}
	return ""
}

// Blocks are read with what their comments say, also within a list.
func TestGuideBlocks_Parse(t *testing.T) {
	t.Parallel()
	page := "Text\n\n<!-- file: main.tf -->\n```terraform\na = 1\n```\n\n1. Item:\n\n   ```sh\n   ls\n     indented\n   ```\n\n" +
		"<!-- fails -->\n\n```sh\nfalse\n```\n```text\nout\n```\n<!-- not run: hosted CI -->\n```sh\nx\n```\n<!-- added to: main.tf -->\n```terraform\nb = 2\n```\n" +
		"<!-- file: a.tf -->\n<!-- needs: OpenTofu 1.10 -->\n```terraform\nc = 3\n```\n"
	blocks, err := parseBlocks(page)
	if err != nil {
		t.Fatal(err)
	}
	want := []pageBlock{
		{language: "terraform", text: "a = 1\n", line: 4, file: "main.tf"},
		{language: "sh", text: "ls\n  indented\n", line: 10},
		{language: "sh", text: "false\n", line: 17, mayFail: true},
		{language: "text", text: "out\n", line: 20},
		{language: "sh", text: "x\n", line: 24, notRun: "hosted CI"},
		{language: "terraform", text: "b = 2\n", line: 28, file: "main.tf", isAdded: true},
		{language: "terraform", text: "c = 3\n", line: 33, file: "a.tf", needs: "OpenTofu 1.10"},
	}
	if !slices.Equal(blocks, want) {
		t.Errorf("blocks:\n%+v, want\n%+v", blocks, want)
	}
	for _, page := range []string{
		"```sh\nls\n", "<!-- not run: no reason -->\n```sh\nls\n```\n", "<!-- needs: luck -->\n```sh\nls\n```\n",
		"<!-- needs -->\n", "<!-- needs: -->\n", "<!-- not run: -->\n", "<!-- runs -->\n", "<!-- needs: Terraform 1.14, OpenTofu 1.12 -->\n",
	} {
		if _, err := parseBlocks(page); err == nil {
			t.Errorf("%q is accepted", page)
		}
	}
}

// A shown output is found in the real one with its changing parts and its gaps, and with nothing else.
func TestGuideBlocks_FirstUnseen(t *testing.T) {
	t.Parallel()
	const output = "one\n  at 2026-11-23T08:24:29Z, with 6efd0754:cf617d5cd421364db3442c32cfa638f5\nthree   \nfour\nfive tofu\n"
	for shown, unseen := range map[string]string{
		"one\n": "", "three\nfour\n": "", "one\n…\nfive terraform\n": "", "  …\nfour": "",
		"  at 2020-01-01T00:00:00Z, with 00000000:00000000000000000000000000000000\n": "",
		"one\nthree\n": "one\nthree", "four\n…\none\n": "one", "six\n": "six", "one\n…\nfour\nsix\n": "four\nsix",
	} {
		if got := firstUnseen(shown, output); got != unseen {
			t.Errorf("of %q %q is not seen, want %q", shown, got, unseen)
		}
	}
}

// A block is run on the CLIs that it names, from these versions on, and where there is the program that it names.
func TestGuideBlocks_Needs(t *testing.T) {
	t.Parallel()
	for needs, want := range map[string][2]string{
		"Terraform 1.14":                  {"v1.14", "v9999"},
		"OpenTofu 1.12":                   {"v9999", "v1.12"},
		"Terraform 1.12 or OpenTofu 1.13": {"v1.12", "v1.13"},
	} {
		block := pageBlock{}
		if err := block.note("<!-- needs: " + needs + " -->"); err != nil {
			t.Fatal(err)
		}
		var got [2]string
		block.isMet(false, func(terraform, tofu string) bool { got = [2]string{terraform, tofu}; return true })
		if got != want {
			t.Errorf("%q asks for %v, want %v", needs, got, want)
		}
	}
	never := func(string, string) bool { return false }
	if unmarked := (pageBlock{}); !unmarked.isMet(false, never) {
		t.Error("a block that needs nothing is not run")
	}
	if program := (pageBlock{needs: neededProgram}); program.isMet(false, never) || !program.isMet(true, never) {
		t.Error("a block that needs a program does not depend on it")
	}
}
