# A record of what stands in the dashboard: put the address on the whitelist there first.
resource "cashfree_payout_whitelisted_ip" "nat" {
  ip_address  = "203.0.113.7" # an address for examples; write your own
  description = "NAT gateway of the payroll network"
}
