package acceptance

import (
	"fmt"
	"maps"
	"slices"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// exchange returns a document in which a number of groups of payees need what others of their group have.
func (a *documentAuthor) exchange(former payeeDocument, groups int) payeeDocument {
	d := maps.Clone(former)
	ids := slices.Sorted(maps.Keys(d))
	a.random.Shuffle(len(ids), func(i, k int) { ids[i], ids[k] = ids[k], ids[i] })
	for i := range groups {
		size := 2 + a.random.IntN(4)
		if len(ids) < size {
			break
		}
		group := ids[:size]
		ids = ids[size:]
		switch i % 4 {
		case 0: // swaps and rings
			a.rotate(d, group, 1, 1)
		case 1: // accounts go one way, and UPI addresses the other
			a.rotate(d, group, 1, size-1)
		case 2:
			a.handOver(d, group)
		case 3:
			a.rename(d, group)
		}
	}
	return d
}

// rotate assigns to each payee of a group the account and the UPI address of others, a number of places further on.
func (a *documentAuthor) rotate(d payeeDocument, group []string, accounts, vpas int) {
	former := maps.Clone(d)
	for i, id := range group {
		b, account := d[id], former[group[(i+accounts)%len(group)]]
		b.BankAccountNumber, b.BankIFSC = account.BankAccountNumber, account.BankIFSC
		b.VPA = former[group[(i+vpas)%len(group)]].VPA
		d[id] = b
	}
}

// handOver assigns to each payee of a group the account and the UPI address of the next one, to the last one a new
// account, and what the first one had to a new payee.
func (a *documentAuthor) handOver(d payeeDocument, group []string) {
	former, newcomer := maps.Clone(d), a.newPayee()
	for i, id := range group {
		b := d[id]
		if i+1 < len(group) {
			takeInstruments(&b, former[group[i+1]])
		} else {
			takeInstruments(&b, newcomer)
		}
		d[id] = b
	}
	takeInstruments(&newcomer, former[group[0]])
	d[newcomer.ID] = newcomer
}

// rename changes the id of each payee of a group, and swaps the UPI addresses of the first two.
func (a *documentAuthor) rename(d payeeDocument, group []string) {
	former := maps.Clone(d)
	for i, id := range group {
		b := d[id]
		delete(d, id)
		if i < 2 {
			b.VPA = former[group[1-i]].VPA
		}
		b.ID = fmt.Sprintf("v%05d", a.nextNumber())
		d[b.ID] = b
	}
}

func takeInstruments(b *simulator.Beneficiary, from simulator.Beneficiary) {
	b.BankAccountNumber, b.BankIFSC, b.VPA = from.BankAccountNumber, from.BankIFSC, from.VPA
}
