package main

import (
	"fmt"
	"net/http"
	"sync"
)

// transport records whether the network failed. The scanner's errors do not show that: they are texts, and for a mirror
// that is down the text is that the mirror has the wrong format.
type transport struct {
	base   http.RoundTripper
	giveUp func() // ends the scan, which would otherwise load all packages and then try again

	lock  sync.Mutex
	first error
}

// RoundTrip sends the request with the base transport.
func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := t.base.RoundTrip(request)
	switch {
	case err != nil:
		t.fail(err)
	case isNetworkFailure(response.StatusCode):
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

// failure returns the first failure, or nil.
func (t *transport) failure() error {
	t.lock.Lock()
	defer t.lock.Unlock()
	return t.first
}

// isNetworkFailure reports whether a status is that of a proxy or of a broken server. Any other error status is that of
// the database itself, and means that its address is wrong.
func isNetworkFailure(status int) bool {
	switch status {
	case http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusTooManyRequests:
		return true
	}
	return status >= http.StatusInternalServerError
}
