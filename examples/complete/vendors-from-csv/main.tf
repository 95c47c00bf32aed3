# A few hundred vendors from a file of the finance team, with one resource each. For thousands, see the example vendor-set:
# Terraform's own cost grows with the square of the number of resources.

terraform {
  required_version = ">= 1.11" # for the write-only account number; both Terraform and OpenTofu

  required_providers {
    cashfree = {
      source = "cashfree-community/cashfree"
    }
  }
}

provider "cashfree" {}

locals {
  # csvdecode needs commas, and would take the byte order mark of Excel's "CSV UTF-8" for a part of the first name.
  document = csvdecode(trimprefix(file("${path.module}/vendors.csv"), "\ufeff"))
  vendors  = { for vendor in local.document : vendor.beneficiary_id => vendor }
}

resource "cashfree_payout_beneficiary" "vendor" {
  for_each = local.vendors

  beneficiary_id = each.key
  name           = each.value.name

  # An empty cell of a CSV is "", and the provider needs null.
  instrument = {
    bank_account_number_wo = each.value.bank_account_number != "" ? each.value.bank_account_number : null
    bank_ifsc              = each.value.bank_ifsc != "" ? each.value.bank_ifsc : null
    vpa                    = each.value.vpa != "" ? each.value.vpa : null
  }

  contact = each.value.email != "" ? { email = each.value.email } : null
}

output "not_payable" {
  description = "Vendors that Cashfree would not pay, and why."
  value       = { for id, vendor in cashfree_payout_beneficiary.vendor : id => vendor.status if vendor.status != "VERIFIED" }
}
