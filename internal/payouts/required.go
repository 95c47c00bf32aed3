package payouts

import (
	"fmt"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// What a success must carry. No answer with a payee that was seen lacks it, and no example in Cashfree's pages. A
// success without it comes from something else, or was damaged on its way: taken as it is, it would show a payee that
// has lost its name or its account, and the next plan would replace it. So it is an answer that cannot be read.
//
// An answer about another thing than the one asked for is a mismatch. Neither error quotes what the answer has instead,
// which could be anything.

// missingError is the error of a success that lacks a part.
type missingError string

func (e missingError) Error() string { return string(e) }

func missing(part string) error { return missingError("the answer has no " + part) }

// checkBeneficiary checks an answer about the beneficiary with an id. One that is marked as deleted needs nothing else.
func checkBeneficiary(found *Beneficiary, id string) error {
	if err := checkID("beneficiary", id, found.ID); err != nil {
		return err
	}
	if isDeleted(found) {
		return errDeleted
	}
	return checkParts(found)
}

// checkHolder checks an answer about the beneficiary that has a bank account.
func checkHolder(found *Beneficiary, account, ifsc string) error {
	switch {
	case found.ID == "":
		return missing("beneficiary_id")
	case hasNone(grammar.AccountNumber, found.BankAccountNumber):
		return missing("bank_account_number")
	case hasNone(grammar.IFSC, found.BankIFSC):
		return missing("bank_ifsc")
	case isMaskedNumber(found.BankAccountNumber): // which is reported, and may be the account that was asked for
		return nil
	case !grammar.AccountNumber.Same(found.BankAccountNumber, account), !grammar.IFSC.Same(found.BankIFSC, ifsc):
		return mismatchError("the answer is about another bank account than the one asked for")
	case isDeleted(found):
		return errDeleted
	}
	return checkParts(found)
}

// checkParts checks that a beneficiary has a name, and an account with its IFSC or a UPI address. Half an account is
// none.
func checkParts(found *Beneficiary) error {
	if hasNone(grammar.Name, found.Name) {
		return missing("beneficiary_name")
	}
	_, problem := grammar.CheckCombination(!hasNone(grammar.AccountNumber, found.BankAccountNumber),
		!hasNone(grammar.IFSC, found.BankIFSC), !hasNone(grammar.VPA, found.VPA))
	if problem != "" {
		return missing("complete beneficiary_instrument_details")
	}
	return nil
}

// checkTransfer checks an answer about the transfer that the key identifies.
func (k TransferKey) checkTransfer(found *Transfer) error {
	if err := k.checkAnswer("transfer", found.ID, found.CashfreeID); err != nil {
		return err
	}
	if found.Status == "" {
		return missing("status")
	}
	return nil
}

// checkBatch checks an answer about the batch that the key identifies.
func (k TransferKey) checkBatch(found *Batch) error {
	if err := k.checkAnswer("batch", found.ID, found.CashfreeID); err != nil {
		return err
	}
	if found.Status == "" {
		return missing("status")
	}
	for i, transfer := range found.Transfers {
		switch {
		case transfer.ID == "" && transfer.CashfreeID == "":
			return missing(fmt.Sprintf("transfers[%d].transfer_id", i))
		case transfer.Status == "":
			return missing(fmt.Sprintf("transfers[%d].status", i))
		}
	}
	return nil
}

// checkAnswer checks that an answer is about what the key identifies.
func (k TransferKey) checkAnswer(thing, id, cashfreeID string) error {
	if k.ID != "" {
		return checkID(thing, k.ID, id)
	}
	return checkID(thing, k.CashfreeID, cashfreeID)
}

// checkID checks that an answer is about what was asked for.
func checkID(thing, asked, got string) error {
	switch got {
	case asked:
		return nil
	case "":
		return missingError("the answer does not name the " + thing)
	default:
		return mismatchError("the answer is about another " + thing + " than the one asked for")
	}
}

func isDeleted(found *Beneficiary) bool { return strings.EqualFold(found.Status, StatusDeleted) }

// hasNone reports whether a field has no value, or one in which nothing can be seen.
func hasNone(field *grammar.Field, value string) bool {
	return field.Normal(value) == "" || grammar.IsBlank(value)
}
