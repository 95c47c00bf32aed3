package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
)

// choiceSwitch is a field with a closed set of values, the default first.
type choiceSwitch struct {
	name   string
	value  *string
	values []string
}

// choices returns the switches with a closed set of values.
func (b *Behaviour) choices() []choiceSwitch {
	return []choiceSwitch{
		{"deleted_get", &b.DeletedGet, []string{"not_found", "deleted_status"}},
		{"recreate_after_delete", &b.RecreateAfterDelete, []string{"allowed", "refused"}},
		{"absent_fields", &b.AbsentFields, []string{"omit", "blank", "null"}},
		{"added_on_zone", &b.AddedOnZone, []string{"none", "Z"}},
		{"create_added_on", &b.CreateAddedOn, []string{"second_later", "as_read"}},
		{"contact_codes", &b.ContactCodes, []string{"with_path", "plain"}},
		{"country_codes", &b.CountryCodes, []string{"checked", "accepted"}},
		{"ifsc_echo", &b.IFSCEcho, []string{"as_sent", "upper_case"}},
		{"phone_echo", &b.PhoneEcho, []string{"without_country_code", "with_country_code"}},
		{"conflict_code", &b.ConflictCode, []string{"conflict_with_existing_beneficiary", "beneficiary_already_exists"}},
		{"vpa_conflict", &b.VPAConflict, []string{"on", "off"}},
		{"instrument", &b.Instrument, []string{"required", "optional"}},
		{"api_version", &b.APIVersion, []string{"strict", "accept"}},
		{"ip_refusal", &b.IPRefusal, []string{"with_address", "with_sentence", "with_link", "without_address"}},
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

// numberSwitch is a field with a whole number, of which zero stands for the default. If values is not empty, it lists
// all numbers that are accepted.
type numberSwitch struct {
	name         string
	value        *int
	defaultValue int
	values       []int
}

// numbers returns the switches with a number.
func (b *Behaviour) numbers() []numberSwitch {
	return []numberSwitch{
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

// setDefault fills in the default and returns an error if the value is not one of the switch.
func (c choiceSwitch) setDefault() error {
	if *c.value == "" {
		*c.value = c.values[0]
	}
	if slices.Contains(c.values, *c.value) {
		return nil
	}
	return fmt.Errorf("%s must be %s, got %q", c.name, orList(c.values), *c.value)
}

// setDefault fills in the default and returns an error if the value is not one of the switch.
func (n numberSwitch) setDefault() error {
	if *n.value == 0 {
		*n.value = n.defaultValue
	}
	switch {
	case n.values != nil && !slices.Contains(n.values, *n.value):
		return fmt.Errorf("%s must be %s, got %d", n.name, orList(n.values), *n.value)
	case *n.value < 0:
		return fmt.Errorf("%s must be 0 or greater, got %d", n.name, *n.value)
	}
	return nil
}

// orList returns the values as "a, b or c".
func orList[T any](values []T) string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = fmt.Sprint(value)
	}
	last := len(texts) - 1
	if last < 1 {
		return strings.Join(texts, "")
	}
	return strings.Join(texts[:last], ", ") + " or " + texts[last]
}

// withDefaults fills in the defaults and returns an error that names every value that is not documented.
func (b Behaviour) withDefaults() (Behaviour, error) {
	reads := 1
	if b.PendingReads != nil {
		reads = *b.PendingReads
	}
	b.PendingReads = &reads

	var problems []error
	for _, c := range b.choices() {
		problems = append(problems, c.setDefault())
	}
	for _, n := range b.numbers() {
		problems = append(problems, n.setDefault())
	}
	return b, errors.Join(problems...)
}

// DefaultValue returns the default of a switch by its name in JSON: a string, an int or a bool. It is nil for a name
// that is no switch.
func DefaultValue(name string) any {
	defaults := reflect.ValueOf(mustBehaviour(Behaviour{}))
	for field, value := range defaults.Fields() {
		if field.Tag.Get("json") == name {
			return reflect.Indirect(value).Interface()
		}
	}
	return nil
}

// mustBehaviour returns b with its defaults and panics at a value that is not documented.
func mustBehaviour(b Behaviour) Behaviour {
	b, err := b.withDefaults()
	if err != nil {
		panic("simulator: " + err.Error())
	}
	return b
}

// clone returns a copy whose pointer is its own, so that a decoder or a caller cannot write through it.
func (b Behaviour) clone() Behaviour {
	if b.PendingReads != nil {
		reads := *b.PendingReads
		b.PendingReads = &reads
	}
	return b
}

// Merge reads a JSON object over b. A field that the object does not name keeps its value. A name or a value that is
// not documented is an error, and leaves b unchanged.
func (b *Behaviour) Merge(patch []byte) error {
	changed := b.clone()
	if err := decodeStrictly(patch, &changed); err != nil {
		return err
	}
	changed, err := changed.withDefaults()
	if err != nil {
		return err
	}
	*b = changed
	return nil
}

// Set sets one switch from the form key=value of a command line.
func (b *Behaviour) Set(assignment string) error {
	key, value, found := strings.Cut(assignment, "=")
	if !found || key == "" {
		return fmt.Errorf("behaviour must have the form key=value, got %q", assignment)
	}
	name, _ := json.Marshal(key) // A string always marshals.
	literal := []byte(value)
	if isText(key) || !isNumberOrBool(value) {
		literal, _ = json.Marshal(value)
	}
	return b.Merge(fmt.Appendf(nil, "{%s:%s}", name, literal))
}

// isText reports whether a switch takes text. Text can consist of digits, such as an account number.
func isText(name string) bool {
	for field := range reflect.TypeFor[Behaviour]().Fields() {
		if field.Tag.Get("json") == name {
			return field.Type.Kind() == reflect.String
		}
	}
	return false
}

// isNumberOrBool reports whether the text is a JSON number or boolean.
func isNumberOrBool(value string) bool {
	if value == "true" || value == "false" {
		return true
	}
	var n json.Number
	return value != "" && value != "null" && value[0] != '"' && json.Unmarshal([]byte(value), &n) == nil
}

// decodeStrictly returns an error for unknown fields and for anything after the value, so that no misspelt switch is
// ignored.
func decodeStrictly(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("unexpected data after the JSON value")
	}
	return nil
}
