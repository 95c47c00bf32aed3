terraform {
  required_providers {
    cashfree = {
      source = "cashfree-community/cashfree"
    }
  }
}

# Set the credentials in the environment: CASHFREE_PAYOUT_CLIENT_ID, CASHFREE_PAYOUT_CLIENT_SECRET and, for signed calls,
# CASHFREE_PAYOUT_PUBLIC_KEY or CASHFREE_PAYOUT_PUBLIC_KEY_PATH.
provider "cashfree" {
  environment = "sandbox" # the default; or "production"
}
