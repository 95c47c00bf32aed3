package provider

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// Everything in the schemas has a description, a page and an example. Acceptance tests apply the examples.
func TestDocumentation_Complete(t *testing.T) {
	t.Parallel()
	server := Server(noWaitOptions())()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	coretest.Must(t, err)
	wantDescribed(t, "provider", schemas.Provider.Block.Attributes)
	for _, kind := range []struct {
		folder, example string
		schemas         map[string]*tfprotov6.Schema
	}{
		{"resources", "resource.tf", schemas.ResourceSchemas},
		{"data-sources", "data-source.tf", schemas.DataSourceSchemas},
		{"ephemeral-resources", "ephemeral-resource.tf", schemas.EphemeralResourceSchemas},
		{"list-resources", "list-resource.tfquery.hcl", schemas.ListResourceSchemas},
	} {
		for name, schema := range kind.schemas {
			if schema.Block.Description == "" {
				t.Errorf("%s has no description", name)
			}
			wantDescribed(t, name, schema.Block.Attributes)
			wantFile(t, "docs", kind.folder, strings.TrimPrefix(name, "cashfree_")+".md")
			wantFile(t, "examples", kind.folder, name, kind.example)
		}
	}
	for name, function := range schemas.Functions {
		if function.Summary == "" || function.Description == "" {
			t.Errorf("the function %s has no description", name)
		}
		wantFile(t, "docs", "functions", name+".md")
		wantFile(t, "examples", "functions", name, "function.tf")
	}
	if len(schemas.ResourceSchemas) == 0 || len(schemas.DataSourceSchemas) == 0 || len(schemas.ListResourceSchemas) == 0 {
		t.Error("there are no schemas")
	}
}

// Each form of import has an example. A record of a key is created and not imported.
func TestDocumentation_Imports(t *testing.T) {
	t.Parallel()
	schemas, err := Server(noWaitOptions())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	coretest.Must(t, err)
	for name := range schemas.ResourceSchemas {
		if name == signingKeyType {
			continue
		}
		for _, form := range []string{"import.sh", "import-by-string-id.tf", "import-by-identity.tf"} {
			// A set is imported by the list of its ids only.
			if name == beneficiaryset.TypeName && form == "import-by-identity.tf" {
				continue
			}
			wantFile(t, "examples", "resources", name, form)
		}
	}
}

func wantDescribed(t *testing.T, owner string, attributes []*tfprotov6.SchemaAttribute) {
	t.Helper()
	for _, attribute := range attributes {
		if strings.TrimSpace(attribute.Description) == "" {
			t.Errorf("%s.%s has no description", owner, attribute.Name)
		}
		if attribute.NestedType != nil {
			wantDescribed(t, owner+"."+attribute.Name, attribute.NestedType.Attributes)
		}
	}
}

func wantFile(t *testing.T, parts ...string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join("..", "..", filepath.Join(parts...))); err != nil {
		t.Errorf("there is no %s", filepath.Join(parts...))
	}
}
