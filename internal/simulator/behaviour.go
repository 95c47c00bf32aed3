package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Behaviour holds the points on which Cashfree's documentation is silent or
// contradicts itself. The zero value of each field stands for its default,
// which is the first value named.
//
// "Row" is the row of the list of unknowns that the default was taken from,
// "section" the part of what is known of the API that leaves it open.
type Behaviour struct {
	// DeletedGet is the answer to a GET for a removed beneficiary: not_found,
	// or deleted_status for 200 with the status DELETED. Row 1.
	DeletedGet string `json:"deleted_get"`

	// RecreateAfterDelete says whether the id and the instrument of a removed
	// beneficiary may be used again: allowed or refused. Row 2.
	RecreateAfterDelete string `json:"recreate_after_delete"`

	// AbsentFields is how a v2 answer shows what was never given: omit, blank
	// for an empty string, or null. Row 3.
	AbsentFields string `json:"absent_fields"`

	// IFSCEcho is how an IFSC comes back: as_sent or upper_case. Row 4.
	IFSCEcho string `json:"ifsc_echo"`

	// PhoneEcho is how a phone number comes back: without_country_code or
	// with_country_code. Row 4.
	PhoneEcho string `json:"phone_echo"`

	// ConflictCode is the code for an instrument that another id holds:
	// conflict_with_existing_beneficiary, which integrators observe, or
	// beneficiary_already_exists, which is documented. Row 5.
	ConflictCode string `json:"conflict_code"`

	// VPAConflict says whether two ids may not share a VPA: on or off. Row 6.
	VPAConflict string `json:"vpa_conflict"`

	// Instrument says whether a beneficiary needs a bank account or a VPA:
	// required or optional. Row 7.
	Instrument string `json:"instrument"`

	// APIVersion is what v2 makes of x-api-version: strict refuses any value
	// but 2024-01-01, accept takes any value and none. Row 9.
	APIVersion string `json:"api_version"`

	// SignatureMissingStatus is the status of a request without the signature
	// that the account asks for: 403 or 401. Row 10.
	SignatureMissingStatus int `json:"signature_missing_status"`

	// SignatureMaxAgeSeconds is how old a signature may be; 600. Row 11.
	SignatureMaxAgeSeconds int `json:"signature_max_age_seconds"`

	// SignatureMaxAheadSeconds is how far in the future a signature may have
	// been made; 60. Row 11.
	SignatureMaxAheadSeconds int `json:"signature_max_ahead_seconds"`

	// IPRefusal says whether the refusal of an address names it: with_address
	// or without_address. Row 12.
	IPRefusal string `json:"ip_refusal"`

	// V1Status is the HTTP status of v1 answers: always_200, or mirror for
	// the number in subCode. Row 13.
	V1Status string `json:"v1_status"`

	// ThrottleHeaders says whether a 429 says how long to wait: on or off.
	// Row 14.
	ThrottleHeaders string `json:"throttle_headers"`

	// InitiatedReads is for how many reads a new beneficiary stays INITIATED;
	// 0. Row 16.
	InitiatedReads int `json:"initiated_reads"`

	// InitiatedOutcome is the status that follows INITIATED: VERIFIED,
	// INVALID, FAILED or CANCELLED. Row 16.
	InitiatedOutcome string `json:"initiated_outcome"`

	// BalanceType is the JSON type of the balances: string or number. Row 17.
	BalanceType string `json:"balance_type"`

	// DuplicateTransferID is what a used transfer_id gets: conflict for 409,
	// or existing for the transfer that has it. Row 18.
	DuplicateTransferID string `json:"duplicate_transfer_id"`

	// DeleteStatus is the status of a v2 removal: 200 or 201. Row 20.
	DeleteStatus int `json:"delete_status"`

	// UnknownPath is the body of 404 and 405 answers: json or html. Row 21.
	UnknownPath string `json:"unknown_path"`

	// BothTransferIDs is the answer to a status read with both keys:
	// cf_transfer_id_wins, with 404 where they disagree, or refused. Row 22.
	BothTransferIDs string `json:"both_transfer_ids"`

	// SignatureInIPMode is what a good signature is worth from an address that
	// is not on the whitelist, while the method is IP Whitelist: refused, since
	// one method is in force at a time
	// (https://www.cashfree.com/docs/payouts/payouts/integrations/payouts-2fa),
	// or accepted, since the pages of v2 list the header for use "if IP is not
	// whitelisted". Section 1.2 against 6.5.
	SignatureInIPMode string `json:"signature_in_ip_mode"`

	// BatchTransferRead is the answer to a v2 status read of a transfer whose
	// batch is not PROCESSED yet, which the page says not to ask: not_found or
	// found. Section 4.2.
	BatchTransferRead string `json:"batch_transfer_read"`

	// FormerKey says what happens to signatures made with the key before the
	// current one: refused or accepted. Row 23.
	FormerKey string `json:"former_key"`

	// MaxBodyBytes is the largest request body; 1048576. Row 24.
	MaxBodyBytes int `json:"max_body_bytes"`

	// PendingReads is for how many status reads a transfer stays PENDING
	// before its outcome shows; nil stands for 1.
	PendingReads *int `json:"pending_reads"`

	// SlowTransferMilliseconds delays the answer to a transfer to the test
	// account that Cashfree's sandbox lets time out, by 25000 there; 0.
	SlowTransferMilliseconds int `json:"slow_transfer_milliseconds"`

	// CFTransferIDType is the JSON type of cf_transfer_id: string or number.
	CFTransferIDType string `json:"cf_transfer_id_type"`

	// MaxBatchEntries is the most transfers in one batch; 1000, the default
	// of test accounts. Production accounts have 5000.
	MaxBatchEntries int `json:"max_batch_entries"`

	// PaytmHandles says whether a VPA may end in @paytm: accepted or refused.
	PaytmHandles string `json:"paytm_handles"`

	// V1BothInstruments is what v1 makes of a bank account and a VPA in one
	// beneficiary, which its page forbids and its example shows: refused or
	// accepted.
	V1BothInstruments string `json:"v1_both_instruments"`

	// SourceAccount is the account number that payouts are funded from. As a
	// beneficiary it is refused with 422. Empty means none.
	SourceAccount string `json:"source_account"`

	// VirtualAccount is an account number that Cashfree knows as a virtual
	// one. As a beneficiary it is refused with 422. Empty means none.
	VirtualAccount string `json:"virtual_account"`

	// UnprocessableCodes chooses between the two spellings of the 422 codes:
	// page or openapi.
	UnprocessableCodes string `json:"unprocessable_codes"`

	// CreateRequestID says whether the answer to a v2 create echoes
	// x-request-id: omit, since its page does not list the header as those of
	// a read and a removal do, or echo. Section 1.3.
	CreateRequestID string `json:"create_request_id"`

	// TokenLifetimeSeconds is how long a v1 token is good for; 360.
	TokenLifetimeSeconds int `json:"token_lifetime_seconds"`

	// APIsNotEnabled refuses every call with apis_not_enabled.
	APIsNotEnabled bool `json:"apis_not_enabled"`

	// V2NotActivated refuses the credentials in v2 and takes them in v1, as
	// an account does for which v2 was never switched on.
	V2NotActivated bool `json:"v2_not_activated"`

	// TrustForwardedFor takes the caller's address from X-Forwarded-For. It
	// is for a simulator behind a proxy: anyone can send that header.
	TrustForwardedFor bool `json:"trust_forwarded_for"`
}

// choice is a field with a closed set of values, the default first.
type choice struct {
	name   string
	value  *string
	values []string
}

func (b *Behaviour) choices() []choice {
	return []choice{
		{"deleted_get", &b.DeletedGet, []string{"not_found", "deleted_status"}},
		{"recreate_after_delete", &b.RecreateAfterDelete, []string{"allowed", "refused"}},
		{"absent_fields", &b.AbsentFields, []string{"omit", "blank", "null"}},
		{"ifsc_echo", &b.IFSCEcho, []string{"as_sent", "upper_case"}},
		{"phone_echo", &b.PhoneEcho, []string{"without_country_code", "with_country_code"}},
		{"conflict_code", &b.ConflictCode, []string{"conflict_with_existing_beneficiary", "beneficiary_already_exists"}},
		{"vpa_conflict", &b.VPAConflict, []string{"on", "off"}},
		{"instrument", &b.Instrument, []string{"required", "optional"}},
		{"api_version", &b.APIVersion, []string{"strict", "accept"}},
		{"ip_refusal", &b.IPRefusal, []string{"with_address", "without_address"}},
		{"v1_status", &b.V1Status, []string{"always_200", "mirror"}},
		{"throttle_headers", &b.ThrottleHeaders, []string{"on", "off"}},
		{"initiated_outcome", &b.InitiatedOutcome, []string{"VERIFIED", "INVALID", "FAILED", "CANCELLED"}},
		{"balance_type", &b.BalanceType, []string{"string", "number"}},
		{"duplicate_transfer_id", &b.DuplicateTransferID, []string{"conflict", "existing"}},
		{"unknown_path", &b.UnknownPath, []string{"json", "html"}},
		{"both_transfer_ids", &b.BothTransferIDs, []string{"cf_transfer_id_wins", "refused"}},
		{"batch_transfer_read", &b.BatchTransferRead, []string{"not_found", "found"}},
		{"signature_in_ip_mode", &b.SignatureInIPMode, []string{"refused", "accepted"}},
		{"former_key", &b.FormerKey, []string{"refused", "accepted"}},
		{"cf_transfer_id_type", &b.CFTransferIDType, []string{"string", "number"}},
		{"paytm_handles", &b.PaytmHandles, []string{"accepted", "refused"}},
		{"v1_both_instruments", &b.V1BothInstruments, []string{"refused", "accepted"}},
		{"unprocessable_codes", &b.UnprocessableCodes, []string{"page", "openapi"}},
		{"create_request_id", &b.CreateRequestID, []string{"omit", "echo"}},
	}
}

// amount is a whole number with a default that stands for zero. Where values
// is not empty no other number is accepted.
type amount struct {
	name   string
	value  *int
	normal int
	values []int
}

func (b *Behaviour) amounts() []amount {
	return []amount{
		{"signature_missing_status", &b.SignatureMissingStatus, 403, []int{401, 403}},
		{"signature_max_age_seconds", &b.SignatureMaxAgeSeconds, 600, nil},
		{"signature_max_ahead_seconds", &b.SignatureMaxAheadSeconds, 60, nil},
		{"initiated_reads", &b.InitiatedReads, 0, nil},
		{"delete_status", &b.DeleteStatus, 200, []int{200, 201}},
		{"max_body_bytes", &b.MaxBodyBytes, 1 << 20, nil},
		{"pending_reads", b.PendingReads, 0, nil},
		{"slow_transfer_milliseconds", &b.SlowTransferMilliseconds, 0, nil},
		{"max_batch_entries", &b.MaxBatchEntries, 1000, nil},
		{"token_lifetime_seconds", &b.TokenLifetimeSeconds, 360, nil},
	}
}

// effective fills in the defaults and refuses what is not documented.
func (b Behaviour) effective() (Behaviour, error) {
	reads := 1
	if b.PendingReads != nil {
		reads = *b.PendingReads
	}
	b.PendingReads = &reads

	var problems []error
	for _, c := range b.choices() {
		if *c.value == "" {
			*c.value = c.values[0]
		}
		if !slices.Contains(c.values, *c.value) {
			problems = append(problems, fmt.Errorf("%s must be %s, not %q", c.name, strings.Join(c.values, " or "), *c.value))
		}
	}
	for _, n := range b.amounts() {
		if *n.value == 0 {
			*n.value = n.normal
		}
		if *n.value < 0 || n.values != nil && !slices.Contains(n.values, *n.value) {
			problems = append(problems, fmt.Errorf("%s cannot be %d", n.name, *n.value))
		}
	}
	return b, errors.Join(problems...)
}

func mustBehaviour(b Behaviour) Behaviour {
	b, err := b.effective()
	if err != nil {
		panic("simulator: " + err.Error())
	}
	return b
}

// clone keeps a decoder or a caller from writing through the one pointer.
func (b Behaviour) clone() Behaviour {
	if b.PendingReads != nil {
		reads := *b.PendingReads
		b.PendingReads = &reads
	}
	return b
}

// Merge reads a JSON object over b. A field that it does not name keeps its
// value; a name or a value that is not documented is an error, and then b is
// as it was.
func (b *Behaviour) Merge(object []byte) error {
	changed := b.clone()
	if err := decodeStrictly(object, &changed); err != nil {
		return err
	}
	changed, err := changed.effective()
	if err != nil {
		return err
	}
	*b = changed
	return nil
}

// Set reads one switch in the form key=value, as a command line has it.
func (b *Behaviour) Set(assignment string) error {
	key, value, found := strings.Cut(assignment, "=")
	if !found || key == "" {
		return fmt.Errorf("behaviour %q must have the form key=value", assignment)
	}
	name, _ := json.Marshal(key) // A string always marshals.
	literal := []byte(value)
	if !isNumberOrBool(value) {
		literal, _ = json.Marshal(value)
	}
	return b.Merge(fmt.Appendf(nil, "{%s:%s}", name, literal))
}

// isNumberOrBool leaves null out: it is a value of absent_fields.
func isNumberOrBool(value string) bool {
	if value == "true" || value == "false" {
		return true
	}
	var n json.Number
	return value != "" && value != "null" && value[0] != '"' && json.Unmarshal([]byte(value), &n) == nil
}

// decodeStrictly refuses unknown fields and anything after the value, so that
// a misspelt switch is not silently without effect.
func decodeStrictly(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something after the JSON value")
	}
	return nil
}
