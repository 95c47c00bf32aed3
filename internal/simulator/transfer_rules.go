package simulator

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// transferBody is the body of a v2 transfer, alone or in a batch. The amount keeps its text, since a float would change
// it.
// https://www.cashfree.com/docs/api-reference/payouts/v2/transfers-v2/standard-transfer-v2.md
type transferBody struct {
	ID           string          `json:"transfer_id"`
	Amount       json.RawMessage `json:"transfer_amount"`
	Mode         string          `json:"transfer_mode"`
	Remarks      string          `json:"transfer_remarks"`
	FundSourceID string          `json:"fundsource_id"`
	Details      struct {
		BeneficiaryID string         `json:"beneficiary_id"`
		Name          string         `json:"beneficiary_name"`
		Instrument    instrumentBody `json:"beneficiary_instrument_details"`
		Contact       contactBody    `json:"beneficiary_contact_details"`
	} `json:"beneficiary_details"`
}

// transferIDShape accepts the hyphen, which the error text of the page allows and the schema does not.
var transferIDShape = regexp.MustCompile(`^[A-Za-z0-9_\-]{1,40}$`)

var remarksShape = regexp.MustCompile(`^[A-Za-z0-9 ]{0,70}$`)

var transferModes = []string{"banktransfer", "imps", "neft", "rtgs", "upi", "paytm", "amazonpay", "card", "cardupi"}

// minTransfer is one rupee.
const minTransfer paise = 100

// readTransfer checks a body and fills in the beneficiary that it names. It does not refuse a beneficiary that does not
// exist: alone that is an error, in a batch a rejected transfer. Codes in a batch have a prefix. The texts about an id
// and a mode are those of the OpenAPI document.
// https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json
func (s *Simulator) readTransfer(body transferBody, behaviour Behaviour, prefix string) (Transfer, paise, answer) {
	refuse := func(code, message string) (Transfer, paise, answer) {
		return Transfer{}, 0, invalidRequest(prefix+code, message)
	}
	if body.ID == "" {
		return refuse("transfer_id_missing", "transfer_id is missing in the request")
	}
	if !transferIDShape.MatchString(body.ID) {
		return refuse("transfer_id_invalid", "transfer_id should be alphanumeric")
	}
	if len(body.Amount) == 0 || string(body.Amount) == "null" {
		return refuse("transfer_amount_missing", "transfer_amount is missing in the request")
	}
	amount, err := parsePaise(string(body.Amount))
	if err != nil || amount < minTransfer {
		return refuse("transfer_amount_invalid",
			"transfer_amount : should be greater then 1.00. value received: "+string(body.Amount))
	}
	mode := strings.ToLower(body.Mode)
	if mode == "" {
		mode = "banktransfer"
	}
	if !slices.Contains(transferModes, mode) {
		return refuse("transfer_mode_invalid", "transfer_mode is invalid allowed values are : bank, "+
			strings.Join(transferModes[1:], ", "))
	}

	if !remarksShape.MatchString(body.Remarks) {
		// The page documents the rule and no code for it. This one is made by analogy.
		return refuse("transfer_remarks_invalid",
			"transfer_remarks : should be alphanumeric, not more than 70 characters long. value received: "+body.Remarks)
	}

	t := Transfer{ID: body.ID, Mode: mode, Remarks: body.Remarks, FundSourceID: body.FundSourceID}
	code, message := s.fillPayee(&t, body, behaviour)
	if code != "" {
		return refuse("beneficiary_details."+code, message)
	}
	return t, amount, answer{}
}

// fillPayee returns the code and message of what is wrong, or empty ones.
func (s *Simulator) fillPayee(t *Transfer, body transferBody, behaviour Behaviour) (code, message string) {
	given := body.Details.Instrument
	if body.Details.BeneficiaryID == "" {
		return fillInline(t, body, behaviour)
	}
	if !idShape.MatchString(body.Details.BeneficiaryID) {
		return "beneficiary_id_invalid", "beneficiary_id : should contain only letters, numbers, hyphen, underscore, " +
			"pipe, and dot. Value received: " + body.Details.BeneficiaryID
	}
	t.BeneficiaryID = body.Details.BeneficiaryID
	stored := s.store.beneficiaries[t.BeneficiaryID]
	if stored == nil {
		return "", ""
	}
	for _, pair := range []struct{ field, given, held string }{
		{"bank_account_number", given.BankAccountNumber, stored.BankAccountNumber},
		{"bank_ifsc", given.BankIFSC, stored.BankIFSC},
		{"vpa", given.VPA, stored.VPA},
	} {
		if pair.given != "" && !strings.EqualFold(pair.given, pair.held) {
			return instrumentCode(pair.field), fmt.Sprintf("%s : does not match with the beneficiary with beneficiary_id :: %s",
				pair.field, t.BeneficiaryID)
		}
	}
	t.BankAccountNumber, t.BankIFSC, t.VPA, t.Phone = stored.BankAccountNumber, stored.BankIFSC, stored.VPA, stored.Phone
	rejectUnpayable(t, stored.Status)
	return "", ""
}

func fillInline(t *Transfer, body transferBody, behaviour Behaviour) (code, message string) {
	given := body.Details.Instrument
	switch {
	case !nameShape.MatchString(body.Details.Name):
		return "beneficiary_name_invalid",
			"beneficiary_name : should contain only alphabets and white spaces. value received: " + body.Details.Name
	case given.BankAccountNumber != "" && refuseAccount(given.BankAccountNumber, "HDFC0000001").status != 0:
		return instrumentCode("bank_account_number"), "bank_account_number : should be alphanumeric, 4 to 25 characters long"
	case given.BankAccountNumber != "" && !ifscShape.MatchString(given.BankIFSC):
		return instrumentCode("bank_ifsc"), "bank_ifsc : please provide a valid IFSC. value received: " + given.BankIFSC
	case given.VPA != "" && !validVPA(given.VPA, behaviour):
		return instrumentCode("vpa"), "vpa : please provide a valid vpa. value received: " + given.VPA
	}
	t.BankAccountNumber, t.BankIFSC, t.VPA = given.BankAccountNumber, given.BankIFSC, given.VPA
	t.Phone = strings.TrimPrefix(body.Details.Contact.Phone, "+91")
	rejectUnpayable(t, StatusVerified)
	return "", ""
}

func instrumentCode(field string) string {
	return "beneficiary_instrument_details." + field + "_invalid"
}

// rejectUnpayable marks a transfer that is accepted and then rejected: only a VERIFIED beneficiary can be paid, and
// each mode needs its instrument.
func rejectUnpayable(t *Transfer, status string) {
	switch {
	case status != StatusVerified:
		t.Status, t.StatusCode = TransferRejected, "BENE_INVALID"
	case t.Mode == "upi" && t.VPA == "":
		t.Status, t.StatusCode = TransferRejected, "VPA_INVALID"
	case slices.Contains(transferModes[:4], t.Mode) && t.BankAccountNumber == "":
		t.Status, t.StatusCode = TransferRejected, "BANK_ACCOUNT_INVALID"
	}
}
