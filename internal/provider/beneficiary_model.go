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

// beneficiaryModel is the resource as a configuration, a plan or a state holds it. The two groups are objects and not
// structs because either may be unknown as a whole in a plan.
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

// beneficiaryIdentity is the resource identity.
type beneficiaryIdentity struct {
	BeneficiaryID types.String `tfsdk:"beneficiary_id"`
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

	groupOf = groupsByField()
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

func groupsByField() map[*grammar.Field]string {
	group := make(map[*grammar.Field]string)
	for _, field := range instrumentFacts {
		group[field] = "instrument"
	}
	for _, field := range contactFacts {
		group[field] = "contact"
	}
	return group
}

// factPath returns the path of a fact in the schema.
func factPath(field *grammar.Field) path.Path {
	if group, ok := groupOf[field]; ok {
		return path.Root(group).AtName(field.Name)
	}
	return path.Root(field.Name)
}

// fact returns the value of a fact. It is null where its group is null, and unknown where its group is unknown.
func (m *beneficiaryModel) fact(field *grammar.Field) types.String {
	switch {
	case field == grammar.BeneficiaryID:
		return m.BeneficiaryID
	case field == grammar.Name:
		return m.Name
	case groupOf[field] == "instrument":
		return stringInGroup(m.Instrument, field.Name)
	default:
		return stringInGroup(m.Contact, field.Name)
	}
}

// writeOnly returns the write-only account number, which only a configuration has.
func (m *beneficiaryModel) writeOnly() types.String {
	return stringInGroup(m.Instrument, writeOnlyNumber)
}

// accountNumber returns the account number of a configuration, from the one of the two arguments that is used.
func (m *beneficiaryModel) accountNumber() types.String {
	if number := m.writeOnly(); !number.IsNull() {
		return number
	}
	return m.fact(grammar.AccountNumber)
}

func stringInGroup(group types.Object, name string) types.String {
	if group.IsUnknown() {
		return types.StringUnknown()
	}
	value, ok := group.Attributes()[name].(types.String)
	if !ok {
		return types.StringNull()
	}
	return value
}

// toAPI returns the beneficiary that a plan asks for, as its author typed it.
func (m *beneficiaryModel) toAPI(number types.String) payouts.Beneficiary {
	var b payouts.Beneficiary
	for _, fact := range payouts.Facts {
		*fact.Of(&b) = m.fact(fact.Field).ValueString()
	}
	b.BankAccountNumber = number.ValueString()
	return b
}

// emptyBeneficiary returns a beneficiary without values, which an import sets to what Cashfree has.
func emptyBeneficiary() beneficiaryModel {
	return beneficiaryModel{Contact: types.ObjectNull(contactTypes), Timeouts: noTimeouts()}
}

// fromAPI sets the model to what Cashfree has. A value that differs in spelling alone stays as its author typed it, and
// one that means the same as none stays out, as the country code +91 does, which Cashfree answers unasked. Without
// keepNumber the account number is left out.
func (m *beneficiaryModel) fromAPI(b *payouts.Beneficiary, keepNumber bool, prints *providerdata.Fingerprinter) {
	m.setFacts(b, keepNumber)
	m.setComputed(b)
	m.setFingerprint(b.BankAccountNumber, prints)
}

func (m *beneficiaryModel) setFacts(b *payouts.Beneficiary, keepNumber bool) {
	storable := b.Storable()
	values := make(map[string]types.String, len(payouts.Facts))
	for _, fact := range payouts.Facts {
		if fact.Field.Secret && !keepNumber {
			values[fact.Field.Name] = types.StringNull()
			continue
		}
		values[fact.Field.Name] = keepSpelling(fact.Field, m.fact(fact.Field), *fact.Of(b), *fact.Of(&storable))
	}
	m.BeneficiaryID = values[grammar.BeneficiaryID.Name]
	m.Name = values[grammar.Name.Name]
	m.Instrument = newGroup(instrumentTypes, values)
	if m.Contact.IsNull() && isEmptyContact(values) {
		m.Contact = types.ObjectNull(contactTypes)
	} else {
		m.Contact = newGroup(contactTypes, values)
	}
}

// newGroup returns a group of facts. What values lacks is null, as the write-only number must be in a state.
func newGroup(members map[string]attr.Type, values map[string]types.String) types.Object {
	attributes := make(map[string]attr.Value, len(members))
	for name := range members {
		attributes[name] = values[name]
	}
	return types.ObjectValueMust(members, attributes)
}

// isEmptyContact reports whether the contact data mean the same as none, as a country code alone does.
func isEmptyContact(values map[string]types.String) bool {
	for _, field := range contactFacts {
		if !field.Same(values[field.Name].ValueString(), "") {
			return false
		}
	}
	return true
}

// setComputed sets what Cashfree adds to a beneficiary. A time that differs by seconds stays as it is.
func (m *beneficiaryModel) setComputed(b *payouts.Beneficiary) {
	m.Status = stringOrNull(b.Status)
	m.AddedOn = keepTime(m.AddedOn, b.AddedOn)
}

// setFingerprint sets the fingerprint and the last four digits of the account number.
func (m *beneficiaryModel) setFingerprint(number string, prints *providerdata.Fingerprinter) {
	if number == "" {
		m.LastFour, m.Fingerprint = types.StringNull(), types.StringNull()
		return
	}
	m.LastFour = types.StringValue(grammar.LastFour(number))
	m.Fingerprint = types.StringValue(prints.Of(m.BeneficiaryID.ValueString(), grammar.AccountNumber, number))
}

// equal reports whether the models are equal in everything that a read can change.
func (m *beneficiaryModel) equal(other *beneficiaryModel) bool {
	return m.BeneficiaryID.Equal(other.BeneficiaryID) && m.Name.Equal(other.Name) && m.Instrument.Equal(other.Instrument) &&
		m.Contact.Equal(other.Contact) && m.Status.Equal(other.Status) && m.AddedOn.Equal(other.AddedOn) &&
		m.LastFour.Equal(other.LastFour) && m.Fingerprint.Equal(other.Fingerprint)
}
