# The vendors that the accounts team pays. From an export of its system, use jsondecode(file("vendors.json")) or
# [for line in csvdecode(file("vendors.csv")) : line.beneficiary_id].
locals {
  vendor_ids = ["vendor_asha", "vendor_ravi", "vendor_meera"]
}

data "cashfree_payout_beneficiaries" "vendors" {
  beneficiary_ids = local.vendor_ids
}

# By id: local.vendors["vendor_asha"].bank_ifsc.
locals {
  vendors = { for b in data.cashfree_payout_beneficiaries.vendors.beneficiaries : b.beneficiary_id => b }
}

output "accounts" {
  value = { for id, b in local.vendors : id => "${b.name}, ${coalesce(b.bank_ifsc, b.vpa)}" }
}

output "cannot_be_paid" {
  value = [for id, b in local.vendors : id if !b.payable]
}

# Warns in every plan and apply. Needs Terraform 1.5 or OpenTofu.
check "every_vendor_is_known" {
  assert {
    condition     = length(data.cashfree_payout_beneficiaries.vendors.missing) == 0
    error_message = "Cashfree does not know: ${join(", ", data.cashfree_payout_beneficiaries.vendors.missing)}."
  }
}
