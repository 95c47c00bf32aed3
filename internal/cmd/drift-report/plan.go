package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// plan is the output of "terraform show -json PLAN", with the fields that a report needs:
// https://developer.hashicorp.com/terraform/internals/json-format
type plan struct {
	FormatVersion string                     `json:"format_version"`
	Timestamp     string                     `json:"timestamp"`
	Errored       bool                       `json:"errored"`
	Complete      *bool                      `json:"complete"`
	Drift         []resourceChange           `json:"resource_drift"`
	Changes       []resourceChange           `json:"resource_changes"`
	Deferred      []json.RawMessage          `json:"deferred_changes"`
	Outputs       map[string]json.RawMessage `json:"output_changes"`
	Checks        []checkResult              `json:"checks"`

	isUTF16 bool // the input was
}

type resourceChange struct {
	Address      string `json:"address"`
	Deposed      string `json:"deposed"`
	Mode         string `json:"mode"`
	Type         string `json:"type"`
	ActionReason string `json:"action_reason"`
	Change       change `json:"change"`
}

// change keeps its values undecoded, since this report only counts most resources of a large plan.
type change struct {
	Actions         []string        `json:"actions"`
	Before          json.RawMessage `json:"before"`
	After           json.RawMessage `json:"after"`
	AfterUnknown    json.RawMessage `json:"after_unknown"`
	BeforeSensitive json.RawMessage `json:"before_sensitive"`
	AfterSensitive  json.RawMessage `json:"after_sensitive"`
	ReplacePaths    [][]any         `json:"replace_paths"`
	Importing       json.RawMessage `json:"importing"`
}

type checkResult struct {
	Address struct {
		Kind    string `json:"kind"`
		Display string `json:"to_display"`
	} `json:"address"`
	Status    string `json:"status"`
	Instances []struct {
		Problems []struct {
			Message string `json:"message"`
		} `json:"problems"`
	} `json:"instances"`
}

func (c change) does(action string) bool { return slices.Contains(c.Actions, action) }

const howTo = "pass the output of \"terraform show -json PLAN\""

// readPlan decodes a plan. For other input that people may pass by mistake, the error names what it is.
func readPlan(data []byte) (*plan, error) {
	data, isUTF16 := decodeUTF16(data)
	data = bytes.TrimPrefix(bytes.TrimSpace(data), []byte("\ufeff"))
	switch {
	case len(data) == 0:
		return nil, errors.New("the input is empty: " + howTo)
	case bytes.HasPrefix(data, []byte("PK")):
		return nil, errors.New("this is the plan file itself: " + howTo)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(data, &keys); err != nil {
		if first, _, _ := bytes.Cut(data, []byte("\n")); json.Valid(first) && bytes.Contains(first, []byte(`"@level"`)) {
			return nil, errors.New("this is the log of \"plan -json\": save the plan with -out, and " + howTo)
		}
		return nil, fmt.Errorf("the input is not the JSON of a plan (%w): %s", err, howTo)
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { _, there := keys[name]; return there })
	}
	isPlan := has("resource_changes", "resource_drift", "planned_values", "configuration")
	switch {
	case has("lineage", "serial", "values"),
		has("format_version") && !isPlan && len(keys) <= 2: // an empty state has no values
		return nil, errors.New("this is a state, not a plan: " + howTo)
	case !has("format_version") || !isPlan:
		return nil, errors.New("this JSON is not a plan: " + howTo)
	}
	read := plan{isUTF16: isUTF16}
	if err := json.Unmarshal(keys["format_version"], &read.FormatVersion); err != nil {
		return nil, errors.New("this JSON is not a plan, since its format_version is not a string: " + howTo)
	}
	if major, _, _ := strings.Cut(read.FormatVersion, "."); major != "1" {
		return nil, fmt.Errorf("the plan has format version %q, but this program reads only 1.x", read.FormatVersion)
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return nil, fmt.Errorf("the plan is not in the form of version %s: %w", read.FormatVersion, err)
	}
	return &read, nil
}

// decodeUTF16 returns the input as UTF-8, and whether it was UTF-16, as the > of Windows PowerShell 5.1 writes it.
func decodeUTF16(data []byte) ([]byte, bool) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return data, false
	}
	return []byte(grammar.DecodeUTF16(string(data[2:]), order)), true
}
