package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// nothingSecret returns an error if the output has a secret, and does not quote it.
func nothingSecret(output string) error {
	for name, secret := range secrets {
		if strings.Contains(output, secret) {
			return fmt.Errorf("expected nothing secret in the output, but %s is", name)
		}
	}
	return nil
}

// sameBeneficiaries compares the declared fields. Cashfree itself sets status and time.
func sameBeneficiaries(want, got []simulator.Beneficiary) error {
	declared := make([]simulator.Beneficiary, len(got))
	for i, b := range got {
		if b.Status != simulator.StatusVerified {
			return fmt.Errorf("expected %s to be %s, but it is %s", b.ID, simulator.StatusVerified, b.Status)
		}
		declared[i] = simulator.Beneficiary{
			ID: b.ID, Name: b.Name, BankAccountNumber: b.BankAccountNumber, BankIFSC: b.BankIFSC, VPA: b.VPA,
		}
	}
	if slices.Equal(want, declared) {
		return nil
	}
	return fmt.Errorf("expected Cashfree to hold\n%sbut it holds\n%s",
		holdings(want), strings.TrimSuffix(holdings(declared), "\n"))
}

var colour = regexp.MustCompile("\x1b\\[[0-9;]*m")

// namesAttribute looks for a changed attribute in the form of a plan: "~ name = old -> new".
func namesAttribute(output, attribute string) error {
	changed := regexp.MustCompile(`(?m)^\s*~\s+` + regexp.QuoteMeta(attribute) + `\s+=.* -> `)
	if !changed.MatchString(colour.ReplaceAllString(output, "")) {
		return fmt.Errorf("expected the plan to show a change of %s", attribute)
	}
	return nil
}

// change is one of the changes in "show -json", with the fields that the demo checks:
// https://developer.hashicorp.com/terraform/internals/json-format
type change struct {
	Address string `json:"address"`
	Mode    string `json:"mode"`
	Change  struct {
		Actions []string `json:"actions"`
		Before  object   `json:"before"`
		After   object   `json:"after"`
	} `json:"change"`
}

type object struct {
	Name       string         `json:"name"`
	Instrument map[string]any `json:"instrument"`
}

// onlyAccountChanges returns an error unless the plan has one change: the resource is replaced because of its account.
// No error quotes the account number.
func onlyAccountChanges(plan []byte, address string, from, to simulator.Beneficiary) error {
	var parsed struct {
		Changes []change `json:"resource_changes"`
	}
	if err := json.Unmarshal(plan, &parsed); err != nil {
		return fmt.Errorf("the JSON form of the plan: %w", err)
	}
	planned := slices.DeleteFunc(parsed.Changes, func(c change) bool {
		return c.Mode != "managed" || slices.Equal(c.Change.Actions, []string{"no-op"})
	})
	if len(planned) != 1 || planned[0].Address != address {
		return fmt.Errorf("expected %s alone to change, but the plan has %d changes", address, len(planned))
	}
	c := planned[0].Change
	if !slices.Equal(c.Actions, []string{"delete", "create"}) {
		return fmt.Errorf("expected %s to be removed and then added, but the actions are %v", address, c.Actions)
	}
	if c.Before.Name != c.After.Name {
		return errors.New("expected the account alone to change, but name does too")
	}
	return accountChanges(c.Before.Instrument, c.After.Instrument, from, to)
}

// accountChanges returns an error unless an instrument changes from one account to the other, and in nothing else.
func accountChanges(before, after map[string]any, from, to simulator.Beneficiary) error {
	if before["bank_ifsc"] != from.BankIFSC || after["bank_ifsc"] != to.BankIFSC {
		return fmt.Errorf("expected bank_ifsc to go from %s to %s", from.BankIFSC, to.BankIFSC)
	}
	if before["bank_account_number"] != from.BankAccountNumber || after["bank_account_number"] != to.BankAccountNumber {
		return fmt.Errorf("expected bank_account_number to go from …%s to …%s",
			lastFour(from.BankAccountNumber), lastFour(to.BankAccountNumber))
	}
	for attribute, value := range before {
		if attribute != "bank_ifsc" && attribute != "bank_account_number" && after[attribute] != value {
			return fmt.Errorf("expected the account alone to change, but instrument.%s does too", attribute)
		}
	}
	return nil
}

// sameOutputs compares values in their JSON spelling, strings without quotes. So it notices a number that was converted
// to a binary fraction.
func sameOutputs(data []byte, want map[string]string) error {
	var outputs map[string]struct {
		Value json.RawMessage `json:"value"`
	}
	if err := json.Unmarshal(data, &outputs); err != nil {
		return fmt.Errorf("the JSON form of the outputs: %w", err)
	}
	var problems []error
	for name, value := range want {
		if got := string(bytes.Trim(outputs[name].Value, `"`)); got != value {
			problems = append(problems, fmt.Errorf("expected the output %s to be %s, got %q", name, value, got))
		}
	}
	return errors.Join(problems...)
}

// signedCalls returns the number of calls that need a signature. It is an error if one had none, or if one was refused.
func signedCalls(calls []simulator.Request) (int, error) {
	var signed int
	for _, call := range calls {
		if call.Status == http.StatusUnauthorized || call.Status == http.StatusForbidden {
			return 0, fmt.Errorf("expected Cashfree to accept every call, but %s %s was answered with status %d",
				call.Method, call.Path, call.Status)
		}
		if !needsSignature(call) {
			continue
		}
		if !call.Signed {
			return 0, fmt.Errorf("expected every call to be signed, but %s %s was not", call.Method, call.Path)
		}
		signed++
	}
	if signed == 0 {
		return 0, errors.New("expected signed calls, but there were none")
	}
	return signed, nil
}

// needsSignature reports whether a call needs a signature. Version 1 of the API needs one to issue a token, and only
// the token after that.
func needsSignature(call simulator.Request) bool {
	return !strings.HasPrefix(call.Path, "/payout/v1") || call.Path == "/payout/v1/authorize"
}
