package providerdata

import (
	"net/netip"
	"strings"
	"testing"
)

// The registry counts planned records, and finds a duplicate among them under another token.
func TestWhitelist_Plan(t *testing.T) {
	t.Parallel()
	first, second := netip.MustParseAddr("52.66.1.7"), netip.MustParseAddr("52.66.1.8")
	w := newWhitelist(core)
	for i, step := range []struct {
		token     string
		address   netip.Addr
		count     int
		duplicate bool
	}{
		{"a", first, 1, false},
		{"a", first, 1, false}, // core plans a replaced record twice
		{"b", netip.Addr{}, 2, false},
		{"c", netip.Addr{}, 3, false}, // two addresses that are not known yet
		{"b", second, 3, false},
		{"c", first, 3, true},
		{"a", second, 3, true},
	} {
		count, again := w.Plan(step.token, false, WhitelistRecord{Address: step.address})
		if count != step.count || again != step.duplicate {
			t.Errorf("step %d: %d records, again %v", i, count, again)
		}
	}
}

// A record counts as met whether it was planned or read.
func TestWhitelist_Has(t *testing.T) {
	t.Parallel()
	planned, read, other := netip.MustParseAddr("52.66.1.7"), netip.MustParseAddr("52.66.1.8"), netip.MustParseAddr("52.66.1.9")
	w := newWhitelist(core)
	w.Plan(NewToken(), false, WhitelistRecord{Address: planned})
	w.See(read)
	if !w.Has(planned) || !w.Has(read) || w.Has(other) {
		t.Error("the registry has met the wrong addresses")
	}
}

// A record that is created is known by the token of its state. Its address is free when it is gone, and a second record
// of the address is refused in the apply, where the plan did not know the address.
func TestWhitelist_Created(t *testing.T) {
	t.Parallel()
	record := WhitelistRecord{Address: netip.MustParseAddr("52.66.1.7"), Description: "NAT gateway"}
	w := newWhitelist(core)
	w.Plan("planned", false, WhitelistRecord{Description: "NAT gateway"})
	w.Plan("planned too", false, WhitelistRecord{Description: "NAT gateway"})
	if w.Created("a", record) {
		t.Error("the first record is refused")
	}
	if !w.Created("b", record) {
		t.Error("the second record is accepted")
	}
	if _, again := w.Plan("c", false, record); !again {
		t.Errorf("a third record: %v", again)
	}
	w.Gone("a")
	w.Gone("c")
	if _, again := w.Plan("d", false, record); again {
		t.Errorf("after they are gone: %v", again)
	}
}

// A program that keeps one configuration for several runs may plan a new record and plan it again. Neither that nor
// what it does next is an error, and the records are counted right.
func TestWhitelist_OtherProgram(t *testing.T) {
	t.Parallel()
	first := WhitelistRecord{Address: netip.MustParseAddr("52.66.1.7")}
	second := WhitelistRecord{Address: netip.MustParseAddr("52.66.1.8")}
	w := newWhitelist(Program{})
	for i, step := range []struct {
		token  string
		exists bool
		record WhitelistRecord
		count  int
		again  bool
	}{
		{"t1", false, first, 1, false},
		{"t2", false, first, 1, false},
		{"created a", true, first, 1, false},
		{"t3", false, second, 2, false},
		{"created b", true, second, 2, false},
		{"t4", false, first, 2, true},
		{"a", true, second, 1, false}, // they swap, in another run
		{"b", true, first, 2, false},
		{"a", true, first, 1, false}, // and back
		{"b", true, second, 2, false},
		{"t5", false, WhitelistRecord{Address: second.Address, Description: "another"}, 3, true},
		{"a", true, WhitelistRecord{Address: second.Address}, 1, false}, // in another run
	} {
		if token, isCreated := strings.CutPrefix(step.token, "created "); isCreated {
			if w.Created(token, step.record) {
				t.Errorf("step %d: refused", i)
			}
			continue
		}
		if count, again := w.Plan(step.token, step.exists, step.record); count != step.count || again != step.again {
			t.Errorf("step %d: %d records, %v", i, count, again)
		}
	}
}
