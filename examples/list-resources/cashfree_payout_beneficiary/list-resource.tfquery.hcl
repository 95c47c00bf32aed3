list "cashfree_payout_beneficiary" "exported" {
  provider         = cashfree
  include_resource = true
  limit            = 1000

  config {
    # The first column of an export from Cashfree's dashboard.
    beneficiary_ids = csvdecode(file("payees.csv"))[*].beneficiary_id

    # A payee whose id you do not know.
    bank_accounts = [
      {
        bank_account_number = "026291800001191"
        bank_ifsc           = "YESB0000262"
      },
    ]
  }
}
