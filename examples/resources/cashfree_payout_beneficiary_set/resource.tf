# Thousands of payees from one file. With csv_wo no account number is in state or plan (Terraform 1.11, OpenTofu 1.11).
resource "cashfree_payout_beneficiary_set" "vendors" {
  csv_wo = <<-CSV
    beneficiary_id,name,bank_account_number,bank_ifsc,vpa,email
    vendor_asha,Asha Rao,00011020001772,HDFC0000001,,asha@example.com
    vendor_bharat,Bharat Traders,026291800001191,YESB0000262,,
    vendor_chitra,Chitra Iyer,,,success@upi,
  CSV
  # As a rule: csv_wo = file("vendors.csv")
}

# What is known of a member, with its account number masked.
output "asha" {
  value = cashfree_payout_beneficiary_set.vendors.members["vendor_asha"]
}
