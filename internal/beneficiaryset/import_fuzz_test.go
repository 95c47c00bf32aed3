package beneficiaryset

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
)

// FuzzImportSet: a list of ids, given as such or in a file, is refused without a number being shown, or is imported whole;
// the ids of what is imported, written as a list, import the same.
func FuzzImportSet(f *testing.F) {
	for _, list := range []string{
		"v1,v2", " v1 , v2 ,", "v1\r\nv2\n\n", "\ufeffv1", "v1,v1", ",,", "", "v 1", "00011020001772 1", "v1\tv2", "a|b,c.d,e-f", "0001 1020 0017 72,v1", "\x00", "\xff",
	} {
		f.Add(list, true)
		f.Add(list, false)
	}
	set := newResource(f)
	f.Fuzz(func(t *testing.T, list string, inFile bool) {
		id := list
		if inFile {
			id = "@" + filepath.Join(t.TempDir(), "ids.txt")
			coretest.Must(t, os.WriteFile(id[1:], []byte(list), 0o600))
		} else if strings.HasPrefix(list, "@") {
			return // whatever file the fuzzer hits upon on this machine
		}
		members := importedIDs(t, set, id)
		if marked := "\ufeff" + list; inFile && !strings.HasPrefix(list, "\ufeff") {
			coretest.Must(t, os.WriteFile(id[1:], []byte(marked), 0o600))
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
func importedIDs(t *testing.T, set *Resource, id string) []string {
	t.Helper()
	answer, err := set.Import(&tfprotov6.ImportResourceStateRequest{TypeName: TypeName, ID: id})
	coretest.Must(t, err)
	if coretest.HasErrors(answer.Diagnostics) {
		numbertest.WantNone(t, numbertest.WithoutIDs(strings.ReplaceAll(coretest.Text(answer.Diagnostics), strings.TrimPrefix(id, "@"), ""))) // a path has numbers, too
		return nil
	}
	imported, err := decode(answer.ImportedResources[0].State)
	coretest.Must(t, err)
	return imported.members.ids()
}
