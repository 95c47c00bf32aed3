package providerdata

import (
	"net/netip"
	"testing"
)

// The registry counts planned records, and finds a duplicate among them under another token.
func TestWhitelist_Plan(t *testing.T) {
	t.Parallel()
	first, second := netip.MustParseAddr("52.66.1.7"), netip.MustParseAddr("52.66.1.8")
	w := newWhitelist(true)
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
		count, twice := w.Plan(step.token, false, WhitelistRecord{Address: step.address})
		if count != step.count || (twice == Again) != step.duplicate {
			t.Errorf("step %d: %d records, twice %v", i, count, twice)
		}
	}
}

// A record counts as met whether it was planned or read.
func TestWhitelist_Has(t *testing.T) {
	t.Parallel()
	planned, read, other := netip.MustParseAddr("52.66.1.7"), netip.MustParseAddr("52.66.1.8"), netip.MustParseAddr("52.66.1.9")
	w := newWhitelist(true)
	w.Plan(NewToken(), false, WhitelistRecord{Address: planned})
	w.See(read)
	if !w.Has(planned) || !w.Has(read) || w.Has(other) {
		t.Error("the registry has met the wrong addresses")
	}
}
