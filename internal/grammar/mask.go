package grammar

// LastFour returns the end of an account number that may be shown: its last four characters, and never more than half
// of it, so that most of a short number stays hidden.
func LastFour(account string) string {
	runes := []rune(AccountNumber.Normal(account))
	return string(runes[len(runes)-min(4, len(runes)/2):])
}

// Mask returns an account number in the form that people may see, such as "…1772", or "" for an absent number.
func Mask(account string) string {
	if AccountNumber.Normal(account) == "" {
		return ""
	}
	return "…" + LastFour(account)
}

// accountVPA matches a UPI address that is a bank account: the account number at the IFSC.
var accountVPA = NewPattern(`(?i)^([A-Z0-9]+)(@[A-Z]{4}0[A-Z0-9]{6}\.ifsc\.npci)$`)

// MaskVPA returns a UPI address in the form that people may see. One that is a bank account, such as
// 00011020001772@hdfc0000001.ifsc.npci, is masked like that account's number, also where it is written with other
// digits or with characters that nobody sees.
func MaskVPA(vpa string) string {
	if parts := accountVPA().FindStringSubmatch(vpa); parts != nil {
		return Mask(parts[1]) + parts[2]
	}
	l := newLayer(vpa)
	text := string(l.runes)
	parts := looseAccountVPA().FindStringSubmatchIndex(text)
	if parts == nil {
		return vpa
	}
	return text[:parts[2]] + Mask(text[parts[2]:parts[3]]) + text[parts[3]:]
}

// looseAccountVPA matches what a reader takes for such a UPI address.
var looseAccountVPA = NewPattern(`(?i)(?:^|[^A-Z0-9…])([A-Z0-9]{4,})[^A-Z0-9@]*@[^A-Z0-9]*[A-Z]{4}0[A-Z0-9]{6}\W*ifsc\W*npci`)
