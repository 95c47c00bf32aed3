package beneficiaryset

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// decode decodes a set. It returns nil where there is none, such as before a create and after a removal. The columns
// are read without a tftypes.Value for each element, which takes several times the memory of the result.
func decode(encoded *tfprotov6.DynamicValue) (*model, error) {
	if encoded.JSON != nil { // the protocol allows it, and core sends MessagePack
		value, err := encoded.Unmarshal(setType)
		if err != nil {
			return nil, err
		}
		if encoded, err = encodeValue(value); err != nil {
			return nil, err
		}
	}
	from := msgpack.NewDecoder(bytes.NewReader(encoded.MsgPack))
	if unknown, err := skipUnknown(from); err != nil || unknown {
		return nil, errors.Join(errors.New("a set must be known"), err)
	}
	count, err := from.DecodeMapLen()
	if err != nil || count < 0 {
		return nil, err
	}
	m := &model{documents: make(map[string]tftypes.Value), limits: make(map[string]tftypes.Value)}
	return m, m.decodeAttributes(from, count)
}

// decodeState decodes the state of a set. One that was edited by hand, or that an older version wrote, can lack
// elements or have some of nobody. None of that may get into a plan, since core would refuse what an apply makes of it.
func decodeState(encoded *tfprotov6.DynamicValue) (*model, error) {
	m, err := decode(encoded)
	if m == nil || err != nil {
		return m, err
	}
	for _, c := range m.columns() {
		c.fit(m.members)
	}
	return m, nil
}

// decodeAttributes decodes the attributes of a set, which must be exactly those of the schema.
func (m *model) decodeAttributes(from *msgpack.Decoder, count int) error {
	missing := maps.Clone(setType.AttributeTypes)
	for range count {
		name, err := from.DecodeString()
		if err != nil {
			return fmt.Errorf("decoding the name of an attribute: %w", err)
		}
		if _, isMissing := missing[name]; !isMissing {
			return fmt.Errorf("unexpected attribute %q", name)
		}
		delete(missing, name)
		if err := m.decodeAttribute(name, from); err != nil {
			return fmt.Errorf("decoding %s: %w", name, err)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%d attributes are missing", len(missing))
	}
	return nil
}

func (m *model) decodeAttribute(name string, from *msgpack.Decoder) (err error) {
	switch c, isColumn := m.columns()[name]; {
	case isColumn:
		*c, err = decodeColumn(from)
	case name == "timeouts":
		var raw msgpack.RawMessage
		if raw, err = from.DecodeRaw(); err != nil {
			return err
		}
		m.timeouts, err = tfprotov6.DynamicValue{MsgPack: raw}.Unmarshal(timeoutsType)
	case slices.Contains(limitArguments, name):
		m.limits[name], err = decodeArgument(from)
	default:
		m.documents[name], err = decodeArgument(from)
	}
	return err
}

// decodeArgument decodes a text, which may be null or unknown.
func decodeArgument(from *msgpack.Decoder) (tftypes.Value, error) {
	text, unknown, err := decodeText(from)
	if unknown {
		return tftypes.NewValue(tftypes.String, tftypes.UnknownValue), err
	}
	return tftypes.NewValue(tftypes.String, text), err
}

// decodeColumn decodes a map of texts. A map that is null becomes empty, and so does a text.
func decodeColumn(from *msgpack.Decoder) (column, error) {
	if unknown, err := skipUnknown(from); err != nil || unknown {
		return column{unknown: unknown}, err
	}
	count, err := from.DecodeMapLen()
	if err != nil {
		return column{}, err
	}
	decoded := newColumn(max(0, count))
	for range count {
		id, err := from.DecodeString()
		if err != nil {
			return column{}, err
		}
		text, unknown, err := decodeText(from)
		if err != nil {
			return column{}, err
		}
		if text == nil && !unknown {
			text = new(string)
		}
		decoded.elements[id] = text
	}
	return decoded, nil
}

// decodeText decodes a text. It returns nil for one that is null or unknown.
func decodeText(from *msgpack.Decoder) (text *string, unknown bool, err error) {
	if unknown, err = skipUnknown(from); err != nil || unknown {
		return nil, unknown, err
	}
	if code, _ := from.PeekCode(); code == msgpcode.Nil {
		return nil, false, from.DecodeNil()
	}
	decoded, err := from.DecodeString()
	return &decoded, false, err
}

// skipUnknown skips a value if it is unknown, and reports whether it was. Unknown values are extensions.
func skipUnknown(from *msgpack.Decoder) (unknown bool, err error) {
	code, err := from.PeekCode()
	if err != nil || !msgpcode.IsExt(code) {
		return false, err
	}
	return true, from.Skip()
}
