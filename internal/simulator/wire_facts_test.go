package simulator_test

// The tables below are what clients of Cashfree rely on: its public SDKs, generated from its OpenAPI document, and
// whoever reads its pages. For each operation they have the parameters, the statuses, and the names and types of the
// fields. Where a switch is meant to change a form, the table names the switch.
//
// https://www.cashfree.com/docs/api-reference/payouts/v2/payouts-api-v2-new.md
// https://www.cashfree.com/docs/api-reference/payouts/v1/payouts-api-overview.md
// https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json
// https://github.com/cashfree/cashfree-payout

// wireShape is the form of a JSON value.
type wireShape struct {
	kind    string // string, number, integer, boolean, object or array
	members []wireMember
	items   *wireShape
	values  []string // all that a string can be; none stands for any

	otherKind, otherUnder string // another kind, and the switch that it takes
}

// wireMember is a field of an object. Clients must do without it if it is optional, or under the switch of unless.
type wireMember struct {
	name     string
	shape    wireShape
	optional bool
	unless   string
}

func objectOf(members ...wireMember) wireShape { return wireShape{kind: "object", members: members} }
func arrayOf(items wireShape) wireShape        { return wireShape{kind: "array", items: &items} }
func oneOf(values ...string) wireShape         { return wireShape{kind: "string", values: values} }

func mustHave(name string, shape wireShape) wireMember { return wireMember{name: name, shape: shape} }
func canHave(name string, shape wireShape) wireMember {
	return wireMember{name: name, shape: shape, optional: true}
}

func (m wireMember) unlessUnder(assignment string) wireMember { m.unless = assignment; return m }

func (s wireShape) orKind(kind, assignment string) wireShape {
	s.otherKind, s.otherUnder = kind, assignment
	return s
}

var (
	stringShape  = wireShape{kind: "string"}
	numberShape  = wireShape{kind: "number"}
	integerShape = wireShape{kind: "integer"}
)

// Version 2, beneficiaries. A request and an answer have the same two groups. No real answer was seen without the id,
// the name or the group of instruments.
// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2.md
var (
	storedString = stringShape.orKind("null", "absent_fields=null")

	instrumentFacts = objectOf(
		canHave("bank_account_number", storedString),
		canHave("bank_ifsc", storedString),
		canHave("vpa", storedString),
	)
	contactFacts = objectOf(
		canHave("beneficiary_email", storedString),
		canHave("beneficiary_phone", storedString),
		canHave("beneficiary_country_code", storedString),
		canHave("beneficiary_address", storedString),
		canHave("beneficiary_city", storedString),
		canHave("beneficiary_state", storedString),
		canHave("beneficiary_postal_code", storedString),
	)
	beneficiaryRequestFacts = objectOf(
		mustHave("beneficiary_id", stringShape),
		mustHave("beneficiary_name", stringShape),
		canHave("beneficiary_instrument_details", instrumentFacts),
		canHave("beneficiary_contact_details", contactFacts),
	)
	beneficiaryFacts = objectOf(
		mustHave("beneficiary_id", stringShape),
		mustHave("beneficiary_name", stringShape),
		mustHave("beneficiary_instrument_details", instrumentFacts).unlessUnder("instrument=optional"),
		canHave("beneficiary_contact_details", contactFacts),
		mustHave("beneficiary_status", oneOf("VERIFIED", "INVALID", "INITIATED", "CANCELLED", "FAILED", "DELETED")),
		mustHave("added_on", stringShape),
	)
)

// Version 2, transfers and batches. status_code, status_description and bank_ifsc are as in the examples: the schema
// does not have the first two, and has ifsc for the third.
// https://www.cashfree.com/docs/api-reference/payouts/v2/transfers-v2/standard-transfer-v2.md
// https://www.cashfree.com/docs/api-reference/payouts/v2/transfers-v2/get-transfer-status-v2.md
var (
	transferRequestFacts = objectOf(
		mustHave("transfer_id", stringShape),
		mustHave("transfer_amount", numberShape),
		canHave("transfer_currency", oneOf("INR")), // the simulator knows no other, and does not read it
		canHave("transfer_mode", oneOf("banktransfer", "imps", "neft", "rtgs", "upi", "paytm", "amazonpay", "card", "cardupi")),
		mustHave("beneficiary_details", objectOf(
			canHave("beneficiary_id", stringShape),
			canHave("beneficiary_name", stringShape),
			canHave("beneficiary_instrument_details", instrumentFacts),
			canHave("beneficiary_contact_details", objectOf(canHave("beneficiary_phone", stringShape))),
		)),
		canHave("transfer_remarks", stringShape),
		canHave("fundsource_id", stringShape),
	)
	transferFacts = objectOf(
		mustHave("transfer_id", stringShape),
		mustHave("cf_transfer_id", stringShape.orKind("integer", "cf_transfer_id_type=number")),
		mustHave("status", oneOf("RECEIVED", "APPROVAL_PENDING", "VALIDATION_PENDING", "QUEUED", "PENDING", "SUCCESS",
			"FAILED", "REJECTED", "MANUALLY_REJECTED", "REVERSED")),
		mustHave("status_code", stringShape),
		mustHave("status_description", stringShape),
		mustHave("beneficiary_details", objectOf(
			canHave("beneficiary_id", stringShape),
			canHave("beneficiary_instrument_details", objectOf(
				canHave("bank_account_number", stringShape),
				canHave("bank_ifsc", stringShape),
				canHave("vpa", stringShape),
			)),
		)),
		mustHave("transfer_amount", numberShape),
		canHave("transfer_service_charge", numberShape),
		canHave("transfer_service_tax", numberShape),
		mustHave("transfer_mode", stringShape),
		canHave("transfer_utr", stringShape),
		mustHave("fundsource_id", stringShape),
		mustHave("added_on", stringShape),
		mustHave("updated_on", stringShape),
	)
	batchRequestFacts = objectOf(
		mustHave("batch_transfer_id", stringShape),
		mustHave("transfers", arrayOf(transferRequestFacts)),
	)
	batchStatus       = oneOf("RECEIVED", "PENDING", "PROCESSED", "REJECTED")
	createdBatchFacts = objectOf(
		mustHave("batch_transfer_id", stringShape),
		mustHave("cf_batch_transfer_id", stringShape),
		mustHave("status", batchStatus),
	)
	batchFacts = objectOf(append(createdBatchFacts.members[:3:3], mustHave("transfers", arrayOf(transferFacts)))...)
)

// The refusals of version 2. The code is missing where no page has one: for a body that cannot be read, a path that
// does not exist and a body that is too large.
// https://www.cashfree.com/docs/api-reference/payouts/v2/response-codes.md
var (
	refusalType = oneOf("invalid_request_error", "authentication_error", "api_error", "conflict_error",
		"validation_error", "rate_limit_error")
	refusalFacts = objectOf(
		mustHave("type", refusalType),
		mustHave("code", stringShape).unlessUnder("max_body_bytes=10"),
		mustHave("message", stringShape),
	)
	refusalWithoutCode = objectOf(mustHave("type", refusalType), mustHave("message", stringShape))
)

// Version 1. Each answer has the same envelope, and a refusal no data. Numbers of money are strings, as in the
// examples; the schemas have numbers for some.
// https://www.cashfree.com/docs/api-reference/payouts/v1/authorize.md
// https://cashfree.com/docs/api-reference/payouts/v1/add-beneficiary
// https://www.cashfree.com/docs/api-reference/payouts/v1/get-balance.md
// https://docs.cashfree.com/reference/get-transfer-status-v1-2
var (
	envelopeFacts  = objectOf(mustHave("status", oneOf("SUCCESS")), mustHave("subCode", stringShape), mustHave("message", stringShape))
	refusalFactsV1 = objectOf(mustHave("status", oneOf("ERROR")), mustHave("subCode", stringShape), mustHave("message", stringShape))

	tokenFacts    = enveloped(mustHave("token", stringShape), mustHave("expiry", integerShape))
	moneyShape    = stringShape.orKind("number", "balance_type=number")
	balanceFacts  = enveloped(mustHave("balance", moneyShape), mustHave("availableBalance", moneyShape))
	beneIDFacts   = enveloped(mustHave("beneId", stringShape))
	removalBodyV1 = objectOf(mustHave("beneId", stringShape))

	additionBodyV1 = objectOf(
		mustHave("beneId", stringShape),
		mustHave("name", stringShape),
		mustHave("email", stringShape),
		mustHave("phone", stringShape),
		mustHave("address1", stringShape),
		canHave("address2", stringShape),
		canHave("bankAccount", stringShape),
		canHave("ifsc", stringShape),
		canHave("vpa", stringShape),
		canHave("city", stringShape),
		canHave("state", stringShape),
		canHave("pincode", stringShape),
	)
	beneficiaryFactsV1 = enveloped( // blank, and not left out, where there is no value
		mustHave("beneId", stringShape),
		mustHave("name", stringShape),
		mustHave("groupName", stringShape),
		mustHave("email", stringShape),
		mustHave("phone", stringShape),
		mustHave("address1", stringShape),
		mustHave("address2", stringShape),
		mustHave("city", stringShape),
		mustHave("state", stringShape),
		mustHave("pincode", stringShape),
		mustHave("bankAccount", stringShape),
		mustHave("ifsc", stringShape),
		mustHave("status", oneOf("VERIFIED", "INVALID", "INITIATED", "CANCELLED", "FAILED")),
		mustHave("vpa", stringShape),
		mustHave("addedOn", stringShape),
	)
	transferFactsV1 = enveloped(mustHave("transfer", objectOf(
		mustHave("transferId", stringShape),
		canHave("bankAccount", stringShape),
		canHave("ifsc", stringShape),
		mustHave("beneId", stringShape), // blank for a transfer without one
		mustHave("amount", stringShape),
		mustHave("status", oneOf("RECEIVED", "PENDING", "SUCCESS", "FAILED", "REJECTED", "REVERSED")),
		canHave("utr", stringShape),
		mustHave("addedOn", stringShape),
		mustHave("processedOn", stringShape),
		canHave("reason", stringShape),
		mustHave("transferMode", stringShape),
		mustHave("acknowledged", integerShape),
		canHave("phone", stringShape),
		canHave("vpa", stringShape),
		mustHave("paymentInstrumentId", stringShape),
	)))
)

func enveloped(data ...wireMember) wireShape {
	return objectOf(append(envelopeFacts.members[:3:3], mustHave("data", objectOf(data...)))...)
}

// wireOperation is one operation. Its statuses are those of HTTP in version 2, and sub codes in version 1, where HTTP
// has 200 for all of them but under v1_status=mirror.
type wireOperation struct {
	query    string     // the names of its query parameters
	body     *wireShape // of the request
	statuses string     // of success first
	answer   wireShape

	// notYet are the fields of the answer that come later, in that of another operation.
	notYet string
}

// wireOperations are all operations that the simulator serves. A path that ends in a slash takes an id.
var wireOperations = map[string]wireOperation{
	"POST /payout/beneficiary":   {body: &beneficiaryRequestFacts, statuses: "201 400 409 422", answer: beneficiaryFacts},
	"GET /payout/beneficiary":    {query: "beneficiary_id bank_account_number bank_ifsc", statuses: "200 400 404", answer: beneficiaryFacts},
	"DELETE /payout/beneficiary": {query: "beneficiary_id", statuses: "200 400 404", answer: beneficiaryFacts},
	"POST /payout/transfers": {body: &transferRequestFacts, statuses: "200 400 404 409", answer: transferFacts,
		notYet: "transfer_utr transfer_service_charge transfer_service_tax"},
	"GET /payout/transfers":        {query: "transfer_id cf_transfer_id", statuses: "200 400 404", answer: transferFacts},
	"POST /payout/transfers/batch": {body: &batchRequestFacts, statuses: "200 400 409", answer: createdBatchFacts},
	"GET /payout/transfers/batch":  {query: "batch_transfer_id cf_batch_transfer_id", statuses: "200 400 404", answer: batchFacts},

	"POST /payout/v1/authorize":          {statuses: "200", answer: tokenFacts},
	"POST /payout/v1/verifyToken":        {statuses: "200", answer: envelopeFacts},
	"POST /payout/v1/addBeneficiary":     {body: &additionBodyV1, statuses: "200 409 412 422", answer: envelopeFacts},
	"POST /payout/v1/removeBeneficiary":  {body: &removalBodyV1, statuses: "200 404 412", answer: envelopeFacts},
	"GET /payout/v1/getBeneficiary/":     {statuses: "200 404", answer: beneficiaryFactsV1},
	"GET /payout/v1/getBeneId":           {query: "bankAccount ifsc", statuses: "200 404 422", answer: beneIDFacts},
	"GET /payout/v1/getBalance":          {statuses: "200", answer: balanceFacts},
	"GET /payout/v1.2/getBalance":        {query: "paymentInstrumentId", statuses: "200 422", answer: balanceFacts},
	"GET /payout/v1/getTransferStatus":   {query: "transferId referenceId", statuses: "200 404 422", answer: transferFactsV1},
	"GET /payout/v1.1/getTransferStatus": {query: "transferId referenceId", statuses: "200 404 422", answer: transferFactsV1},
	"GET /payout/v1.2/getTransferStatus": {query: "transferId referenceId", statuses: "200 404 422", answer: transferFactsV1},
}

// Any operation can answer with these: the headers, credentials or body are refused, there were too many calls, or the
// server failed. 412 is that of a missing token of version 1.
const wireRefusals = "400 401 403 412 413 429 500"
