locals {
  codes = ["HDFC0000001", "YESB0MAN001", "hdfc0000002"]
}

# The branches of the payees, by bank.
# { HDFC = ["000001", "000002"], YESB = ["MAN001"] }
output "branches_by_bank" {
  value = {
    for code in local.codes :
    provider::cashfree::ifsc(code).bank_code => provider::cashfree::ifsc(code).branch_code...
  }
}
