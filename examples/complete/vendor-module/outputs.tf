output "beneficiary_id" {
  description = "Id to pay to."
  value       = cashfree_payout_beneficiary.this.beneficiary_id
}

output "payable" {
  description = "Whether Cashfree would pay the vendor."
  value       = cashfree_payout_beneficiary.this.status == "VERIFIED"
}
