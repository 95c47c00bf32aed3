package main

import (
	"runtime"
	"testing"
)

// A function is called after collections until it has had enough.
func TestAfterCollections(t *testing.T) {
	t.Parallel()
	calls := make(chan int)
	count := 0
	afterCollections(func() bool {
		count++
		calls <- count
		return count < 3
	})
	for want := 1; want <= 3; {
		runtime.GC()
		select {
		case got := <-calls:
			if got != want {
				t.Fatalf("call %d came as number %d", got, want)
			}
			want++
		default:
		}
	}
}

// The size of the heap is known, and follows what is in use.
func TestLiveHeap(t *testing.T) {
	t.Parallel()
	held := make([]byte, 200<<20)
	runtime.GC()
	if live := liveHeap(); live < largeHeap {
		t.Errorf("%d bytes are in use beside %d", live, len(held))
	}
	runtime.KeepAlive(held)
}
