package grammar

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"strings"
)

// The constants of [MakeID] must never change. Ids are the keys of payees: another id would remove the payee and add a
// new one.
const (
	partSeparator = "__"  // between parts that are kept as they are
	digestMark    = "___" // before a digest; an id without a digest cannot contain it
	digestBytes   = 10    // 80 bits: nobody can search for a second text with a given digest
	digestLength  = 16    // characters that encode digestBytes
	wordlessID    = "payee"
	digestDomain  = "terraform-provider-cashfree beneficiary_id 1"
)

var (
	// plainPart matches the parts that are kept as they are: ASCII letters and digits, with single underscores, dots
	// and pipes between them. Two separators in a row, or one at an end, would hide where a part ends.
	plainPart = NewPattern(`^[A-Za-z0-9]+(?:[_.|][A-Za-z0-9]+)*$`)
	// idWord matches what stays readable of any other part. It is limited to ASCII because Go's Unicode tables grow
	// with each release, and an id must not change with them.
	idWord = NewPattern(`[A-Za-z0-9]+`)
	// digestEncoding leaves out i, l, o and u, which are easily misread, and capitals.
	digestEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)
)

// EmptyPartError is the error of [MakeID] for an empty part.
type EmptyPartError struct {
	// Index is the position of the part, from 0.
	Index int
}

func (e *EmptyPartError) Error() string {
	return "a part of a beneficiary id is empty. Different payees could then get the same id."
}

// MakeID makes a beneficiary id of free text. The same parts always have the same id. It has at most 50 characters out
// of those that Cashfree's description of the field lists: letters, digits, underscore, pipe and dot.
//
// Parts that consist of such characters already are joined with two underscores, and one such part alone is kept as it
// is. Of other parts the words stay readable: they are joined with single underscores and cut to 31 characters, and
// three underscores and a digest of all parts, 16 letters and digits, follow. Different parts therefore never have the
// same id: an id without a digest can be split into its parts again, three underscores occur only with a digest, and
// the digest is over the parts with their lengths.
func MakeID(parts ...string) (string, error) {
	if len(parts) == 0 {
		return "", errors.New("a beneficiary id needs at least one part")
	}
	lossless := true
	for i, part := range parts {
		if strings.TrimSpace(part) == "" {
			return "", &EmptyPartError{Index: i}
		}
		lossless = lossless && plainPart().MatchString(part)
	}
	if id := strings.Join(parts, partSeparator); lossless && len(id) <= BeneficiaryID.maxLength {
		return id, nil
	}
	return readablePrefix(parts) + digestMark + digestParts(parts), nil
}

func readablePrefix(parts []string) string {
	words := idWord().FindAllString(strings.Join(parts, " "), -1)
	if len(words) == 0 {
		return wordlessID
	}
	text := strings.Join(words, "_")
	maxPrefix := BeneficiaryID.maxLength - len(digestMark) - digestLength
	return strings.TrimRight(text[:min(len(text), maxPrefix)], "_")
}

func digestParts(parts []string) string {
	sum := sha256.New()
	for _, part := range append([]string{digestDomain}, parts...) {
		// The length comes first, so that ("a", "b") and ("ab") are different texts.
		sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		sum.Write([]byte(part))
	}
	return digestEncoding.EncodeToString(sum.Sum(nil)[:digestBytes])
}
