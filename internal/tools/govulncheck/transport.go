package main

import (
	"fmt"
	"net/http"
	"sync"
)

// transport remembers whether the network failed. The scanner's own errors have lost that: they are texts, and its
// answer to a mirror that is down is that the mirror has the wrong format.
type transport struct {
	base   http.RoundTripper
	giveUp func() // ends the scan, which would otherwise first load all packages and then ask again

	lock  sync.Mutex
	first error
}

// RoundTrip passes the request on.
func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := t.base.RoundTrip(request)
	switch {
	case err != nil:
		t.fail(err)
	case isInTheWay(response.StatusCode):
		t.fail(fmt.Errorf("%s answered %s", request.URL.Host, response.Status))
	}
	return response, err
}

func (t *transport) fail(err error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.first == nil {
		t.first = err
		t.giveUp()
	}
}

// failure is the first one, or nil.
func (t *transport) failure() error {
	t.lock.Lock()
	defer t.lock.Unlock()
	return t.first
}

// isInTheWay tells an answer of a proxy, or of a server that is out of order, from one that the database itself has no
// such file. The latter is an address that somebody should correct.
func isInTheWay(status int) bool {
	switch status {
	case http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusTooManyRequests:
		return true
	}
	return status >= http.StatusInternalServerError
}
