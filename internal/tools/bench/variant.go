package main

import (
	"fmt"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// variant is one way to manage many beneficiaries, or a floor: the least that any way can cost.
type variant struct {
	name     string
	files    func(list []vendor) (map[string]string, error)
	provider bool // whether it creates beneficiaries
	forEach  bool // whether it has one instance for each beneficiary
	idle     bool // whether a provider that does nothing replaces the real one
}

const (
	setName          = "set"
	forEachName      = "for_each"
	floorName        = "floor: idle provider, set"
	forEachFloorName = "floor: terraform_data, for_each"
	idleName         = "floor: idle provider, for_each"

	mainFile     = "main.tf"
	documentFile = "vendors.csv"
)

// variants holds all variants, in the order in which they run and are printed.
var variants = []variant{
	{name: setName, provider: true, files: setFiles},
	{name: forEachName, provider: true, forEach: true, files: singles},
	{name: floorName, idle: true, files: setFiles},
	{name: forEachFloorName, forEach: true, files: func(list []vendor) (map[string]string, error) {
		return withDocument(list, vendorsLocal+`
resource "terraform_data" "vendor" {
  for_each = local.vendors

  input = each.value
}
`)
	}},
	{name: idleName, forEach: true, idle: true, files: singles},
}

// singles returns a configuration with one resource for each beneficiary.
func singles(list []vendor) (map[string]string, error) {
	return withDocument(list, providerBlock(defaultConcurrency)+vendorsLocal+`
resource "cashfree_payout_beneficiary" "vendor" {
  for_each = local.vendors

  beneficiary_id = each.key
  name           = each.value.name
  instrument = {
    bank_account_number = each.value.bank_account_number
    bank_ifsc           = each.value.bank_ifsc
  }
}
`)
}

// vendorsLocal is a local value: an expression in for_each itself would be evaluated once for each instance.
const vendorsLocal = `
locals {
  vendors = { for v in csvdecode(file("` + documentFile + `")) : v.beneficiary_id => v }
}
`

// defaultConcurrency is the default of the provider argument max_concurrent_requests.
const defaultConcurrency = 10

// setFiles returns a configuration with a set of all beneficiaries.
func setFiles(list []vendor) (map[string]string, error) {
	return withDocument(list, setConfiguration(defaultConcurrency))
}

func setConfiguration(concurrency int) string {
	return providerBlock(concurrency) + `
resource "cashfree_payout_beneficiary_set" "vendors" {
  csv = file("` + documentFile + `")
}
`
}

func providerBlock(concurrency int) string {
	return fmt.Sprintf(`terraform {
  required_providers {
    cashfree = {
      source = %q
    }
  }
}

provider "cashfree" {
  max_concurrent_requests = %d
}
`, stage.Address, concurrency)
}

func withDocument(list []vendor, configuration string) (map[string]string, error) {
	text, err := document(list)
	return map[string]string{mainFile: configuration, documentFile: text}, err
}
