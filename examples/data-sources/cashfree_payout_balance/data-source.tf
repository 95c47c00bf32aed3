data "cashfree_payout_balance" "account" {}

# In rupees, and exact: numbers can be compared without rounding.
output "available" {
  value = data.cashfree_payout_balance.account.available_balance
}

# A warning in every plan and apply when the money runs low (Terraform 1.5, any OpenTofu).
check "enough_for_the_next_payouts" {
  assert {
    condition     = data.cashfree_payout_balance.account.available_balance >= 50000
    error_message = "Less than 50,000 rupees are available for payouts."
  }
}
