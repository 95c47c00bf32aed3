package main

import (
	"fmt"
	"strings"
)

// Outcome is what an apply of the plan will do.
type Outcome string

// The outcomes.
const (
	Nothing  Outcome = "nothing"
	Record   Outcome = "record" // of Terraform alone; no call to Cashfree
	Replace  Outcome = "replace"
	AddAgain Outcome = "add_again"
	Add      Outcome = "add"
	Remove   Outcome = "remove"
	Forget   Outcome = "forget" // by Terraform; it stays at Cashfree
)

// atCashfree reports whether an apply calls Cashfree to change something.
func (o Outcome) atCashfree() bool {
	return o == Replace || o == AddAgain || o == Add || o == Remove
}

func (i *instance) outcome() Outcome {
	switch {
	case i.change.does("create") && i.change.does("delete"):
		return Replace
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

// onApply says of a payee what an apply will do.
func onApply(o Outcome, gone, addedFirst bool) string {
	switch o {
	case Replace:
		if addedFirst {
			return "It is added as the configuration says, and then the former one is removed."
		}
		return "It is removed from Cashfree and added again as the configuration says."
	case AddAgain:
		return "It is added to Cashfree again, because it is gone."
	case Add:
		return "It is added to Cashfree."
	case Remove:
		return "It is removed from Cashfree."
	case Forget:
		return "Terraform forgets it, and it stays at Cashfree."
	case Record:
		return "Only Terraform's own record changes. Cashfree is not called."
	case Nothing:
	}
	if gone {
		return "Nothing. It stays removed."
	}
	return "Nothing at Cashfree. What is there now stays."
}

// reasons are the action reasons of a plan that tell more than the change itself.
var reasons = map[string]string{
	"replace_because_tainted":           "An earlier apply did not finish with it.",
	"replace_by_request":                "This run was asked to replace it (-replace).",
	"replace_by_triggers":               "Something that it is tied to changes (replace_triggered_by).",
	"delete_because_no_resource_config": "It is no longer in the configuration.",
	"delete_because_no_module":          "It is no longer in the configuration.",
	"delete_because_count_index":        "It is no longer in the configuration.",
	"delete_because_each_key":           "It is no longer in the configuration.",
	"delete_because_wrong_repetition":   "It is no longer in the configuration.",
	"delete_because_no_move_target":     "It was moved to a place that is not in the configuration.",
}

// happening is what is known of a payee's change before it is put into a sentence.
type happening struct {
	outcome                Outcome
	gone, imported         bool
	outside, configuration []string // labels of facts
	status                 string   // set where the status at Cashfree changed
	statusChanged, readded bool
	onlyRecord             bool
}

func (h happening) sentence() string {
	var said []string
	add := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	switch {
	case h.gone:
		add("Somebody removed this payee at Cashfree.")
	case len(h.outside) > 0:
		add("At Cashfree somebody changed the %s.", list(h.outside))
	}
	switch {
	case h.outcome == Add:
		add("It is in the configuration and not yet in Terraform's record.")
	case len(h.configuration) > 0 && len(said) > 0:
		add("Apart from that, the configuration changes the %s.", list(h.configuration))
	case len(h.configuration) > 0:
		add("The configuration changes the %s.", list(h.configuration))
	}
	if h.readded {
		add("Cashfree has it since another time than recorded: it may have been removed and added again by hand.")
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
	if len(said) == 0 && h.onlyRecord {
		add("The configuration changed in a way that concerns no payee, such as spelling or time limits.")
	}
	return strings.Join(said, " ")
}

// hiddenChange is how a change of a member's fingerprint alone reads among the facts that changed.
const hiddenChange = "part of it that its summary does not show, such as e-mail or address, or an account number whose last four digits are equal"

// list puts labels into a sentence, where only abbreviations keep their capitals.
func list(labels []string) string {
	within := make([]string, len(labels))
	for i, label := range labels {
		within[i] = label
		if strings.ToUpper(label[:2]) != label[:2] {
			within[i] = strings.ToLower(label[:1]) + label[1:]
		}
	}
	if len(within) < 2 {
		return strings.Join(within, "")
	}
	return strings.Join(within[:len(within)-1], ", ") + " and " + within[len(within)-1]
}

func notes(told *Report, deferred, renewed int) []string {
	var said []string
	if told.Plan.Errored {
		said = append(said, "The plan ended in an error, so this report is not complete.")
	}
	if !told.Plan.Complete {
		said = append(said, "The plan does not cover everything (-target, or changes that wait for another run).")
	}
	if deferred > 0 {
		said = append(said, fmt.Sprintf("%s put off to another run and not in this report.", count1(deferred, "change is", "changes are")))
	}
	if renewed > 0 {
		said = append(said, fmt.Sprintf("The fingerprints of %s made with another key before, so that a change of what they stand for "+
			"could not be noticed this once. Nothing else about them differs.", count1(renewed, "payee were", "payees were")))
	}
	if n := told.Counts.OtherResources; n > 0 {
		said = append(said, count1(n, "change to another resource is", "changes to other resources are")+" not in this report.")
	}
	if n := told.Counts.OutputsNotShown; n > 0 {
		said = append(said, count1(n, "output changes, and its value is", "outputs change, and their values are")+" not in this report.")
	}
	return said
}

func count1(n int, one, many string) string {
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
