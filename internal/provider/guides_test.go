package provider

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const (
	guidesFolder = "../../templates/guides"
	docsFolder   = "../../docs"
)

// guides returns the guides by their paths under docs/.
func guides(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob(guidesFolder + "/*.md*") // .md files are copied, and .md.tmpl files rendered
	coretest.Must(t, err)
	if len(files) == 0 {
		t.Fatal("there are no guides")
	}
	pages := make(map[string]string, len(files))
	for _, file := range files {
		content, err := os.ReadFile(file)
		coretest.Must(t, err)
		pages["guides/"+strings.TrimSuffix(filepath.Base(file), ".tmpl")] = string(content)
	}
	return pages
}

var (
	heading    = regexp.MustCompile(`(?m)^#+ (.+)$`)
	fence      = regexp.MustCompile("(?ms)^( *)```([a-z]*)\n(.*?)^ *```$")
	htmlAnchor = regexp.MustCompile(`<a id="([^"]+)">`)
	frontPart  = regexp.MustCompile(`(?s)\A---\npage_title: "[^"\n]+"\nsubcategory: "(?:Guides)?"\ndescription: \|-\n  \S[^\n]*\n---\n\n# `)
)

// slug returns the id of a heading in registries and on GitHub.
func slug(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, strings.ToLower(title))
}

// slugs returns the ids of all places of a page that a link can point to.
func slugs(page string) []string {
	var found []string
	for _, match := range heading.FindAllStringSubmatch(fence.ReplaceAllString(page, ""), -1) {
		found = append(found, slug(match[1]))
	}
	for _, match := range htmlAnchor.FindAllStringSubmatch(page, -1) {
		found = append(found, match[1])
	}
	return found
}

// Every guide begins with a title, a subcategory and a description, by which registries list it.
func TestGuides_FrontMatter(t *testing.T) {
	t.Parallel()
	for name, page := range guides(t) {
		if !frontPart.MatchString(page) {
			t.Errorf("%s does not begin with title, subcategory and description", name)
		}
	}
}

// The errors guide has exactly the sections that diagnostics link to.
func TestGuides_Errors_Anchors(t *testing.T) {
	t.Parallel()
	var want []string
	for _, anchor := range providerdata.Anchors {
		want = append(want, string(anchor))
	}
	got := slugs(guides(t)["guides/errors.md"])[1:] // the first is the page's title
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the guide has\n%s\nand the diagnostics link to\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

var quotedSummary = regexp.MustCompile(`(?m)^ *(?:Error|Warning): (.+)$`)

// coreTitle is Terraform's own, and the errors guide explains it. Tests with the real CLI see it.
var coreTitle = regexp.MustCompile(`^Provider produced inconsistent final plan$`)

// Every title of an error or a warning that a guide quotes is in the code, or is Terraform's own.
func TestGuides_QuotedErrors(t *testing.T) {
	t.Parallel()
	known := append(summaries(t), coreTitle)
	quotes := 0
	for name, page := range guides(t) {
		for _, block := range fence.FindAllStringSubmatch(page, -1) {
			for _, quoted := range quotedSummary.FindAllStringSubmatch(block[3], -1) {
				quotes++
				if !slices.ContainsFunc(known, func(pattern *regexp.Regexp) bool { return pattern.MatchString(quoted[1]) }) {
					t.Errorf("%s quotes %q, which is not in the code", name, quoted[1])
				}
			}
		}
	}
	if quotes < len(providerdata.Anchors) {
		t.Errorf("only %d errors are quoted", quotes)
	}
}

// summaries returns patterns of the string literals of the packages that make diagnostics, which match anything in
// place of a verb such as %s. A literal needs letters of its own, or it would match anything.
func summaries(t *testing.T) []*regexp.Regexp {
	t.Helper()
	var files []string
	for _, folder := range []string{".", "../beneficiaryset", "../providerdata"} {
		found, err := filepath.Glob(folder + "/*.go")
		coretest.Must(t, err)
		files = append(files, found...)
	}
	verb := regexp.MustCompile(`%[qsdv]`)
	var known []*regexp.Regexp
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		coretest.Must(t, err)
		ast.Inspect(parsed, func(node ast.Node) bool {
			literal, ok := node.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			coretest.Must(t, err)
			if len(verb.ReplaceAllString(text, "")) >= 12 {
				pattern := verb.ReplaceAllString(regexp.QuoteMeta(text), ".+")
				known = append(known, regexp.MustCompile("^"+pattern+"$"))
			}
			return true
		})
	}
	return known
}

var (
	link       = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	errorsLink = regexp.MustCompile(regexp.QuoteMeta(providerdata.ErrorsGuide) + `#?([a-z-]*)`)
)

// Every link from a page to another page leads to a page and a heading that exist.
func TestGuides_Links(t *testing.T) {
	t.Parallel()
	pages := guides(t)
	coretest.Must(t, filepath.WalkDir(docsFolder, func(file string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".md" {
			return err
		}
		name, err := filepath.Rel(docsFolder, file)
		coretest.Must(t, err)
		if _, guide := pages[filepath.ToSlash(name)]; guide {
			return nil // the template is the source
		}
		content, err := os.ReadFile(file)
		pages[filepath.ToSlash(name)] = string(content)
		return err
	}))
	for name, page := range pages {
		prose := fence.ReplaceAllString(page, "")
		for _, match := range link.FindAllStringSubmatch(prose, -1) {
			if strings.Contains(match[1], "://") {
				continue
			}
			file, fragment, _ := strings.Cut(match[1], "#")
			if file == "" {
				file = path.Base(name)
			}
			wantTarget(t, pages, name, path.Join(path.Dir(name), file), fragment)
		}
		for _, match := range errorsLink.FindAllStringSubmatch(page, -1) {
			wantTarget(t, pages, name, "guides/errors.md", match[1])
		}
	}
}

func wantTarget(t *testing.T, pages map[string]string, from, to, fragment string) {
	t.Helper()
	page, exists := pages[to]
	if !exists {
		if _, err := os.Stat(filepath.Join(docsFolder, filepath.FromSlash(to))); err != nil { // it may be an image
			t.Errorf("%s links to %s, which does not exist", from, to)
		}
		return
	}
	if fragment != "" && !slices.Contains(slugs(page), fragment) {
		t.Errorf("%s links to %s#%s, and there is no such heading", from, to, fragment)
	}
}

// The sections of other guides that diagnostics link to exist.
func TestGuides_DiagnosticLinks(t *testing.T) {
	t.Parallel()
	pages := guides(t)
	for _, address := range []string{providerdata.RenamingGuide, providerdata.MigrationGuide} {
		_, name, _ := strings.Cut(address, "/latest/docs/")
		file, fragment, _ := strings.Cut(name, "#")
		wantTarget(t, pages, "a diagnostic", file+".md", fragment)
	}
}

var (
	typeName     = regexp.MustCompile(`\bcashfree_payout_[a-z_]+\b`)
	variableName = regexp.MustCompile(variablePrefix + `[A-Z0-9_]+`)
)

// Guides name only types and environment variables that exist.
func TestGuides_Names(t *testing.T) {
	t.Parallel()
	schemas, err := Server(noWaitOptions())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	coretest.Must(t, err)
	known := slices.Concat(slices.Collect(maps.Keys(schemas.ResourceSchemas)),
		slices.Collect(maps.Keys(schemas.DataSourceSchemas)), slices.Collect(maps.Keys(schemas.EphemeralResourceSchemas)),
		slices.Collect(maps.Keys(schemas.ListResourceSchemas)))
	for _, setting := range settings {
		known = append(known, setting.Variable())
	}
	for name, page := range guides(t) {
		for _, named := range slices.Concat(typeName.FindAllString(page, -1), variableName.FindAllString(page, -1)) {
			if !slices.Contains(known, named) {
				t.Errorf("%s names %s, which does not exist", name, named)
			}
		}
	}
}

var (
	control = regexp.MustCompile(`/_sim/[a-z-]+`)
	fault   = regexp.MustCompile(`-d '(\{[^']*"action"[^']*\})'`)
)

// The simulator has the controls that guides name, and accepts the faults that they post.
func TestGuides_SimulatorControls(t *testing.T) {
	t.Parallel()
	sim := simulator.New(coretest.SimulatorOptions())
	faults := 0
	for name, page := range guides(t) {
		for _, address := range control.FindAllString(page, -1) {
			answer := httptest.NewRecorder()
			sim.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), "GET", "http://localhost"+address, nil))
			if answer.Code == 404 {
				t.Errorf("%s names %s, which the simulator does not have", name, address)
			}
		}
		for _, posted := range fault.FindAllStringSubmatch(page, -1) {
			faults++
			if _, err := simulator.ParseFaults([]byte(posted[1])); err != nil {
				t.Errorf("%s: %s: %v", name, posted[1], err)
			}
		}
	}
	if faults == 0 {
		t.Error("the guides post no fault")
	}
}
