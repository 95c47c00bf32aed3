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

// FuzzBeneficiarySet_Import: a list of ids, written as such or in a file, is refused without showing a number, or is
// imported whole. The ids of what was imported, written as a list, import the same.
func FuzzBeneficiarySet_Import(f *testing.F) {
	for _, list := range []string{
		"v1,v2", " v1 , v2 ,", "v1\r\nv2\n\n", "\ufeffv1", "v1,v1", ",,", "", "v 1", "00011020001772 1", "v1\tv2", "a|b,c.d,e-f", "0001 1020 0017 72,v1", "\x00", "\xff",
	} {
		f.Add(list, true)
		f.Add(list, false)
	}
	set := newResource(f)
	f.Fuzz(func(t *testing.T, list string, inFile bool) {
		var members []string
		switch {
		case inFile:
			members = importedFromFile(t, set, list)
		case strings.HasPrefix(list, "@"):
			return // any file of this machine
		default:
			members = importedIDs(t, set, list)
		}
		if members != nil {
			wantImported(t, set, list, members)
		}
	})
}

// importedFromFile returns the members of an import by a file, which are the same with a byte order mark.
func importedFromFile(t *testing.T, set *Resource, list string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ids.txt")
	coretest.Must(t, os.WriteFile(file, []byte(list), 0o600))
	members := importedIDs(t, set, "@"+file)
	if strings.HasPrefix(list, "\ufeff") {
		return members
	}
	coretest.Must(t, os.WriteFile(file, []byte("\ufeff"+list), 0o600))
	if again := importedIDs(t, set, "@"+file); !slices.Equal(again, members) {
		t.Fatalf("%q imports %q, and with a byte order mark %q", list, members, again)
	}
	return members
}

// wantImported wants the members of an import to be valid ids of the list, all of them, and to import the same again.
func wantImported(t *testing.T, set *Resource, list string, members []string) {
	t.Helper()
	for _, member := range members {
		if grammar.BeneficiaryID.Check(member) != nil || !strings.Contains(list, member) {
			t.Fatalf("%q imports %q", list, member)
		}
	}
	listed := strings.FieldsFunc(strings.TrimPrefix(list, "\ufeff"), func(r rune) bool { return strings.ContainsRune(",\r\n", r) })
	listed = slices.DeleteFunc(listed, func(id string) bool { return strings.TrimSpace(id) == "" })
	if again := importedIDs(t, set, strings.Join(members, ",")); len(listed) != len(members) || !slices.Equal(again, members) {
		t.Fatalf("%q imports %q and then %q", list, members, again)
	}
}

// importedIDs returns the members of an import, or nil where it is refused. A refusal shows no number.
func importedIDs(t *testing.T, set *Resource, id string) []string {
	t.Helper()
	answer, err := set.Import(&tfprotov6.ImportResourceStateRequest{TypeName: TypeName, ID: id})
	coretest.Must(t, err)
	if coretest.HasErrors(answer.Diagnostics) {
		// A path has numbers, too.
		numbertest.WantNone(t, numbertest.WithoutIDs(strings.ReplaceAll(coretest.Text(answer.Diagnostics), strings.TrimPrefix(id, "@"), "")))
		return nil
	}
	imported, err := decode(answer.ImportedResources[0].State)
	coretest.Must(t, err)
	return imported.members.ids()
}
