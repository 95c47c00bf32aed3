# The configuration that "make demo" applies. To try it with a sandbox account of your own, name one of your own transfers
# at the end.

terraform {
  required_providers {
    cashfree = {
      source = "cashfree-community/cashfree"
    }
  }
}

# Everything comes from environment variables: CASHFREE_PAYOUT_CLIENT_ID, CASHFREE_PAYOUT_CLIENT_SECRET, and for signed
# calls CASHFREE_PAYOUT_PUBLIC_KEY_PATH. So no secret is in this file, and it is the same for every environment.
provider "cashfree" {}

# A vendor with a bank account. The number is sensitive: a plan shows its last four digits only. It is in the state,
# though; bank_account_number_wo (Terraform 1.11, OpenTofu 1.11) takes the same number and keeps it out.
resource "cashfree_payout_beneficiary" "asha" {
  beneficiary_id = "vendor_asha"
  name           = "Asha Rao"

  instrument = {
    bank_account_number = "00011020001772" # in quotes, since leading zeros count
    bank_ifsc           = "HDFC0000001"
  }

  contact = {
    email = "asha@example.com"
    phone = "9876543210"
  }
}

# A vendor with a bank account and a UPI address.
resource "cashfree_payout_beneficiary" "bharat" {
  beneficiary_id = "vendor_bharat"
  name           = "Bharat Traders" # letters and spaces are all that Cashfree takes

  instrument = {
    bank_account_number = "026291800001191"
    bank_ifsc           = "YESB0000262"
    vpa                 = "success@upi"
  }
}

# A vendor with a UPI address alone.
resource "cashfree_payout_beneficiary" "chitra" {
  beneficiary_id = "vendor_chitra"
  name           = "Chitra Iyer"

  instrument = {
    vpa = "chitra@examplebank"
  }
}

# What the account holds.
data "cashfree_payout_balance" "account" {}

# What became of a payout that your payment system made. Terraform can look at it, and has no way to make one.
data "cashfree_payout_transfer_status" "invoice" {
  transfer_id = "invoice_2041"
}

output "balance" {
  description = "Ledger balance in rupees."
  value       = data.cashfree_payout_balance.account.balance
}

output "available_balance" {
  description = "Ledger balance less pending transfers, in rupees."
  value       = data.cashfree_payout_balance.account.available_balance
}

output "transfer_status" {
  description = "Status of the payout as Cashfree gives it."
  value       = data.cashfree_payout_transfer_status.invoice.status
}

output "transfer_succeeded" {
  description = "Whether the money has arrived."
  value       = data.cashfree_payout_transfer_status.invoice.succeeded
}
