data "cashfree_payout_access" "now" {}

# Before a payroll: a failed check is a warning that says what is wrong, and the run goes on.
check "cashfree_lets_us_in" {
  assert {
    condition     = data.cashfree_payout_access.now.passes
    error_message = "Cashfree does not let us in (${data.cashfree_payout_access.now.outcome}). ${data.cashfree_payout_access.now.detail}"
  }
}

# Signatures hold the time, so a clock that is off can have them refused.
check "clock_is_right" {
  assert {
    condition     = abs(coalesce(data.cashfree_payout_access.now.clock_skew_seconds, 0)) < 30
    error_message = "This machine's clock is ${coalesce(data.cashfree_payout_access.now.clock_skew_seconds, 0)} seconds ahead of Cashfree's."
  }
}
