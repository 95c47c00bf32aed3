# The number comes from TF_VAR_asha_account_number. No output shows it.
variable "asha_account_number" {
  type      = string
  sensitive = true
}

data "cashfree_payout_beneficiary" "asha" {
  bank_account_number = var.asha_account_number
  bank_ifsc           = "HDFC0000001"
}

import {
  to = cashfree_payout_beneficiary.asha
  id = data.cashfree_payout_beneficiary.asha.beneficiary_id
}
