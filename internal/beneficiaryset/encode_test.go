package beneficiaryset

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// The buffer of an encoded set does not grow, which would take a multiple of the memory.
func TestModel_Encode_Size(t *testing.T) {
	t.Parallel()
	document := coretest.Vendors(1000)
	for argument, inState := range map[string]bool{"csv": true, "csv_wo": false} {
		value := setValue(t, coretest.Object{argument: document})
		set, err := decode(coretest.Dynamic(t, setType, value))
		coretest.Must(t, err)
		set.takeMembers(newModel(set, 0))
		for id := range 1000 {
			name := strconv.Itoa(id)
			set.members.set(name, "Asha Rao, HDFC0000001, …1772")
			set.accounts.elements[name], set.statuses.elements[name] = nil, nil
			set.fingerprints.set(name, strings.Repeat("f", 300))
		}
		written, err := set.encode()
		coretest.Must(t, err)
		length, capacity := len(written.MsgPack), cap(written.MsgPack)
		if length < 300_000 || capacity > length+length/10 {
			t.Errorf("%s: %d bytes in a buffer of %d", argument, length, capacity)
		}
		if holds := bytes.Contains(written.MsgPack, []byte("bank_account_number")); holds != inState {
			t.Errorf("%s: the document is encoded: %v", argument, holds)
		}
	}
}
