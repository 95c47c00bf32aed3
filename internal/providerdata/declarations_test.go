package providerdata

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// The programs that run the provider: Terraform and OpenTofu, and newer versions of Terraform, whose tests configure it
// once for several runs.
var core, newerCore = Program{IsCore: true, PlansOnce: true}, Program{IsCore: true}

// planOf returns the plan of a resource that declares payees.
func planOf(token string, p Declaration, payees ...DeclaredPayee) Declaration {
	p.Token, p.Payees = token, slices.Values(payees)
	return p
}

// declares returns a payee for a plan, whose account has the number.
func declares(id string, account int, p DeclaredPayee) DeclaredPayee {
	p.Beneficiary = &payouts.Beneficiary{ID: id, Name: "Asha Rao", BankAccountNumber: fmt.Sprintf("0001102000%04d", account), BankIFSC: "HDFC0000001"}
	return p
}

// problemsOf returns the problems of conflicts that are errors, or those that are warnings.
func problemsOf(conflicts []Conflict, areErrors bool) (problems []Problem) {
	for _, conflict := range conflicts {
		if conflict.IsError == areErrors {
			problems = append(problems, conflict.Problem)
		}
	}
	slices.Sort(problems)
	return problems
}

// declaredSide is a resource before and after a run, for the search: with the id "a" or "b", or without one.
type declaredSide struct {
	isSet         bool
	before, after string
	account       int  // of the payee that is to exist
	changes       bool // a payee that keeps its id
}

// declaredSides returns all of them.
func declaredSides() (sides []declaredSide) {
	for _, isSet := range []bool{false, true} {
		for _, before := range []string{"", "a", "b"} {
			for _, after := range []string{"", "a", "b"} {
				for account := 1; account <= 2; account++ {
					sides = append(sides, declaredSide{isSet, before, after, account, false})
					if before == after && before != "" {
						sides = append(sides, declaredSide{isSet, before, after, account, true})
					}
				}
			}
		}
	}
	return sides
}

// plan makes the calls of core for a resource: a single resource that changes is planned twice.
func (s declaredSide) plan(d *Declarations, token string) (found []Conflict) {
	changes := s.changes || s.before != s.after
	p := planOf(token, Declaration{IsSet: s.isSet, Exists: s.before != "", Changes: changes},
		declares(s.after, s.account, DeclaredPayee{InState: s.before == s.after, Changes: changes}))
	if s.after != "" {
		found = d.Plan(p)
	}
	if s.before != "" && s.before != s.after {
		found = append(found, d.Remove(token, s.isSet, s.before)...)
	}
	if s.before != "" && s.after != "" && changes && !s.isSet {
		p.Exists, p.Payees = false, slices.Values([]DeclaredPayee{declares(s.after, s.account, DeclaredPayee{Changes: true})})
		d.Plan(p)
	}
	return found
}

func (s declaredSide) keepsID() bool { return s.after != "" && s.before == s.after }

func (s declaredSide) stays() bool { return s.keepsID() && !s.changes }

func (s declaredSide) removes(id string) bool { return s.before == id && s.after != id }

// wantProblems returns what is wrong between two resources, as errors and as warnings. If the program may plan a new
// resource in another run as well, it is no error that a new one was planned before, and may be the same one if it is
// of the same kind.
func wantProblems(first, second declaredSide, program Program) (errors, warnings []Problem) {
	kind, bothNew := &warnings, first.before == "" && second.before == ""
	if program.PlansOnce || !bothNew {
		kind = &errors
	}
	switch {
	case first.after == "" || second.after == "":
	case !program.PlansOnce && bothNew && first.isSet == second.isSet:
	case first.after == second.after:
		*kind = append(*kind, DeclaredTwice)
	case first.account == second.account && first.stays() && second.stays():
		warnings = append(warnings, BothExist)
	case first.account == second.account:
		*kind = append(*kind, SameAccount)
	}
	switch {
	case second.keepsID() && first.removes(second.after):
		errors = append(errors, RemovedElsewhere)
	case first.keepsID() && second.removes(first.after):
		errors = append(errors, KeptElsewhere)
	}
	slices.Sort(errors)
	return errors, warnings
}

// Two resources of every kind, before and after a run, in both orders of their plans: a conflict is found where there
// is one, and nowhere else.
func TestDeclarations_Search(t *testing.T) {
	t.Parallel()
	for _, program := range []Program{core, newerCore} {
		for _, first := range declaredSides() {
			for _, second := range declaredSides() {
				d := newDeclarations(program)
				if found := first.plan(d, "first"); len(found) > 0 {
					t.Errorf("%+v alone: %+v", first, found)
				}
				found := second.plan(d, "second")
				wantErrors, wantWarnings := wantProblems(first, second, program)
				if got := problemsOf(found, true); !slices.Equal(got, wantErrors) {
					t.Errorf("%+v: %+v, then %+v: %v, want %v", program, first, second, got, wantErrors)
				}
				if got := problemsOf(found, false); !slices.Equal(got, wantWarnings) {
					t.Errorf("%+v: %+v, then %+v: the warnings %v, want %v", program, first, second, got, wantWarnings)
				}
			}
		}
	}
}

// Two payees with one UPI address are found, whatever its case. An account counts with its IFSC, and only as far as
// both are known.
func TestDeclarations_Plan_Compared(t *testing.T) {
	t.Parallel()
	full := payouts.Beneficiary{ID: "a", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001", VPA: "asha@examplebank"}
	for name, test := range map[string]struct {
		other payouts.Beneficiary
		want  []Problem
	}{
		"the same id alone":              {payouts.Beneficiary{ID: "a"}, []Problem{DeclaredTwice}},
		"another case of the id":         {payouts.Beneficiary{ID: "A"}, nil},
		"the account in other spellings": {payouts.Beneficiary{ID: "b", BankAccountNumber: " 00011020001772", BankIFSC: "hdfc0000001"}, []Problem{SameAccount}},
		"the number at another bank":     {payouts.Beneficiary{ID: "b", BankAccountNumber: "00011020001772", BankIFSC: "ICIC0000009"}, nil},
		"the IFSC is not known yet":      {payouts.Beneficiary{ID: "b", BankAccountNumber: "00011020001772"}, nil},
		"the number is not known yet":    {payouts.Beneficiary{ID: "b", BankIFSC: "HDFC0000001"}, nil},
		"the UPI address":                {payouts.Beneficiary{ID: "b", VPA: "ASHA@examplebank"}, []Problem{SameVPA}},
		"the account and UPI address":    {payouts.Beneficiary{ID: "b", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001", VPA: "asha@examplebank"}, []Problem{SameAccount}},
		"nothing":                        {payouts.Beneficiary{ID: "b"}, nil},
	} {
		d := newDeclarations(core)
		d.Plan(planOf("one", Declaration{}, DeclaredPayee{Beneficiary: &full}))
		got := d.Plan(planOf("two", Declaration{IsSet: true}, DeclaredPayee{Beneficiary: &test.other}))
		if all := append(problemsOf(got, true), problemsOf(got, false)...); !slices.Equal(all, test.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// Conflicts come in groups: one for each set on the other side, and one for all single resources.
func TestDeclarations_Plan_Groups(t *testing.T) {
	t.Parallel()
	d := newDeclarations(core)
	d.Plan(planOf("single b", Declaration{}, declares("b", 2, DeclaredPayee{})))
	d.Plan(planOf("single c", Declaration{}, declares("c", 3, DeclaredPayee{})))
	d.Plan(planOf("set", Declaration{IsSet: true}, declares("d", 4, DeclaredPayee{}), declares("e", 5, DeclaredPayee{}),
		declares("f", 6, DeclaredPayee{}), declares("g", 7, DeclaredPayee{})))
	got := d.Plan(planOf("another set", Declaration{IsSet: true, Exists: true}, declares("a", 1, DeclaredPayee{InState: true}), declares("b", 2, DeclaredPayee{InState: true}),
		declares("c", 3, DeclaredPayee{InState: true}), declares("d", 4, DeclaredPayee{InState: true}), declares("x", 5, DeclaredPayee{InState: true})))
	if len(got) != 3 || got[0].With.IsSet || len(got[0].Payees) != 2 || !got[1].With.IsSet || got[1].With.Members != 4 ||
		!slices.Equal(got[1].With.First, []string{"d", "e", "f"}) || got[2].Problem != SameAccount ||
		got[2].Payees[0] != (ConflictingPayee{ID: "x", OtherID: "e", InState: true, Account: "…0005"}) {
		t.Errorf("got %+v", got)
	}
	for i, id := range []string{"a", "b"} {
		got := d.Plan(planOf("single again "+id, Declaration{}, declares(id, 9, DeclaredPayee{})))
		if last := got[len(got)-1]; last.Explained != (i > 0) {
			t.Errorf("conflict %d with a set was explained: %v", i, last.Explained)
		}
	}
}

// A program that keeps one configuration for several runs may plan a new resource, plan it again and create it. It
// replaces a resource by a plan of each half. Nothing of that is an error.
func TestDeclarations_OtherProgram(t *testing.T) {
	t.Parallel()
	d := newDeclarations(Program{})
	want := func(what string, got []Conflict, errors ...Problem) {
		t.Helper()
		if !slices.Equal(problemsOf(got, true), errors) {
			t.Errorf("%s: %+v", what, got)
		}
	}
	payee := declares("a", 1, DeclaredPayee{})
	vague := payee
	vague.Beneficiary, vague.IsVague = &payouts.Beneficiary{ID: "a"}, true
	want("the first look", d.Plan(planOf("t1", Declaration{}, vague)))
	for _, second := range []DeclaredPayee{payee, declares("a", 2, DeclaredPayee{})} {
		if found := d.Plan(planOf("t2 "+second.BankAccountNumber, Declaration{}, second)); len(found) > 0 {
			t.Errorf("the second look: %+v", found)
		}
	}
	d.Created("a", *payee.Beneficiary)
	inState := declares("a", 1, DeclaredPayee{InState: true})
	want("the next run", d.Plan(planOf("a", Declaration{Exists: true}, inState)))
	want("a second resource", d.Plan(planOf("t3", Declaration{}, payee)), DeclaredTwice)
	d.NotCreated(*payee.Beneficiary)

	renamed := declares("b", 1, DeclaredPayee{Changes: true})
	want("a replacement", d.Plan(planOf("a", Declaration{Exists: true, Changes: true}, renamed)))
	want("its second half", d.Plan(planOf("t4", Declaration{}, declares("b", 1, DeclaredPayee{}))))
	d.Created("b", *renamed.Beneficiary)
	d.Gone("a")
	want("the run after that", d.Plan(planOf("b", Declaration{Exists: true}, declares("b", 1, DeclaredPayee{InState: true}))))
	want("the former id", d.Plan(planOf("t5", Declaration{}, declares("a", 2, DeclaredPayee{}))))
}

// A program that keeps one configuration begins another run where it plans an existing resource again. Two resources
// may then swap what they have, whichever comes first.
func TestDeclarations_OtherProgram_NewRun(t *testing.T) {
	t.Parallel()
	for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		d := newDeclarations(Program{})
		accounts := map[string]int{"a": 1, "b": 2}
		for range 3 {
			for _, id := range order {
				got := d.Plan(planOf(id, Declaration{Exists: true, Changes: true}, declares(id, accounts[id], DeclaredPayee{InState: true, Changes: true})))
				if len(got) > 0 {
					t.Errorf("%s: %+v", id, got)
				}
			}
			accounts["a"], accounts["b"] = accounts["b"], accounts["a"]
		}
	}
}

// A set that was applied is known in the next run, and one that was not created is forgotten.
func TestDeclarations_Applied(t *testing.T) {
	t.Parallel()
	d := newDeclarations(Program{})
	member := declares("a", 1, DeclaredPayee{})
	for _, token := range []string{"t1", "t2"} { // planned twice
		d.Plan(planOf(token, Declaration{IsSet: true, Changes: true}, member))
	}
	d.Applied("t2")
	d.Applied("unknown")
	if got := d.Plan(planOf("other", Declaration{IsSet: true}, member)); !slices.Equal(problemsOf(got, true), []Problem{DeclaredTwice}) || len(got[0].Payees) != 1 {
		t.Errorf("another set: %+v", got)
	}
	d.Gone("other")
	d.Gone("t2")
	if got := d.Plan(planOf("single", Declaration{}, member)); len(got) > 0 {
		t.Errorf("after both are gone: %+v", got)
	}
}

// Core plans the removal of a deposed object again in the apply, after the run has taken over its payee in the new one.
// That is no conflict, since the removal is not sent.
func TestDeclarations_Remove_Deposed(t *testing.T) {
	t.Parallel()
	d := newDeclarations(core)
	payee := declares("a", 1, DeclaredPayee{})
	d.Plan(planOf("planned", Declaration{}, payee))
	d.Created("new", *payee.Beneficiary)
	if got := d.Remove("deposed", false, "a"); len(got) > 0 {
		t.Errorf("got %+v", got)
	}
	d.Plan(planOf("new", Declaration{Exists: true}, declares("a", 1, DeclaredPayee{InState: true})))
	if got := d.Remove("deposed", false, "a"); !slices.Equal(problemsOf(got, true), []Problem{KeptElsewhere}) {
		t.Errorf("in the next run: %+v", got)
	}
}

// Two resources of one set of members, that was changed in this run, are found whatever else is equal.
func TestDeclarations_OtherProgram_Halves(t *testing.T) {
	t.Parallel()
	a, b, c := declares("a", 1, DeclaredPayee{}), declares("b", 2, DeclaredPayee{}), declares("c", 3, DeclaredPayee{})
	for name, test := range map[string]struct {
		members []DeclaredPayee
		want    []Problem
	}{
		"equal": {[]DeclaredPayee{a, b}, nil}, "another first member": {[]DeclaredPayee{c, b}, []Problem{DeclaredTwice}},
		"another last member": {[]DeclaredPayee{a, c}, []Problem{DeclaredTwice}}, "another order": {[]DeclaredPayee{b, a}, []Problem{DeclaredTwice}},
	} {
		d := newDeclarations(Program{})
		d.Plan(planOf("one", Declaration{IsSet: true, Exists: true, Changes: true}, a, b))
		if got := d.Plan(planOf("two", Declaration{IsSet: true}, test.members...)); !slices.Equal(problemsOf(got, true), test.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// Newer versions of Terraform run several plans and applies of a test with one configuration. None of that is a
// conflict, whatever the runs change, and a second resource is still found.
func TestDeclarations_NewerCore_Test(t *testing.T) {
	t.Parallel()
	d := newDeclarations(newerCore)
	wantNothing := func(got []Conflict) {
		t.Helper()
		if len(got) > 0 {
			t.Errorf("got %+v", got)
		}
	}
	for i, payee := range []DeclaredPayee{declares("a", 1, DeclaredPayee{}), declares("a", 2, DeclaredPayee{}), declares("b", 2, DeclaredPayee{})} {
		wantNothing(d.Plan(planOf(fmt.Sprint("plan ", i), Declaration{}, payee)))
	}
	created := declares("a", 3, DeclaredPayee{})
	wantNothing(d.Plan(planOf("planned", Declaration{}, created)))
	wantNothing(d.Plan(planOf("planned in the apply", Declaration{}, created)))
	d.Created("a", *created.Beneficiary)
	changed := declares("a", 2, DeclaredPayee{InState: true, Changes: true})
	for range 2 {
		wantNothing(d.Plan(planOf("a", Declaration{Exists: true, Changes: true}, changed)))
		wantNothing(d.Plan(planOf("a", Declaration{}, changed)))
	}
	if got := d.Plan(planOf("again", Declaration{}, changed)); !slices.Equal(problemsOf(got, true), []Problem{DeclaredTwice}) {
		t.Errorf("a second resource: %+v", got)
	}
	d.Gone("a")
	wantNothing(d.Plan(planOf("after", Declaration{}, created)))
}

// Core plans in parallel, and each conflict is found once.
func TestDeclarations_Parallel(t *testing.T) {
	t.Parallel()
	d := newDeclarations(core)
	var wait sync.WaitGroup
	var found atomic.Int64
	const pairs = 50
	for i := range pairs {
		id := fmt.Sprintf("v%02d", i)
		for _, token := range []string{"one ", "two "} {
			wait.Go(func() {
				found.Add(int64(len(d.Plan(planOf(token+id, Declaration{}, declares(id, i, DeclaredPayee{}))))))
			})
		}
		wait.Go(func() { d.Remove("removed "+id, false, "removed "+id) })
	}
	wait.Wait()
	if found.Load() != pairs {
		t.Errorf("%d of %d conflicts were found", found.Load(), pairs)
	}
}
