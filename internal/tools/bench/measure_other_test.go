//go:build !linux

package main

import "time"

var start = time.Now()

// consumed returns wall time, since no test checks processor time on this system.
func consumed() time.Duration { return time.Since(start) }

func hold(int) (release func()) { return func() {} }
