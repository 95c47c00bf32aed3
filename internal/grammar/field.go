// Package grammar is the grammar of what Cashfree Payouts accepts for a beneficiary: which characters and lengths
// each field may have, which spellings mean the same, and how an account number is shown without being given away.
//
// Validators, provider functions and the API client all read this one table, so a rule is written once.
package grammar

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Field is one field of a beneficiary: its name, the rule that Cashfree applies to it, and its normal form.
type Field struct {
	// Name is the field's name as Terraform users write it, such as "bank_ifsc".
	Name string
	// Rule says in one sentence what is accepted. Documentation and error messages both quote it.
	Rule string
	// Secret fields never have their value in an error message.
	Secret bool

	min, max int // in characters of the normal form
	shape    *regexp.Regexp
	existing *regexp.Regexp // of normal forms that a payee can have from before the rule; nil where there are none
	normal   func(string) string
	fold     func(string) string // how normal forms are compared; nil compares them as they are
	implied  string              // the value that absence stands for
}

// Normal gives the spelling that is sent to Cashfree: the same fact without stray white space and with the letter case
// that Cashfree's own examples use.
func (f *Field) Normal(value string) string { return f.normal(value) }

// Same reports whether two values state the same fact. Absence is written as the empty string.
func (f *Field) Same(a, b string) bool { return f.comparable(a) == f.comparable(b) }

// Comparable gives a form that is equal for two values exactly when they state the same fact.
func (f *Field) Comparable(value string) string { return f.comparable(value) }

func (f *Field) comparable(value string) string {
	value = f.normal(value)
	if value == "" {
		return f.implied
	}
	if f.fold != nil {
		return f.fold(value)
	}
	return value
}

// Check says why Cashfree would refuse the value, or returns nil. The error states what is wrong and the rule, and
// quotes the value unless the field is secret.
func (f *Field) Check(value string) error {
	normal := f.normal(value)
	length := utf8.RuneCountInString(normal)
	switch {
	case normal == "":
		return f.refuse("is empty", "")
	case length < f.min:
		return f.refuse(fmt.Sprintf("has %d characters, fewer than %d", length, f.min), value)
	case length > f.max:
		return f.refuse(fmt.Sprintf("has %d characters, more than %d", length, f.max), value)
	case f.shape != nil && !f.shape.MatchString(normal):
		return f.refuse("is not of the form that Cashfree accepts", value)
	}
	return nil
}

// ExistingOnly reports whether the value is refused for a new payee although one that exists already may have it, since
// version 1 of Cashfree's API takes it.
func (f *Field) ExistingOnly(value string) bool {
	if f.existing == nil || f.Check(value) == nil || !utf8.ValidString(value) || !f.existing.MatchString(f.normal(value)) {
		return false
	}
	return f != Name || Redact(value) == value // else it is rather an account number in the wrong place
}

func (f *Field) refuse(reason, value string) error {
	if value == "" || f.Secret {
		return fmt.Errorf("%s %s. %s", f.Name, reason, f.Rule)
	}
	return fmt.Errorf("%s %s: %q. %s", f.Name, reason, shorten(f.shown(value)), f.Rule)
}

var mistypedIFSC = regexp.MustCompile(`^\s*[A-Za-z]{4}\D*(?:\d\D*){0,8}$`)

// shown masks an account number that somebody has typed into the wrong place. A mistyped IFSC can look like one, but
// for the bank's letters and for how few digits it has.
func (f *Field) shown(value string) string {
	if f == IFSC && mistypedIFSC.MatchString(value) {
		return value
	}
	return Redact(value)
}

// shorten keeps an error readable when somebody passes a whole document where a short value belongs.
func shorten(value string) string {
	const most = 120
	if utf8.RuneCountInString(value) <= most {
		return value
	}
	return string([]rune(value)[:most]) + "…"
}

func trim(value string) string { return strings.TrimSpace(value) }

func collapse(value string) string { return strings.Join(strings.Fields(value), " ") }

// asTyped is for a key, in which every character counts.
func asTyped(value string) string { return value }
