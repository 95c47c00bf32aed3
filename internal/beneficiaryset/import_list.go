package beneficiaryset

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// idList is the list of ids that an import names.
type idList struct {
	file  string // that the list is read from, or ""
	lines []string
}

// listedID is an id of a list.
type listedID struct {
	id   string
	line int
}

// textsOf returns the ids without their places.
func textsOf(ids []listedID) []string {
	texts := make([]string, len(ids))
	for i, listed := range ids {
		texts[i] = listed.id
	}
	return texts
}

// maxImportList bounds what is read of a file, which may be a device: a hundred thousand ids take at most 5 MB.
const maxImportList = 16 << 20

// newIDList returns the list of ids that an import id is, or that is in the file that it names.
func newIDList(importID string, diags *diag.Diagnostics) idList {
	file, isFile := strings.CutPrefix(importID, "@")
	if !isFile {
		if misses := missingMark(importID); misses != "" {
			diags.AddError("Invalid import id", misses)
		}
		return idList{lines: splitLines(importID)}
	}
	content, err := readFile(file, maxImportList)
	if err != nil {
		diags.AddError("Cannot read the list of ids", fmt.Sprintf("Reading %s failed: %v. A relative path starts in the folder of the "+
			"root module.", grammar.Quote(file), err))
		return idList{}
	}
	text, problem := bulk.DecodeText(content)
	if problem != "" {
		diags.AddError("Cannot read the list of ids", fmt.Sprintf("In %s, %s", grammar.Quote(file), problem))
	}
	return idList{file: file, lines: splitLines(text)}
}

func splitLines(text string) []string {
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\n")
}

// fileEndings are those of files that hold lists. An id can have such an ending, too.
var fileEndings = []string{".txt", ".csv", ".tsv", ".json", ".lst", ".list"}

// maxFileName is how long the name of a file is at most.
const maxFileName = 4096

// missingMark returns what is wrong with an import id that is the name of a file without the @ before it. A name that
// can be an id is one only where there is such a file.
func missingMark(importID string) string {
	name := strings.TrimSpace(importID)
	if len(name) > maxFileName || strings.ContainsAny(name, ",\r\n\x00") || !slices.Contains(fileEndings, strings.ToLower(filepath.Ext(name))) {
		return ""
	}
	info, err := os.Stat(name)
	exists := err == nil && info.Mode().IsRegular()
	if !exists && grammar.BeneficiaryID.Check(name) == nil {
		return ""
	}
	return fmt.Sprintf("%s is the name of a file and not a list of ids. Write @ before it, so that the ids are read from the file: %s.",
		grammar.Quote(name), grammar.Quote("@"+name))
}

// place returns where a line of the list is, as messages say it.
func (l idList) place(line int) string {
	switch {
	case l.file != "":
		return fmt.Sprintf("%s, line %d", grammar.Quote(l.file), line)
	case len(l.lines) > 1:
		return fmt.Sprintf("Line %d", line)
	}
	return "The import id"
}

// ids returns the ids of the list in their normal form, without white space around them.
func (l idList) ids() []listedID {
	var ids []listedID
	for i, line := range l.lines {
		for id := range strings.SplitSeq(line, ",") {
			if id = grammar.BeneficiaryID.Normal(strings.TrimSpace(id)); id != "" {
				ids = append(ids, listedID{id, i + 1})
			}
		}
	}
	return ids
}

const idsAlone = "An import needs the ids alone, one a line or with commas between them."

// misfit returns what is wrong where a list is a document of payees, or begins with the name of its column, and ""
// otherwise. It is one message in place of one for each cell.
func (l idList) misfit(ids []listedID) string {
	if len(ids) == 0 {
		return ""
	}
	first := ids[0]
	switch {
	case strings.HasPrefix(first.id, "{") || strings.HasPrefix(first.id, "["):
		return fmt.Sprintf("%s is the beginning of a JSON document. %s", l.place(first.line), idsAlone)
	case bulk.IsHeader(l.lines[first.line-1]):
		return fmt.Sprintf("%s has the header of a document of payees. %s Copy the column of the ids, without its header, into a file of its own.",
			l.place(first.line), idsAlone)
	case len(ids) > 1 && bulk.IsIDColumn(first.id):
		return fmt.Sprintf("%s has the name of a column, %q. %s Remove that name.", l.place(first.line), first.id, idsAlone)
	}
	return ""
}

// payeeLine returns the first line that has the cells of a payee in place of ids, or 0. An id can look like an IFSC, so
// this decides only where something else is wrong with the list.
func (l idList) payeeLine() int {
	for i, line := range l.lines {
		cells := strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ';' || r == '\t' })
		if len(cells) > 2 && slices.ContainsFunc(cells, isInstrument) {
			return i + 1
		}
	}
	return 0
}

// isInstrument reports whether a cell holds what a payee is paid by, apart from an account number, which an id can be.
func isInstrument(cell string) bool {
	return grammar.IFSC.Check(cell) == nil || grammar.VPA.Check(cell) == nil
}
