package payouts

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep objects may be nested: several times deeper than in the API.
const maxDepth = 32

// parseWithin is parseAnswer for a body with at most maxCount values. It counts what begins a value, also inside texts,
// which takes no memory.
func parseWithin(body []byte, maxCount int) (answer, error) {
	if bytes.Count(body, []byte{','})+bytes.Count(body, []byte{'{'})+bytes.Count(body, []byte{'['}) > maxCount {
		return answer{}, errors.New("it has more values than any answer of the API")
	}
	return parseAnswer(body)
}

// noSecrets is the masker of an answer until that of its request is known.
var noSecrets = newTextMasker(nil, nil)

// parseAnswer parses a whole body, which must be one JSON object and nothing else. Its errors quote nothing of the
// body.
func parseAnswer(body []byte) (answer, error) {
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return answer{}, errors.New("it is empty")
	case !utf8.Valid(body):
		return answer{}, errors.New("it is not UTF-8")
	case !json.Valid(body):
		return answer{}, errors.New("it is not JSON, or cut off")
	}
	parser := jsonParser{text: body}
	value, err := parser.value(0)
	if err != nil {
		return answer{}, err
	}
	members, ok := value.(map[string]any)
	if !ok {
		return answer{}, errors.New("it is JSON, but not an object")
	}
	return answer{members: members, wrong: new(error), masker: noSecrets}, nil
}

// rawText is a text as it is written in a body, with its quotes and escapes. It is part of the body and no copy.
type rawText []byte

// rawNumber is a number as it is written in a body. It is part of the body and no copy.
type rawNumber []byte

// String returns a copy of the text.
func (r rawText) String() string {
	if bytes.IndexByte(r, '\\') < 0 {
		return string(r[1 : len(r)-1])
	}
	var text string
	_ = json.Unmarshal(r, &text) // it is valid JSON
	return text
}

// upTo returns the text if it is no longer than length bytes, and else a text of length bytes or more.
func (r rawText) upTo(length int) string {
	const maxEscape = len(`\u0000`) // of a character that takes one byte
	if len(r) > 2+length*maxEscape {
		return string(r[:length])
	}
	return r.String()
}

// String returns a copy of the number.
func (r rawNumber) String() string { return string(r) }

// upTo returns the first characters of the number.
func (r rawNumber) upTo(length int) string { return string(r[:min(len(r), length)]) }

// jsonParser parses a text that is valid JSON, so it does not look for errors of form. It is used in place of
// json.Decoder, which copies its input more than once, and does not notice two members with one name.
type jsonParser struct {
	text []byte
	at   int
}

// value parses one value: map[string]any, []any, rawText, rawNumber, bool or nil.
func (p *jsonParser) value(depth int) (any, error) {
	if depth > maxDepth {
		return nil, errors.New("its objects are nested too deep")
	}
	switch p.next() {
	case '{':
		return p.object(depth)
	case '[':
		return p.list(depth)
	case '"':
		return p.quoted(), nil
	case 't':
		p.at += len("true")
		return true, nil
	case 'f':
		p.at += len("false")
		return false, nil
	case 'n':
		p.at += len("null")
		return nil, nil
	default:
		return p.number(), nil
	}
}

func (p *jsonParser) object(depth int) (map[string]any, error) {
	members := map[string]any{}
	p.at++ // the bracket
	for p.next() != '}' {
		name := p.quoted().String()
		if _, double := members[name]; double {
			return nil, errors.New("it has two members with the same name")
		}
		value, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		members[name] = value
	}
	p.at++
	return members, nil
}

func (p *jsonParser) list(depth int) ([]any, error) {
	items := []any{}
	p.at++ // the bracket
	for p.next() != ']' {
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	p.at++
	return items, nil
}

// next skips white space and what separates values, and returns the character after it.
func (p *jsonParser) next() byte {
	for {
		switch c := p.text[p.at]; c {
		case ' ', '\t', '\r', '\n', ',', ':':
			p.at++
		default:
			return c
		}
	}
}

// quoted takes a text up to its closing quote.
func (p *jsonParser) quoted() rawText {
	begin := p.at
	for p.at++; p.text[p.at] != '"'; p.at++ {
		if p.text[p.at] == '\\' {
			p.at++
		}
	}
	p.at++
	return p.text[begin:p.at]
}

// number takes everything up to what cannot belong to a number.
func (p *jsonParser) number() rawNumber {
	begin := p.at
	for p.at < len(p.text) && strings.IndexByte("+-.0123456789eE", p.text[p.at]) >= 0 {
		p.at++
	}
	return p.text[begin:p.at]
}
