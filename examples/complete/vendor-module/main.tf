# A module for other teams: one vendor, by the rules of the company. Its tests need no account, because they use the
# simulator: see tests/vendor.tftest.hcl.

terraform {
  required_version = ">= 1.11" # for the write-only account number; both Terraform and OpenTofu

  required_providers {
    cashfree = {
      source = "cashfree-community/cashfree"
    }
  }
}

resource "cashfree_payout_beneficiary" "this" {
  beneficiary_id = provider::cashfree::beneficiary_id("vendor", var.team, var.name)
  name           = var.name

  instrument = {
    bank_account_number_wo = var.bank_account_number
    bank_ifsc              = var.bank_ifsc
  }

  contact = var.email == null ? null : { email = var.email }
}
