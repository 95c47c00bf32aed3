// Package shadow has locals of every kind, some of which shadow something of the package.
package shadow

import "fmt"

type account struct {
	number string // a field is no local
}

// A method is no local, and its receiver is one.
func (a account) summary() string { return a.number }

func (summary account) masked() string { // want "summary shadows the function summary of this package"
	return summary.number
}

const limit = 10

var names = []string{"a"}

func summary() string { return "" }

func parameters(summary string) (names []string) { // want "summary shadows the function summary" "names shadows the variable names"
	return append(names, summary)
}

func typeParameters[account any](a account) account { // want "account shadows the type account of this package"
	return a
}

func statements(values map[string]any) {
	limit := 1                           // want "limit shadows the constant limit of this package"
	for names, summary := range values { // want "names shadows" "summary shadows"
		fmt.Println(names, summary)
	}
	if summary, ok := values["a"]; ok { // want "summary shadows"
		fmt.Println(summary, limit)
	}
	switch summary := values["b"].(type) { // want "summary shadows"
	case string:
		fmt.Println(summary)
	default:
	}
	func(names int) { fmt.Println(names) }(1) // want "names shadows"
	const inner = 1
	type local struct{ summary string }
	fmt.Println(local{summary: ""}, inner)
	goto account
account: // a label has a name space of its own
	var _ account
	{
		type account int  // want "account shadows the type account"
		var names account // want "names shadows"
		const limit = 2   // want "limit shadows"
		fmt.Println(names, limit)
	}
}

var literal = func(summary string) string { return summary } // want "summary shadows"

// There is no body in which these could be used.
type (
	callback func(summary string) (names []string)
	printer  interface {
		print(summary string) error
	}
)

// Only the tests have a function of this name.
func nothingShadowed(onlyInTests, value string) string {
	fmt := 1 // an import is not of the package
	_ = fmt
	_ = onlyInTests
	return value
}
