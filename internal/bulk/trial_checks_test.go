package bulk

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

func (s *trial) complain(format string, arguments ...any) {
	s.wrong = append(s.wrong, fmt.Sprintf(format, arguments...))
}

// isAway reports whether somebody who was there, and is to be there, is not.
func (s *trial) isAway(id string) bool {
	if _, was := s.before[id]; !was {
		return false
	}
	if _, present := s.api.held[id]; present {
		return false
	}
	if _, stays := s.after[id]; stays {
		return true
	}
	successor, goesOn := s.renamed[id]
	_, present := s.api.held[successor]
	return goesOn && !present
}

// checkAway checks how many are away, and that nobody is removed while one is away who could not be put back. Whoever
// was not there before is removed only because Cashfree has added it with other content.
func (s *trial) checkAway(removed string) {
	_, wasThere := s.before[removed]
	var away []string
	for id, b := range s.before {
		if !s.isAway(id) {
			continue
		}
		away = append(away, id)
		if b.Name == formerName && wasThere && removed != id && s.concurrency == 1 {
			s.complain("%s was removed while %s was away, which could not be put back", removed, id)
		}
	}
	limit := s.concurrency
	if s.refusesNew { // so that nobody tries several at a time
		limit = 1
	}
	if s.cycles {
		limit *= 2
	}
	if len(away) > limit {
		s.complain("%d are away: %q", len(away), away)
	}
}

// checkUntouched checks that nobody was written who was to stay as it is.
func (s *trial) checkUntouched() {
	for id := range s.api.writes {
		former, was := s.before[id]
		wanted, stays := s.after[id]
		if !was && !stays || was && stays && len(former.Differences(wanted)) == 0 {
			s.complain("%s was written without need", id)
		}
	}
}

// state returns the state that a set would record.
func (s *trial) state() map[string]payouts.Beneficiary {
	state := maps.Clone(s.before)
	for _, ids := range [][]string{s.outcome.Removed, s.outcome.Lost, s.outcome.LeftToOthers} {
		for _, id := range ids {
			delete(state, id)
		}
	}
	maps.Copy(state, s.outcome.Present)
	return state
}

// checkOutcome checks that the outcome is what Cashfree holds.
func (s *trial) checkOutcome() {
	state := s.state()
	for id := range s.ids() {
		s.checkRecorded(id, state)
	}
	for id, failure := range s.outcome.Failed {
		if failure.Effect == EffectLost && !slices.Contains(s.outcome.Lost, id) {
			s.complain("%s failed as lost, and the lost are %q", id, s.outcome.Lost)
		}
		if failure.Effect == EffectPutBack && len(s.api.held[id].Differences(s.before[id])) > 0 {
			s.complain("%s failed as put back, and is %+v", id, s.api.held[id])
		}
	}
}

func (s *trial) checkRecorded(id string, state map[string]payouts.Beneficiary) {
	recorded, known := state[id]
	present, exists := s.api.held[id]
	switch {
	case slices.Contains(s.outcome.Unknown, id):
	case known != exists:
		s.complain("%s is recorded: %v, and is present: %v", id, known, exists)
	case len(recorded.Differences(present)) > 0:
		s.complain("%s is recorded as %+v, and is %+v", id, recorded, present)
	}
}

// checkLost checks that nobody is away whom Cashfree would take back.
func (s *trial) checkLost() {
	for id, former := range s.before {
		if !s.isAway(id) {
			continue
		}
		gaveUp := s.freedAfter > 10*time.Second || // nobody asks for longer
			s.freedAfter > 0 && s.isStopped() || // nobody has more than five seconds
			s.api.denied[id] > 1 // its put-back and the repetition failed
		if slices.Contains(s.outcome.Unknown, s.renamed[id]) {
			continue
		}
		if !gaveUp && s.api.refuses(former) == nil && !slices.Contains(s.outcome.Unknown, id) {
			s.complain("%s is lost, and Cashfree would take it back: %v", id, s.outcome.Failed[id])
		}
		if !slices.Contains(s.outcome.Lost, id) && !slices.Contains(s.outcome.Unknown, id) {
			s.complain("%s is not at Cashfree, and the lost are %q", id, s.outcome.Lost)
		}
	}
}

// checkDoubled checks that nobody is there under two ids.
func (s *trial) checkDoubled() {
	for former, successor := range s.renamed {
		_, isThere := s.api.held[former]
		if _, both := s.api.held[successor]; both && isThere && !s.isUnknown(former, successor) && !s.hasOtherContent(former, successor) {
			s.complain("%s is there, and as %s as well", former, successor)
		}
	}
}

// isUnknown reports whether the outcome does not know of one of the payees whether it is there.
func (s *trial) isUnknown(ids ...string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(s.outcome.Unknown, id) })
}

// hasOtherContent reports whether the outcome lists one of the payees as present with other content than was sent.
func (s *trial) hasOtherContent(ids ...string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(s.outcome.OtherContent, id) })
}

// checkOtherContent checks that the outcome lists exactly the payees that have another account than was sent.
func (s *trial) checkOtherContent() {
	for id, b := range s.api.held {
		if isOther := b.BankIFSC == "SBIN0000001"; isOther != s.hasOtherContent(id) && !slices.Contains(s.outcome.Unknown, id) {
			s.complain("%s is %+v, and those with other content are %q", id, b, s.outcome.OtherContent)
		}
	}
	for _, id := range s.outcome.OtherContent {
		if s.outcome.Failed[id] == nil || s.outcome.Failed[id].Effect != EffectOtherContent {
			s.complain("%s has other content, and failed as %v", id, s.outcome.Failed[id])
		}
	}
}

// checkDone checks that Cashfree holds what is wanted.
func (s *trial) checkDone(when string) {
	for id := range s.ids() {
		wanted, isWanted := s.after[id]
		present, exists := s.api.held[id]
		if isWanted != exists || len(wanted.Differences(present)) > 0 {
			s.complain("after %s, %s is %+v, want %+v", when, id, present, wanted)
		}
	}
	if len(s.outcome.Failed)+len(s.outcome.NotStarted)+len(s.outcome.Lost)+len(s.outcome.Unknown) > 0 || s.outcome.StopReason != nil {
		s.complain("after %s, the outcome is %+v", when, s.outcome)
	}
}

// checkWrites checks that nobody is removed and added more often than needed. Somebody whose account and UPI address
// move along different ways is exchanged twice.
func (s *trial) checkWrites() {
	for id, writes := range s.api.writes {
		needed := 0
		if _, was := s.before[id]; was {
			needed++
		}
		wanted, stays := s.after[id]
		if stays {
			needed++
		}
		if successor, goesOn := s.renamed[id]; goesOn { // it keeps its id until it gets its UPI address
			wanted = s.after[successor]
		}
		if wanted.BankAccountNumber != "" && wanted.VPA != "" {
			needed += 2
		}
		if writes > needed {
			s.complain("%s was written %d times", id, writes)
		}
	}
}

func (s *trial) isStopped() bool {
	for _, d := range s.disturbed {
		if d == stopBefore || d == stopAfter {
			return true
		}
	}
	return false
}

// checkTold checks that the outcome tells everything that is not as it was wanted, and nothing else.
func (s *trial) checkTold() {
	if len(s.outcome.Adopted) > 0 {
		s.complain("%q were adopted", s.outcome.Adopted)
	}
	if len(s.disturbed) == 0 && s.freedAfter >= 0 && len(s.outcome.Unknown) > 0 {
		s.complain("the presence of %q is unknown without a reason", s.outcome.Unknown)
	}
	for id := range s.ids() {
		former, was := s.before[id]
		wanted, stays := s.after[id]
		if was && stays && len(former.Differences(wanted)) == 0 {
			continue
		}
		present, exists := s.api.held[id]
		isDone := stays == exists && len(wanted.Differences(present)) == 0 && !slices.Contains(s.outcome.Lost, id)
		failure, hasFailed := s.outcome.Failed[id]
		notStarted := slices.Contains(s.outcome.NotStarted, id)
		switch {
		case slices.Contains(s.outcome.Unknown, id):
			if !hasFailed {
				s.complain("%s is unknown, and has not failed", id)
			}
		case isDone == (hasFailed || notStarted), hasFailed && notStarted:
			s.complain("%s is as wanted: %v, and failed: %v, or was not started: %v", id, isDone, failure, notStarted)
		case notStarted && s.api.writes[id] > 0:
			s.complain("%s was written, and is listed as not started", id)
		case hasFailed:
			s.checkEffect(id, failure)
		}
	}
}

// checkEffect checks that a failure had the effect that it names.
func (s *trial) checkEffect(id string, failure *MemberError) {
	former, was := s.before[id]
	present, exists := s.api.held[id]
	switch failure.Effect {
	case NoEffect, EffectPutBack:
		if (was != exists || len(former.Differences(present)) > 0) && !slices.Contains(s.outcome.Lost, id) {
			s.complain("%s failed with the effect %d, and is %+v", id, failure.Effect, present)
		}
	case EffectOtherContent:
		if !exists || !s.hasOtherContent(id) || present.BankIFSC != "SBIN0000001" {
			s.complain("%s failed with other content, and is %+v", id, present)
		}
	case EffectWithoutVPA:
		if !exists || present.VPA != "" {
			s.complain("%s failed without its UPI address, and is %+v", id, present)
		}
	}
}
