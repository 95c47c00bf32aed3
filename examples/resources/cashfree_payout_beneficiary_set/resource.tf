# Thousands of payees from one document. csv_wo keeps it out of the state (Terraform 1.11, OpenTofu 1.11). A saved plan has a
# copy of this file, so keep the document in a file of its own: csv_wo = file("vendors.csv").
resource "cashfree_payout_beneficiary_set" "vendors" {
  csv_wo = <<-CSV
    beneficiary_id,name,bank_account_number,bank_ifsc,vpa,email
    vendor_asha,Asha Rao,00011020001772,HDFC0000001,,asha@example.com
    vendor_bharat,Bharat Traders,026291800001191,YESB0000262,,
    vendor_chitra,Chitra Iyer,,,success@upi,
  CSV
}

# A summary of a member, with its account number masked.
output "asha" {
  value = cashfree_payout_beneficiary_set.vendors.members["vendor_asha"]
}
