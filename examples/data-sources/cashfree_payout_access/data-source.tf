# Before a payroll: a failed check is a warning, and says what is wrong.
check "cashfree_access" {
  data "cashfree_payout_access" "now" {}

  assert {
    condition     = data.cashfree_payout_access.now.passes
    error_message = "Cashfree does not let us in (${data.cashfree_payout_access.now.outcome}). ${data.cashfree_payout_access.now.detail}"
  }

  assert {
    condition     = abs(coalesce(data.cashfree_payout_access.now.clock_skew_seconds, 0)) < 30
    error_message = "This machine's clock is ${coalesce(data.cashfree_payout_access.now.clock_skew_seconds, 0)} seconds ahead of Cashfree's, and signatures hold the time."
  }
}
