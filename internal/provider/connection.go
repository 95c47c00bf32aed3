package provider

import (
	"crypto/rsa"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// connection is what a configured provider hands to its resources and data sources.
type connection struct {
	// client is nil while a provider argument is unknown, as it is in the plan of a run that makes the credentials.
	client *payouts.Client
	// unknown names those arguments.
	unknown []string
	// unknownOnce makes their warning appear once in a run and not once for each resource.
	unknownOnce sync.Once

	fingerprints   *fingerprinter // nil while its key is unknown
	adoptExisting  bool
	numbersInState bool
	concurrency    int // calls at a time

	publicKey  *rsa.PublicKey // nil where calls are not signed
	production bool
	egress     netip.Addr // the zero address where the run does not know it

	// followedOnce makes the warning about a moved API appear once.
	followedOnce sync.Once

	takeovers *takeovers
	census    *census
	preflight *preflight // nil like the client
	whitelist *whitelist
	options   Options
}

// ready reports whether calls can be made.
func (c *connection) ready() bool { return c.client != nil }

// keyUnknown reports whether the provider's key is among what is not known yet, whatever the environment holds.
func (c *connection) keyUnknown() bool {
	return slices.Contains(c.unknown, publicKeyPEM.argument) || slices.Contains(c.unknown, publicKeyPath.argument)
}

// unknownArguments is the error of an object that cannot do without the client.
func (c *connection) unknownArguments(what string) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Provider arguments are not known yet", paragraphs(
		fmt.Sprintf("%s depends on arguments of the provider \"cashfree\" whose values other resources are still to make: %s.",
			what, strings.Join(c.unknown, ", ")),
		"Apply those resources first, with -target, or give the values through environment variables such as "+
			clientSecret.Variable()+".",
		anchorUnknownArguments.more()))
}

// keptUnread is the warning that a run could not compare what exists with the state.
func (c *connection) keptUnread(diags *diag.Diagnostics) {
	c.unknownOnce.Do(func() { diags.AddWarning(c.unreadMessage()) })
}

func (c *connection) unreadMessage() (summary, detail string) {
	return "Existing resources were not read", paragraphs(
		fmt.Sprintf("The provider \"cashfree\" has arguments whose values other resources are still to make: %s. What is in the "+
			"state was kept as it is, so this plan cannot show whether somebody changed anything since.",
			strings.Join(c.unknown, ", ")),
		anchorUnknownArguments.more())
}
