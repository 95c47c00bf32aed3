import {
  to = cashfree_payout_whitelisted_ip.nat
  identity = {
    ip_address = "203.0.113.7"
  }
}
