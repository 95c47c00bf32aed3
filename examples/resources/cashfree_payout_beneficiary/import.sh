# By beneficiary id.
terraform import cashfree_payout_beneficiary.asha vendor_asha

# By account number and IFSC. The CLI prints the number: see the note.
terraform import cashfree_payout_beneficiary.asha '00011020001772,HDFC0000001'
