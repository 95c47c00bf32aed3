package bulk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// The search knows worlds of four payees, four bank accounts and two UPI addresses.
const (
	worldPayees   = 4
	worldAccounts = 4
	worldVPAs     = 2
)

// holding is what one payee has: the number of an account and of a UPI address, from 1 on, and 0 for none. Without
// either the payee does not exist.
type holding struct{ account, vpa uint8 }

func (h holding) exists() bool { return h != holding{} }

// side is what all payees have, before or after a run.
type side [worldPayees]holding

// world is a state and a document that differs from it.
type world struct {
	before, after side
	renames       bool // the name of each payee that would otherwise stay as it is changes
}

func (w world) String() string {
	var text strings.Builder
	for i := range worldPayees {
		fmt.Fprintf(&text, "%s:%v->%v ", worldID(i), w.before[i], w.after[i])
	}
	return text.String() + fmt.Sprint("other changes:", w.renames)
}

func worldID(i int) string { return string(rune('a' + i)) }

// payeesOf returns the payees of one side by id.
func payeesOf(s side, name string) map[string]payouts.Beneficiary {
	payees := make(map[string]payouts.Beneficiary)
	for i, h := range s {
		if h.exists() {
			payees[worldID(i)] = worldPayee(worldID(i), h, name)
		}
	}
	return payees
}

func worldPayee(id string, h holding, name string) payouts.Beneficiary {
	b := payouts.Beneficiary{ID: id, Name: name}
	if h.account > 0 {
		b.BankAccountNumber, b.BankIFSC = fmt.Sprintf("00011020%04d", h.account), "HDFC0000001"
	}
	if h.vpa > 0 {
		b.VPA = fmt.Sprintf("payee%d@examplebank", h.vpa)
	}
	return b
}

// payees returns both sides of a world.
func (w world) payees() (before, after map[string]payouts.Beneficiary) {
	before, after = payeesOf(w.before, "Asha"), payeesOf(w.after, "Asha")
	if w.renames {
		for i := range worldPayees {
			if w.before[i] == w.after[i] && w.before[i].exists() {
				after[worldID(i)] = worldPayee(worldID(i), w.after[i], "Ravi")
			}
		}
	}
	return before, after
}

// allSides returns every way in which the payees can have accounts and UPI addresses, no two the same.
func allSides() []side {
	sides := []side{{}}
	for i := range worldPayees {
		var longer []side
		for _, s := range sides {
			for account := range uint8(worldAccounts + 1) {
				for vpa := range uint8(worldVPAs + 1) {
					if !s.isTaken(account, vpa) {
						s[i] = holding{account, vpa}
						longer = append(longer, s)
						s[i] = holding{}
					}
				}
			}
		}
		sides = longer
	}
	return sides
}

func (s side) isTaken(account, vpa uint8) bool {
	return slices.ContainsFunc(s[:], func(h holding) bool { return account > 0 && h.account == account || vpa > 0 && h.vpa == vpa })
}

// symmetry renames payees, accounts and UPI addresses.
type symmetry struct{ payees, accounts, vpas []uint8 }

func (m symmetry) of(s side) side {
	var renamed side
	for i, h := range s {
		renamed[m.payees[i]] = holding{m.accounts[h.account], m.vpas[h.vpa]}
	}
	return renamed
}

func allSymmetries() []symmetry {
	var all []symmetry
	for _, payees := range permutations(0, worldPayees) {
		for _, accounts := range permutations(1, worldAccounts) {
			for _, vpas := range permutations(1, worldVPAs) {
				all = append(all, symmetry{payees, append([]uint8{0}, accounts...), append([]uint8{0}, vpas...)})
			}
		}
	}
	return all
}

// permutations returns every order of n numbers.
func permutations(first uint8, n int) [][]uint8 {
	orders := [][]uint8{nil}
	for i := range n {
		var longer [][]uint8
		for _, order := range orders {
			for at := range len(order) + 1 {
				longer = append(longer, slices.Insert(slices.Clone(order), at, first+uint8(i)))
			}
		}
		orders = longer
	}
	return orders
}

func (s side) compare(other side) int {
	for i := range s {
		a, b := s[i], other[i]
		if a != b {
			return int(a.account)*10 + int(a.vpa) - int(b.account)*10 - int(b.vpa)
		}
	}
	return 0
}

// allWorlds returns one world of each that differ by names only.
func allWorlds() []world {
	sides, symmetries := allSides(), allSymmetries()
	var worlds []world
	for _, before := range sides {
		var same []symmetry // those that change nothing before
		smallest := true
		for _, m := range symmetries {
			c := m.of(before).compare(before)
			if smallest = c >= 0; !smallest {
				break
			}
			if c == 0 {
				same = append(same, m)
			}
		}
		if !smallest {
			continue
		}
		for _, after := range sides {
			if !slices.ContainsFunc(same, func(m symmetry) bool { return m.of(after).compare(after) < 0 }) {
				worlds = append(worlds, world{before: before, after: after})
			}
		}
	}
	return worlds
}
