# By a list of ids, or by a file that lists them.
terraform import cashfree_payout_beneficiary_set.vendors vendor_asha,vendor_bharat,vendor_chitra
terraform import cashfree_payout_beneficiary_set.vendors @ids.txt
