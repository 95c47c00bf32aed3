terraform import cashfree_payout_whitelisted_ip.nat 203.0.113.7
