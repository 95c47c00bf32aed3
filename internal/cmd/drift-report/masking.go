package main

import (
	"fmt"
	"regexp"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// masker masks the account numbers of a plan, which has them in plain text unless they are write-only.
type masker struct{ *grammar.Masker }

var longDigits = regexp.MustCompile(`[0-9]{9,}`)

func newMasker(all []*instance) masker {
	var known numberList
	for _, i := range all {
		for _, s := range []side{i.recorded, i.now, i.planned} {
			known.learn(s.at("instrument", "bank_account_number").text)
			known.learnCSV(s.at("csv").text)
			known.learnJSON(s.at("json").text)
		}
	}
	return masker{grammar.NewMasker(nil, known)}
}

// numberList holds account numbers.
type numberList []string

func (l *numberList) learn(number string) { *l = append(*l, number) }

// text returns a text from outside in which everything that can be an account number is masked, and nothing is
// invisible.
func (m masker) text(text string) string { return show(text, m.Text) }

// id returns an id in which only known account numbers and long digit runs are masked, since people need it to find the
// payee.
func (m masker) id(text string) string {
	return show(text, func(text string) string { return longDigits.ReplaceAllStringFunc(m.Known(text), grammar.Mask) })
}

// maxShown is how many characters are shown of a text.
const maxShown = 200

// show returns the beginning of a text as people may see it. What is masked is twice as long as what is shown, so that
// a number that the limit cuts in two is masked, too.
func show(text string, mask func(string) string) string {
	runes := []rune(text)
	if len(runes) <= maxShown {
		return grammar.Visible(mask(text))
	}
	masked := []rune(mask(string(runes[:min(len(runes), 2*maxShown)])))
	return fmt.Sprintf("%s… (%d characters more)", grammar.Visible(string(masked[:min(len(masked), maxShown)])), len(runes)-maxShown)
}
