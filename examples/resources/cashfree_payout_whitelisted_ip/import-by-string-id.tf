import {
  to = cashfree_payout_whitelisted_ip.nat
  id = "203.0.113.7"
}
