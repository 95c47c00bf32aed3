variable "payout_v1_url" {
  type    = string
  default = "https://payout-gamma.cashfree.com/payout" # sandbox
}

ephemeral "cashfree_payout_token" "v1" {}

# Another tool gets the token through its environment and standard input, because everybody on the machine can see the
# arguments of a command.
resource "terraform_data" "version_1_lets_us_in" {
  provisioner "local-exec" {
    command = <<-SHELL
      curl --silent --show-error --request POST --config - "$PAYOUT_URL/v1/verifyToken" <<END | grep 'Token is valid'
      header = "authorization: Bearer $PAYOUT_TOKEN"
      END
    SHELL
    environment = {
      PAYOUT_URL   = var.payout_v1_url
      PAYOUT_TOKEN = ephemeral.cashfree_payout_token.v1.token
    }
  }
}
