# Thousands of vendors from one file, in one resource whose cost grows in proportion. No account number is in the state or
# in a plan.

terraform {
  required_version = ">= 1.11" # for csv_wo; both Terraform and OpenTofu

  required_providers {
    cashfree = {
      source = "cashfree-community/cashfree"
    }
  }
}

provider "cashfree" {
  account_numbers_in_state = false # so that no later change puts one there by mistake
}

resource "cashfree_payout_beneficiary_set" "vendors" {
  csv_wo = file("${path.module}/vendors.csv")

  lifecycle {
    prevent_destroy = true # take this out before a destroy that is meant
  }
}

# A failed check is a warning, and the run goes on.
check "all_vendors_can_be_paid" {
  assert {
    condition     = alltrue([for status in values(cashfree_payout_beneficiary_set.vendors.statuses) : status == "VERIFIED"])
    error_message = "Some vendors are not VERIFIED; payouts to them will be refused."
  }
}

output "vendors" {
  description = "How many there are."
  value       = length(cashfree_payout_beneficiary_set.vendors.members)
}
