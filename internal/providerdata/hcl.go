package providerdata

import (
	"fmt"
	"strings"
	"unicode"
)

// Blocks that people copy. Core does not tell a provider the address of a resource, so the addresses have placeholders.

// RemovedBlock returns a block that lets core forget a resource.
func RemovedBlock(address string) string {
	return "  removed {\n    from = " + address + "\n    lifecycle {\n      destroy = false\n    }\n  }"
}

// ImportBlock returns a block that imports a resource. The id is an expression.
func ImportBlock(address, id string) string {
	return "  import {\n    to = " + address + "\n    id = " + id + "\n  }"
}

// MovedBlock returns a block that moves a resource.
func MovedBlock(from, to string) string {
	return "  moved {\n    from = " + from + "\n    to   = " + to + "\n  }"
}

// QuoteHCL returns a text as a string literal of Terraform's language, for blocks that people copy. Go's rules would
// not do: Terraform evaluates ${ and %{ inside quotes
// (https://developer.hashicorp.com/terraform/language/expressions/strings).
func QuoteHCL(text string) string {
	var literal strings.Builder
	literal.WriteByte('"')
	for i, r := range text {
		switch {
		case r == '"', r == '\\':
			literal.WriteByte('\\')
			literal.WriteRune(r)
		case r == '\n':
			literal.WriteString(`\n`)
		case r == '\r':
			literal.WriteString(`\r`)
		case r == '\t':
			literal.WriteString(`\t`)
		case (r == '$' || r == '%') && strings.HasPrefix(text[i+1:], "{"):
			literal.WriteRune(r)
			literal.WriteRune(r)
		case unicode.IsPrint(r):
			literal.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&literal, `\U%08x`, r)
		default:
			fmt.Fprintf(&literal, `\u%04x`, r)
		}
	}
	literal.WriteByte('"')
	return literal.String()
}
