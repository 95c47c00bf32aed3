variable "account_number" {
  type      = string
  sensitive = true
  default   = "026291800001191"
}

# The number itself is sensitive and shown nowhere; its end may be seen: …1191
output "paid_into" {
  value = nonsensitive(provider::cashfree::mask(var.account_number))
}
