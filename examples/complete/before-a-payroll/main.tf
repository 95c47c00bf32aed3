# Run this in the pipeline just before salaries are paid. A check that fails prints a warning. To stop the pipeline, look
# for failed checks in the output of "terraform show -json". Nothing here pays anybody.

terraform {
  required_providers {
    cashfree = {
      source = "cashfree-community/cashfree"
    }
  }
}

provider "cashfree" {}

variable "payroll_total" {
  description = "Sum of all salaries, in rupees."
  type        = number
}

variable "employees" {
  description = "Beneficiary ids of all who are to be paid."
  type        = list(string)
}

data "cashfree_payout_access" "now" {}

data "cashfree_payout_balance" "account" {}

data "cashfree_payout_beneficiaries" "employees" {
  beneficiary_ids = var.employees
}

check "cashfree_lets_us_in" {
  assert {
    condition     = data.cashfree_payout_access.now.passes
    error_message = "Cashfree does not let us in (${data.cashfree_payout_access.now.outcome}). ${data.cashfree_payout_access.now.detail}"
  }
}

check "the_balance_covers_the_payroll" {
  assert {
    condition     = data.cashfree_payout_balance.account.available_balance >= var.payroll_total
    error_message = "${data.cashfree_payout_balance.account.available_balance} rupees are available, and ${var.payroll_total} are needed."
  }
}

check "everybody_can_be_paid" {
  assert {
    condition     = length(data.cashfree_payout_beneficiaries.employees.missing) == 0
    error_message = "Cashfree does not know ${join(", ", data.cashfree_payout_beneficiaries.employees.missing)}."
  }

  assert {
    condition     = alltrue(data.cashfree_payout_beneficiaries.employees.beneficiaries[*].payable)
    error_message = "Not VERIFIED: ${join(", ", [for b in data.cashfree_payout_beneficiaries.employees.beneficiaries : b.beneficiary_id if !b.payable])}."
  }
}
