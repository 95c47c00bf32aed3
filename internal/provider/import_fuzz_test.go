package provider

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// FuzzImportID: an import id of a single object is refused without a number being shown, or is the id of what is imported.
func FuzzImportID(f *testing.F) {
	for _, id := range []string{
		"vendor_0042", "v-1", "52.66.1.7", "203.0.113.7", "10.0.0.1", "::1", "00011020001772", "00011020001772,HDFC0000001", "00011020001772, hdfc0000001 ",
		"00011020001772,", ",HDFC0000001", "1,2,3", "", " ", "id with 0001 1020 0017 72", "00011020009999,HDFC0000001", strings.Repeat("9", 51), "52.66.1.7,1",
	} {
		f.Add(id)
	}
	sim, base := startSimulator(f, testOptions())
	sim.Put(simulator.Beneficiary{ID: "vendor_0042", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001"})
	c := newCore(f, providerFor(base, object{"max_retries": 0}))
	f.Fuzz(func(t *testing.T, id string) {
		for typeName, attribute := range map[string]string{beneficiaryType: "beneficiary_id", "cashfree_payout_whitelisted_ip": "ip_address"} {
			answer, err := c.server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: typeName, ID: id})
			must(t, err)
			if hasErrors(answer.Diagnostics) {
				wantNoLongNumber(t, text(answer.Diagnostics))
				continue
			}
			imported := &instance{state: unmarshal(t, c.of(typeName).objects, answer.ImportedResources[0].State)}
			got, _ := imported.read(attribute).(string)
			account, ifsc, byAccount := strings.Cut(id, ",")
			switch {
			case byAccount && typeName == beneficiaryType:
				if got != "vendor_0042" || !grammar.AccountNumber.Same(account, "00011020001772") || !grammar.IFSC.Same(ifsc, "HDFC0000001") {
					t.Fatalf("%q imports %q", id, got)
				}
			case got != id:
				t.Fatalf("%q imports %q", id, got)
			case typeName == beneficiaryType && grammar.BeneficiaryID.Check(got) != nil:
				t.Fatalf("%q is no id", got)
			}
		}
	})
}

// FuzzImportSet: a list of ids, given as such or in a file, is refused without a number being shown, or is imported whole;
// the ids of what is imported, written as a list, import the same.
func FuzzImportSet(f *testing.F) {
	for _, list := range []string{
		"v1,v2", " v1 , v2 ,", "v1\r\nv2\n\n", "\ufeffv1", "v1,v1", ",,", "", "v 1", "00011020001772 1", "v1\tv2", "a|b,c.d,e-f", "0001 1020 0017 72,v1", "\x00", "\xff",
	} {
		f.Add(list, true)
		f.Add(list, false)
	}
	set := somewhere(f)
	f.Fuzz(func(t *testing.T, list string, inFile bool) {
		id := list
		if inFile {
			id = "@" + filepath.Join(t.TempDir(), "ids.txt")
			must(t, os.WriteFile(id[1:], []byte(list), 0o600))
		} else if strings.HasPrefix(list, "@") {
			return // whatever file the fuzzer hits upon on this machine
		}
		members := importedIDs(t, set, id)
		if marked := "\ufeff" + list; inFile && !strings.HasPrefix(list, "\ufeff") {
			must(t, os.WriteFile(id[1:], []byte(marked), 0o600))
			if again := importedIDs(t, set, id); !slices.Equal(again, members) {
				t.Fatalf("%q imports %q, and with a byte order mark %q", list, members, again)
			}
		}
		if members == nil {
			return
		}
		for _, member := range members {
			if grammar.BeneficiaryID.Check(member) != nil || !strings.Contains(list, member) {
				t.Fatalf("%q imports %q", list, member)
			}
		}
		given := strings.FieldsFunc(strings.TrimPrefix(list, "\ufeff"), func(r rune) bool { return strings.ContainsRune(",\r\n", r) })
		given = slices.DeleteFunc(given, func(one string) bool { return strings.TrimSpace(one) == "" })
		if again := importedIDs(t, set, strings.Join(members, ",")); len(given) != len(members) || !slices.Equal(again, members) {
			t.Fatalf("%q imports %q and then %q", list, members, again)
		}
	})
}

// importedIDs are the members of an import, or nil where it is refused.
func importedIDs(t *testing.T, set *setResource, id string) []string {
	t.Helper()
	answer, err := set.importState(&tfprotov6.ImportResourceStateRequest{TypeName: setType, ID: id})
	must(t, err)
	if hasErrors(answer.Diagnostics) {
		wantNoLongNumber(t, withoutIDs(strings.ReplaceAll(text(answer.Diagnostics), strings.TrimPrefix(id, "@"), ""))) // a path has numbers, too
		return nil
	}
	imported, err := readSet(answer.ImportedResources[0].State)
	must(t, err)
	return sortedIDs(imported.members)
}
