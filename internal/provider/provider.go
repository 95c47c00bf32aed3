// Package provider is the Terraform provider for Cashfree Payouts: the provider block, and every type but the beneficiary
// set. It knows the client in package payouts and knows no HTTP.
package provider

import (
	"context"
	"io"
	"os"
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

// Address is where the provider lives in a registry. The host is registry.terraform.io or registry.opentofu.org.
const Address = providerdata.Address

// Options are the surroundings of a provider. The zero value is the real world.
type Options struct {
	// Version is the provider's own version, named in the User-Agent.
	Version string
	// Getenv reads an environment variable. Nil means os.Getenv.
	Getenv func(string) string
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
	// Wait waits between looks at something that is still going on. Nil means a timer.
	Wait func(context.Context, time.Duration) error
	// Random is the source of request ids and jitter. Nil means crypto/rand.
	Random io.Reader
	// NewClient makes the client. Nil means payouts.New.
	NewClient func(payouts.Config) (*payouts.Client, error)
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
	return &cashfreeProvider{options: options}
}

var (
	_ provider.ProviderWithEphemeralResources = (*cashfreeProvider)(nil)
	_ provider.ProviderWithFunctions          = (*cashfreeProvider)(nil)
	_ provider.ProviderWithListResources      = (*cashfreeProvider)(nil)
)

type cashfreeProvider struct {
	options Options
	data    *providerdata.Data // once configured; for the beneficiary set
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
