package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// beneficiaryModel is the resource as Terraform holds it. The two groups are objects and not structs because either
// may be unknown as a whole in a plan.
type beneficiaryModel struct {
	BeneficiaryID types.String   `tfsdk:"beneficiary_id"`
	Name          types.String   `tfsdk:"name"`
	Instrument    types.Object   `tfsdk:"instrument"`
	Contact       types.Object   `tfsdk:"contact"`
	Status        types.String   `tfsdk:"status"`
	AddedOn       types.String   `tfsdk:"added_on"`
	LastFour      types.String   `tfsdk:"bank_account_last_four"`
	Fingerprint   types.String   `tfsdk:"bank_account_fingerprint"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
}

const writeOnlyNumber = "bank_account_number_wo"

// The groups of facts, by the names of their fields.
var (
	instrumentFacts = []*grammar.Field{grammar.AccountNumber, grammar.IFSC, grammar.VPA}
	contactFacts    = []*grammar.Field{
		grammar.Email, grammar.Phone, grammar.CountryCode, grammar.Address, grammar.City, grammar.State,
		grammar.PostalCode,
	}

	instrumentTypes = attributeTypes(instrumentFacts, writeOnlyNumber)
	contactTypes    = attributeTypes(contactFacts)

	groupOf = groups()
)

func attributeTypes(fields []*grammar.Field, more ...string) map[string]attr.Type {
	all := make(map[string]attr.Type, len(fields)+len(more))
	for _, field := range fields {
		all[field.Name] = types.StringType
	}
	for _, name := range more {
		all[name] = types.StringType
	}
	return all
}

func groups() map[*grammar.Field]string {
	group := make(map[*grammar.Field]string)
	for _, field := range instrumentFacts {
		group[field] = "instrument"
	}
	for _, field := range contactFacts {
		group[field] = "contact"
	}
	return group
}

// factPath is where a fact stands in the schema.
func factPath(field *grammar.Field) path.Path {
	if group, ok := groupOf[field]; ok {
		return path.Root(group).AtName(field.Name)
	}
	return path.Root(field.Name)
}

// fact gives the value of one fact: null where its group is null, unknown where its group is unknown.
func (m *beneficiaryModel) fact(field *grammar.Field) types.String {
	switch {
	case field == grammar.BeneficiaryID:
		return m.BeneficiaryID
	case field == grammar.Name:
		return m.Name
	case groupOf[field] == "instrument":
		return member(m.Instrument, field.Name)
	default:
		return member(m.Contact, field.Name)
	}
}

// writeOnly gives the write-only account number, which only a configuration holds.
func (m *beneficiaryModel) writeOnly() types.String { return member(m.Instrument, writeOnlyNumber) }

func member(group types.Object, name string) types.String {
	if group.IsUnknown() {
		return types.StringUnknown()
	}
	value, ok := group.Attributes()[name].(types.String)
	if !ok {
		return types.StringNull()
	}
	return value
}

// accountNumber gives the number in force, from whichever of its two forms a configuration uses.
func accountNumber(config *beneficiaryModel) types.String {
	if number := config.writeOnly(); !number.IsNull() {
		return number
	}
	return config.fact(grammar.AccountNumber)
}

// beneficiary gives what the configuration asks Cashfree for, as its author typed it.
func (m *beneficiaryModel) beneficiary(number types.String) payouts.Beneficiary {
	var b payouts.Beneficiary
	for _, fact := range payouts.Facts {
		*fact.Of(&b) = m.fact(fact.Field).ValueString()
	}
	b.BankAccountNumber = number.ValueString()
	return b
}

// record takes over what Cashfree holds. A value that differs in form alone stays as its author typed it.
//
// keepNumber says whether the account number itself belongs into the state.
func (m *beneficiaryModel) record(b *payouts.Beneficiary, keepNumber bool, prints *providerdata.Fingerprinter) {
	importing := isImport(m)
	value := func(field *grammar.Field, of *string) types.String {
		switch {
		case field.Secret && !keepNumber:
			return types.StringNull()
		case importing:
			return orNull(*of)
		default:
			return recorded(field, m.fact(field), *of)
		}
	}
	values := make(map[string]attr.Value, len(payouts.Facts)+1)
	for _, fact := range payouts.Facts {
		values[fact.Field.Name] = value(fact.Field, fact.Of(b))
	}
	values[writeOnlyNumber] = types.StringNull()

	m.BeneficiaryID = values[grammar.BeneficiaryID.Name].(types.String) //nolint:forcetypeassert // made above
	m.Name = values[grammar.Name.Name].(types.String)                   //nolint:forcetypeassert // made above
	m.Instrument = types.ObjectValueMust(instrumentTypes, pick(values, instrumentTypes))
	contact := pick(values, contactTypes)
	if m.Contact.IsNull() && saysNothing(contact) {
		m.Contact = types.ObjectNull(contactTypes)
	} else {
		m.Contact = types.ObjectValueMust(contactTypes, contact)
	}
	m.observe(b)
	m.standIn(b.BankAccountNumber, prints)
}

// equal compares what a read can change.
func (m *beneficiaryModel) equal(other *beneficiaryModel) bool {
	return m.BeneficiaryID.Equal(other.BeneficiaryID) && m.Name.Equal(other.Name) && m.Instrument.Equal(other.Instrument) &&
		m.Contact.Equal(other.Contact) && m.Status.Equal(other.Status) && m.AddedOn.Equal(other.AddedOn) &&
		m.LastFour.Equal(other.LastFour) && m.Fingerprint.Equal(other.Fingerprint)
}

// observe takes over what Cashfree adds to a beneficiary.
func (m *beneficiaryModel) observe(b *payouts.Beneficiary) {
	m.Status = orNull(b.Status)
	m.AddedOn = orNull(b.AddedOn)
}

// standIn records what stands in for the account number.
func (m *beneficiaryModel) standIn(number string, prints *providerdata.Fingerprinter) {
	if number == "" {
		m.LastFour, m.Fingerprint = types.StringNull(), types.StringNull()
		return
	}
	m.LastFour = types.StringValue(grammar.LastFour(number))
	m.Fingerprint = types.StringValue(prints.Of(m.BeneficiaryID.ValueString(), grammar.AccountNumber, number))
}

// recorded keeps what is there, absence included, as long as it states the same fact.
func recorded(field *grammar.Field, prior types.String, now string) types.String {
	if field.Same(prior.ValueString(), now) {
		return prior
	}
	return orNull(now)
}

// orNull turns absence, which Cashfree writes in several ways and the client as "", into null.
func orNull(value string) types.String {
	if value == "" {
		return types.StringNull()
	}
	return types.StringValue(value)
}

func pick(values map[string]attr.Value, names map[string]attr.Type) map[string]attr.Value {
	picked := make(map[string]attr.Value, len(names))
	for name := range names {
		picked[name] = values[name]
	}
	return picked
}

// saysNothing tells contact data that are the same as none: absent, but for a country code, which goes without saying.
func saysNothing(contact map[string]attr.Value) bool {
	for _, field := range contactFacts {
		if value, ok := contact[field.Name].(types.String); ok && !field.Same(value.ValueString(), "") {
			return false
		}
	}
	return true
}
