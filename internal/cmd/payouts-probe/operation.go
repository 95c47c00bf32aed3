package main

import "net/http"

// operation is a call that the probe can make. Nothing else can be sent, and none of these moves money; a test compares
// the table with the source.
type operation struct {
	version      int // of the API
	method, path string
}

var (
	createPayee = operation{2, http.MethodPost, "/beneficiary"}
	readPayee   = operation{2, http.MethodGet, "/beneficiary"}
	removePayee = operation{2, http.MethodDelete, "/beneficiary"}
	unknownPath = operation{2, http.MethodGet, "/payouts-probe-unknown-path"}
	authorize   = operation{1, http.MethodPost, "/v1/authorize"}
	readBalance = operation{1, http.MethodGet, "/v1/getBalance"}
	addPayeeV1  = operation{1, http.MethodPost, "/v1/addBeneficiary"}
)
