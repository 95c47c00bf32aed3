data "cashfree_payout_batch_transfer_status" "payday" {
  batch_transfer_id = "salaries_2025_03"

  # Wait until Cashfree has finished the batch, for ten minutes at most.
  wait_until_terminal = true
  timeouts = {
    read = "10m"
  }
}

# Such as { SUCCESS = 118, FAILED = 1, PENDING = 1 }.
output "salaries_by_status" {
  value = data.cashfree_payout_batch_transfer_status.payday.counts
}

# In rupees, exact.
output "salaries_paid" {
  value = data.cashfree_payout_batch_transfer_status.payday.succeeded_amount
}

# The transfers that failed.
output "salaries_failed" {
  value = {
    for t in data.cashfree_payout_batch_transfer_status.payday.transfers :
    t.transfer_id => t.status_code if t.terminal && !t.succeeded
  }
}
