package beneficiaryset

import (
	"bytes"
	"errors"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"
)

// encode encodes a set for core: in MessagePack, as an object is encoded. The columns are written without a
// tftypes.Value for each element, which takes several times the memory of the result.
func (m *model) encode() (*tfprotov6.DynamicValue, error) {
	columns := m.columns()
	var encoded bytes.Buffer
	encoded.Grow(m.encodedSize())
	to := msgpack.NewEncoder(&encoded)
	err := to.EncodeMapLen(len(setType.AttributeTypes))
	for _, name := range slices.Sorted(maps.Keys(setType.AttributeTypes)) {
		err = errors.Join(err, to.EncodeString(name))
		if c, isColumn := columns[name]; isColumn {
			err = errors.Join(err, c.encode(to))
			continue
		}
		value, valueErr := tfprotov6.NewDynamicValue(setType.AttributeTypes[name], m.argument(name))
		err = errors.Join(err, valueErr, to.Encode(msgpack.RawMessage(value.MsgPack)))
	}
	return &tfprotov6.DynamicValue{MsgPack: encoded.Bytes()}, err
}

// argument returns the value of an argument. The write-only ones are null, because core accepts nothing else.
func (m *model) argument(name string) tftypes.Value {
	switch document, isDocument := m.documents[name]; {
	case isWriteOnly(name):
		return tftypes.NewValue(tftypes.String, nil)
	case isDocument:
		return document
	case name == "timeouts":
		return m.timeouts
	default:
		return m.limits[name]
	}
}

// unknownValue is how an unknown value is encoded: as an extension, whatever is in it. It is converted once for all
// elements.
var unknownValue any = msgpack.RawMessage{0xd4, 0, 0}

func (c column) encode(to *msgpack.Encoder) error {
	if c.unknown {
		return to.Encode(unknownValue)
	}
	err := to.EncodeMapLen(len(c.elements))
	for id, text := range c.elements {
		err = errors.Join(err, to.EncodeString(id))
		if text == nil {
			err = errors.Join(err, to.Encode(unknownValue))
		} else {
			err = errors.Join(err, to.EncodeString(*text))
		}
	}
	return err
}

// encodedSize returns about how many bytes a set takes, so that the buffer need not grow.
func (m *model) encodedSize() int {
	const arguments, perText = 1024, 3 // perText: its header, or an unknown value
	size := arguments
	if argument, text, _ := m.document(); !isWriteOnly(argument) {
		size += len(text)
	}
	for _, c := range m.columns() {
		for id, text := range c.elements {
			size += len(id) + 2*perText
			if text != nil {
				size += len(*text)
			}
		}
	}
	return size
}

func encodeValue(value tftypes.Value) (*tfprotov6.DynamicValue, error) {
	encoded, err := tfprotov6.NewDynamicValue(setType, value)
	return &encoded, err
}

// encodeNone encodes the absence of a set.
func encodeNone() (*tfprotov6.DynamicValue, error) {
	return encodeValue(tftypes.NewValue(setType, nil))
}
