# Records of the addresses that this network calls from. They come from the network's own configuration. So if an address
# changes there, a plan shows it here, and reminds you of the dashboard.

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

  # In the configuration of the network itself, use its resources in place of a variable:
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
