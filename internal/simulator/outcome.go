package simulator

import "strings"

// testAccount is an account in Cashfree's list of test data.
type testAccount struct{ number, ifsc string }

// testOutcome is the outcome of a transfer to a test account.
type testOutcome int

const (
	outcomeInvalidAccount testOutcome = iota // Also that of details on no list.
	outcomeInvalidIFSC
	outcomeSuccess
	outcomePending
	outcomePendingSuccess
	outcomePendingFailure
	outcomeReversed
	outcomeSlowSuccess
	outcomeReturned
)

// https://www.cashfree.com/docs/payouts/payouts/integrations/data-to-test.md
var (
	accountOutcomes = map[testAccount]testOutcome{
		{"026291800001191", "YESB0000262"}: outcomeSuccess,
		{"00011020001772", "HDFC0000001"}:  outcomeSuccess,
		{"1233943142", "ICIC0000009"}:      outcomeSuccess,
		{"388108022658", "ICIC0000009"}:    outcomeSuccess,
		{"000890289871772", "SCBL0036078"}: outcomeSuccess,
		{"000100289877623", "SBIN0008752"}: outcomeSuccess,
		{"2640101002729", "CNRR0002640"}:   outcomeInvalidIFSC,
		{"026291800001190", "YESB0000262"}: outcomeInvalidAccount,
		{"234005000876", "ICIC0000007"}:    outcomeInvalidAccount,
		{"1234567890", "ICIC0000001"}:      outcomeInvalidIFSC,
		{"007711000031", "HDFC0000077"}:    outcomePending,
		{"00224412311300", "YESB0000001"}:  outcomePendingSuccess,
		{"7766666351000", "YESB0000001"}:   outcomePendingFailure,
		{"7766671735000", "SBIN0000004"}:   outcomeReversed,
		{"02014457596969", "CITI0000001"}:  outcomeReversed,
		{"34978321547298", "KKBK0000001"}:  outcomeSlowSuccess,
	}
	vpaOutcomes = map[string]testOutcome{
		"success@upi": outcomeSuccess,
		"failure@upi": outcomeReturned,
	}
	walletOutcomes = map[string]map[string]testOutcome{
		"paytm":     {"9999999999": outcomeSuccess, "8888888888": outcomeSuccess},
		"amazonpay": {"7777777777": outcomeSuccess, "6666666666": outcomeSuccess},
	}
)

// extraPendingReads is for how many more reads a transfer is pending where the list has "pending" as the first outcome.
const extraPendingReads = 2

func testOutcomeOf(t Transfer) testOutcome {
	switch mode := strings.ToLower(t.Mode); mode {
	case "upi":
		return vpaOutcomes[strings.ToLower(t.VPA)]
	case "paytm", "amazonpay":
		return walletOutcomes[mode][t.Phone]
	case "card", "cardupi":
		return outcomeReturned
	}
	return accountOutcomes[testAccount{t.BankAccountNumber, strings.ToUpper(t.BankIFSC)}]
}

func isSlow(t Transfer) bool { return testOutcomeOf(t) == outcomeSlowSuccess }

// transferSteps returns the statuses of a transfer after RECEIVED. It is PENDING for the given number of reads. The
// codes of failures are those of https://docs.cashfree.com/reference/get-transfer-status-v1-2.
func transferSteps(t Transfer, reads int) []TransferStep {
	pending := TransferStep{TransferPending, TransferPending, reads}
	longer := TransferStep{TransferPending, TransferPending, reads + extraPendingReads}
	success := TransferStep{Status: TransferSuccess, StatusCode: "COMPLETED"}
	failed := func(code string) TransferStep { return TransferStep{Status: TransferFailed, StatusCode: code} }

	switch testOutcomeOf(t) {
	case outcomeSuccess, outcomeSlowSuccess:
		return []TransferStep{pending, success}
	case outcomePending:
		return []TransferStep{pending}
	case outcomePendingSuccess:
		return []TransferStep{longer, success}
	case outcomePendingFailure:
		return []TransferStep{longer, failed("RETURNED_FROM_BENEFICIARY")}
	case outcomeReversed:
		success.Reads = 1
		return []TransferStep{pending, success, {Status: TransferReversed, StatusCode: "RETURNED_FROM_BENEFICIARY"}}
	case outcomeInvalidIFSC:
		return []TransferStep{pending, failed("INVALID_IFSC_FAIL")}
	case outcomeReturned:
		return []TransferStep{pending, failed("RETURNED_FROM_BENEFICIARY")}
	}
	return []TransferStep{pending, failed("INVALID_ACCOUNT_FAIL")}
}

// statusDescriptions are the simulator's own texts, since those of Cashfree could not be read.
var statusDescriptions = map[string]string{
	"RECEIVED":                  "The transfer request is received and is being processed",
	"PENDING":                   "The transfer is being processed by the bank",
	"COMPLETED":                 "The transfer is credited to the beneficiary account",
	"SENT_TO_BENEFICIARY":       "The transfer is sent to the beneficiary bank",
	"INSUFFICIENT_BALANCE":      "The balance is not sufficient for the transfer",
	"BENE_NOT_EXIST":            "The beneficiary does not exist",
	"BENE_INVALID":              "The beneficiary is not verified",
	"BANK_ACCOUNT_INVALID":      "The beneficiary has no bank account",
	"VPA_INVALID":               "The beneficiary has no vpa",
	"INVALID_ACCOUNT_FAIL":      "The account number is invalid",
	"INVALID_IFSC_FAIL":         "The ifsc is invalid",
	"RETURNED_FROM_BENEFICIARY": "The transfer is returned by the beneficiary bank",
}

func statusDescription(code string) string {
	if text, known := statusDescriptions[code]; known {
		return text
	}
	return strings.ReplaceAll(strings.ToLower(code), "_", " ")
}
