variable "payout_v1_url" {
  type    = string
  default = "https://payout-gamma.cashfree.com/payout" # sandbox
}

ephemeral "cashfree_payout_token" "v1" {}

# The token goes to another tool through its environment, and from there through standard input: the arguments of a
# command can be seen by everybody on the machine.
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
