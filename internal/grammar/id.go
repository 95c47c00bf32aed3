package grammar

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"regexp"
	"strings"
)

// What the ids of [MakeID] are built with. Ids are the keys of payees: a change of anything here would make every
// payee a new one, so nothing here ever changes.
const (
	partSeparator = "__"  // between parts that are kept as they are
	digestMark    = "___" // before a digest; no id without one can contain it
	digestBytes   = 10    // 80 bits: nobody can search for a second text with a digest that is given
	digestLength  = 16    // characters that digestBytes become
	unnamed       = "payee"
	digestDomain  = "terraform-provider-cashfree beneficiary_id 1"
)

var (
	// kept are the parts that need no change: letters and digits in ASCII, with single underscores, dots and pipes
	// between them. Two separators in a row, or one at an end, would blur where a part ends.
	kept = regexp.MustCompile(`^[A-Za-z0-9]+(?:[_.|][A-Za-z0-9]+)*$`)
	// wordOfID is what stays readable of any other part. Only ASCII is looked at: tables of Unicode grow with each
	// release of Go, and an id must not change with them.
	wordOfID = regexp.MustCompile(`[A-Za-z0-9]+`)
	// digestText leaves out i, l, o and u, which are misread, and capitals.
	digestText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)
)

// PartError says which of the parts given to [MakeID] is missing. It does not quote any.
type PartError struct {
	// Index is the position of the part, from 0.
	Index int
}

func (e *PartError) Error() string {
	return "a part of a beneficiary id is empty. Where the fact that tells payees apart is missing, " +
		"different payees would get one id."
}

// MakeID makes a beneficiary id of free text, the same one for the same parts for ever. It has at most 50 characters
// out of those that Cashfree's description of the field lists: letters, digits, underscore, pipe and dot.
//
// Parts that are made of such characters already are joined with two underscores, and one such part alone is kept as
// it is. Of other parts the words stay readable, joined with single underscores and cut to 31 characters, and three
// underscores and a digest of all parts, 16 letters and digits, are put behind them. Different parts thus never give
// one id: without a digest the id can be taken apart into its parts again, three underscores occur with a digest only,
// and the digest is over the parts with their lengths.
func MakeID(parts ...string) (string, error) {
	if len(parts) == 0 {
		return "", errors.New("a beneficiary id is made of at least one part")
	}
	lossless := true
	for i, part := range parts {
		if strings.TrimSpace(part) == "" {
			return "", &PartError{Index: i}
		}
		lossless = lossless && kept.MatchString(part)
	}
	if id := strings.Join(parts, partSeparator); lossless && len(id) <= BeneficiaryID.max {
		return id, nil
	}
	return readable(parts) + digestMark + digest(parts), nil
}

func readable(parts []string) string {
	words := wordOfID.FindAllString(strings.Join(parts, " "), -1)
	if len(words) == 0 {
		return unnamed
	}
	text := strings.Join(words, "_")
	most := BeneficiaryID.max - len(digestMark) - digestLength
	return strings.TrimRight(text[:min(len(text), most)], "_")
}

func digest(parts []string) string {
	sum := sha256.New()
	for _, part := range append([]string{digestDomain}, parts...) {
		// The length comes first, so that ("a", "b") and ("ab") are different texts.
		sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		sum.Write([]byte(part))
	}
	return digestText.EncodeToString(sum.Sum(nil)[:digestBytes])
}
