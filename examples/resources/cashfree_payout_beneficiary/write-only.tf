# An ephemeral variable is not stored either. In a pipeline, set it from the secret store with the environment variable
# TF_VAR_bharat_account_number.
variable "bharat_account_number" {
  type      = string
  sensitive = true
  ephemeral = true
}

resource "cashfree_payout_beneficiary" "bharat" {
  beneficiary_id = "vendor_bharat"
  name           = "Bharat Traders"

  instrument = {
    bank_account_number_wo = var.bharat_account_number
    bank_ifsc              = "YESB0000262"
  }
}
