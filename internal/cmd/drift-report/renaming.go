package main

// keepsAccountOf reports whether a member has the same account and UPI address after an apply as before, as far as the
// summaries show, and whether this is proven.
func (m memberState) keepsAccountOf(former memberState) (keeps, isProven bool) {
	shown := m.shownAccount()
	if shown != former.shownAccount() {
		return false, false
	}
	switch compareFingerprints(m.account, former.account) {
	case different:
		return false, true
	case notKnown:
		return true, shown[0] == value{} // there is no account number
	}
	return true, true
}

// shownAccount returns account, IFSC and UPI address of a member, as its summary shows them.
func (m memberState) shownAccount() [3]value {
	parts := splitSummary(m.summary)
	return [3]value(parts[1:])
}

// maxCandidates is how many members that leave are compared with one that arrives. Their summaries are as good as
// unique, but a report must not compare everybody with everybody where they are not.
const maxCandidates = 100

// pairRenamed finds the members whose account goes on under another id. Both changes of a pair name the other id.
func (s setChange) pairRenamed(changes []Change, ids []string) {
	leaving := make(map[[3]value][]int)
	for n, c := range changes {
		if c.OnApply == Remove {
			key := s.now.member(ids[n]).shownAccount()
			leaving[key] = append(leaving[key], n)
		}
	}
	for n := range changes {
		arriving := &changes[n]
		if arriving.OnApply != Add {
			continue
		}
		planned := s.planned.member(ids[n])
		key := planned.shownAccount()
		candidates := leaving[key]
		for at, former := range candidates[:min(len(candidates), maxCandidates)] {
			keeps, isProven := planned.keepsAccountOf(s.now.member(ids[former]))
			if !keeps {
				continue
			}
			arriving.renameFrom(&changes[former], isProven)
			candidates[at] = candidates[0]
			leaving[key] = candidates[1:]
			break
		}
	}
}

// renameFrom makes one renaming of an addition and a removal.
func (c *Change) renameFrom(former *Change, isProven bool) {
	c.Actions, former.Actions = []Action{Renamed}, []Action{}
	c.OtherID, former.OtherID = former.ID, c.ID
	c.Hidden = !isProven
	c.Happened += " It has the bank account and UPI address of an id that leaves."
	former.Happened += " Its bank account and UPI address get another id."
	if !isProven {
		c.Happened += " Of the account number the plan shows the last four digits only."
	}
}
