# Thousands of vendors from one file, in one resource. No account number is in the state or in a plan. A plan says how many
# vendors it adds, changes and removes, and fails if they are too many.

terraform {
  required_version = ">= 1.11" # for csv_wo; both Terraform and OpenTofu

  required_providers {
    cashfree = {
      source = "cashfree-community/cashfree"
    }
  }
}

provider "cashfree" {
  account_numbers_in_state = false # refuses csv, which would store them
}

# To allow a larger change in one run, use -var max_removals=40.
variable "max_removals" {
  description = "How many vendors one plan may remove: a number, or a percentage."
  type        = string
  default     = "5%"
}

variable "max_account_changes" {
  description = "To how many vendors one plan may give another bank account or UPI address: a number, or a percentage."
  type        = string
  default     = "5%"
}

resource "cashfree_payout_beneficiary_set" "vendors" {
  csv_wo              = file("${path.module}/vendors.csv")
  max_removals        = var.max_removals # a percentage applies to ten vendors or more
  max_account_changes = var.max_account_changes

  # Refuses "terraform destroy" and a replacement, which remove all vendors. It does not refuse the removal of some vendors,
  # which the limits above do, or of this whole block.
  lifecycle {
    prevent_destroy = true
  }
}

# A check that fails prints a warning, and the run continues.
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
