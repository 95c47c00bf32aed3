package main

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
)

// pkg is a package with fuzz tests.
type pkg struct {
	path, folder string
	tests        []string
}

// find parses the source to find fuzz tests: "go test -list" would have to build the tests of every package.
func find(ctx context.Context, folder string, chosen *regexp.Regexp) ([]pkg, error) {
	const format = `{{.ImportPath}}	{{.Dir}}	{{join .TestGoFiles "/"}}/{{join .XTestGoFiles "/"}}`
	listed, err := output(ctx, folder, "list", "-f", format, "./internal/...")
	if err != nil {
		return nil, err
	}
	var packages []pkg
	for line := range strings.Lines(listed) {
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		p := pkg{path: columns[0], folder: columns[1]}
		for file := range strings.SplitSeq(columns[2], "/") {
			if file == "" {
				continue
			}
			source, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.folder, file), nil, parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			p.tests = append(p.tests, fuzzTests(source, chosen)...)
		}
		if len(p.tests) > 0 {
			packages = append(packages, p)
		}
	}
	return packages, nil
}

func fuzzTests(source *ast.File, chosen *regexp.Regexp) []string {
	var names []string
	for _, declared := range source.Decls {
		function, ok := declared.(*ast.FuncDecl)
		if !ok || function.Recv != nil {
			continue
		}
		if name := function.Name.Name; strings.HasPrefix(name, "Fuzz") && chosen.MatchString(name) {
			names = append(names, name)
		}
	}
	return names
}
