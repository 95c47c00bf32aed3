package payouts

// Terminal reports whether the status is final. SUCCESS counts although a bank can still return the money, typically
// within 24 hours (https://www.cashfree.com/docs/help/payouts/general-faqs); an unknown status does not.
func (t *Transfer) Terminal() bool {
	switch t.Status {
	case "SUCCESS", "FAILED", "REJECTED", "MANUALLY_REJECTED", "REVERSED":
		return true
	default:
		return false
	}
}

// Succeeded reports whether the transfer arrived, as far as Cashfree knows by now.
func (t *Transfer) Succeeded() bool { return t.Status == "SUCCESS" }

// Terminal reports whether Cashfree is done with the batch; an unknown status does not count. Transfers of a processed
// batch can still be under way.
func (b *Batch) Terminal() bool { return b.Status == "PROCESSED" || b.Status == "REJECTED" }
