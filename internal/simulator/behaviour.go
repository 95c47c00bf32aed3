package simulator

// Behaviour holds the points on which Cashfree's documentation is silent or contradicts itself, and the states of an
// account that a test can ask for. The zero value of each field stands for its default, which is the first value named.
//
// The comment at a doubt has both readings and where each comes from: a page of Cashfree, or public code of those who
// use the API. Pages and code were read in 2026.
type Behaviour struct {
	// DeletedGet is the answer to a GET for a removed beneficiary: not_found, or deleted_status for 200 with the status
	// DELETED. The removal itself answers with DELETED; no page documents a later GET.
	// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/remove-beneficiary-v2.md
	DeletedGet string `json:"deleted_get"`

	// RecreateAfterDelete is whether the id and the instrument of a removed beneficiary may be used again: allowed or
	// refused. No page covers it. The default is what an integrator's advice implies, to remove a stale beneficiary in
	// the dashboard and try again (observed in public code, 2026).
	RecreateAfterDelete string `json:"recreate_after_delete"`

	// AbsentFields is how a v2 answer shows a field that was never given: omit, blank for an empty string, or null. The
	// sandbox omits them, and the whole contact object with them (observed in public code, 2025). The example of v1 is
	// blank instead. Production, and beneficiaries that were added in the dashboard, may differ.
	AbsentFields string `json:"absent_fields"`

	// AddedOnZone is the zone of added_on in a v2 answer about a beneficiary: none, as the sandbox writes it
	// (2025-03-28T22:42:25, observed in public code, 2025), or Z, as in the examples of the page. It is UTC in both.
	// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2.md
	AddedOnZone string `json:"added_on_zone"`

	// CreateAddedOn is the added_on in the answer to a v2 create: second_later than in every later answer, or as_read.
	// In the sandbox, the creation of one beneficiary answered 22:42:25 and a later read 22:42:24 (observed in public
	// code, 2025). Why is not known. The simulator always does the same, so that no test depends on luck.
	CreateAddedOn string `json:"create_added_on"`

	// ContactCodes is the form of the code and the message for an invalid contact field: with_path for
	// beneficiary_contact_details.beneficiary_country_code_invalid, or plain for beneficiary_country_code_invalid. The
	// sandbox has the path for the country code (observed in public code, 2025); the other contact fields go by that.
	// The documented codes for account and IFSC have no path, so production may have none here.
	// https://docs.cashfree.com/reference/response-codes
	ContactCodes string `json:"contact_codes"`

	// CountryCodes is whether a country code is checked: checked refuses all but +91, accepted takes any. The page
	// names +91 only, and the sandbox refuses "in" (observed in public code, 2025).
	// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2.md
	CountryCodes string `json:"country_codes"`

	// IFSCEcho is how an IFSC comes back: as_sent or upper_case. No page says whether Cashfree changes letter case.
	IFSCEcho string `json:"ifsc_echo"`

	// PhoneEcho is how a phone number comes back: without_country_code, as the page describes the field of an answer,
	// or with_country_code, as a request may have it.
	// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2.md
	PhoneEcho string `json:"phone_echo"`

	// ConflictCode is the code for an instrument that another id has: conflict_with_existing_beneficiary, observed in
	// at least seven unrelated projects (public code, 2026, such as https://github.com/tesserix/Home-Chef-App), or
	// beneficiary_already_exists, which is documented.
	// https://docs.cashfree.com/reference/response-codes
	ConflictCode string `json:"conflict_code"`

	// VPAConflict is whether a second id with the same VPA is a conflict: on or off. No page covers it. One integrator
	// takes the conflict code for a UPI id that is already registered (observed in public code, 2026).
	VPAConflict string `json:"vpa_conflict"`

	// Instrument is whether a beneficiary needs a bank account or a VPA: required or optional. The schema requires
	// neither; what Cashfree answers to a beneficiary with neither is not known.
	// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2.md
	Instrument string `json:"instrument"`

	// APIVersion is how v2 treats x-api-version: strict refuses any value but 2024-01-01, accept takes any value and
	// none. 2024-01-01 is the only version that is named for Payouts, and no page has the answer to another or to none.
	// The refusals go by those of Cashfree's product Secure ID.
	// https://github.com/cashfree/agent-skills/blob/main/src/templates/changelog/references/payouts.md
	// https://www.cashfree.com/docs/api-reference/vrs/v2/
	APIVersion string `json:"api_version"`

	// SignatureMissingStatus is the status for a request without the signature that the account requires: 403, as in
	// Secure ID (https://www.cashfree.com/docs/api-reference/vrs/v2/), or 401, as Payouts answers a wrong signature
	// (observed in public code, 2026: https://github.com/tesserix/Home-Chef-App).
	SignatureMissingStatus int `json:"signature_missing_status"`

	// SignatureMaxAgeSeconds is how old a signature may be; 600. No page that could be read has a number. Integrators
	// name ten minutes (observed in public code, 2026: https://github.com/loadnect-wq/hallnect5), and Cashfree's own
	// Python SDK uses one signature for six (https://github.com/salary-box/cashfree-sdk-python).
	SignatureMaxAgeSeconds int `json:"signature_max_age_seconds"`

	// SignatureMaxAheadSeconds is how far in the future a signature may have been made; 60. The number is assumed.
	SignatureMaxAheadSeconds int `json:"signature_max_ahead_seconds"`

	// IPRefusal is the text of the refusal of an address in v2. All were observed (public code, 2026, such as
	// https://github.com/Likith-Yadav/Zelton_VM and https://github.com/saibhagat2004/Donation-System):
	// with_address for "IP not whitelisted your current ip is 203.0.113.7", as in Secure ID
	// (https://www.cashfree.com/docs/api-reference/vrs/v2/); with_sentence for "IP not whitelisted. Your current ip is
	// 203.0.113.7"; with_link for the first text with the next sentence glued on; or without_address for "IP not
	// whitelisted". The address can be an IPv6 one, which cannot be whitelisted.
	IPRefusal string `json:"ip_refusal"`

	// V1Status is the HTTP status of v1 answers: always_200, as the older guide says and Cashfree's Python SDK relies
	// on, or mirror for the number in subCode, as the OpenAPI document of 2023-10-26 lists it.
	// https://dev.cashfree.com/payouts-api
	// https://github.com/salary-box/cashfree-sdk-python
	// https://github.com/Abinash-Anand/Eber-app/blob/main/.api/apis/cashfreedocs-new/openapi.json
	V1Status string `json:"v1_status"`

	// ThrottleHeaders is whether a 429 names the time to wait: on or off. The OpenAPI document has headers for it at
	// the transfer calls only, and a general page names others.
	// https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json
	// https://www.cashfree.com/docs/api-reference/rate-limits.md
	ThrottleHeaders string `json:"throttle_headers"`

	// InitiatedReads is for how many reads a new beneficiary stays INITIATED; 0. The documented example is VERIFIED at
	// once, and so is the sandbox (observed in public code, 2026: https://github.com/tesserix/Home-Chef-App). No page
	// says how long INITIATED lasts.
	// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2.md
	InitiatedReads int `json:"initiated_reads"`

	// InitiatedOutcome is the status that follows INITIATED: VERIFIED, INVALID, FAILED or CANCELLED. They are the
	// documented ones, and no page says what decides between them.
	// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2.md
	InitiatedOutcome string `json:"initiated_outcome"`

	// BalanceType is the JSON type of the balances: string, as in the example of the page, or number. The schema has
	// number for the balance and string for the available balance. The switch changes both.
	// https://www.cashfree.com/docs/api-reference/payouts/v1/get-balance.md
	BalanceType string `json:"balance_type"`

	// DuplicateTransferID is the answer to a used transfer_id: conflict for 409, or existing for the transfer that has
	// it. v2 documents neither. v1 has the 409, and integrators expect it of v2 (observed in public code, 2026).
	DuplicateTransferID string `json:"duplicate_transfer_id"`

	// DeleteStatus is the status of a v2 removal: 200, or 201, which the table of the page has.
	// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/remove-beneficiary-v2.md
	DeleteStatus int `json:"delete_status"`

	// UnknownPath is the body of 404 and 405 answers of v2: json or html. No page covers them. JSON is the form of
	// Cashfree's other errors, HTML that of a refusal by the load balancer (observed in public code, 2026).
	UnknownPath string `json:"unknown_path"`

	// BothTransferIDs is the answer to a status read with both keys: cf_transfer_id_wins, with 404 where they disagree,
	// or refused. The page says that either is mandatory, and not what both do.
	// https://www.cashfree.com/docs/api-reference/payouts/v2/transfers-v2/get-transfer-status-v2.md
	BothTransferIDs string `json:"both_transfer_ids"`

	// SignatureInIPMode is how a good signature from an address that is not on the whitelist is treated, while the
	// method is IP Whitelist: refused, since one method is in force at a time, or accepted, since pages of v2 list the
	// header for use "if IP is not whitelisted".
	// https://www.cashfree.com/docs/payouts/payouts/integrations/payouts-2fa
	// https://telr-docs.cashfree.com/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2
	SignatureInIPMode string `json:"signature_in_ip_mode"`

	// BatchTransferRead is the answer to a v2 status read of a transfer whose batch is not PROCESSED yet: not_found or
	// found. The page says to ask only after that, and not what an earlier read answers.
	// https://www.cashfree.com/docs/api-reference/payouts/v2/transfers-v2/get-transfer-status-v2.md
	BatchTransferRead string `json:"batch_transfer_read"`

	// FormerKey is how signatures with the key before the current one are treated: refused or accepted. The dashboard
	// has one key at a time, and no page says whether a new one ends the former at once.
	// https://www.cashfree.com/docs/payouts/payouts/integrations/payouts-2fa
	FormerKey string `json:"former_key"`

	// MaxBodyBytes is the largest request body; 1048576. The number is assumed: no page has one.
	MaxBodyBytes int `json:"max_body_bytes"`

	// PendingReads is for how many status reads a transfer stays PENDING before its outcome shows; nil stands for 1. No
	// page says how long a transfer stays PENDING.
	PendingReads *int `json:"pending_reads"`

	// SlowTransferMilliseconds delays the answer to a transfer to the test account that times out in Cashfree's
	// sandbox, after 25 seconds there; 0.
	// https://www.cashfree.com/docs/payouts/payouts/integrations/data-to-test.md
	SlowTransferMilliseconds int `json:"slow_transfer_milliseconds"`

	// CFTransferIDType is the JSON type of cf_transfer_id: string, as in the examples, or number.
	// https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json
	CFTransferIDType string `json:"cf_transfer_id_type"`

	// MaxBatchEntries is how many transfers one batch may have; 1000, the default of test accounts. Production has
	// 5000.
	// https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json
	MaxBatchEntries int `json:"max_batch_entries"`

	// PaytmHandles is whether a VPA may end in @paytm: accepted, or refused, since the page says that Cashfree no
	// longer supports them. It has no code for a refusal.
	// https://www.cashfree.com/docs/api-reference/payouts/v2/response-codes.md
	PaytmHandles string `json:"paytm_handles"`

	// V1BothInstruments is how v1 treats a bank account and a VPA in one beneficiary: refused, as its page says, or
	// accepted, as the example of the OpenAPI document sends both.
	// https://cashfree.com/docs/api-reference/payouts/v1/add-beneficiary
	// https://github.com/Abinash-Anand/Eber-app/blob/main/.api/apis/cashfreedocs-new/openapi.json
	V1BothInstruments string `json:"v1_both_instruments"`

	// SourceAccount is the account number that payouts are funded from. As a beneficiary it is refused with 422. Empty
	// means none.
	SourceAccount string `json:"source_account"`

	// VirtualAccount is an account number that Cashfree knows as a virtual one. As a beneficiary it is refused with
	// 422. Empty means none.
	VirtualAccount string `json:"virtual_account"`

	// UnprocessableCodes is the spelling of the two codes with status 422: page or openapi, for that of the page or of
	// the OpenAPI document.
	// https://docs.cashfree.com/reference/response-codes
	// https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json
	UnprocessableCodes string `json:"unprocessable_codes"`

	// CreateRequestID is whether the answer to a v2 create echoes x-request-id: omit, since the OpenAPI document lists
	// the header for a read and a removal and not for a create, or echo.
	// https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json
	CreateRequestID string `json:"create_request_id"`

	// TokenLifetimeSeconds is how long a v1 token is valid; 360, as in the OpenAPI document. Older pages have 600 and
	// 300.
	// https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json
	// https://docs.cashfree.com/v3/reference/authorize
	// https://dev.cashfree.com/payouts-api
	TokenLifetimeSeconds int `json:"token_lifetime_seconds"`

	// APIsNotEnabled refuses every call with the documented code apis_not_enabled.
	APIsNotEnabled bool `json:"apis_not_enabled"`

	// V2NotActivated refuses the credentials in v2 and accepts them in v1. A live account was like this (observed in
	// public code, 2026).
	V2NotActivated bool `json:"v2_not_activated"`

	// TrustForwardedFor takes the caller's address from X-Forwarded-For. It is for a simulator behind a proxy, since
	// any caller can send that header.
	TrustForwardedFor bool `json:"trust_forwarded_for"`
}
