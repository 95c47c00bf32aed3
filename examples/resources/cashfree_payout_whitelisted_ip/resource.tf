# First add the address to the whitelist in the dashboard. This records it.
resource "cashfree_payout_whitelisted_ip" "nat" {
  ip_address  = "203.0.113.7" # an address for examples; write your own
  description = "NAT gateway of the payroll network"
}
