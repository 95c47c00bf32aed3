package bulk

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// FuzzApply_Search carries out the changes of worlds of up to thirty payees, with several disturbances. The number
// decides everything.
func FuzzApply_Search(f *testing.F) {
	for number := range uint64(200) {
		f.Add(number)
	}
	f.Fuzz(func(t *testing.T, number uint64) {
		synctest.Test(t, func(t *testing.T) { searchLarger(t, number) })
	})
}

// TestApply_Search_Larger does the same for as long as a part of the search takes, or for ten minutes.
func TestApply_Search_Larger(t *testing.T) {
	t.Parallel()
	seed, limit := searchSeedOrRandom(), 5*time.Second
	if *searchAll {
		limit = 10 * time.Minute
	}
	began, count := time.Now(), uint64(0)
	for time.Since(began) < limit && !t.Failed() {
		synctest.Test(t, func(t *testing.T) {
			for range 20 {
				searchLarger(t, uint64(seed)*1_000_000+count)
				count++
			}
		})
	}
	t.Logf("seed %d: %d worlds, in %v", seed, count, time.Since(began).Round(time.Second))
}

// searchLarger runs one world five times: as it is, and with several disturbances.
func searchLarger(t *testing.T, number uint64) {
	t.Helper()
	defer func() { // a failure ends the test
		if t.Failed() {
			t.Logf("to repeat it, add %d to the seeds of FuzzApply_Search", number)
		}
	}()
	random := rand.New(rand.NewPCG(number, 1))
	a := worldAuthor{random: random, before: make(map[string]payouts.Beneficiary)}
	a.populate(2 + random.IntN(29))
	a.change()
	c := searchConditions[random.IntN(len(searchConditions))]
	s := newTrial(a.before, a.after, c, 1+random.IntN(5))
	s.order = random.Uint64()
	var r searcher
	converged := make(map[string]bool)
	r.try(t, s, random.IntN, converged)
	for range 4 {
		calls := len(s.api.calls)
		s.disturbed = make(map[int]disturbance)
		near, at := random.IntN(2) == 0, random.IntN(calls+1)
		for range 1 + random.IntN(4) {
			number := random.IntN(calls + 1)
			if near { // so that what follows a failure fails as well
				number = at + random.IntN(10)
			}
			s.disturbed[number] = writeDisturbances[random.IntN(len(writeDisturbances))]
		}
		r.try(t, s, random.IntN, converged)
	}
}

// TestApply_Search_NotPutBack lets Cashfree add a payee with other content, and then fail twice to put back whoever was
// removed for it: at every call of worlds in which accounts and UPI addresses move along different ways.
func TestApply_Search_NotPutBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for number := range uint64(100) {
			random := rand.New(rand.NewPCG(number, 2))
			a := worldAuthor{random: random, before: make(map[string]payouts.Beneficiary)}
			a.populate(4 + random.IntN(4))
			for range 3 {
				a.rotateAccounts(a.some(2 + random.IntN(3)))
				a.rotateVPAs(a.some(2 + random.IntN(3)))
			}
			a.acceptNames()
			s := newTrial(a.before, a.after, searchConditions[0], 1)
			s.order = random.Uint64()
			var r searcher
			converged := make(map[string]bool)
			r.try(t, s, first, converged)
			for call := range s.api.calls {
				s.disturbed = map[int]disturbance{call: otherContent, call + 2: throttling, call + 3: unavailable}
				r.try(t, s, first, converged)
			}
		}
	})
}

// worldAuthor invents a state and a document.
type worldAuthor struct {
	random        *rand.Rand
	before, after map[string]payouts.Beneficiary
	lastNumber    int
}

// next returns a number that nothing has yet.
func (a *worldAuthor) next() int {
	a.lastNumber++
	return a.lastNumber
}

func (a *worldAuthor) newPayee() payouts.Beneficiary {
	n := a.next()
	b := payouts.Beneficiary{ID: fmt.Sprintf("m%02d", n), Name: "Asha"}
	if a.random.IntN(5) > 0 {
		b.BankAccountNumber, b.BankIFSC = fmt.Sprintf("00011020%04d", n), "HDFC0000001"
	}
	if b.BankAccountNumber == "" || a.random.IntN(3) == 0 {
		b.VPA = fmt.Sprintf("payee%d@examplebank", n)
	}
	return b
}

// populate invents payees. One of them may have a name that Cashfree would not accept again.
func (a *worldAuthor) populate(count int) {
	for range count {
		b := a.newPayee()
		a.before[b.ID] = b
	}
	a.after = maps.Clone(a.before)
	if a.random.IntN(3) == 0 {
		id := a.some(1)[0]
		b := a.before[id]
		b.Name = formerName
		a.before[id], a.after[id] = b, b
	}
}

// some returns a number of members at random, or all if there are fewer.
func (a *worldAuthor) some(count int) []string {
	ids := slices.Sorted(maps.Keys(a.after))
	a.random.Shuffle(len(ids), func(i, k int) { ids[i], ids[k] = ids[k], ids[i] })
	return ids[:min(count, len(ids))]
}

// change makes several changes to the document.
func (a *worldAuthor) change() {
	for range 1 + a.random.IntN(6) {
		ids := a.some(2 + a.random.IntN(5))
		if len(ids) == 0 {
			return
		}
		switch a.random.IntN(9) {
		case 0:
			a.rotateAccounts(ids)
		case 1:
			a.rotateVPAs(ids)
		case 2:
			a.rotateAccounts(ids)
			a.rotateVPAs(ids[1:])
		case 3:
			a.handOver(ids)
		case 4:
			a.rename(ids)
		case 5:
			a.remove(ids)
		case 6:
			b := a.newPayee()
			a.after[b.ID] = b
		case 7:
			a.edit(ids, func(b *payouts.Beneficiary) { b.Email = fmt.Sprintf("m%d@example.com", a.next()) })
		case 8:
			a.edit(ids, func(b *payouts.Beneficiary) {
				b.BankAccountNumber, b.BankIFSC = fmt.Sprintf("00011020%04d", a.next()), "HDFC0000001"
			})
		}
	}
	a.acceptNames()
}

// acceptNames renames whoever is changed and has a name that Cashfree would not accept again.
func (a *worldAuthor) acceptNames() {
	for id, b := range a.after {
		if former, was := a.before[id]; b.Name == formerName && (!was || len(former.Differences(b)) > 0) {
			b.Name = "Asha"
			a.after[id] = b
		}
	}
}

func (a *worldAuthor) edit(ids []string, how func(*payouts.Beneficiary)) {
	for _, id := range ids {
		b := a.after[id]
		how(&b)
		a.after[id] = b
	}
}

// rotateAccounts assigns to each payee the account of the next one, among those that have an account.
func (a *worldAuthor) rotateAccounts(ids []string) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return a.after[id].BankAccountNumber == "" })
	former := maps.Clone(a.after)
	for i, id := range ids {
		b, next := a.after[id], former[ids[(i+1)%len(ids)]]
		b.BankAccountNumber, b.BankIFSC = next.BankAccountNumber, next.BankIFSC
		a.after[id] = b
	}
}

// rotateVPAs assigns to each payee the UPI address of the next one, among those that have an account.
func (a *worldAuthor) rotateVPAs(ids []string) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return a.after[id].BankAccountNumber == "" })
	former := maps.Clone(a.after)
	for i, id := range ids {
		b := a.after[id]
		b.VPA = former[ids[(i+1)%len(ids)]].VPA
		a.after[id] = b
	}
}

// handOver assigns to each payee what the next one has, to the last one something new, and to a new one what the first
// one had.
func (a *worldAuthor) handOver(ids []string) {
	former := maps.Clone(a.after)
	fresh := a.newPayee()
	for i, id := range ids {
		next := fresh
		if i+1 < len(ids) {
			next = former[ids[i+1]]
		}
		next.ID = id
		a.after[id] = next
	}
	if a.random.IntN(2) == 0 {
		newcomer := former[ids[0]]
		newcomer.ID = fmt.Sprintf("n%02d", a.next())
		a.after[newcomer.ID] = newcomer
	}
}

func (a *worldAuthor) rename(ids []string) {
	for _, id := range ids {
		b := a.after[id]
		delete(a.after, id)
		b.ID = fmt.Sprintf("r%02d", a.next())
		a.after[b.ID] = b
	}
}

func (a *worldAuthor) remove(ids []string) {
	for _, id := range ids {
		delete(a.after, id)
	}
}
