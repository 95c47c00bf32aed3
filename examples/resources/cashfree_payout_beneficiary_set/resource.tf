# Thousands of payees from one document. With csv_wo it is not in the state (Terraform 1.11, OpenTofu 1.11). As a rule it is
# a file, csv_wo = file("vendors.csv"), and then no saved plan has it either, which the text of this file is in.
resource "cashfree_payout_beneficiary_set" "vendors" {
  csv_wo = <<-CSV
    beneficiary_id,name,bank_account_number,bank_ifsc,vpa,email
    vendor_asha,Asha Rao,00011020001772,HDFC0000001,,asha@example.com
    vendor_bharat,Bharat Traders,026291800001191,YESB0000262,,
    vendor_chitra,Chitra Iyer,,,success@upi,
  CSV
}

# What is known of a member, with its account number masked.
output "asha" {
  value = cashfree_payout_beneficiary_set.vendors.members["vendor_asha"]
}
