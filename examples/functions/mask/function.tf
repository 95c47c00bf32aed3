variable "account_number" {
  type      = string
  sensitive = true
  default   = "026291800001191"
}

# The number is sensitive. Its last four digits are shown: …1191
output "paid_into" {
  value = nonsensitive(provider::cashfree::mask(var.account_number))
}
