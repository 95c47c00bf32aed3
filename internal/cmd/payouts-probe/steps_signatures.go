package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"sort"
	"time"
)

// The limits among which the probe searches, in seconds. It needs no waiting: the time is part of a signature.
var (
	ages   = []int{60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 660, 720, 900, 1200, 1800, 3600}
	aheads = []int{30, 60, 120, 300, 600}
)

// slack is how many seconds younger than a limit the signature is that must be accepted, since the call takes time.
const slack = 15

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

// findLimit searches for the largest limit at which signatures are still accepted.
func (p *probe) findLimit(ctx context.Context, name string, limits []int, sign int) error {
	var failed error
	isUnclear := false
	refusedFrom := sort.Search(len(limits), func(i int) bool {
		if failed != nil || isUnclear {
			return true
		}
		offset := sign * (limits[i] - slack)
		got, err := p.read(ctx, readPayee, variant{query: byID(newID()), signedAt: time.Duration(offset) * time.Second})
		failed = err
		p.of(name).Seen = append(p.of(name).Seen, p.seen(fmt.Sprintf("a signature of %+d seconds", offset), got))
		isUnclear = !got.isNotFound() && !got.isRefusal()
		return !got.isNotFound()
	})
	switch {
	case failed != nil:
		return failed
	case isUnclear:
		p.leave(name, "A call had no clear answer.")
	case refusedFrom == 0:
		p.leave(name, fmt.Sprintf("The limit is below %d seconds.", limits[0]))
	case refusedFrom == len(limits):
		p.leave(name, fmt.Sprintf("The limit is %d seconds or more.", limits[len(limits)-1]))
	default:
		p.decide(name, limits[refusedFrom-1], fmt.Sprintf("the limit is %d seconds or more, and less than %d", limits[refusedFrom-1], limits[refusedFrom]))
	}
	return nil
}
