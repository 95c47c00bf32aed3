# Two Cashfree accounts in one configuration. Each has its own provider block, credentials, whitelist and rate limit. A
# resource names the block of its account.

terraform {
  required_providers {
    cashfree = {
      source = "cashfree-community/cashfree"
    }
  }
}

variable "accounts" {
  description = "Credentials by account, such as TF_VAR_accounts='{\"retail\":{\"client_id\":…,\"client_secret\":…},…}'."
  type = map(object({
    client_id      = string
    client_secret  = string
    public_key_pem = optional(string)
  }))
  sensitive = true
}

provider "cashfree" {
  alias          = "retail"
  client_id      = var.accounts["retail"].client_id
  client_secret  = var.accounts["retail"].client_secret
  public_key_pem = var.accounts["retail"].public_key_pem
}

provider "cashfree" {
  alias          = "wholesale"
  client_id      = var.accounts["wholesale"].client_id
  client_secret  = var.accounts["wholesale"].client_secret
  public_key_pem = var.accounts["wholesale"].public_key_pem
}

resource "cashfree_payout_beneficiary" "courier" {
  provider       = cashfree.retail
  beneficiary_id = "courier_chitra"
  name           = "Chitra Iyer"

  instrument = {
    vpa = "chitra@examplebank"
  }
}

resource "cashfree_payout_beneficiary" "mill" {
  provider       = cashfree.wholesale
  beneficiary_id = "mill_bharat"
  name           = "Bharat Traders"

  instrument = {
    vpa = "bharat@examplebank"
  }
}

data "cashfree_payout_balance" "retail" {
  provider = cashfree.retail
}

data "cashfree_payout_balance" "wholesale" {
  provider = cashfree.wholesale
}

output "available" {
  description = "What each account can pay, in rupees."
  value = {
    retail    = data.cashfree_payout_balance.retail.available_balance
    wholesale = data.cashfree_payout_balance.wholesale.available_balance
  }
}
