variable "team" {
  description = "Team that deals with the vendor; a part of the vendor's id."
  type        = string
}

variable "name" {
  description = "Name of the vendor as the bank has it."
  type        = string
}

variable "bank_account_number" {
  description = "Bank account number. It is in no state and no plan file."
  type        = string
  ephemeral   = true
}

variable "bank_ifsc" {
  description = "IFSC of the branch."
  type        = string

  validation {
    condition     = contains(["HDFC", "ICIC", "SBIN", "YESB"], provider::cashfree::ifsc(var.bank_ifsc).bank_code)
    error_message = "The house pays into accounts of HDFC, ICICI, State Bank and Yes Bank only."
  }
}

variable "email" {
  description = "Where payment advice goes."
  type        = string
  default     = null
}
