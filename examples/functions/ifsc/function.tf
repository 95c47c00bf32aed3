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

# With can(), the message is yours. Without it, the error is that of the function.
variable "branch" {
  description = "IFSC of the branch from which the house pays."
  type        = string
  default     = "HDFC0000001"

  validation {
    condition     = can(provider::cashfree::ifsc(var.branch))
    error_message = "branch must be an IFSC, such as HDFC0000001."
  }
}
