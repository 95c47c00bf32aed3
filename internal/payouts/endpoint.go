package payouts

import "net/http"

// version is a generation of the API. The two differ in how a caller proves who it is and in how failures are told.
type version int

const (
	version2 version = iota
	version1
)

// endpoint is one operation of the API.
type endpoint struct {
	version version
	method  string
	path    string
	// repeatable operations may be sent again even if the first request may have been carried out.
	repeatable bool
	// notFound lists the codes by which the API says that the thing asked for does not exist.
	notFound []string
	// limit is the size in bytes from which an answer is no answer. Zero means answerLimit.
	limit int64
	// values is the number of values from which an answer is none. Zero means answerValues.
	values int
}

// Size alone does not bound what an answer costs: a list of small objects takes fifty times its length once it is read,
// and answers are read many at a time. Cashfree's hold some thirty values.
const (
	answerLimit  = 1 << 20
	answerValues = 2_000
	// A batch holds 5,000 transfers at most
	// (https://www.cashfree.com/docs/api-reference/payouts/v2/transfers-v2/standard-transfer-v2.md).
	batchLimit  = 16 << 20
	batchValues = 5_000 * 50
)

// Every request that this package can send is one of these. None of them moves money, and a test reads this table and
// the source around it to keep it so.
var (
	createBeneficiary = endpoint{
		method: http.MethodPost,
		path:   "/beneficiary",
	}
	getBeneficiary = endpoint{
		method:     http.MethodGet,
		path:       "/beneficiary",
		repeatable: true,
		notFound:   []string{"beneficiary_not_found"},
	}
	removeBeneficiary = endpoint{
		method:     http.MethodDelete,
		path:       "/beneficiary",
		repeatable: true,
		notFound:   []string{"beneficiary_not_found"},
	}
	getTransfer = endpoint{
		method:     http.MethodGet,
		path:       "/transfers",
		repeatable: true,
		notFound:   []string{"transfer_id_not_found", "cf_transfer_id_not_found"},
	}
	getBatch = endpoint{
		method:     http.MethodGet,
		path:       "/transfers/batch",
		repeatable: true,
		// The second code is no slip of the pen here: the API's own description has it without "_not_found".
		notFound: []string{"batch_transfer_id_not_found", "cf_batch_transfer_id"},
		limit:    batchLimit,
		values:   batchValues,
	}

	// A new token leaves the earlier ones valid (https://dev.cashfree.com/payouts-api), so asking twice does no harm.
	authorize = endpoint{
		version:    version1,
		method:     http.MethodPost,
		path:       "/v1/authorize",
		repeatable: true,
	}
	getBalance = endpoint{
		version:    version1,
		method:     http.MethodGet,
		path:       "/v1/getBalance",
		repeatable: true,
	}
	getFundSourceBalance = endpoint{
		version:    version1,
		method:     http.MethodGet,
		path:       "/v1.2/getBalance",
		repeatable: true,
	}
)
