package providerdata

import "strings"

// Address is the address of the provider in a registry. The host is registry.terraform.io or registry.opentofu.org.
const Address = "cashfree-community/cashfree"

// ErrorsGuide is the page that explains each kind of error at length.
const ErrorsGuide = guides + "errors"

// The sections of other guides that diagnostics link to.
const (
	RenamingGuide  = guides + "replacing-a-beneficiary#a-new-id-or-a-new-address-in-the-code"
	MigrationGuide = guides + "migrating#how-to-move-payees"
)

// SpreadsheetsSection is the section about documents that come from a spreadsheet.
const SpreadsheetsSection = "https://registry.terraform.io/providers/" + Address +
	"/latest/docs/resources/payout_beneficiary_set#documents-from-spreadsheets"

const guides = "https://registry.terraform.io/providers/" + Address + "/latest/docs/guides/"

// Anchor is a section of the errors guide. Anchors are part of the provider's surface: people bookmark them and
// pipelines quote them.
type Anchor string

// The sections of the errors guide.
const (
	AnchorCredentials      Anchor = "credentials-refused"
	AnchorIPRefused        Anchor = "ip-not-whitelisted"
	AnchorSignature        Anchor = "signature-refused"
	AnchorNotEnabled       Anchor = "api-not-enabled"
	AnchorEdge             Anchor = "refused-before-the-api"
	AnchorThrottled        Anchor = "throttled"
	AnchorNoConnection     Anchor = "no-connection"
	AnchorProxy            Anchor = "proxy"
	AnchorCertificate      Anchor = "certificate-not-trusted"
	AnchorNotAPI           Anchor = "answer-not-from-the-api"
	AnchorUnavailable      Anchor = "unavailable"
	AnchorInvalid          Anchor = "value-refused"
	AnchorUnexpected       Anchor = "unexpected-answer"
	AnchorNotFound         Anchor = "not-found"
	AnchorIDExists         Anchor = "beneficiary-id-exists"
	AnchorAccountTaken     Anchor = "instrument-taken"
	AnchorOutcomeUnknown   Anchor = "outcome-unknown"
	AnchorOtherContent     Anchor = "other-content-created"
	AnchorOtherEnvironment Anchor = "record-of-another-environment"
	AnchorNothingFound     Anchor = "no-record-found"
	AnchorNotPayable       Anchor = "beneficiary-not-payable"
	AnchorUnknownArguments Anchor = "provider-arguments-unknown"
	AnchorNumbersInState   Anchor = "account-numbers-in-state"
	AnchorSetLimits        Anchor = "set-limits"
	AnchorImportChanges    Anchor = "import-changes-members"
	AnchorDocumentChanged  Anchor = "document-changed"
	AnchorDeclaredTwice    Anchor = "declared-twice"
)

// Anchors lists every section that the guide must have.
var Anchors = []Anchor{
	AnchorCredentials, AnchorIPRefused, AnchorSignature, AnchorNotEnabled, AnchorEdge, AnchorThrottled,
	AnchorNoConnection, AnchorProxy, AnchorCertificate, AnchorNotAPI, AnchorUnavailable, AnchorInvalid, AnchorUnexpected, AnchorNotFound, AnchorIDExists, AnchorAccountTaken, AnchorOutcomeUnknown, AnchorOtherContent,
	AnchorOtherEnvironment, AnchorNothingFound, AnchorNotPayable, AnchorUnknownArguments, AnchorNumbersInState,
	AnchorSetLimits, AnchorImportChanges, AnchorDocumentChanged, AnchorDeclaredTwice,
}

// More returns the last paragraph of a message: where to read on.
func (a Anchor) More() string { return "More: " + ErrorsGuide + "#" + string(a) }

// What to click in Cashfree's dashboard
// (https://www.cashfree.com/docs/payouts/payouts/integrations/payouts-2fa).
const (
	WhitelistSteps = "Payouts, Developers, Two-Factor Authentication, IP Whitelist."
	KeySteps       = "Payouts, Developers, Two-Factor Authentication, Public Key."
)

// Paragraphs joins the parts of a message that are not empty.
func Paragraphs(parts ...string) string { return joinNonEmpty(parts, "\n\n") }

func joinNonEmpty(parts []string, separator string) string {
	nonEmpty := parts[:0:0]
	for _, part := range parts {
		if part != "" {
			nonEmpty = append(nonEmpty, part)
		}
	}
	return strings.Join(nonEmpty, separator)
}
