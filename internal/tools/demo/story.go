package main

import (
	"context"
	"fmt"
	"regexp"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const (
	clientID     = "CF_DEMO_CLIENT"
	clientSecret = "cfsk_demo_secret_of_the_simulator"

	ledgerBalance    = "250000.75"
	availableBalance = "249500.25"

	ashaAddress = "cashfree_payout_beneficiary.asha"
	driftPlan   = "drift.tfplan"
)

// asha is the vendor that is changed by hand.
var asha = simulator.Beneficiary{
	ID: "vendor_asha", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001",
}

// changedAsha is that vendor with the account that somebody enters by hand: another test account of the sandbox.
var changedAsha = simulator.Beneficiary{
	ID: asha.ID, Name: asha.Name, BankAccountNumber: "388108022658", BankIFSC: "ICIC0000009",
}

// vendors are those that examples/demo declares, in the order of their ids. Their accounts are test accounts of
// Cashfree's sandbox: https://www.cashfree.com/docs/payouts/payouts/integrations/data-to-test
var vendors = []simulator.Beneficiary{
	asha,
	{
		ID: "vendor_bharat", Name: "Bharat Traders", BankAccountNumber: "026291800001191", BankIFSC: "YESB0000262",
		VPA: "success@upi",
	},
	{ID: "vendor_chitra", Name: "Chitra Iyer", VPA: "chitra@examplebank"},
}

// paid is a payout that another system has made.
var paid = simulator.Transfer{
	ID:                "invoice_2041",
	BankAccountNumber: "1233943142",
	BankIFSC:          "ICIC0000009",
	Amount:            "500.50",
	Mode:              "imps",
	Status:            simulator.TransferSuccess,
	StatusCode:        "COMPLETED",
	UTR:               "P16111765023806",
}

// secrets must never be printed.
var secrets = map[string]string{
	"the account number of " + vendors[0].ID: vendors[0].BankAccountNumber,
	"the account number of " + vendors[1].ID: vendors[1].BankAccountNumber,
	"the account number of " + paid.ID:       paid.BankAccountNumber,
	"the account number entered by hand":     changedAsha.BankAccountNumber,
	"the client secret":                      clientSecret,
}

var story = []step{
	{
		title: "install the provider",
		why: "It comes from the folder that it was just built into, not from a registry. A warning about the lock\n" +
			"file says that such a provider has no signed list of checksums. A demonstration needs none.",
		args: []string{"init"},
		met:  "the provider is installed.",
	},
	{
		title:    "add three vendors",
		why:      "The configuration declares three payees, and Cashfree has none of them yet.",
		args:     []string{"apply", "-auto-approve"},
		expect:   holdsVendors,
		met:      "Cashfree has the three vendors as declared.",
		holdings: true,
	},
	{
		title: "plan again",
		why: "Nothing has changed, so the plan must be empty. With -detailed-exitcode the exit status is 0 for\n" +
			"no changes, 2 for changes, and 1 for an error.",
		args: []string{"plan", "-detailed-exitcode"},
		met:  "exit status 0, no changes.",
		scenery: scenery{
			note:  "Every night: does Cashfree have the payees of the code?",
			lines: regexp.MustCompile(`^No changes\.`),
		},
	},
	{
		title: "find a change made by hand",
		why: "Somebody has just changed the bank account of Asha Rao without Terraform, so her money would go to\n" +
			"somebody else. A scheduled plan finds the change. This plan is saved, so that it can be applied.",
		before: changeAccount,
		args:   []string{"plan", "-detailed-exitcode", "-out=" + driftPlan},
		exit:   2,
		expect: findsDrift,
		met: "exit status 2. The only change is the account of " + ashaAddress + ",\n" +
			"in the plan above and in its JSON form. That is not shown, since it has account numbers in it.",
		scenery: scenery{
			note:  "Somebody changed a payee's bank account in the dashboard.",
			lines: regexp.MustCompile(`^  # |^-/\+ resource|_last_four|instrument|bank_account_number |bank_ifsc|\}$| name |^Plan:`),
		},
	},
	{
		title: "correct it",
		why: "Apply the saved plan. Cashfree has no call that changes a beneficiary, so the provider removes this\n" +
			"one and adds it again.",
		args:   []string{"apply", driftPlan},
		expect: holdsVendors,
		scenery: scenery{
			note:  "Nobody in the team did it. Put the right account back:",
			lines: regexp.MustCompile(`Destroying|Creating|^Apply complete!`),
		},
		met:      "The account of Asha Rao is the declared one again.",
		holdings: true,
	},
	{
		title:  "read balance and payout",
		why:    "Two data sources read the balance of the account, and the status of a payout made elsewhere.",
		args:   []string{"output"},
		expect: showsMoney,
		met:    "both are equal to the values at Cashfree, exact to the paisa.",
	},
	{
		title:    "clean up",
		why:      "Destroy removes the beneficiaries of the configuration, and nothing else.",
		args:     []string{"destroy", "-auto-approve"},
		expect:   holdsNothing,
		met:      "Cashfree has no beneficiary left.",
		holdings: true,
	},
}

// changeAccount does what people can do in the dashboard: it cannot edit a beneficiary either, but it can remove one
// and add it again.
func changeAccount(account *simulator.Simulator) error {
	if !account.Update(asha.ID, func(b *simulator.Beneficiary) {
		b.BankAccountNumber, b.BankIFSC = changedAsha.BankAccountNumber, changedAsha.BankIFSC
	}) {
		return fmt.Errorf("the beneficiary %s does not exist", asha.ID)
	}
	return nil
}

func holdsVendors(_ context.Context, s show, _ string) error {
	return sameBeneficiaries(vendors, s.account.All())
}

func holdsNothing(_ context.Context, s show, _ string) error {
	return sameBeneficiaries(nil, s.account.All())
}

func findsDrift(ctx context.Context, s show, output string) error {
	for _, attribute := range []string{"bank_account_last_four", "bank_ifsc"} {
		if err := namesAttribute(output, attribute); err != nil {
			return err
		}
	}
	plan, err := s.cli.ask(ctx, "show", "-json", driftPlan)
	if err != nil {
		return err
	}
	return onlyAccountChanges(plan, ashaAddress, changedAsha, asha)
}

func showsMoney(ctx context.Context, s show, _ string) error {
	outputs, err := s.cli.ask(ctx, "output", "-json")
	if err != nil {
		return err
	}
	return sameOutputs(outputs, map[string]string{
		"balance":            ledgerBalance,
		"available_balance":  availableBalance,
		"transfer_status":    paid.Status,
		"transfer_succeeded": "true",
	})
}
