// Package grammar holds the rules of Cashfree Payouts for the fields of a beneficiary: the characters and lengths that
// each field may have, which spellings mean the same, and how account numbers are masked.
//
// Validators, provider functions and the API client all read the same table, so that each rule is written once.
package grammar

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Field is one field of a beneficiary and a row of the table of fields: what Cashfree accepts, how a value is
// normalised and compared, and how it may be shown.
type Field struct {
	// Name is the field's name as Terraform users write it, such as "bank_ifsc".
	Name string
	// Required fields are needed in every beneficiary.
	Required bool
	// Secret fields hold values that must be masked wherever people see them. Errors never quote those values.
	Secret bool

	subject string // what a value is, with its article, as the start of a sentence
	must    string // what a value must be, after "must"
	advice  string // a sentence that helps to meet the rule, or ""

	minLength, maxLength int     // in characters of the normal form
	pattern              Pattern // of normal forms; nil accepts every character

	// existing is the pattern of normal forms, of at most maxLength characters, that an existing beneficiary can have
	// although a new one cannot; nil if there are none.
	existing Pattern

	stricter bool // whether the rule refuses more than Cashfree's pages say

	// quoted returns what errors quote of a refused value, or "" for nothing; nil for what is left after account
	// numbers are masked.
	quoted func(value string) string

	normalise    func(string) string
	foldCase     bool   // whether values are compared without regard to letter case
	defaultValue string // what an absent value means

	warning *Warning // of values that Check accepts and Cashfree may refuse; nil if there are none
}

// Warning describes values that Cashfree may refuse although [Field.Check] accepts them.
type Warning struct {
	// Title names the kind of value in a few words.
	Title string
	// Detail says why Cashfree may refuse it and what to do.
	Detail string

	pattern Pattern // of normal forms
}

// Rule returns one or two sentences that say what the field accepts, for documentation.
func (f *Field) Rule() string { return f.withAdvice(f.subject + " must " + f.must + ".") }

// Normal returns the spelling that is sent to Cashfree: the same fact without stray white space, in the letter case of
// Cashfree's own examples, and in Unicode's normal form NFC. Terraform has every text in NFC, while Cashfree keeps what
// was typed: one character for the letter qa of Hindi, which NFC writes with two, and "e" with an accent after it. The
// second NFC joins characters that only white space kept apart.
func (f *Field) Normal(value string) string {
	return norm.NFC.String(f.normalise(norm.NFC.String(value)))
}

// MaxLength returns how many characters the normal form of a valid value has at most.
func (f *Field) MaxLength() int { return f.maxLength }

// Same reports whether two values state the same fact. An absent value is the empty string.
func (f *Field) Same(a, b string) bool { return f.Comparable(a) == f.Comparable(b) }

// Comparable returns a form that is equal for two values exactly if they state the same fact.
func (f *Field) Comparable(value string) string {
	value = f.Normal(value)
	switch {
	case value == "":
		return f.defaultValue
	case f.foldCase:
		return norm.NFC.String(strings.ToLower(value))
	default:
		return value
	}
}

// maxChecked is how many bytes of white space and characters a value may have. Somebody may pass a whole document where
// a short value belongs, which takes long to bring into its normal form.
const maxChecked = 64 << 10

// RefusalTitle returns the title of an error about a value of an attribute that [Field.Check] refuses.
func (f *Field) RefusalTitle(attribute string) string {
	if f.stricter {
		return "Invalid " + attribute
	}
	return "Cashfree would refuse this " + attribute
}

// Check returns an error if the value breaks the rule of the field. The error gives the rule and the value, or only the
// length of a secret value.
func (f *Field) Check(value string) error {
	if len(value) > maxChecked {
		return f.refusal(func() string { return f.quoteWithLength(value, utf8.RuneCountInString(value)) })
	}
	normal := f.Normal(value)
	length := utf8.RuneCountInString(normal)
	switch {
	case length == 0:
		return f.refusal(func() string { return "an empty value" })
	case length < f.minLength || length > f.maxLength:
		return f.refusal(func() string { return f.quoteWithLength(value, length) })
	case f.pattern != nil && !f.pattern().MatchString(normal):
		return f.refusal(func() string { return f.describe(value, length) })
	}
	return nil
}

// ExistingOnly reports whether a new beneficiary cannot have the value although an existing one may, because Cashfree
// accepts it, or did so in version 1 of the API. A name may hold any number, such as a PIN code, a phone number or a
// GSTIN: the payee exists with it, and nobody can give it another name without a removal. What messages show is masked
// anyway.
func (f *Field) ExistingOnly(value string) bool {
	if f.existing == nil || len(value) > maxChecked || f.Check(value) == nil || !utf8.ValidString(value) || IsBlank(value) {
		return false
	}
	normal := f.Normal(value)
	return utf8.RuneCountInString(normal) <= f.maxLength && f.existing().MatchString(normal)
}

// IsFreeText reports whether a value is no value of the field, or one of a field in which no value has as many digits
// as an account number. An address is neither: it can have numbers of houses, streets and phones.
func (f *Field) IsFreeText(value string) bool {
	return f == City || f == State || f.Check(value) != nil && f.pattern != nil && !f.ExistingOnly(value)
}

// Warning returns a warning if Cashfree may refuse the value although Check accepts it, and nil otherwise.
func (f *Field) Warning(value string) *Warning {
	if f.warning == nil || len(value) > maxChecked || !f.warning.pattern().MatchString(f.Normal(value)) {
		return nil
	}
	return f.warning
}

// fieldError is an error of [Field.Check]. It makes its text when somebody reads it, since most errors about a long
// document are only counted.
type fieldError struct{ text func() string }

func (e *fieldError) Error() string { return e.text() }

func (f *Field) refusal(got func() string) error {
	return &fieldError{func() string { return f.withAdvice(fmt.Sprintf("%s must %s, got %s.", f.Name, f.must, got())) }}
}

func (f *Field) withAdvice(sentence string) string {
	if f.advice == "" {
		return sentence
	}
	return sentence + " " + f.advice
}

// quote returns what an error shows of a refused value. It may be an account number in the wrong column, so its words
// are masked that can be one. If that leaves nothing, it returns "".
func (f *Field) quote(value string) string {
	if f.Secret {
		return ""
	}
	mask := f.quoted
	if mask == nil {
		mask = maskNumbers
	}
	shown := maskStart(value, mask)
	if strings.Trim(shown, "… ") == "" {
		return ""
	}
	return QuoteStart(shown)
}

// describe returns what an error says of a value that has an allowed length. Where it shows only the start of
// the value, it adds the length.
func (f *Field) describe(value string, length int) string {
	shown := f.quote(value)
	switch {
	case f.Secret:
		return "a value with other characters"
	case shown == "":
		return "a value that is not shown"
	case f.quoted != nil && strings.HasSuffix(shown, "…\""):
		return f.quoteWithLength(value, length)
	default:
		return shown
	}
}

func (f *Field) quoteWithLength(value string, length int) string {
	characters := fmt.Sprintf("%d characters", length)
	if length == 1 {
		characters = "1 character"
	}
	if shown := f.quote(value); shown != "" {
		return shown + " (" + characters + ")"
	}
	return characters
}

// maskAll is for fields of which no value has letters alone, or none without an @. In these, such a word may be an
// account number as well, unless it is too short.
func maskAll(value string) string {
	if strings.Contains(value, "@") {
		return maskNumbers(value)
	}
	return Redact(maskWords(value, func(word string) bool { return hasDigit(word) || utf8.RuneCountInString(word) > maxShown }))
}

// bankLetters returns the letters that a mistyped IFSC starts with, unless they are more than half of it: an account
// number can start with letters, too.
func bankLetters(value string) string {
	value = trim(value)
	letters := len(value) - len(strings.TrimLeft(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
	if letters < 4 || letters == len(value) || utf8.RuneCountInString(value) < 8 {
		return ""
	}
	return value[:4] + "…"
}

func trim(value string) string { return strings.TrimSpace(value) }

func trimUpper(value string) string { return strings.ToUpper(trim(value)) }

func collapse(value string) string { return strings.Join(strings.Fields(value), " ") }

// keepAsTyped is for a key, in which every character counts.
func keepAsTyped(value string) string { return value }

// trimCountryCode removes white space and one country code. A second country code is a mistake, which Check then
// reports.
func trimCountryCode(value string) string {
	bare := strings.Join(strings.Fields(value), "")
	if rest, ok := strings.CutPrefix(bare, "+91"); ok && !strings.HasPrefix(rest, "+") {
		return rest
	}
	return bare
}
