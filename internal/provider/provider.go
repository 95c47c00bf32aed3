// Package provider is the Terraform provider for Cashfree Payouts: the provider block, and every type except the
// beneficiary set. It uses the client in package payouts, and makes no HTTP requests of its own.
package provider

import (
	"context"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Address is the provider's address in a registry, without the host. That is registry.terraform.io or
// registry.opentofu.org.
const Address = providerdata.Address

// Options holds what a provider takes from its surroundings. The zero value is what users run.
type Options struct {
	// Version is the version of the provider, which the User-Agent contains.
	Version string
	// Getenv reads an environment variable. Nil means os.Getenv.
	Getenv func(string) string
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
	// Wait waits between two reads of something that Cashfree still works on. Nil means a timer.
	Wait func(context.Context, time.Duration) error
	// Random is the source of request ids and jitter. Nil means crypto/rand.
	Random io.Reader
	// NewClient returns the client. Nil means payouts.New.
	NewClient func(payouts.Config) (*payouts.Client, error)

	// Context ends the operations that are under way, as a stop by core does. Nil means one that does not end.
	Context context.Context
	// Running counts the changes that are under way. Nil means that nobody wants to know.
	Running *atomic.Int64
}

func newProvider(options Options) *cashfreeProvider {
	if options.Getenv == nil {
		options.Getenv = os.Getenv
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Wait == nil {
		options.Wait = payouts.Wait
	}
	if options.NewClient == nil {
		options.NewClient = payouts.New
	}
	if options.Context == nil {
		options.Context = context.Background()
	}
	if options.Running == nil {
		options.Running = new(atomic.Int64)
	}
	return &cashfreeProvider{options: options}
}

var (
	_ provider.ProviderWithEphemeralResources = (*cashfreeProvider)(nil)
	_ provider.ProviderWithFunctions          = (*cashfreeProvider)(nil)
	_ provider.ProviderWithListResources      = (*cashfreeProvider)(nil)
)

type cashfreeProvider struct {
	options Options
	data    *providerdata.Data // nil until the provider is configured; the beneficiary set uses it
}

func (p *cashfreeProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "cashfree"
	resp.Version = p.options.Version
}

func (p *cashfreeProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		NewBeneficiaryResource,
		NewSigningKeyResource,
		NewWhitelistedIPResource,
	}
}

func (p *cashfreeProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		NewAccessDataSource,
		NewBalanceDataSource,
		NewBatchTransferStatusDataSource,
		NewBeneficiariesDataSource,
		NewBeneficiaryDataSource,
		NewTransferStatusDataSource,
	}
}

func (p *cashfreeProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		NewSignatureEphemeralResource,
		NewTokenEphemeralResource,
	}
}

func (p *cashfreeProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{NewBeneficiaryListResource}
}

func (p *cashfreeProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		NewBeneficiaryIDFunction,
		NewIFSCFunction,
		NewMaskFunction,
		NewVPAFunction,
	}
}
