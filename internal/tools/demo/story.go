package main

import (
	"context"
	"fmt"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const (
	clientID     = "CF_DEMO_CLIENT"
	clientSecret = "cfsk_demo_secret_of_the_simulator"

	ledgerBalance    = "250000.75"
	availableBalance = "249500.25"

	ashaAddress = "cashfree_payout_beneficiary.asha"
	driftedIFSC = "HDFC0000077"
	driftPlan   = "drift.tfplan"
)

// asha is the vendor that somebody changes by hand.
var asha = simulator.Beneficiary{
	ID: "vendor_asha", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001",
}

// vendors are what examples/demo declares, in the order of their ids. Their accounts are among the test accounts of
// Cashfree's sandbox: https://www.cashfree.com/docs/payouts/payouts/integrations/data-to-test
var vendors = []simulator.Beneficiary{
	asha,
	{
		ID: "vendor_bharat", Name: "Bharat Traders", BankAccountNumber: "026291800001191", BankIFSC: "YESB0000262",
		VPA: "success@upi",
	},
	{ID: "vendor_chitra", Name: "Chitra Iyer", VPA: "chitra@examplebank"},
}

// paid is a payout that the company's payment system made earlier.
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

// secrets are never to be seen on the screen.
var secrets = map[string]string{
	"the account number of " + vendors[0].ID: vendors[0].BankAccountNumber,
	"the account number of " + vendors[1].ID: vendors[1].BankAccountNumber,
	"the account number of " + paid.ID:       paid.BankAccountNumber,
	"the client secret":                      clientSecret,
}

var story = []step{
	{
		title: "install the provider",
		why: "It comes from the folder that it was just built into, not from a registry. A warning about the lock\n" +
			"file says that such a provider has no signed list of checksums; for a demonstration none is needed.",
		args: []string{"init"},
		met:  "the provider is installed.",
	},
	{
		title:    "add three vendors",
		why:      "The configuration declares three payees, and Cashfree has none of them yet.",
		args:     []string{"apply", "-auto-approve"},
		expect:   holdsVendors,
		met:      "Cashfree has the three vendors, as they are declared.",
		holdings: true,
	},
	{
		title: "plan again",
		why: "Nothing has changed since, so nothing may be planned. With -detailed-exitcode the exit status\n" +
			"says so: 0 for no change, 2 for changes, 1 for an error.",
		args: []string{"plan", "-detailed-exitcode"},
		met:  "exit status 0, no changes.",
	},
	{
		title: "find a change made by hand",
		why: "Somebody has just given Asha Rao another IFSC, without Terraform: her money would go to another\n" +
			"branch. A plan that runs on a schedule finds that out. This one is saved, to be applied as it is.",
		behind: changeIFSC,
		args:   []string{"plan", "-detailed-exitcode", "-out=" + driftPlan},
		exit:   2,
		expect: findsDrift,
		met: "exit status 2. The only change is bank_ifsc of " + ashaAddress + ",\n" +
			"in the plan above and in the plan's JSON form, which is not shown: it has account numbers in it.",
	},
	{
		title: "put it right",
		why: "Apply the saved plan. Cashfree has no call that changes a beneficiary, so this one is removed\n" +
			"and added again.",
		args:     []string{"apply", driftPlan},
		expect:   holdsVendors,
		met:      "Asha Rao's IFSC is the declared one again.",
		holdings: true,
	},
	{
		title:  "look at balance and payout",
		why:    "Two data sources read what the account holds, and what became of a payout made elsewhere.",
		args:   []string{"output"},
		expect: showsMoney,
		met:    "both are what Cashfree holds, exact to the paisa.",
	},
	{
		title:    "clean up",
		why:      "Destroy removes what the configuration has added, and nothing else.",
		args:     []string{"destroy", "-auto-approve"},
		expect:   holdsNothing,
		met:      "Cashfree has no beneficiary left.",
		holdings: true,
	},
}

// changeIFSC does what the dashboard lets people do: it has no edit either, but remove and add come to the same.
func changeIFSC(account *simulator.Simulator) error {
	if !account.Update(asha.ID, func(b *simulator.Beneficiary) { b.BankIFSC = driftedIFSC }) {
		return fmt.Errorf("there is no beneficiary %s to change", asha.ID)
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
	if err := namesAttribute(output, "bank_ifsc"); err != nil {
		return err
	}
	plan, err := s.cli.ask(ctx, "show", "-json", driftPlan)
	if err != nil {
		return err
	}
	return onlyIFSCChanges(plan, ashaAddress, driftedIFSC, asha.BankIFSC)
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
