# By id.
data "cashfree_payout_beneficiary" "asha" {
  beneficiary_id = "vendor_asha"
}

output "asha_can_be_paid" {
  value = data.cashfree_payout_beneficiary.asha.payable
}

# By bank account. No plan shows the number, because it is sensitive. The state has it.
data "cashfree_payout_beneficiary" "holder" {
  bank_account_number = "026291800001191"
  bank_ifsc           = "YESB0000262"
}

output "holder" {
  value = data.cashfree_payout_beneficiary.holder.beneficiary_id
}
