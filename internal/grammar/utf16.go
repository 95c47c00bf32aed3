package grammar

import (
	"encoding/binary"
	"unicode/utf16"
)

// DecodeUTF16 decodes bytes of UTF-16, as Excel and PowerShell write files. It ignores a byte that is left over: that
// is half of a line break, of which a function like chomp() has taken the other half.
func DecodeUTF16(text string, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(text)/2)
	for rest := []byte(text); len(rest) > 1; rest = rest[2:] {
		units = append(units, order.Uint16(rest))
	}
	return string(utf16.Decode(units))
}
