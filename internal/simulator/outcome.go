package simulator

import "strings"

// testAccount is an account of Cashfree's list of test data.
type testAccount struct{ number, ifsc string }

// fate is what becomes of a transfer to a test account.
type fate int

const (
	fateInvalidAccount fate = iota // Also that of details on no list.
	fateInvalidIFSC
	fateSuccess
	fatePending
	fatePendingSuccess
	fatePendingFailure
	fateReversed
	fateSlowSuccess
	fateReturned
)

// https://www.cashfree.com/docs/payouts/payouts/integrations/data-to-test.md
var (
	accountFates = map[testAccount]fate{
		{"026291800001191", "YESB0000262"}: fateSuccess,
		{"00011020001772", "HDFC0000001"}:  fateSuccess,
		{"1233943142", "ICIC0000009"}:      fateSuccess,
		{"388108022658", "ICIC0000009"}:    fateSuccess,
		{"000890289871772", "SCBL0036078"}: fateSuccess,
		{"000100289877623", "SBIN0008752"}: fateSuccess,
		{"2640101002729", "CNRR0002640"}:   fateInvalidIFSC,
		{"026291800001190", "YESB0000262"}: fateInvalidAccount,
		{"234005000876", "ICIC0000007"}:    fateInvalidAccount,
		{"1234567890", "ICIC0000001"}:      fateInvalidIFSC,
		{"007711000031", "HDFC0000077"}:    fatePending,
		{"00224412311300", "YESB0000001"}:  fatePendingSuccess,
		{"7766666351000", "YESB0000001"}:   fatePendingFailure,
		{"7766671735000", "SBIN0000004"}:   fateReversed,
		{"02014457596969", "CITI0000001"}:  fateReversed,
		{"34978321547298", "KKBK0000001"}:  fateSlowSuccess,
	}
	vpaFates = map[string]fate{
		"success@upi": fateSuccess,
		"failure@upi": fateReturned,
	}
	walletFates = map[string]map[string]fate{
		"paytm":     {"9999999999": fateSuccess, "8888888888": fateSuccess},
		"amazonpay": {"7777777777": fateSuccess, "6666666666": fateSuccess},
	}
)

// longPending is for how many reads more than others the accounts stay
// pending that the list calls pending first.
const longPending = 2

func fateOf(t Transfer) fate {
	switch mode := strings.ToLower(t.Mode); mode {
	case "upi":
		return vpaFates[strings.ToLower(t.VPA)]
	case "paytm", "amazonpay":
		return walletFates[mode][t.Phone]
	case "card", "cardupi":
		return fateReturned
	}
	return accountFates[testAccount{t.BankAccountNumber, strings.ToUpper(t.BankIFSC)}]
}

func isSlow(t Transfer) bool { return fateOf(t) == fateSlowSuccess }

// outcome is the path of a transfer after RECEIVED. It is PENDING for the
// given number of reads. The codes of failures are those of
// https://docs.cashfree.com/reference/get-transfer-status-v1-2.
func outcome(t Transfer, reads int) []TransferStep {
	pending := TransferStep{TransferPending, TransferPending, reads}
	longer := TransferStep{TransferPending, TransferPending, reads + longPending}
	success := TransferStep{Status: TransferSuccess, StatusCode: "COMPLETED"}
	failed := func(code string) TransferStep { return TransferStep{Status: TransferFailed, StatusCode: code} }

	switch fateOf(t) {
	case fateSuccess, fateSlowSuccess:
		return []TransferStep{pending, success}
	case fatePending:
		return []TransferStep{pending}
	case fatePendingSuccess:
		return []TransferStep{longer, success}
	case fatePendingFailure:
		return []TransferStep{longer, failed("RETURNED_FROM_BENEFICIARY")}
	case fateReversed:
		success.Reads = 1
		return []TransferStep{pending, success, {Status: TransferReversed, StatusCode: "RETURNED_FROM_BENEFICIARY"}}
	case fateInvalidIFSC:
		return []TransferStep{pending, failed("INVALID_IFSC_FAIL")}
	case fateReturned:
		return []TransferStep{pending, failed("RETURNED_FROM_BENEFICIARY")}
	}
	return []TransferStep{pending, failed("INVALID_ACCOUNT_FAIL")}
}

// descriptions are the simulator's words: Cashfree's own could not be read.
var descriptions = map[string]string{
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

func describe(code string) string {
	if text, known := descriptions[code]; known {
		return text
	}
	return strings.ReplaceAll(strings.ToLower(code), "_", " ")
}
