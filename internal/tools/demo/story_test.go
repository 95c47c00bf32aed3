package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// actor replaces the CLI and the provider. It does everything that the story checks, unless spoil changes something.
type actor struct {
	account *simulator.Simulator
	// spoil may change the output of a command, or its effect.
	spoil func(command string, a *actor, answer *result)
	plan  map[string]any // of "show -json"
	money map[string]any // of "output -json"
}

func newActor(t *testing.T) *actor {
	t.Helper()
	account, err := newAccount()
	if err != nil {
		t.Fatal(err)
	}
	return &actor{
		account: account,
		plan: map[string]any{"resource_changes": []any{
			planned("cashfree_payout_beneficiary.bharat", "managed", "no-op"),
			planned("data.cashfree_payout_balance.account", "data", "read"),
			planned(ashaAddress, "managed", "delete", "create"),
		}},
		money: map[string]any{
			"balance":            output(json.Number(ledgerBalance)),
			"available_balance":  output(json.Number(availableBalance)),
			"transfer_status":    output("SUCCESS"),
			"transfer_succeeded": output(true),
		},
	}
}

func output(value any) map[string]any { return map[string]any{"value": value} }

func planned(address, mode string, actions ...string) map[string]any {
	at := func(b simulator.Beneficiary) map[string]any {
		return map[string]any{
			"name":       b.Name,
			"instrument": map[string]any{"bank_account_number": b.BankAccountNumber, "bank_ifsc": b.BankIFSC, "vpa": nil},
		}
	}
	return map[string]any{"address": address, "mode": mode, "change": map[string]any{
		"actions": actions, "before": at(changedAsha), "after": at(asha),
	}}
}

func (a *actor) name() string { return "terraform" }

func (a *actor) show(_ context.Context, args ...string) (result, error) {
	var answer result
	command := strings.Join(args, " ")
	switch {
	case args[0] == "apply":
		for _, v := range vendors {
			a.account.Put(v)
		}
	case args[0] == "destroy":
		a.account.RemoveAll()
	case slices.Contains(args, "-out="+driftPlan):
		answer = result{2, fmt.Sprintf("  ~ bank_account_last_four = \"2658\" -> \"1772\"\n"+
			"  ~ instrument = {\n      \x1b[33m~\x1b[0m\x1b[0m bank_ifsc = %q -> %q\n", changedAsha.BankIFSC, asha.BankIFSC)}
	}
	if a.spoil != nil {
		a.spoil(command, a, &answer)
	}
	return answer, nil
}

func (a *actor) ask(_ context.Context, args ...string) ([]byte, error) {
	if args[0] == "show" {
		return json.Marshal(a.plan)
	}
	return json.Marshal(a.money)
}

// With a CLI that does everything right, the demo runs to its end and prints no secret.
func TestStory(t *testing.T) {
	t.Parallel()
	a := newActor(t)
	var out bytes.Buffer
	if err := (show{out: &out, account: a.account, cli: a}).perform(t.Context(), story); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Step 1 of 7", "$ terraform plan -detailed-exitcode\n", "account …1772 at HDFC0000001", "  no beneficiary\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the demo does not print %q:\n%s", want, &out)
		}
	}
	if err := nothingSecret(out.String()); err != nil {
		t.Error(err)
	}
}

// The demo ends with an error at the first step that has another result than expected.
func TestStory_WrongResult(t *testing.T) {
	t.Parallel()
	const drift = "plan -detailed-exitcode -out=" + driftPlan
	tests := map[string]struct {
		command string
		spoil   func(a *actor, answer *result)
		want    string
	}{
		"init fails": {
			"init", func(_ *actor, answer *result) { answer.exit = 1 },
			`step 1 of 7, "install the provider": expected exit status 0, got 1`,
		},
		"a vendor is missing": {
			"apply -auto-approve", func(a *actor, _ *result) { a.account.Remove("vendor_chitra") },
			"expected Cashfree to hold",
		},
		"a vendor has another account": {
			"apply -auto-approve", func(a *actor, _ *result) {
				a.account.Update(asha.ID, func(b *simulator.Beneficiary) { b.BankAccountNumber = "99911020001772" })
			},
			"expected Cashfree to hold",
		},
		"a vendor cannot be paid": {
			"apply -auto-approve", func(a *actor, _ *result) {
				a.account.Update(asha.ID, func(b *simulator.Beneficiary) { b.Status = simulator.StatusInvalid })
			},
			"expected vendor_asha to be VERIFIED, but it is INVALID",
		},
		"the second plan is not empty": {
			"plan -detailed-exitcode", func(_ *actor, answer *result) { answer.exit = 2 },
			"expected exit status 0, got 2",
		},
		"the drift is not found": {
			drift, func(_ *actor, answer *result) { *answer = result{} },
			"expected exit status 2, got 0",
		},
		"the drift is not named": {
			drift, func(_ *actor, answer *result) { answer.output = "bank_ifsc is mentioned only" },
			"expected the plan to show a change of bank_account_last_four",
		},
		"more than the drift is planned": {
			drift, func(a *actor, _ *result) {
				a.plan["resource_changes"] = append(a.plan["resource_changes"].([]any),
					planned("cashfree_payout_beneficiary.chitra", "managed", "update"))
			},
			"but the plan has 2 changes",
		},
		"the plan shows an account number": {
			drift, func(_ *actor, answer *result) { answer.output += asha.BankAccountNumber },
			"but the account number of vendor_asha is",
		},
		"the drift is not corrected": {
			"apply " + driftPlan, func(a *actor, _ *result) { _ = changeAccount(a.account) },
			"account …2658 at ICIC0000009",
		},
		"the balance is rounded": {
			"output", func(a *actor, _ *result) { a.money["balance"] = output(250000.8) },
			`expected the output balance to be 250000.75, got "250000.8"`,
		},
		"an output is missing": {
			"output", func(a *actor, _ *result) { delete(a.money, "transfer_status") },
			`expected the output transfer_status to be SUCCESS, got ""`,
		},
		"something is left over": {
			"destroy -auto-approve", func(a *actor, _ *result) { a.account.Put(asha) },
			"vendor_asha",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newActor(t)
			a.spoil = func(command string, a *actor, answer *result) {
				if command == test.command {
					test.spoil(a, answer)
				}
			}
			err := show{out: io.Discard, account: a.account, cli: a}.perform(t.Context(), story)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got the error %v, want one with %q", err, test.want)
			}
			if strings.Contains(err.Error(), asha.BankAccountNumber) {
				t.Errorf("the error contains an account number: %v", err)
			}
		})
	}
}
