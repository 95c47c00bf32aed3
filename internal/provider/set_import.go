package provider

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// importState takes a list of beneficiary ids with commas between them, or "@" and the path of a file with one id a
// line or commas. The read that follows fills in the rest.
func (s *setResource) importState(req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	var said notices
	list := importedList(req.ID, &said)
	if said.failed() {
		return &tfprotov6.ImportResourceStateResponse{Diagnostics: said}, nil
	}
	members := newColumn(0)
	for _, id := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' }) {
		id = strings.TrimSpace(id)
		if id == "" {
			continue
		}
		if err := grammar.BeneficiaryID.Check(id); err != nil {
			said.err("", "Invalid import id", err.Error())
			continue
		}
		if _, double := members.of[id]; double {
			said.err("", "Invalid import id", named(id)+" is there twice.")
		}
		members.set(id, "")
	}
	if len(members.of) == 0 && !said.failed() {
		said.err("", "Invalid import id", "Write the beneficiary ids with commas between them, or @ and the path of a file that lists them.")
	}
	if said.failed() {
		return &tfprotov6.ImportResourceStateResponse{Diagnostics: said}, nil
	}
	imported := &setValues{
		documents: make(map[string]tftypes.Value, len(setForms)), timeouts: tftypes.NewValue(setTimeouts, nil),
		members: members, fingerprints: newColumn(0), statuses: newColumn(0),
	}
	for _, form := range setForms {
		imported.documents[form] = tftypes.NewValue(tftypes.String, nil)
	}
	state, err := imported.encode()
	return &tfprotov6.ImportResourceStateResponse{
		ImportedResources: []*tfprotov6.ImportedResource{{TypeName: setType, State: state}},
	}, err
}

// longestList bounds what is read of a file, which may be a device: a hundred thousand ids take 5 MB at most.
const longestList = 16 << 20

func importedList(id string, said *notices) string {
	path, named := strings.CutPrefix(id, "@")
	if !named {
		return id
	}
	content, err := readUpTo(longestList, path)
	if err != nil {
		said.err("", "Cannot read the list of ids", err.Error()+".")
	}
	return strings.TrimPrefix(content, "\ufeff")
}

func readUpTo(limit int64, path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(content)) > limit {
		err = fmt.Errorf("%s is longer than %d MiB", path, limit>>20)
	}
	return string(content), err
}
