# Thousands of vendors from one file, in one resource whose cost grows in proportion. No account number is in the state or
# in a plan. A plan says how many vendors it adds, changes and removes, and ends with an error if those are too many.

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

# A larger change that is meant is allowed in one run by -var max_removals=40.
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
  max_removals        = var.max_removals # a percentage counts from ten vendors on
  max_account_changes = var.max_account_changes

  # Stops "terraform destroy" and a replacement, which remove all vendors. It stops no removal of some: the limits above do
  # that. Nor does it stop anything once this block is deleted.
  lifecycle {
    prevent_destroy = true
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
