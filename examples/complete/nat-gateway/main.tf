# Records of the addresses from which this network's calls leave. They are fed from the network's own configuration, so
# that an address that changes there is planned here, and the dashboard is not forgotten.

terraform {
  required_providers {
    cashfree = {
      source = "cashfree-community/cashfree"
    }
  }
}

provider "cashfree" {}

variable "egress_addresses" {
  description = "Public IPv4 addresses by name."
  type        = map(string)

  # In the configuration of the network itself, take them from its resources instead of a variable:
  #
  #   AWS:    { for name, gateway in aws_nat_gateway.egress : name => gateway.public_ip }
  #   Google: { for name, address in google_compute_address.nat : name => address.address }
  #   Azure:  { for name, address in azurerm_public_ip.nat : name => address.ip_address }
}

resource "cashfree_payout_whitelisted_ip" "egress" {
  for_each = var.egress_addresses

  ip_address  = each.value
  description = "NAT gateway ${each.key}"
}

output "verification" {
  description = "What Cashfree says of each address: accepted, refused or unverified."
  value       = { for name, record in cashfree_payout_whitelisted_ip.egress : name => record.verification }
}
