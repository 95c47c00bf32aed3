package providerdata

import (
	"fmt"
	"sync"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

const (
	handoverNumber = "00011020001772"
	otherNumber    = "99911020001772" // with the same end
)

func handoverPrints(t *testing.T) *Fingerprinter {
	t.Helper()
	prints, err := NewFingerprinter("cfsk_test_0123456789abcdef")
	if err != nil {
		t.Fatal(err)
	}
	return prints
}

// handoverPayee returns a payee with an account and a UPI address of its own.
func handoverPayee(id, number string) payouts.Beneficiary {
	return payouts.Beneficiary{ID: id, Name: "Asha Rao", BankAccountNumber: number, BankIFSC: "HDFC0000001", VPA: id + "@examplebank"}
}

// removalOf returns what a state has of a payee that keeps its number out of it.
func removalOf(prints *Fingerprinter, b payouts.Beneficiary, isMember bool) Removal {
	r := Removal{
		ID: b.ID, Shown: bulk.Instruments{Account: grammar.Mask(b.BankAccountNumber), IFSC: b.BankIFSC, VPA: b.VPA}, IsMember: isMember,
		Fingerprint: prints.Of(b.ID, grammar.AccountNumber, b.BankAccountNumber),
	}
	if isMember {
		r.Fingerprint = prints.OfAccount(b)
	}
	return r
}

// withNumber returns a removal whose state holds the number.
func withNumber(r Removal) Removal {
	r.AccountNumber = handoverNumber
	return r
}

// A creation needs what a removal frees if both have the same id, a bank account that is proven to be the same, or the
// same UPI address. Whichever of the two is planned second learns of the other, and only that one.
func TestHandovers_Match(t *testing.T) {
	t.Parallel()
	prints := handoverPrints(t)
	otherKey, err := NewFingerprinter("another secret")
	if err != nil {
		t.Fatal(err)
	}
	old, created := handoverPayee("old", handoverNumber), handoverPayee("new", handoverNumber)
	mailed, otherBank, sameVPA, spelled, unknownIFSC := created, created, created, created, created
	mailed.Email = "asha@example.com"
	otherBank.BankIFSC = "ICIC0000009"
	sameVPA.BankAccountNumber, sameVPA.BankIFSC, sameVPA.VPA = "", "", "OLD@examplebank"
	spelled.BankAccountNumber, spelled.BankIFSC = " "+handoverNumber, "hdfc0000001"
	unknownIFSC.BankIFSC = ""
	renamed := old
	renamed.ID = "new"
	noVPA := removalOf(prints, old, false)
	noVPA.Shown.VPA = ""
	for name, test := range map[string]struct {
		creation payouts.Beneficiary
		removal  Removal
		matches  bool
		shared   Shared
	}{
		"same id":                            {handoverPayee("old", "12345678901"), removalOf(prints, old, false), true, SharedID},
		"same id of a member":                {handoverPayee("old", "12345678901"), removalOf(prints, old, true), true, SharedID},
		"same id and account":                {old, withNumber(removalOf(prints, old, false)), true, SharedID},
		"same number in the state":           {created, withNumber(removalOf(otherKey, old, false)), true, SharedAccount},
		"same number in another spelling":    {spelled, withNumber(removalOf(prints, old, false)), true, SharedAccount},
		"same number by its fingerprint":     {spelled, removalOf(prints, old, false), true, SharedAccount},
		"same facts of a member":             {renamed, withoutVPA(removalOf(prints, old, true)), true, SharedAccount},
		"same number of a member":            {mailed, withNumber(removalOf(prints, old, true)), true, SharedAccount},
		"same UPI address":                   {sameVPA, removalOf(prints, old, true), true, SharedVPA},
		"other number with the same end":     {handoverPayee("new", otherNumber), removalOf(prints, old, false), false, 0},
		"other number in the state":          {handoverPayee("new", otherNumber), withNumber(removalOf(prints, old, false)), false, 0},
		"same number at another bank":        {otherBank, removalOf(prints, old, false), false, 0},
		"same number, known, at another one": {otherBank, withNumber(removalOf(prints, old, false)), false, 0},
		"fingerprint under another key":      {created, removalOf(otherKey, old, false), false, 0},
		"same end of a member":               {mailed, removalOf(prints, old, true), false, 0},
		"IFSC not known":                     {unknownIFSC, removalOf(prints, old, false), false, 0},
		"nothing known":                      {payouts.Beneficiary{}, Removal{}, false, 0},
		"nothing in common":                  {handoverPayee("new", "12345678901"), noVPA, false, 0},
	} {
		for _, creationFirst := range []bool{true, false} {
			h := newHandovers(prints)
			create := func() []Handover { return h.PlanCreation(test.creation) }
			remove := func() []Handover { return h.PlanRemoval(test.removal) }
			first, second := remove, create
			if creationFirst {
				first, second = create, remove
			}
			if got := first(); len(got) > 0 {
				t.Errorf("%s: the first of the two met %+v", name, got)
			}
			got := second()
			if !test.matches {
				if len(got) > 0 {
					t.Errorf("%s: matched by %+v", name, got)
				}
				continue
			}
			want := HandedOn{test.removal.ID, test.creation.ID, grammar.Mask(test.creation.BankAccountNumber), test.shared}
			if len(got) != 1 || len(got[0].Payees) != 1 || got[0].Payees[0] != want {
				t.Errorf("%s, creation first %v: got %+v, want %+v", name, creationFirst, got, want)
			}
		}
	}
}

// withoutVPA returns a removal that can be compared by its account only.
func withoutVPA(r Removal) Removal {
	r.Shown.VPA = ""
	return r
}

// A payee is handed on once: another creation that needs it as well learns of nothing.
func TestHandovers_Match_Once(t *testing.T) {
	t.Parallel()
	h := newHandovers(nil)
	h.PlanRemoval(Removal{ID: "a", AccountNumber: handoverNumber, Shown: bulk.Instruments{IFSC: "HDFC0000001"}})
	if got := h.PlanCreation(handoverPayee("a", "12345678901")); len(got) != 1 {
		t.Errorf("the first creation met %+v", got)
	}
	if got := h.PlanCreation(handoverPayee("b", handoverNumber)); len(got) != 0 {
		t.Errorf("the second creation met %+v", got)
	}
}

// While the key of fingerprints is not known, nothing is compared through them.
func TestHandovers_Match_UnknownKey(t *testing.T) {
	t.Parallel()
	h := newHandovers(nil)
	h.PlanRemoval(removalOf(handoverPrints(t), handoverPayee("old", handoverNumber), false))
	if got := h.PlanCreation(handoverPayee("new", handoverNumber)); len(got) != 0 {
		t.Errorf("the creation met %+v", got)
	}
}

// Everything that a set hands on to single resources, or to one other set, is one handover. What is planned after that
// adds none.
func TestHandovers_PlanSet(t *testing.T) {
	t.Parallel()
	prints := handoverPrints(t)
	payees := make([]payouts.Beneficiary, 6)
	removals := make([]Removal, len(payees))
	for i := range payees {
		payees[i] = handoverPayee(fmt.Sprintf("v%d", i), fmt.Sprintf("0001102000177%d", i))
		removals[i] = removalOf(prints, payees[i], true)
	}
	for setAt, wantPayees := range map[int]int{0: 1, 5: 3} { // v2 after the set, or v2 to v4 before it
		h := newHandovers(prints)
		var found []Handover
		for i, b := range payees {
			if i == setAt {
				found = append(found, h.PlanSet(false, nil, removals[2:])...)
			}
			found = append(found, h.PlanCreation(b)...)
		}
		if len(found) != 1 || len(found[0].Payees) != wantPayees || found[0].From.Removed != 4 || found[0].To != nil {
			t.Errorf("the set as number %d: got %+v", setAt, found)
		}
	}
	h := newHandovers(prints)
	h.PlanSet(false, nil, removals[:3])
	h.PlanSet(false, nil, removals[3:])
	got := h.PlanSet(true, payees, nil)
	if len(got) != 2 || len(got[0].Payees) != 3 || len(got[1].Payees) != 3 || !got[0].To.IsUpdate || got[0].From == got[1].From {
		t.Errorf("two sets are joined: %+v", got)
	}
}

// A set that hands on accounts among its members does not meet itself. What an update removes counts in a run that
// refreshes, and core refreshes in no apply.
func TestHandovers_PlanSet_Update(t *testing.T) {
	t.Parallel()
	prints := handoverPrints(t)
	former := handoverPayee("old", handoverNumber)
	renamed := former
	renamed.ID = "new"
	for _, refreshes := range []bool{true, false} {
		h := newHandovers(prints)
		if refreshes {
			h.NoteRefresh()
		}
		if got := h.PlanSet(true, []payouts.Beneficiary{renamed}, []Removal{removalOf(prints, former, true)}); len(got) > 0 {
			t.Errorf("the set met itself: %+v", got)
		}
		if got := h.PlanCreation(former); (len(got) == 1) != refreshes {
			t.Errorf("with refresh %v a creation met %+v", refreshes, got)
		}
	}
}

// Core plans in parallel: each pair is found once.
func TestHandovers_Parallel(t *testing.T) {
	t.Parallel()
	prints := handoverPrints(t)
	h := newHandovers(prints)
	var (
		wait  sync.WaitGroup
		mu    sync.Mutex
		found = make(map[HandedOn]int)
	)
	count := func(handovers []Handover) {
		mu.Lock()
		defer mu.Unlock()
		for _, handover := range handovers {
			found[handover.Payees[0]]++
		}
	}
	const pairs = 50
	for i := range pairs {
		number := fmt.Sprintf("0001102000%04d", i)
		former, created := handoverPayee(fmt.Sprintf("old%d", i), number), handoverPayee(fmt.Sprintf("new%d", i), number)
		wait.Go(func() { count(h.PlanRemoval(removalOf(prints, former, false))) })
		wait.Go(func() { count(h.PlanCreation(created)) })
	}
	wait.Wait()
	if len(found) != pairs {
		t.Errorf("%d of %d pairs were found", len(found), pairs)
	}
	for pair, times := range found {
		if times != 1 {
			t.Errorf("%+v was found %d times", pair, times)
		}
	}
}

// A registry compares a bounded number of payees with each other, even if all accounts have the same end.
func TestHandovers_Candidates(t *testing.T) {
	t.Parallel()
	prints := handoverPrints(t)
	h := newHandovers(prints)
	const size = 2000
	payees, removals := make([]payouts.Beneficiary, size), make([]Removal, size)
	for i := range removals {
		payees[i] = handoverPayee(fmt.Sprintf("old%d", i), fmt.Sprintf("%08d1772", i))
		removals[i] = withoutVPA(removalOf(prints, payees[i], true))
	}
	h.PlanSet(false, nil, removals)
	for i, want := range map[int]int{0: 1, maxHandoverCandidates - 1: 1, maxHandoverCandidates: 0, size - 1: 0} {
		payees[i].ID = fmt.Sprintf("new%d", i)
		h.reported = make(map[[2]*PlannedSet]bool)
		if got := h.PlanCreation(payees[i]); len(got) != want {
			t.Errorf("number %d met %+v", i, got)
		}
	}
}
