package payouts_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The provider configures payouts and never moves money. Three tests keep that true of the source and of what is sent:
//
//   - every request is made of an endpoint, every endpoint stands in one table, and the table is exactly this one;
//   - nothing else in the client or the provider can make a request, or spells the path of a call that moves money;
//   - every exported method, against a server, sends what the table allows and nothing else.
//
// Whoever adds a call must come here, and a transfer does not pass.
var allowed = []string{
	"DELETE /beneficiary",
	"GET /beneficiary",
	"GET /transfers",
	"GET /transfers/batch",
	"GET /v1.2/getBalance",
	"GET /v1/getBalance",
	"POST /beneficiary",
	"POST /v1/authorize",
}

// moving are words in the paths of every call that moves money or prepares it: the documented ones
// (https://www.cashfree.com/docs/api-reference/payouts/v2/transfers-v2/standard-transfer-v2.md,
// https://dev.cashfree.com/payouts-api), and those observed in public code, 2025.
var moving = []string{
	"transfer", "validatepayout", "cashgram", "selfwithdrawal", "cardpay", "/lend", "withdraw",
}

// No allowed operation moves money.
func TestMoney_AllowedOperations(t *testing.T) {
	t.Parallel()
	for _, line := range allowed {
		method, path, _ := strings.Cut(line, " ")
		for _, word := range moving {
			if method != http.MethodGet && strings.Contains(strings.ToLower(path), word) {
				t.Errorf("%s moves money", line)
			}
		}
	}
}

// No source of the client or the provider can send a transfer.
func TestMoney_Source(t *testing.T) {
	t.Parallel()
	table, faults := inspect(t, "client", parseFolder(t, "."))
	slices.Sort(table)
	if !slices.Equal(table, allowed) {
		t.Errorf("the client's endpoints are\n%s\nand not\n%s", strings.Join(table, "\n"), strings.Join(allowed, "\n"))
	}
	folders, err := filepath.Glob("../*")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range append(folders, "../..") {
		if !isInstalled(folder) {
			continue
		}
		found, more := inspect(t, "elsewhere", parseFolder(t, folder))
		if len(found) > 0 {
			t.Errorf("%s has endpoints of its own: %v", folder, found)
		}
		faults = append(faults, more...)
	}
	for _, fault := range faults {
		t.Error(fault)
	}
}

// The inspection finds a transfer in whatever form it is written.
func TestMoney_Inspection(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"an endpoint in the table":      `var pay = endpoint{method: http.MethodPost, path: "/transfers", idempotent: true}`,
		"an endpoint in a function":     `func f() { _ = endpoint{method: "POST", path: "/transfers"} }`,
		"a batch":                       `var pay = endpoint{method: "POST", path: "/transfers/batch"}`,
		"version 1":                     `var pay = endpoint{version: version1, method: http.MethodPost, path: "/v1/requestTransfer"}`,
		"without names of fields":       `var pay = endpoint{version2, http.MethodPost, "/transfers", false, nil, 0}`,
		"a path that is put together":   `var pay = endpoint{method: "POST", path: "/trans" + "fers"}`,
		"a method that is put together": `var pay = endpoint{method: "PO" + "ST", path: "/transfers"}`,
		"a pointer":                     `var pay = &endpoint{method: "POST", path: "/transfers"}`,
		"an endpoint that is changed":   `func f() { pay := getTransfer; pay.method = http.MethodPost }`,
		"a path that is changed":        `func f(c *apiCall) { c.path += "/batch" }`,
		"an empty one that is filled":   `func f() { var pay endpoint; pay.method, pay.path = "POST", "/x"; _ = pay }`,
		"a request of its own":          `func f() { http.NewRequest("POST", "https://x/payout/transfers", nil) }`,
		"a request by hand":             `func f() { _ = &http.Request{Method: "POST"} }`,
		"a post":                        `func f() { http.Post("https://x/payout/transfers", "", nil) }`,
		"another client":                `func f() { _ = http.Client{} }`,
		"the default client":            `func f() { http.DefaultClient.Do(nil) }`,
		"a changed request":             `func f(r *http.Request) { r.Method = "POST" }`,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "evil.go", "package payouts\nimport \"net/http\"\n"+source, 0)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		files := map[string]*ast.File{"evil.go": file}
		table, faults := inspect(t, "client", files)
		if len(faults) == 0 && (len(table) == 0 || slices.Contains(allowed, table[0])) {
			t.Errorf("%s: not found in the client; table %v", name, table)
		}
		if found, faults := inspect(t, "elsewhere", files); len(found)+len(faults) == 0 {
			t.Errorf("%s: not found elsewhere", name)
		}
	}
	harmless := `package payouts
import "net/http"
var one = endpoint{method: http.MethodGet, path: "/transfers"}`
	file, err := parser.ParseFile(token.NewFileSet(), "endpoint.go", harmless, 0)
	if err != nil {
		t.Fatal(err)
	}
	if table, faults := inspect(t, "client", map[string]*ast.File{"endpoint.go": file}); len(faults) != 0 || !slices.Equal(table, []string{"GET /transfers"}) {
		t.Errorf("table %v, faults %v", table, faults)
	}
}

func parseFolder(t *testing.T, folder string) map[string]*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if errors.Is(err, os.ErrNotExist) {
			continue // somebody is at work there
		}
		if err != nil {
			t.Fatal(err)
		}
		if files[name], err = parser.ParseFile(token.NewFileSet(), name, source, 0); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// isInstalled reports whether a folder belongs to what users install, apart from the client itself. The simulator, the
// programs and the packages for tests do not.
func isInstalled(folder string) bool {
	name := filepath.Base(folder)
	return !slices.Contains([]string{"payouts", "simulator", "acceptance", "cmd", "tools"}, name) && !strings.HasSuffix(name, "test")
}

// inspection collects the endpoints that files declare, and everything by which a request could be made in another way.
type inspection struct {
	where         string // "client" or elsewhere
	file          string
	table, faults []string
}

func inspect(t *testing.T, where string, files map[string]*ast.File) (table, faults []string) {
	t.Helper()
	found := &inspection{where: where}
	for name, file := range files {
		found.file = name
		found.imports(file)
		ast.Inspect(file, func(node ast.Node) bool {
			found.node(node)
			return true
		})
	}
	return found.table, found.faults
}

func (i *inspection) complain(format string, values ...any) {
	i.faults = append(i.faults, fmt.Sprintf("%s: %s", i.file, fmt.Sprintf(format, values...)))
}

func (i *inspection) imports(file *ast.File) {
	for _, spec := range file.Imports {
		if path, _ := strconv.Unquote(spec.Path.Value); path == "net/http" && i.where != "client" {
			i.complain("imports net/http: only the client uses HTTP")
		}
	}
}

func (i *inspection) node(node ast.Node) {
	switch node := node.(type) {
	case *ast.CompositeLit:
		i.literal(node)
	case *ast.AssignStmt:
		i.assignment(node)
	case *ast.SelectorExpr:
		i.selector(node)
	case *ast.BasicLit:
		if text, err := strconv.Unquote(node.Value); node.Kind == token.STRING && err == nil && isMovingPath(text, i.where, i.file) {
			i.complain("contains the path %q", text)
		}
	}
}

func (i *inspection) literal(node *ast.CompositeLit) {
	switch typeName(node.Type) {
	case "endpoint":
		line, ok := endpointLine(node)
		if !ok {
			i.complain("has an endpoint whose method and path are not plain constants with the names of their fields")
		}
		i.table = append(i.table, line)
	case "http.Request", "http.Client":
		i.complain("makes an %s by hand", typeName(node.Type))
	}
}

func (i *inspection) assignment(node *ast.AssignStmt) {
	for _, target := range node.Lhs {
		selector, ok := target.(*ast.SelectorExpr)
		if ok && slices.Contains([]string{"method", "path", "endpoint", "Method", "Path"}, selector.Sel.Name) {
			i.complain("changes a %s", selector.Sel.Name)
		}
	}
}

func (i *inspection) selector(node *ast.SelectorExpr) {
	switch typeName(node) {
	case "http.Post", "http.PostForm", "http.Get", "http.Head", "http.NewRequest", "http.DefaultClient", "http.DefaultTransport":
		i.complain("uses %s", typeName(node))
	case "http.NewRequestWithContext":
		if filepath.Base(i.file) != "request.go" {
			i.complain("makes a request outside request.go")
		}
	}
}

// isMovingPath looks for paths only: prose about transfers is no request.
func isMovingPath(text, where, name string) bool {
	if !strings.HasPrefix(text, "/") || strings.ContainsAny(text, " \n") || where == "client" && filepath.Base(name) == "endpoint.go" {
		return false // the table is compared as a whole
	}
	return slices.ContainsFunc(moving, func(word string) bool { return strings.Contains(strings.ToLower(text), word) })
}

func endpointLine(literal *ast.CompositeLit) (string, bool) {
	var method, path string
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return "an endpoint without names of fields", false
		}
		switch key, _ := pair.Key.(*ast.Ident); key.Name {
		case "method":
			switch value := pair.Value.(type) {
			case *ast.SelectorExpr:
				method = strings.ToUpper(strings.TrimPrefix(typeName(value), "http.Method"))
			case *ast.BasicLit:
				method, _ = strconv.Unquote(value.Value)
			}
		case "path":
			if value, ok := pair.Value.(*ast.BasicLit); ok {
				path, _ = strconv.Unquote(value.Value)
			}
		}
	}
	return method + " " + path, method != "" && path != ""
}

func typeName(expression ast.Expr) string {
	switch expression := expression.(type) {
	case *ast.Ident:
		return expression.Name
	case *ast.SelectorExpr:
		if left, ok := expression.X.(*ast.Ident); ok {
			return left.Name + "." + expression.Sel.Name
		}
	}
	return ""
}

// No method of the client sends a request that is not allowed.
func TestMoney_EveryMethod(t *testing.T) {
	t.Parallel()
	var lock sync.Mutex
	sent := map[string]bool{}
	account := newAccount(t, simulator.Options{}, throughTransport(func(base http.RoundTripper) http.RoundTripper {
		return roundTripper{base, func(r *http.Request) (*http.Response, error) {
			lock.Lock()
			sent[r.Method+" "+strings.TrimPrefix(r.URL.Path, "/payout")] = true
			lock.Unlock()
			return base.RoundTrip(r)
		}}
	}))

	for _, call := range everyCall(t, account.Client) {
		call()
	}
	if len(account.sim.Transfers()) != 0 {
		t.Errorf("transfers were made: %v", account.sim.Transfers())
	}
	for line := range sent {
		if !slices.Contains(allowed, line) {
			t.Errorf("%s was sent", line)
		}
	}
	if len(sent) != len(allowed) {
		t.Errorf("sent %v, want a call of each of %v", sent, allowed)
	}
}
