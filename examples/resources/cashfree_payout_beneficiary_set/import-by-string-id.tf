import {
  to = cashfree_payout_beneficiary_set.vendors
  id = "vendor_asha,vendor_bharat,vendor_chitra"
}
