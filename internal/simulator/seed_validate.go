package simulator

import (
	"errors"
	"fmt"
	"net/netip"
)

// Validate returns an error that names everything that is wrong with a seed.
func (seed Seed) Validate() error {
	var problems problemList
	seed.validateBeneficiaries(&problems)
	problems.addTransfers("transfers", seed.Transfers)
	for i, b := range seed.Batches {
		if b.ID == "" {
			problems.add("batches[%d]: id is required", i)
		}
		problems.addTransfers(fmt.Sprintf("batches[%d].transfers", i), b.Transfers)
	}
	seed.validateBalance(&problems)
	problems.addAddresses("whitelist", seed.Whitelist)
	if seed.Behaviour != nil {
		if _, err := seed.Behaviour.withDefaults(); err != nil {
			problems.add("behaviour: %w", err)
		}
	}
	for i, f := range seed.Faults {
		if err := f.Validate(); err != nil {
			problems.add("faults[%d]: %w", i, err)
		}
	}
	return errors.Join(problems...)
}

func (seed Seed) validateBeneficiaries(problems *problemList) {
	ids := map[string]bool{}
	for i, b := range seed.Beneficiaries {
		switch {
		case b.ID == "":
			problems.add("beneficiaries[%d]: id is required", i)
		case ids[b.ID]:
			problems.add("beneficiaries[%d]: duplicate id %q", i, b.ID)
		}
		ids[b.ID] = true
	}
	for i, v := range seed.Verifications {
		if !ids[v.BeneficiaryID] {
			problems.add("verifications[%d]: beneficiary_id must be an id in beneficiaries, got %q", i, v.BeneficiaryID)
		}
	}
}

func (seed Seed) validateBalance(problems *problemList) {
	if seed.Balance == "" && seed.Available != "" {
		problems.add("available_balance requires balance")
	}
	for _, field := range []struct{ name, value string }{
		{"balance", seed.Balance}, {"available_balance", seed.Available},
	} {
		if _, err := parsePaise(field.value); field.value != "" && err != nil {
			problems.add("%s %w", field.name, err)
		}
	}
}

// problemList collects what is wrong with a seed or with the body of a control.
type problemList []error

func (p *problemList) add(format string, args ...any) {
	*p = append(*p, fmt.Errorf(format, args...))
}

// addTransfers adds what is wrong with the transfers of a field.
func (p *problemList) addTransfers(field string, transfers []Transfer) {
	for i, t := range transfers {
		if t.ID == "" {
			p.add("%s[%d]: id is required", field, i)
		}
		if _, err := parsePaise(t.Amount); t.Amount != "" && err != nil {
			p.add("%s[%d]: amount %w", field, i, err)
		}
	}
}

// addAddresses adds the texts of a field that are not IP addresses.
func (p *problemList) addAddresses(field string, addresses []string) {
	for i, address := range addresses {
		if _, err := netip.ParseAddr(address); err != nil {
			p.add("%s[%d] must be an IP address, got %q", field, i, address)
		}
	}
}
