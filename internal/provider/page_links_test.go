package provider

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// repository is the folder of the repository, from this one.
const repository = "../.."

// front is what registries read of a page, and readers do not see.
var front = regexp.MustCompile(`(?s)\A---\n.*?\n---\n`)

// repositoryLink is a link to a file of this repository, as pages on a registry need it.
var repositoryLink = regexp.MustCompile(`\]\(https://github\.com/cashfree-community/terraform-provider-cashfree/(?:blob|tree)/main/([^)\s]+)\)`)

// pagesOfRepository returns every page of the repository by its path, those of registries as they are generated.
func pagesOfRepository(t *testing.T) map[string]string {
	t.Helper()
	pages := make(map[string]string)
	coretest.Must(t, filepath.WalkDir(repository, func(file string, entry fs.DirEntry, err error) error {
		name := strings.TrimPrefix(filepath.ToSlash(file), repository+"/")
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (slices.Contains([]string{".git", ".tools", "templates", "dist"}, name) || entry.Name() == "testdata"):
			return filepath.SkipDir
		case entry.IsDir() || path.Ext(name) != ".md":
			return nil
		}
		content, err := os.ReadFile(file)
		pages[name] = front.ReplaceAllString(string(content), "")
		return err
	}))
	if len(pages) < 30 {
		t.Fatalf("found only %d pages", len(pages))
	}
	return pages
}

// Every link to a file or a heading of the repository leads somewhere.
func TestPages_Links(t *testing.T) {
	t.Parallel()
	pages := pagesOfRepository(t)
	for name, page := range pages {
		prose := fence.ReplaceAllString(page, "")
		var targets []string
		for _, match := range link.FindAllStringSubmatch(prose, -1) {
			target := match[1]
			switch {
			case strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:"):
				continue
			case strings.HasPrefix(target, "#"):
				target = name + target
			default:
				target = path.Join(path.Dir(name), target)
			}
			targets = append(targets, target)
		}
		for _, match := range repositoryLink.FindAllStringSubmatch(prose, -1) {
			targets = append(targets, match[1])
		}
		for _, target := range targets {
			file, fragment, _ := strings.Cut(target, "#")
			if _, err := os.Stat(filepath.Join(repository, filepath.FromSlash(file))); err != nil {
				t.Errorf("%s links to %s, which does not exist", name, file)
			}
			if to, isPage := pages[file]; isPage && fragment != "" && !slices.Contains(slugs(to), fragment) {
				t.Errorf("%s links to %s, and there is no such heading", name, target)
			}
		}
	}
}

// A page has one title, and no heading skips a level, so that readers can jump from heading to heading. Every picture
// has a text for those who cannot see it.
func TestPages_Structure(t *testing.T) {
	t.Parallel()
	headings := regexp.MustCompile(`(?m)^(#+) (.+)$`)
	for name, page := range pagesOfRepository(t) {
		prose := fence.ReplaceAllString(page, "")
		if strings.Contains(prose, "![](") {
			t.Errorf("%s has a picture without a text", name)
		}
		if strings.HasPrefix(name, ".github/") {
			continue // forms, which GitHub shows below a title
		}
		level := 0
		for i, match := range headings.FindAllStringSubmatch(prose, -1) {
			next := len(match[1])
			if (i == 0) != (next == 1) || next > level+1 {
				t.Errorf("%s: the heading %q of level %d follows one of level %d", name, match[2], next, level)
			}
			level = next
		}
	}
}

// Every target of make that a page or a workflow names exists.
func TestPages_MakeTargets(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile(repository + "/GNUmakefile")
	coretest.Must(t, err)
	workflows, err := filepath.Glob(repository + "/.github/workflows/*.yml")
	coretest.Must(t, err)
	texts := pagesOfRepository(t)
	for _, file := range workflows {
		content, err := os.ReadFile(file)
		coretest.Must(t, err)
		texts[file] = string(content)
	}
	named := 0
	for name, text := range texts {
		for _, match := range regexp.MustCompile("(?m)(?:`|run: |^ *)make ((?:--silent )?)([a-z.][\\w./-]*)").FindAllStringSubmatch(text, -1) {
			named++
			if target := match[2]; !strings.Contains(string(makefile), "\n"+target+":") && !strings.HasPrefix(target, ".tools/") {
				t.Errorf("%s runs make %s, and there is no such target", name, target)
			}
		}
	}
	if named < 20 {
		t.Errorf("found only %d targets", named)
	}
}
