data "cashfree_payout_balance" "account" {}

# In rupees, exact.
output "available" {
  value = data.cashfree_payout_balance.account.available_balance
}

# Warns in every plan and apply when the balance is low. Needs Terraform 1.5 or OpenTofu.
check "enough_for_the_next_payouts" {
  assert {
    condition     = data.cashfree_payout_balance.account.available_balance >= 50000
    error_message = "Less than 50,000 rupees are available for payouts."
  }
}
