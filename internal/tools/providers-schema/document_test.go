package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var update = flag.Bool("update", false, "write the files in testdata")

// The output has the form of Terraform 1.11 and OpenTofu 1.12, compared with what they print for such a provider. Those
// two print no actions, list resources and state stores; tfplugindocs reads them in this form.
func TestWrite(t *testing.T) {
	t.Parallel()

	const path = "testdata/schema.json"
	var got bytes.Buffer
	if err := write(t.Context(), &got, server{}); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("got:\n%s\nwant what is in %s; -update writes it", &got, path)
	}
}

// Errors of the provider are reported, and nothing is written.
func TestWrite_ProviderError(t *testing.T) {
	t.Parallel()

	diagnostics := []*tfprotov6.Diagnostic{
		{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "Old", Detail: "An old attribute."},
		{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Bad schema", Detail: "Two of one name."},
	}
	for name, s := range map[string]server{
		"schemas":    {schemaDiagnostics: diagnostics},
		"identities": {identityDiagnostics: diagnostics},
	} {
		var w bytes.Buffer
		err := write(t.Context(), &w, s)
		if err == nil || !strings.Contains(err.Error(), "Bad schema: Two of one name.") {
			t.Errorf("%s: write: %v", name, err)
		}
		if w.Len() > 0 {
			t.Errorf("%s: wrote in spite of the error: %s", name, &w)
		}
	}
}

// server is a provider with one type of each kind. It has only the methods that write calls.
type server struct {
	tfprotov6.ProviderServer

	schemaDiagnostics, identityDiagnostics []*tfprotov6.Diagnostic
}

func (s server) GetProviderSchema(
	context.Context, *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	simple := &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{
		Attributes: []*tfprotov6.SchemaAttribute{{Name: "id", Type: tftypes.String, Computed: true}},
	}}
	return &tfprotov6.GetProviderSchemaResponse{
		Diagnostics: s.schemaDiagnostics,
		Provider: &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{
			Description:     "Pays `<b>`.",
			DescriptionKind: tfprotov6.StringKindMarkdown,
			Attributes: []*tfprotov6.SchemaAttribute{
				{Name: "secret", Type: tftypes.String, Optional: true, Sensitive: true, Description: "A secret."},
			},
		}},
		ResourceSchemas:          map[string]*tfprotov6.Schema{"cashfree_thing": thing},
		DataSourceSchemas:        map[string]*tfprotov6.Schema{"cashfree_thing": simple},
		EphemeralResourceSchemas: map[string]*tfprotov6.Schema{"cashfree_token": simple},
		ListResourceSchemas:      map[string]*tfprotov6.Schema{"cashfree_thing": simple},
		StateStoreSchemas:        map[string]*tfprotov6.Schema{"cashfree_store": simple},
		ActionSchemas:            map[string]*tfprotov6.ActionSchema{"cashfree_check": {Schema: simple}},
		Functions: map[string]*tfprotov6.Function{
			"mask": {
				Summary:            "Masks",
				Description:        "Masks a number.",
				DeprecationMessage: "Use another.",
				Return:             &tfprotov6.FunctionReturn{Type: tftypes.List{ElementType: tftypes.String}},
				Parameters: []*tfprotov6.FunctionParameter{
					{Name: "number", Type: tftypes.String, AllowNullValue: true, Description: "A number."},
				},
				VariadicParameter: &tfprotov6.FunctionParameter{Name: "more", Type: tftypes.String},
			},
			"plain": {Return: &tfprotov6.FunctionReturn{Type: tftypes.Bool}},
		},
	}, nil
}

func (s server) GetResourceIdentitySchemas(
	context.Context, *tfprotov6.GetResourceIdentitySchemasRequest,
) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{
		Diagnostics: s.identityDiagnostics,
		IdentitySchemas: map[string]*tfprotov6.ResourceIdentitySchema{"cashfree_thing": {
			Version: 1,
			IdentityAttributes: []*tfprotov6.ResourceIdentitySchemaAttribute{
				{Name: "id", Type: tftypes.String, RequiredForImport: true, Description: "The id."},
				{Name: "environment", Type: tftypes.String, OptionalForImport: true},
			},
		}},
	}, nil
}

var thing = &tfprotov6.Schema{
	Version: 2,
	Block: &tfprotov6.SchemaBlock{
		Description:     "A *thing*.",
		DescriptionKind: tfprotov6.StringKindMarkdown,
		Deprecated:      true,
		Attributes: []*tfprotov6.SchemaAttribute{
			{Name: "any", Type: tftypes.DynamicPseudoType, Optional: true, Computed: true},
			{Name: "number", Type: tftypes.String, Optional: true, WriteOnly: true},
			{Name: "tags", Type: tftypes.Map{ElementType: tftypes.Number}, Optional: true, Deprecated: true},
			{Name: "pair", Optional: true, Type: tftypes.Object{AttributeTypes: map[string]tftypes.Type{
				"key": tftypes.String, "value": tftypes.Bool,
			}}},
			{Name: "account", Required: true, NestedType: &tfprotov6.SchemaObject{
				Nesting: tfprotov6.SchemaObjectNestingModeSingle,
				Attributes: []*tfprotov6.SchemaAttribute{
					{Name: "parts", Optional: true, NestedType: &tfprotov6.SchemaObject{
						Nesting:    tfprotov6.SchemaObjectNestingModeList,
						Attributes: []*tfprotov6.SchemaAttribute{{Name: "n", Type: tftypes.Number, Required: true}},
					}},
				},
			}},
		},
		BlockTypes: []*tfprotov6.SchemaNestedBlock{{
			TypeName: "rule",
			Nesting:  tfprotov6.SchemaNestedBlockNestingModeSet,
			MinItems: 1,
			MaxItems: 3,
			Block: &tfprotov6.SchemaBlock{
				Attributes: []*tfprotov6.SchemaAttribute{{Name: "on", Type: tftypes.Bool, Optional: true}},
			},
		}},
	},
}
