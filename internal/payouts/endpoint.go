package payouts

import "net/http"

// generation is a version of the API. The two differ in how a caller proves its identity and in the form of failures.
type generation int

const (
	version2 generation = iota
	version1
)

// endpoint is one operation of the API.
type endpoint struct {
	version generation
	method  string
	path    string
	// idempotent operations may be sent again even if the first request may have been carried out.
	idempotent bool
	// notFound lists the codes with which the API answers that the thing asked for does not exist.
	notFound []string
	// maxBytes is the maximal size of an answer. Zero means maxAnswer.
	maxBytes int64
	// maxValues is the maximal number of values in an answer. Zero means the constant maxValues.
	maxValues int
}

// Every request that this package can send is one of these. None of them moves money. A test reads this table and the
// source around it, so that it stays so.
var (
	createBeneficiary = endpoint{
		method: http.MethodPost,
		path:   "/beneficiary",
	}
	getBeneficiary = endpoint{
		method:     http.MethodGet,
		path:       "/beneficiary",
		idempotent: true,
		notFound:   []string{"beneficiary_not_found"},
	}
	removeBeneficiary = endpoint{
		method:     http.MethodDelete,
		path:       "/beneficiary",
		idempotent: true,
		notFound:   []string{"beneficiary_not_found"},
	}
	getTransfer = endpoint{
		method:     http.MethodGet,
		path:       "/transfers",
		idempotent: true,
		notFound:   []string{"transfer_id_not_found", "cf_transfer_id_not_found"},
	}
	getBatch = endpoint{
		method:     http.MethodGet,
		path:       "/transfers/batch",
		idempotent: true,
		// The second code is no mistake: the API's own description has it without "_not_found".
		notFound:  []string{"batch_transfer_id_not_found", "cf_batch_transfer_id"},
		maxBytes:  maxBatchAnswer,
		maxValues: maxBatchValues,
	}

	// A new token leaves the earlier ones valid (https://dev.cashfree.com/payouts-api), so asking twice does no harm.
	authorize = endpoint{
		version:    version1,
		method:     http.MethodPost,
		path:       "/v1/authorize",
		idempotent: true,
	}
	getBalance = endpoint{
		version:    version1,
		method:     http.MethodGet,
		path:       "/v1/getBalance",
		idempotent: true,
	}
	getFundSourceBalance = endpoint{
		version:    version1,
		method:     http.MethodGet,
		path:       "/v1.2/getBalance",
		idempotent: true,
	}
)
