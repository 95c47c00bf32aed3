# A record of the key that the provider itself signs with.
resource "cashfree_payout_signing_key" "payroll" {
  description = "Key of the payroll account, in force since April"

  # expected_fingerprint = "…" # makes any other key an error at plan time
}

output "signing_key_fingerprint" {
  value = cashfree_payout_signing_key.payroll.fingerprint_sha256
}
