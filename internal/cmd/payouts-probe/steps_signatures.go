package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"sort"
	"strings"
	"time"
)

// The limits among which the probe searches, in seconds. It needs no waiting: the time is part of a signature.
var (
	ages   = []int{120, 300, 360, 600, 900, 1800}
	aheads = []int{30, 60, 120, 300}
)

// slack is how many seconds less than a limit must be accepted, and more than it refused: a call takes time.
const slack = 5

// signatures sends a wrong signature, and old and future ones.
func (p *probe) signatures(ctx context.Context) error {
	if !p.signs {
		return nil
	}
	random := make([]byte, 256)
	_, _ = rand.Read(random) // it does not fail
	wrong := variant{query: byID(newID()), signature: base64.StdEncoding.EncodeToString(random)}
	got, err := p.ask(ctx, readPayee, wrong, 1)
	if err != nil {
		return err
	}
	p.observe("a wrong signature", got)
	if err := p.findLimit(ctx, "signature_max_age_seconds", ages, -1); err != nil {
		return err
	}
	return p.findLimit(ctx, "signature_max_ahead_seconds", aheads, 1)
}

// findLimit searches for the limit up to which signatures are accepted. It is decided only if it is one of the limits:
// a signature a little inside of it is accepted, and one a little outside is refused.
func (p *probe) findLimit(ctx context.Context, name string, limits []int, sign int) error {
	var failed error
	isUnclear := false
	isRefused := func(seconds int) bool {
		if failed != nil || isUnclear {
			return true
		}
		signedAt := p.skew + time.Duration(sign*seconds)*time.Second
		got, err := p.read(ctx, readPayee, variant{query: byID(newID()), signedAt: signedAt})
		failed = err
		p.of(name).Seen = append(p.of(name).Seen, p.seen(fmt.Sprintf("a signature of %+d seconds", sign*seconds), got))
		isUnclear = !got.isNotFound() && (!got.isOfCaller() || !strings.Contains(got.message, "signature"))
		return !got.isNotFound()
	}
	refusedFrom := sort.Search(len(limits), func(i int) bool { return isRefused(limits[i] - slack) })
	isLimit := refusedFrom > 0 && isRefused(limits[refusedFrom-1]+slack)
	switch {
	case failed != nil:
		return failed
	case isUnclear:
		p.leave(name, "A call had no clear answer.")
	case !isLimit:
		p.leave(name, "The limit is none of those that the probe looks for.")
	default:
		p.decide(name, limits[refusedFrom-1])
	}
	return nil
}
