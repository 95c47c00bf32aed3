// Command providers-schema writes the provider's schema to standard output, in the JSON of
// "terraform providers schema -json". tfplugindocs generates docs/ from it.
//
// It gets the schema from the provider itself, so that the documentation does not depend on the version of a CLI: an
// older one would leave out kinds that it does not support, such as list resources.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/provider"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Fprintf(os.Stderr, "providers-schema: unexpected argument %q\n", os.Args[1])
		os.Exit(2)
	}
	server := provider.Server(provider.Options{Version: "docs"})()
	if err := write(context.Background(), os.Stdout, server); err != nil {
		fmt.Fprintln(os.Stderr, "providers-schema:", err)
		os.Exit(1)
	}
}

func write(ctx context.Context, w io.Writer, server tfprotov6.ProviderServer) error {
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return err
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return err
	}
	for _, d := range append(schemas.Diagnostics, identities.Diagnostics...) {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return fmt.Errorf("%s: %s", d.Summary, d.Detail)
		}
	}

	e := json.NewEncoder(w)
	e.SetEscapeHTML(false) // descriptions are Markdown, with its < and >
	e.SetIndent("", "  ")
	return e.Encode(document(schemas, identities))
}
