package coretest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/spelling"
)

// AnswerField is a field of Cashfree's successful answers.
type AnswerField struct {
	Endpoint string // the end of the path of the URL, such as "/beneficiary"
	Path     string // of the member in the answer, such as "transfers.0.status"
}

// The fields of the answers about payees, transfers, batches and balances that are texts, or can be.
var (
	PayeeFields = fieldsOf("/beneficiary", "beneficiary_id", "beneficiary_name", "beneficiary_status", "added_on",
		"beneficiary_instrument_details.bank_account_number", "beneficiary_instrument_details.bank_ifsc", "beneficiary_instrument_details.vpa",
		"beneficiary_contact_details.beneficiary_email", "beneficiary_contact_details.beneficiary_phone",
		"beneficiary_contact_details.beneficiary_country_code", "beneficiary_contact_details.beneficiary_address",
		"beneficiary_contact_details.beneficiary_city", "beneficiary_contact_details.beneficiary_state",
		"beneficiary_contact_details.beneficiary_postal_code")
	TransferFields = fieldsOf("/transfers", transferMembers("")...)
	BatchFields    = fieldsOf("/transfers/batch", append(transferMembers("transfers.0."), "batch_transfer_id", "cf_batch_transfer_id", "status")...)
	BalanceFields  = append(fieldsOf("/getBalance", "status", "subCode", "message", "data.balance", "data.availableBalance"),
		fieldsOf("/authorize", "status", "subCode", "message", "data.token", "data.expiry")...)
)

func transferMembers(prefix string) []string {
	var members []string
	for _, name := range []string{
		"transfer_id", "cf_transfer_id", "status", "status_code", "status_description", "beneficiary_details.beneficiary_id",
		"beneficiary_details.beneficiary_instrument_details.bank_account_number", "beneficiary_details.beneficiary_instrument_details.bank_ifsc",
		"beneficiary_details.beneficiary_instrument_details.ifsc", "beneficiary_details.beneficiary_instrument_details.vpa",
		"transfer_amount", "transfer_service_charge", "transfer_service_tax", "transfer_mode", "transfer_utr", "fundsource_id", "added_on", "updated_on",
	} {
		members = append(members, prefix+name)
	}
	return members
}

func fieldsOf(endpoint string, paths ...string) []AnswerField {
	fields := make([]AnswerField, 0, len(paths))
	for _, path := range paths {
		fields = append(fields, AnswerField{Endpoint: endpoint, Path: path})
	}
	return fields
}

// HostileTexts returns what a server can write into a field, by name. The secret is that of the request, and the number
// that of the payee.
func HostileTexts(secret, number string) map[string]string {
	texts := map[string]string{
		"escapes": "A\x1b[2J\x1b]0;x\x07\x1b]8;;https://elsewhere.example\x1b\\\u009b31m\x00\x7f\r\nError: forged\b" +
			"B\u202e\u2066C\u200f\u2028D\u2029\ufeffE\u200b\U000e0041",
		"the secret":               "x " + secret + " y",
		"the number":               number,
		"the number in a sentence": "A/c " + number + ", or " + number[:4] + "-" + number[4:8] + "-" + number[8:],
		"the number as an address": number + "@hdfc0000001.ifsc.npci",
		"markup":                   "${file(\"/etc/hostname\")}%{for x in y}%{endfor}\"}\nresource \"x\" \"y\" {}\n```\n<script>&amp;</script>",
		"900 KB":                   strings.Repeat("x", 900_000),
	}
	for _, one := range spelling.All {
		switch one.Name {
		case "zero-width spaces", "percent", "base64":
			texts["the secret, "+one.Name] = one.Spell(secret)
		case "circled", "no-break hyphens":
			texts["the number in a sentence"] += ", or " + one.Spell(number)
		}
	}
	return texts
}

// Tampered passes requests on to another server, and changes a text in its successful answers.
type Tampered struct {
	original http.Handler
	choose   atomic.Pointer[func(path string, answer map[string]any) (member, text string)]
}

// NewTampered returns a server that passes everything on until it is told what to change.
func NewTampered(original http.Handler) *Tampered { return &Tampered{original: original} }

// Change changes a field of all further answers to a text.
func (s *Tampered) Change(field AnswerField, text string) {
	s.ChangeBy(func(path string, _ map[string]any) (string, string) {
		if !strings.HasSuffix(path, field.Endpoint) {
			return "", ""
		}
		return field.Path, text
	})
}

// ChangeBy changes what a function chooses: the path of a member of an answer, and its text. No path means no change.
func (s *Tampered) ChangeBy(choose func(path string, answer map[string]any) (member, text string)) {
	s.choose.Store(&choose)
}

// Restore passes everything on again.
func (s *Tampered) Restore() { s.choose.Store(nil) }

func (s *Tampered) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	choose := s.choose.Load()
	if choose == nil {
		s.original.ServeHTTP(w, r)
		return
	}
	recorder := httptest.NewRecorder()
	s.original.ServeHTTP(recorder, r)
	body := recorder.Body.Bytes()
	if answer := parseObject(body); recorder.Code < 300 && answer != nil {
		if member, text := (*choose)(r.URL.Path, answer); member != "" {
			body = with(answer, member, text)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(recorder.Code)
	_, _ = w.Write(body)
}

// parseObject returns a body that is a JSON object, or nil.
func parseObject(body []byte) map[string]any {
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if decoder.Decode(&members) != nil {
		return nil
	}
	return members
}

// with returns an object with another text at a path.
func with(answer map[string]any, path, text string) []byte {
	steps := strings.Split(path, ".")
	var parent any = answer
	for _, step := range steps[:len(steps)-1] {
		parent = memberOf(parent, step)
	}
	if members, ok := parent.(map[string]any); ok {
		members[steps[len(steps)-1]] = text
	}
	changed, _ := json.Marshal(answer) //nolint:errchkjson // it was read from JSON
	return changed
}

// memberOf returns a member of an object, which it adds if it is missing, or an item of a list.
func memberOf(parent any, step string) any {
	switch parent := parent.(type) {
	case map[string]any:
		if parent[step] == nil {
			parent[step] = map[string]any{}
		}
		return parent[step]
	case []any:
		if index, err := strconv.Atoi(step); err == nil && index < len(parent) {
			return parent[index]
		}
	}
	return nil
}
