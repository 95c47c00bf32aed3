package main

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// providerKey is the key of the provider's schema. Terraform would write the full source address here, but tfplugindocs
// only looks for the short name and for one under hashicorp/.
const providerKey = "cashfree"

// The types below are those of Terraform's JSON, which is documented in
// https://developer.hashicorp.com/terraform/cli/commands/providers/schema. A [tftypes.Type] encodes itself in the way
// Terraform encodes types.
type (
	jsonDocument struct {
		FormatVersion   string                  `json:"format_version"`
		ProviderSchemas map[string]jsonProvider `json:"provider_schemas"`
	}

	jsonProvider struct {
		Provider           *jsonSchema             `json:"provider,omitempty"`
		Resources          map[string]jsonSchema   `json:"resource_schemas,omitempty"`
		DataSources        map[string]jsonSchema   `json:"data_source_schemas,omitempty"`
		EphemeralResources map[string]jsonSchema   `json:"ephemeral_resource_schemas,omitempty"`
		ListResources      map[string]jsonSchema   `json:"list_resource_schemas,omitempty"`
		StateStores        map[string]jsonSchema   `json:"state_store_schemas,omitempty"`
		Actions            map[string]jsonSchema   `json:"action_schemas,omitempty"`
		Functions          map[string]jsonFunction `json:"functions,omitempty"`
		ResourceIdentities map[string]jsonIdentity `json:"resource_identity_schemas,omitempty"`
	}

	jsonSchema struct {
		Version int64     `json:"version"`
		Block   jsonBlock `json:"block"`
	}

	jsonBlock struct {
		Attributes      map[string]jsonAttribute   `json:"attributes,omitempty"`
		BlockTypes      map[string]jsonNestedBlock `json:"block_types,omitempty"`
		Description     string                     `json:"description,omitempty"`
		DescriptionKind string                     `json:"description_kind,omitempty"`
		Deprecated      bool                       `json:"deprecated,omitempty"`
	}

	jsonNestedBlock struct {
		NestingMode string    `json:"nesting_mode"`
		Block       jsonBlock `json:"block"`
		MinItems    int64     `json:"min_items,omitempty"`
		MaxItems    int64     `json:"max_items,omitempty"`
	}

	jsonAttribute struct {
		Type            tftypes.Type    `json:"type,omitempty"` // this or NestedType
		NestedType      *jsonNestedType `json:"nested_type,omitempty"`
		Description     string          `json:"description,omitempty"`
		DescriptionKind string          `json:"description_kind,omitempty"`
		Deprecated      bool            `json:"deprecated,omitempty"`
		Required        bool            `json:"required,omitempty"`
		Optional        bool            `json:"optional,omitempty"`
		Computed        bool            `json:"computed,omitempty"`
		Sensitive       bool            `json:"sensitive,omitempty"`
		WriteOnly       bool            `json:"write_only,omitempty"`
	}

	jsonNestedType struct {
		Attributes  map[string]jsonAttribute `json:"attributes,omitempty"`
		NestingMode string                   `json:"nesting_mode"`
	}

	jsonIdentity struct {
		Version    int64                            `json:"version"`
		Attributes map[string]jsonIdentityAttribute `json:"attributes,omitempty"`
	}

	jsonIdentityAttribute struct {
		Type              tftypes.Type `json:"type"`
		Description       string       `json:"description,omitempty"`
		RequiredForImport bool         `json:"required_for_import,omitempty"`
		OptionalForImport bool         `json:"optional_for_import,omitempty"`
	}

	jsonFunction struct {
		Description        string          `json:"description,omitempty"`
		Summary            string          `json:"summary,omitempty"`
		DeprecationMessage string          `json:"deprecation_message,omitempty"`
		ReturnType         tftypes.Type    `json:"return_type"`
		Parameters         []jsonParameter `json:"parameters,omitempty"`
		VariadicParameter  *jsonParameter  `json:"variadic_parameter,omitempty"`
	}

	jsonParameter struct {
		Name        string       `json:"name,omitempty"`
		Description string       `json:"description,omitempty"`
		IsNullable  bool         `json:"is_nullable,omitempty"`
		Type        tftypes.Type `json:"type"`
	}
)

func document(s *tfprotov6.GetProviderSchemaResponse, i *tfprotov6.GetResourceIdentitySchemasResponse) jsonDocument {
	p := jsonProvider{
		Resources:          each(s.ResourceSchemas, schema),
		DataSources:        each(s.DataSourceSchemas, schema),
		EphemeralResources: each(s.EphemeralResourceSchemas, schema),
		ListResources:      each(s.ListResourceSchemas, schema),
		StateStores:        each(s.StateStoreSchemas, schema),
		Actions:            each(s.ActionSchemas, func(a *tfprotov6.ActionSchema) jsonSchema { return schema(a.Schema) }),
		Functions:          each(s.Functions, function),
		ResourceIdentities: each(i.IdentitySchemas, identity),
	}
	if s.Provider != nil {
		configuration := schema(s.Provider)
		p.Provider = &configuration
	}
	return jsonDocument{FormatVersion: "1.0", ProviderSchemas: map[string]jsonProvider{providerKey: p}}
}

func each[From, To any](in map[string]From, convert func(From) To) map[string]To {
	out := make(map[string]To, len(in))
	for name, v := range in {
		out[name] = convert(v)
	}
	return out
}

func schema(s *tfprotov6.Schema) jsonSchema {
	return jsonSchema{Version: s.Version, Block: block(s.Block)}
}

func block(b *tfprotov6.SchemaBlock) jsonBlock {
	out := jsonBlock{
		Attributes:      attributes(b.Attributes),
		BlockTypes:      make(map[string]jsonNestedBlock, len(b.BlockTypes)),
		Description:     b.Description,
		DescriptionKind: lower(b.DescriptionKind),
		Deprecated:      b.Deprecated,
	}
	for _, nested := range b.BlockTypes {
		out.BlockTypes[nested.TypeName] = jsonNestedBlock{
			NestingMode: lower(nested.Nesting),
			Block:       block(nested.Block),
			MinItems:    nested.MinItems,
			MaxItems:    nested.MaxItems,
		}
	}
	return out
}

func attributes(in []*tfprotov6.SchemaAttribute) map[string]jsonAttribute {
	out := make(map[string]jsonAttribute, len(in))
	for _, a := range in {
		attribute := jsonAttribute{
			Type:            a.Type,
			Description:     a.Description,
			DescriptionKind: lower(a.DescriptionKind),
			Deprecated:      a.Deprecated,
			Required:        a.Required,
			Optional:        a.Optional,
			Computed:        a.Computed,
			Sensitive:       a.Sensitive,
			WriteOnly:       a.WriteOnly,
		}
		if nested := a.NestedType; nested != nil {
			attribute.NestedType = &jsonNestedType{
				Attributes:  attributes(nested.Attributes),
				NestingMode: lower(nested.Nesting),
			}
		}
		out[a.Name] = attribute
	}
	return out
}

func identity(s *tfprotov6.ResourceIdentitySchema) jsonIdentity {
	out := jsonIdentity{
		Version:    s.Version,
		Attributes: make(map[string]jsonIdentityAttribute, len(s.IdentityAttributes)),
	}
	for _, a := range s.IdentityAttributes {
		out.Attributes[a.Name] = jsonIdentityAttribute{
			Type:              a.Type,
			Description:       a.Description,
			RequiredForImport: a.RequiredForImport,
			OptionalForImport: a.OptionalForImport,
		}
	}
	return out
}

func function(f *tfprotov6.Function) jsonFunction {
	out := jsonFunction{
		Description:        f.Description,
		Summary:            f.Summary,
		DeprecationMessage: f.DeprecationMessage,
		ReturnType:         f.Return.Type,
	}
	for _, p := range f.Parameters {
		out.Parameters = append(out.Parameters, parameter(p))
	}
	if f.VariadicParameter != nil {
		variadic := parameter(f.VariadicParameter)
		out.VariadicParameter = &variadic
	}
	return out
}

func parameter(p *tfprotov6.FunctionParameter) jsonParameter {
	return jsonParameter{Name: p.Name, Description: p.Description, IsNullable: p.AllowNullValue, Type: p.Type}
}

// lower converts the name of a protocol constant, such as SINGLE or MARKDOWN, to Terraform's spelling.
func lower(constant interface{ String() string }) string {
	return strings.ToLower(constant.String())
}
