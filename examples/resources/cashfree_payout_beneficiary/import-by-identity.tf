import {
  to = cashfree_payout_beneficiary.asha
  identity = {
    beneficiary_id = "vendor_asha"
  }
}
