package main

import (
	"fmt"
	"strings"
	"unicode"
)

// Outcome is what an apply of the plan does.
type Outcome string

// The outcomes.
const (
	Nothing  Outcome = "nothing"
	Record   Outcome = "record" // only Terraform's record changes, without a call to Cashfree
	Replace  Outcome = "replace"
	AddAgain Outcome = "add_again"
	Add      Outcome = "add"
	Remove   Outcome = "remove"
	Forget   Outcome = "forget" // Terraform forgets it, and it stays at Cashfree

	// ForgetAndAdd is a replacement that leaves the former one at Cashfree, because its lifecycle block has
	// destroy = false.
	ForgetAndAdd Outcome = "forget_and_add"
)

// atCashfree reports whether an apply calls Cashfree to change something.
func (o Outcome) atCashfree() bool {
	return o == Replace || o == AddAgain || o == Add || o == Remove || o == ForgetAndAdd
}

func (i *instance) outcome() Outcome {
	switch {
	case i.change.does("create") && i.change.does("delete"):
		return Replace
	case i.change.does("create") && i.change.does("forget"): // Terraform and OpenTofu have them in different order
		return ForgetAndAdd
	case i.change.does("create") && i.gone:
		return AddAgain
	case i.change.does("create"):
		return Add
	case i.change.does("delete"):
		return Remove
	case i.change.does("forget"):
		return Forget
	case i.change.does("update") || i.imported():
		return Record
	}
	return Nothing
}

// onApply returns a sentence about what an apply does with a payee.
func onApply(o Outcome, gone, addedFirst bool) string {
	switch o {
	case Replace:
		if addedFirst {
			return "The new one is added as the configuration says, and then the old one is removed."
		}
		return "It is removed from Cashfree and added again as the configuration says."
	case AddAgain:
		return "It is added to Cashfree again, because it was removed."
	case Add:
		return "It is added to Cashfree."
	case Remove:
		return "It is removed from Cashfree."
	case Forget:
		return "Terraform forgets it, and it stays at Cashfree."
	case ForgetAndAdd:
		return "A new one is added as the configuration says. The former one stays at Cashfree, and Terraform forgets it."
	case Record:
		return "Only Terraform's own record changes. Cashfree is not called."
	case Nothing:
	}
	if gone {
		return "Nothing. It stays removed."
	}
	return "Nothing at Cashfree. What is there now stays."
}

const notKnownBefore = "Not known before the apply."

// reasons are sentences for the action reasons of a plan that add something to the change itself.
var reasons = map[string]string{
	"replace_because_tainted":           "An earlier apply did not finish.",
	"replace_by_request":                "This run was asked to replace it (-replace).",
	"replace_by_triggers":               "Something that it depends on changes (replace_triggered_by).",
	"delete_because_no_resource_config": "It is no longer in the configuration.",
	"delete_because_no_module":          "It is no longer in the configuration.",
	"delete_because_count_index":        "It is no longer in the configuration.",
	"delete_because_each_key":           "It is no longer in the configuration.",
	"delete_because_wrong_repetition":   "It is no longer in the configuration.",
	"delete_because_no_move_target":     "It was moved to a place that is not in the configuration.",

	// OpenTofu has these, and Terraform has not.
	"delete_because_enabled_false":               "It is switched off in the configuration (enabled = false).",
	"forgot_because_lifecycle_destroy_in_config": keptByLifecycle,
	"forgot_because_lifecycle_destroy_in_state":  keptByLifecycle,
}

const keptByLifecycle = "It would be removed, but its lifecycle block keeps it at Cashfree (destroy = false)."

// explained adds the reason that a plan has to a text about a change. Newer versions of the CLI have reasons that are
// not known here, and some changes have none. Without a text either there is a sentence all the same, since an empty
// paragraph looks like a fault of the report.
func explained(text, reason string, o Outcome) string {
	why := reasons[reason]
	switch {
	case why == "" && o == Forget:
		why = "It is no longer in the configuration, or its lifecycle block keeps it at Cashfree (destroy = false)."
	case why == "" && text == "":
		why = "The plan has no reason for this that this report knows."
	}
	return strings.TrimSpace(text + " " + why)
}

// history is what is known about the change of a payee, before it is put into a sentence.
type history struct {
	outcome                Outcome
	gone, imported         bool
	outside, configuration []string // labels of the facts that changed
	status                 string   // at Cashfree, if it changed
	statusChanged          bool
	timeChanged, readded   bool // whether its time of creation changed, and whether that is to another time
	onlyRecord             bool
	requested              bool // whether the run was asked to remove it
	unclear                bool // whether a change may be one of the account number
	otherKey               bool // whether it is not known who made a change that only a fingerprint shows
	undecided              bool // whether the apply decides if it changes
}

// sentence returns what happened to the payee.
func (h history) sentence() string {
	var sentences []string
	add := func(format string, args ...any) { sentences = append(sentences, fmt.Sprintf(format, args...)) }
	switch {
	case h.gone:
		add("Somebody removed this payee at Cashfree.")
	case len(h.outside) > 0:
		add("At Cashfree somebody changed the %s.", joinLabels(h.outside))
	}
	switch {
	case h.outcome == Add:
		add("It is in the configuration and not yet in Terraform's record.")
	case h.undecided:
		add("It is not known before the apply whether the configuration changes the %s.", joinLabels(h.configuration))
	case len(h.configuration) > 0 && len(sentences) > 0:
		add("Apart from that, the configuration changes the %s.", joinLabels(h.configuration))
	case len(h.configuration) > 0:
		add("The configuration changes the %s.", joinLabels(h.configuration))
	}
	if h.unclear {
		add("The plan does not show which. A new account number would have the same last four digits.")
	}
	if h.otherKey {
		add("It may have been changed at Cashfree instead: its recorded fingerprint was made with another key.")
	}
	if h.outcome == Remove && h.requested {
		add("This run was asked to remove it (-destroy).")
	}
	switch {
	case h.readded:
		add("Its creation time at Cashfree differs from the recorded one. Somebody may have removed it and added it again.")
	case h.timeChanged:
		add("Its creation time at Cashfree cannot be compared with the recorded one.")
	}
	if h.statusChanged {
		add("Its status at Cashfree changed.")
		if h.status != "VERIFIED" {
			add("Payouts to it are refused until it is VERIFIED.")
		}
	}
	if h.imported {
		add("It is at Cashfree already, and Terraform takes it over.")
	}
	if len(sentences) == 0 && h.onlyRecord {
		add("The configuration changed in a way that affects no payee, such as spelling or time limits.")
	}
	return strings.Join(sentences, " ")
}

// joinLabels joins labels for a sentence, in which only abbreviations such as UPI keep their capitals.
func joinLabels(labels []string) string {
	within := make([]string, len(labels))
	for i, label := range labels {
		within[i] = label
		if !unicode.IsUpper(rune(label[1])) {
			within[i] = strings.ToLower(label[:1]) + label[1:]
		}
	}
	if len(within) < 2 {
		return strings.Join(within, "")
	}
	return strings.Join(within[:len(within)-1], ", ") + " and " + within[len(within)-1]
}

// newNotes returns sentences about what the report does not contain.
func newNotes(report *Report, read *plan, renewed int) []string {
	var sentences []string
	if read.isUTF16 {
		sentences = append(sentences, "The plan came as UTF-16, as Windows PowerShell writes it. Letters outside of ASCII may be wrong.")
	}
	if report.Plan.Errored {
		sentences = append(sentences, "The plan ended in an error, so this report is not complete.")
	}
	if !report.Plan.Complete {
		sentences = append(sentences, "The plan does not cover everything (-target, or changes that wait for another run).")
	}
	if report.destroys {
		sentences = append(sentences, "This is the plan of a destroy (-destroy). "+
			"It does not show what somebody changed at Cashfree by hand.")
	}
	if report.deferred > 0 {
		sentences = append(sentences, plural(report.deferred, "change is", "changes are")+" postponed to another run and not in this report.")
	}
	if renewed > 0 {
		sentences = append(sentences, "The fingerprints of "+plural(renewed, "payee were", "payees were")+
			" made with another key before, so changes that only a fingerprint shows could not be noticed this time. "+
			"Nothing else about them differs.")
	}
	if n := report.Counts.OtherResources; n > 0 {
		what := plural(n, "change to another resource is", "changes to other resources are")
		sentences = append(sentences, what+" not in this report.")
	}
	if n := report.Counts.OutputsNotShown; n > 0 {
		what := plural(n, "output changes, and its value is", "outputs change, and their values are")
		sentences = append(sentences, what+" not in this report.")
	}
	return sentences
}

// plural returns a number with the text for one or many.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%s %s", thousands(n), many)
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
