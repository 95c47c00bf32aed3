variable "payout_url" {
  type    = string
  default = "https://sandbox.cashfree.com/payout"
}

ephemeral "cashfree_payout_signature" "now" {}

# Another tool makes a call. It gets the signature through its environment and standard input, because everybody on the
# machine can see the arguments of a command.
resource "terraform_data" "version_2_lets_us_in" {
  provisioner "local-exec" {
    command = <<-SHELL
      curl --silent --show-error --fail --config - "$PAYOUT_URL/beneficiary?beneficiary_id=vendor_asha" <<END
      header = "x-api-version: 2024-01-01"
      header = "x-client-id: $PAYOUT_CLIENT_ID"
      header = "x-client-secret: $CASHFREE_PAYOUT_CLIENT_SECRET"
      header = "x-cf-signature: $PAYOUT_SIGNATURE"
      END
    SHELL
    environment = {
      PAYOUT_URL       = var.payout_url
      PAYOUT_CLIENT_ID = ephemeral.cashfree_payout_signature.now.client_id
      PAYOUT_SIGNATURE = ephemeral.cashfree_payout_signature.now.signature
    }
  }
}
