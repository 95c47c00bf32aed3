package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// allowed is all that the probe can send. Nothing of it moves money. Whoever adds a call must come here.
var allowed = []string{
	`DELETE "/beneficiary"`, `GET "/beneficiary"`, `GET "/payouts-probe-unknown-path"`, `GET "/v1/getBalance"`, `POST "/beneficiary"`,
	`POST "/v1/addBeneficiary"`, `POST "/v1/authorize"`,
}

// The source makes requests in one place, of the operations in the table, and the table is the one above.
func TestMoney_Source(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var table, requests []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if kind, isName := n.Type.(*ast.Ident); isName && kind.Name == "operation" {
					table = append(table, operationOf(n))
				}
				if kind, isSelector := n.Type.(*ast.SelectorExpr); isSelector && (kind.Sel.Name == "Request" || kind.Sel.Name == "Client") {
					t.Errorf("%s makes a %s by itself", name, kind.Sel.Name)
				}
			case *ast.SelectorExpr:
				if strings.HasPrefix(n.Sel.Name, "NewRequest") || slices.Contains([]string{"DefaultClient", "Post", "PostForm", "Head"}, n.Sel.Name) {
					requests = append(requests, name+" "+n.Sel.Name)
				}
				if n.Sel.Name == "Method" {
					t.Errorf("%s sets a method", name)
				}
			}
			return true
		})
	}
	slices.Sort(table)
	if !slices.Equal(table, allowed) {
		t.Errorf("the operations are\n%s\nand not\n%s", strings.Join(table, "\n"), strings.Join(allowed, "\n"))
	}
	if want := []string{"caller.go NewRequestWithContext"}; !slices.Equal(requests, want) {
		t.Errorf("requests are made by %q, want %q", requests, want)
	}
}

// operationOf returns the method and the path of an operation in the source.
func operationOf(literal *ast.CompositeLit) string {
	method, path := "?", "?"
	if len(literal.Elts) == 3 {
		if selector, isSelector := literal.Elts[1].(*ast.SelectorExpr); isSelector {
			method = strings.ToUpper(strings.TrimPrefix(selector.Sel.Name, "Method"))
		}
		if text, isText := literal.Elts[2].(*ast.BasicLit); isText {
			path = text.Value
		}
	}
	return method + " " + path
}

// What is sent is what the table allows, whatever the account is like.
func TestMoney_Sent(t *testing.T) {
	t.Parallel()
	for _, options := range []simulator.Options{{}, {SecondFactor: simulator.SecondFactorSignature}} {
		w := newWorld(t, options)
		w.probe(t.Context())
		for _, call := range w.sim.Requests() {
			sent := fmt.Sprintf("%s %q", call.Method, strings.TrimPrefix(call.Path, "/payout"))
			if !slices.Contains(allowed, sent) {
				t.Errorf("%s was sent", sent)
			}
		}
	}
}
