import {
  to = cashfree_payout_beneficiary.asha
  id = "vendor_asha"
}
