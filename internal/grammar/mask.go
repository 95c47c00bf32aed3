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
