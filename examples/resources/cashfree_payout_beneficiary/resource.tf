# A bank account. The plan shows the last four digits of the number, and the state has all of it.
resource "cashfree_payout_beneficiary" "asha" {
  beneficiary_id = "vendor_asha"
  name           = "Asha Rao" # letters and spaces only

  instrument = {
    bank_account_number = "00011020001772" # in quotes, since leading zeros count
    bank_ifsc           = "HDFC0000001"
  }

  contact = {
    email       = "asha@example.com"
    phone       = "9876543210"
    city        = "Bengaluru"
    postal_code = "560001"
  }
}

# A UPI address.
resource "cashfree_payout_beneficiary" "chitra" {
  beneficiary_id = "vendor_chitra"
  name           = "Chitra Iyer"

  instrument = {
    vpa = "success@upi"
  }
}
