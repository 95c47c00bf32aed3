package beneficiaryset

import (
	"bytes"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// Every set is decoded, and encoded again it is the same. A set that is cut off anywhere is an error.
func TestModel_Decode(t *testing.T) {
	t.Parallel()
	for _, value := range seedSets(t) {
		if !value.IsKnown() {
			continue // an error, in the next test
		}
		sent := coretest.Dynamic(t, setType, value).MsgPack
		set, err := decode(&tfprotov6.DynamicValue{MsgPack: sent})
		coretest.Must(t, err)
		if set != nil {
			written, err := set.encode()
			coretest.Must(t, err)
			if want, got := encodedAgain(t, value), coretest.Decode(t, setType, written); !got.Equal(want) {
				t.Errorf("decoded %s\nencoded %s", want, got)
			}
		}
		for length := range sent {
			if _, err := decode(&tfprotov6.DynamicValue{MsgPack: sent[:length]}); err == nil {
				t.Fatalf("%d of %d bytes of %s are accepted", length, len(sent), value)
			}
		}
	}
}

// A set has exactly the attributes of the schema, and is known.
func TestModel_Decode_Malformed(t *testing.T) {
	t.Parallel()
	sent := coretest.Dynamic(t, setType, setValue(t, coretest.Object{"csv": "a"})).MsgPack
	for name, malformed := range map[string][]byte{
		"unknown":               {0xd4, 0, 0},
		"a text":                {0xa1, 'a'},
		"no attributes":         {0x80},
		"one attribute":         append([]byte{0x81}, sent[1:]...),
		"an unknown attribute":  bytes.Replace(sent, []byte("statuses"), []byte("statistics")[:8], 1),
		"an attribute twice":    bytes.Replace(sent, []byte("\xa4json"), []byte("\xa3csv"), 1),
		"a column that is text": bytes.Replace(sent, []byte("statuses\xc0"), []byte("statuses\xa1a"), 1),
		"a text that is a map":  bytes.Replace(sent, []byte("csv\xa1a"), []byte("csv\x80"), 1),
	} {
		if bytes.Equal(malformed, sent) {
			t.Errorf("%s: nothing was replaced", name)
		}
		if set, err := decode(&tfprotov6.DynamicValue{MsgPack: malformed}); err == nil {
			t.Errorf("%s: decoded as %+v", name, set)
		}
	}
	null := coretest.Dynamic(t, setType, tftypes.NewValue(setType, nil))
	if set, err := decode(null); set != nil || err != nil {
		t.Errorf("no set is decoded as %+v, %v", set, err)
	}
}
