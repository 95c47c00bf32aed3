# Run these tests against the simulator, without an account:
#
#   payouts-simulator -- terraform test

variables {
  team                = "payroll"
  name                = "Asha Rao"
  bank_account_number = "00011020001772"
  bank_ifsc           = "HDFC0000001"
}

run "a_vendor_can_be_paid" {
  assert {
    condition     = output.payable
    error_message = "The vendor is not payable."
  }

  assert {
    condition     = startswith(output.beneficiary_id, "vendor_payroll_")
    error_message = "The id ${output.beneficiary_id} does not say whose vendor it is."
  }
}

run "a_bank_that_the_house_does_not_pay_into_is_refused" {
  command = plan

  variables {
    bank_ifsc = "UTIB0000001"
  }

  expect_failures = [var.bank_ifsc]
}
