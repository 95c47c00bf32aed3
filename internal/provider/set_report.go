package provider

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

func (r *setRun) undone() int { return len(r.failures) + len(r.idle) }

// report lists every failure by its id, and what to do about each kind of them. It ends with what Cashfree's support asks
// for where only that can help: the lines of one call will do.
func (r *setRun) report() string {
	var lines, advice []string
	var ofRecord, forSupport string
	for _, id := range slices.Sorted(maps.Keys(r.failures)) {
		why := r.failures[id]
		line := fmt.Sprintf("  %s: %s.", id, strings.TrimSuffix(why.Error(), "."))
		if failed, ok := errors.AsType[*payouts.Error](why); ok {
			if failed.RequestID != "" {
				line += " Request id: " + failed.RequestID
			}
			what, at := adviceFor(failed)
			advice = append(advice, strings.TrimSpace(what+" "+at.more()))
			if ofRecord == "" && failed.Is(payouts.ErrIPRefused) && failed.CallerIP.IsValid() {
				ofRecord = r.conn.recordOf(r.ctx, failed.CallerIP)
			}
			if forSupport == "" && needsSupport(failed) {
				forSupport = trace(failed)
			}
		}
		lines = append(lines, line)
	}
	if len(r.idle) > 0 {
		slices.Sort(r.idle)
		lines = append(lines, fmt.Sprintf("  Not begun, since %v: %s", r.reason(), listed(r.idle)))
	}
	slices.Sort(advice)
	return paragraphs(slices.Concat([]string{strings.Join(lines, "\n")}, slices.Compact(advice), []string{ofRecord, forSupport})...)
}

// firstCreateReport says of a first create what exists now, though nothing is recorded.
func (r *setRun) firstCreateReport() string {
	failed, made := "These were not created:", "None was created."
	for _, why := range r.failures {
		if errors.Is(why, payouts.ErrOutcomeUnknown) {
			failed, made = "These were not created, or it is unknown whether they were:", "None is known to be created."
			break
		}
	}
	created := sortedIDs(r.state.members)
	if len(created) > 0 {
		made = fmt.Sprintf("These %d were created, or existed with exactly this content:\n  %s", len(created), listed(created))
	}
	return paragraphs(failed, r.report(), made,
		"Nothing is recorded: an object that comes with an error would be tainted, and removed as a whole by the next apply. The "+
			"created ones are unmanaged until the next apply takes them over. A destroy before that would leave them where they are.")
}

// listed writes ids out. Of tens of thousands nobody reads more than the first, and a CLI takes long to show them.
func listed(ids []string) string {
	const most = 2000
	if len(ids) <= most {
		return strings.Join(ids, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(ids[:most], ", "), len(ids)-most)
}

// warnSpared says which members left the state and not Cashfree.
func (r *setRun) warnSpared(said *notices) {
	if len(r.spared) == 0 {
		return
	}
	slices.Sort(r.spared)
	said.warn("members", fmt.Sprintf("Not removed: %s", counted(len(r.spared), "member")), paragraphs(
		"Another resource, or the replacement of this one, took them over earlier in this run. Nothing was sent to Cashfree for these: "+
			few(r.spared, ", "), anchorIDExists.more()))
}
