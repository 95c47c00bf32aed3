package provider

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// Exactly these attributes are sensitive, over every schema of the provider: a Sensitive that gets lost shows a number
// in a plan.
func TestSchemas_Sensitive(t *testing.T) {
	t.Parallel()
	schemas, err := Server(noWaitOptions())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	coretest.Must(t, err)
	var sensitive, writeOnly []string
	var walk func(prefix string, attributes []*tfprotov6.SchemaAttribute)
	walk = func(prefix string, attributes []*tfprotov6.SchemaAttribute) {
		for _, a := range attributes {
			if a.Sensitive {
				sensitive = append(sensitive, prefix+a.Name)
			}
			if a.WriteOnly {
				writeOnly = append(writeOnly, prefix+a.Name)
			}
			if a.NestedType != nil {
				walk(prefix+a.Name+".", a.NestedType.Attributes)
			}
		}
	}
	walk("provider.", schemas.Provider.Block.Attributes)
	for name, schema := range schemas.ResourceSchemas {
		walk(name+".", schema.Block.Attributes)
	}
	for name, schema := range schemas.DataSourceSchemas {
		walk("data."+name+".", schema.Block.Attributes)
	}
	slices.Sort(sensitive)
	if want := []string{
		"cashfree_payout_beneficiary.instrument.bank_account_number",
		"cashfree_payout_beneficiary.instrument.bank_account_number_wo",
		"cashfree_payout_beneficiary_set.csv", "cashfree_payout_beneficiary_set.csv_wo",
		"cashfree_payout_beneficiary_set.json", "cashfree_payout_beneficiary_set.json_wo",
		"data.cashfree_payout_beneficiary.bank_account_number",
		"data.cashfree_payout_transfer_status.bank_account_number",
		"provider.client_secret", "provider.fingerprint_key", "provider.public_key_pem",
	}; !slices.Equal(sensitive, want) {
		t.Errorf("sensitive are %q, want %q", sensitive, want)
	}
	slices.Sort(writeOnly)
	if want := []string{
		"cashfree_payout_beneficiary.instrument.bank_account_number_wo",
		"cashfree_payout_beneficiary_set.csv_wo", "cashfree_payout_beneficiary_set.json_wo",
	}; !slices.Equal(writeOnly, want) {
		t.Errorf("write-only are %q, want %q", writeOnly, want)
	}
}

// Base URLs and fingerprint keys are accepted and refused at their boundaries.
func TestConfigure_Boundaries(t *testing.T) {
	t.Parallel()
	_, diags := startCore(t, noWaitOptions(), coretest.ProviderBlock("https://cashfree.example.com/payout#x", nil))
	coretest.WantError(t, diags, "base_url", "contains a query or a fragment")
	for _, url := range []string{"http://localhost:1/payout", "http://LOCALHOST:1/payout", "HTTPS://cashfree.example.com/payout/"} {
		_, diags := startCore(t, noWaitOptions(), coretest.ProviderBlock(url, nil))
		coretest.WantNoErrors(t, diags)
	}
	_, diags = startCore(t, noWaitOptions(), coretest.ProviderBlock("http://localhost:1/payout", object{"fingerprint_key": "sixteen letters!"}))
	coretest.WantNoErrors(t, diags)
	_, diags = startCore(t, noWaitOptions(), coretest.ProviderBlock("http://localhost:1/payout", object{"fingerprint_key": "fifteen letters"}))
	coretest.WantError(t, diags, "", "provider argument fingerprint_key", "openssl rand")
}
