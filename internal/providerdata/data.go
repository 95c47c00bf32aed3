// Package providerdata holds what a configured provider shares with its resources and data sources during a run: the
// client, the settings, what the run has met so far, and the diagnostics that all of them report.
package providerdata

import (
	"context"
	"crypto/rsa"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Settings are what the provider block and the environment decide.
type Settings struct {
	// Client is nil while a provider argument is unknown, such as in the plan of a run that creates the credentials.
	Client *payouts.Client
	// Unknown names those arguments.
	Unknown []string
	// Fingerprints is nil while its key is unknown.
	Fingerprints *Fingerprinter

	AdoptExisting      bool // whether to take over payees that exist with the planned content
	RefusesAdoption    bool // whether the provider block sets adopt_existing = false, so that the environment cannot
	KeepAccountNumbers bool // in the state
	Concurrency        int  // calls at a time

	Program Program

	PublicKey  *rsa.PublicKey // nil where calls are not signed
	Production bool
	Egress     netip.Addr // the zero address where the run does not know which one its calls leave from

	// Getenv returns the value of an environment variable.
	Getenv func(string) string
	// Wait waits for a time, or until the context ends.
	Wait func(context.Context, time.Duration) error
}

// Program is what runs the provider.
type Program struct {
	// IsCore is whether it is Terraform or OpenTofu. They keep private state, and hand that of a replaced resource to
	// the plan of the new one.
	IsCore bool
	// PlansOnce is whether each new resource is planned once after the provider is configured. "terraform test" of
	// Terraform 1.13 and later configures it once for several runs, and other programs may plan a resource, and plan it
	// again when they create it.
	PlansOnce bool
}

// Data is what a configured provider shares during a run. A new one is made each time the provider is configured.
type Data struct {
	settings Settings

	coordinator *bulk.Coordinator
	census      *census
	preflight   *preflight // nil like the client
	whitelist   *Whitelist
	handovers   *Handovers
	declared    *Declarations
	reported    reportedRefusals

	unknownOnce  sync.Once // for the warning about unknown arguments
	followedOnce sync.Once // for the warning about a moved API
}

// New returns the data of a new run.
func New(settings Settings) *Data {
	data := &Data{
		settings:    settings,
		coordinator: bulk.NewCoordinator(),
		census:      newCensus(settings.Wait),
		whitelist:   newWhitelist(settings.Program),
		handovers:   newHandovers(settings.Fingerprints),
		declared:    newDeclarations(settings.Program),
	}
	if settings.Client != nil {
		data.preflight = newPreflight(settings.Client, settings.PublicKey != nil)
	}
	return data
}

// Ready reports whether calls can be made. It is false before the provider is configured, where the data is nil.
func (d *Data) Ready() bool { return d != nil && d.settings.Client != nil }

// Client returns the client, or nil where the data is not ready.
func (d *Data) Client() *payouts.Client { return d.settings.Client }

// Coordinator returns what keeps creations and removals of one payee apart.
func (d *Data) Coordinator() *bulk.Coordinator { return d.coordinator }

// Owner returns who a resource with this token is to the coordinator. Terraform and OpenTofu keep private state, so a
// resource without a token is a new one. Other programs may keep none, and run once more in the same process. There the
// owner is empty, and may remove whatever the process has created, or else it would remain at Cashfree.
func (d *Data) Owner(token string) string {
	if token == "" && d != nil && d.settings.Program.IsCore {
		return NewToken()
	}
	return token
}

// Whitelist returns the registry of the run's whitelist records.
func (d *Data) Whitelist() *Whitelist { return d.whitelist }

// Handovers returns the registry of the payees that the run plans to create and to remove.
func (d *Data) Handovers() *Handovers { return d.handovers }

// Declarations returns the registry of the payees that the run's resources declare.
func (d *Data) Declarations() *Declarations { return d.declared }

// Fingerprints returns the maker of fingerprints, or nil while its key is unknown.
func (d *Data) Fingerprints() *Fingerprinter {
	if d == nil {
		return nil
	}
	return d.settings.Fingerprints
}

// AdoptsExisting reports whether a resource takes over a payee that exists with the planned content.
func (d *Data) AdoptsExisting() bool { return d.settings.AdoptExisting }

// AdoptionCommand returns how one run can take over payees that exist.
func (d *Data) AdoptionCommand() string {
	if d.settings.RefusesAdoption {
		return "To take them over, remove adopt_existing = false from the provider block, and run this once:\n\n" + adoptionCommand
	}
	return "To take them over, run this once:\n\n" + adoptionCommand
}

const adoptionCommand = "  CASHFREE_PAYOUT_ADOPT_EXISTING=true terraform apply"

// KeepsAccountNumbers reports whether account numbers may be in the state. It is true before the provider is
// configured.
func (d *Data) KeepsAccountNumbers() bool { return d == nil || d.settings.KeepAccountNumbers }

// Concurrency returns how many calls are made at a time.
func (d *Data) Concurrency() int { return d.settings.Concurrency }

// PublicKey returns the key that calls are signed with, or nil.
func (d *Data) PublicKey() *rsa.PublicKey { return d.settings.PublicKey }

// Production reports whether the environment is production.
func (d *Data) Production() bool { return d.settings.Production }

// Getenv returns the value of an environment variable.
func (d *Data) Getenv(name string) string { return d.settings.Getenv(name) }

// Wait waits for a time, or until the context ends.
func (d *Data) Wait(ctx context.Context, pause time.Duration) error {
	return d.settings.Wait(ctx, pause)
}

// IsUnknown reports whether a provider argument is unknown.
func (d *Data) IsUnknown(argument string) bool { return slices.Contains(d.settings.Unknown, argument) }

// UnknownArguments returns the names of the provider's unknown arguments, for a message.
func (d *Data) UnknownArguments() string { return strings.Join(d.settings.Unknown, ", ") }

// NotReady returns the error of an operation that needs the client.
func (d *Data) NotReady(operation string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Provider arguments are not known yet", Paragraphs(
		fmt.Sprintf("%s needs arguments of the provider \"cashfree\" whose values depend on resources that are not applied yet: %s.",
			operation, d.UnknownArguments()),
		"Apply those resources first, with -target, or set the values through environment variables such as "+
			"CASHFREE_PAYOUT_CLIENT_SECRET.",
		AnchorUnknownArguments.More()))
}

// WarnNotRead warns once in a run that what exists could not be compared with the state.
func (d *Data) WarnNotRead(diags *diag.Diagnostics) {
	d.unknownOnce.Do(func() {
		diags.AddWarning("Existing resources were not read", Paragraphs(
			fmt.Sprintf("The provider \"cashfree\" has arguments whose values depend on resources that are not applied yet: %s. "+
				"The state was kept as it is, so this plan cannot show whether somebody changed anything since.", d.UnknownArguments()),
			AnchorUnknownArguments.More()))
	})
}

// IsForeign reports whether an origin is another API than the one that the provider is set to. An empty origin was not
// recorded, and is not foreign.
func (d *Data) IsForeign(origin string) bool {
	return origin != "" && origin != d.settings.Client.Origin()
}

// WarnFollowed warns once in a run that the provider calls another API than the state was written for, where the same
// payees exist.
func (d *Data) WarnFollowed(diags *diag.Diagnostics, origin string) {
	d.followedOnce.Do(func() {
		diags.AddWarning("API address changed", Paragraphs(
			fmt.Sprintf("The state was written for %s. The provider now calls %s, which has beneficiaries with the same content, so "+
				"the provider treats them as the same. If the two are different environments, stop here: a change or a removal would "+
				"affect the payees of the new one.",
				origin, d.settings.Client.Origin()),
			AnchorOtherEnvironment.More()))
	})
}
