data "cashfree_payout_access" "now" {}

# Before a payroll. A check that fails prints a warning, and the run continues.
check "cashfree_lets_us_in" {
  assert {
    condition     = data.cashfree_payout_access.now.passes
    error_message = "Cashfree does not let us in (${data.cashfree_payout_access.now.outcome}). ${data.cashfree_payout_access.now.detail}"
  }
}

# A signature contains the time, so Cashfree can refuse it if the clock is wrong.
check "clock_is_right" {
  assert {
    condition     = abs(coalesce(data.cashfree_payout_access.now.clock_skew_seconds, 0)) < 30
    error_message = "This machine's clock is ${coalesce(data.cashfree_payout_access.now.clock_skew_seconds, 0)} seconds ahead of Cashfree's."
  }
}
