data "cashfree_payout_transfer_status" "invoice" {
  transfer_id = "invoice_2041"

  # Wait until the status is final, for three minutes at most.
  wait_until_terminal = true
  timeouts = {
    read = "3m"
  }
}

output "invoice_paid" {
  value = data.cashfree_payout_transfer_status.invoice.succeeded
}

output "bank_reference" {
  value = data.cashfree_payout_transfer_status.invoice.utr
}
