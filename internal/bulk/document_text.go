package bulk

import (
	"encoding/binary"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

const byteOrderMark = "\ufeff"

// DecodeText returns a text without byte order marks, and as the letters that were meant where it is UTF-16. Windows
// programs write such files: Excel as "Unicode Text", and PowerShell as the output of a command. Terraform's file()
// refuses most of them, but not one of ASCII letters without a byte order mark, and textdecodebase64() and the content
// of other resources let any of them through. Where the letters cannot be known, it returns what the matter is.
func DecodeText(text string) (decoded, problem string) {
	switch {
	case strings.HasPrefix(text, "\ufffe"):
		return "", "the text was decoded as UTF-16 in the wrong byte order. Decode it with textdecodebase64 and the encoding \"UTF-16\"."
	case strings.HasPrefix(text, "ï»¿"):
		return "", "the text is UTF-8 and was decoded as another encoding. Read the file with file()."
	case strings.HasPrefix(text, "\xff\xfe"):
		text = grammar.DecodeUTF16(text[2:], binary.LittleEndian)
	case strings.HasPrefix(text, "\xfe\xff"):
		text = grammar.DecodeUTF16(text[2:], binary.BigEndian)
	case strings.HasPrefix(text, "\ufffd\ufffd"): // what is left of a byte order mark where only UTF-8 is let through
		rest := strings.TrimPrefix(text, "\ufffd\ufffd")
		if strings.ContainsRune(rest, '\ufffd') {
			return "", "the text is not UTF-8, and characters of it are lost. Save the file as CSV UTF-8."
		}
		text = decodePairs(rest)
	default:
		text = decodePairs(trimMarks(text))
	}
	return trimMarks(text), ""
}

// trimMarks removes byte order marks. There are several where a text with one was written by a program that adds one.
func trimMarks(text string) string {
	for strings.HasPrefix(text, byteOrderMark) {
		text = text[len(byteOrderMark):]
	}
	return text
}

// decodePairs decodes UTF-16 without a byte order mark. Its first character is one of ASCII, as in each document and
// each list of ids, so that one of the first two bytes is zero.
func decodePairs(text string) string {
	switch {
	case len(text) < 2:
		return text
	case text[0] != 0 && text[1] == 0:
		return grammar.DecodeUTF16(text, binary.LittleEndian)
	case text[0] == 0 && text[1] != 0:
		return grammar.DecodeUTF16(text, binary.BigEndian)
	}
	return text
}
