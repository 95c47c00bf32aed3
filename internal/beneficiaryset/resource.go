// Package beneficiaryset is the resource cashfree_payout_beneficiary_set. It is written on terraform-plugin-go, because
// terraform-plugin-framework handles maps at a cost that grows with the square of their size. Here one document goes in
// and maps of short strings come out, at a cost that grows in proportion.
package beneficiaryset

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// TypeName is the name of the resource type.
const TypeName = "cashfree_payout_beneficiary_set"

// Resource handles the calls of the protocol for the resource type.
type Resource struct {
	data func() *providerdata.Data

	mu      sync.Mutex
	renewed map[memberPrint]fingerprintPair // of members that a plan had to read, by their fingerprints in the state
}

// New returns the resource. The function data returns what the provider shares in a run, or nil before the provider is
// configured.
func New(data func() *providerdata.Data) *Resource {
	return &Resource{data: data, renewed: make(map[memberPrint]fingerprintPair)}
}

// Upgrade returns the state of a state file. There is one version of the schema so far, so core can decode the JSON as
// it is. To decode it here as well would take half a second and 34 MB for 10,000 members. That is done only for a state
// of another version of the provider, which may lack attributes or have unknown ones.
func (r *Resource) Upgrade(req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	if isOfSchema(req.RawState.JSON) {
		return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &tfprotov6.DynamicValue{JSON: req.RawState.JSON}}, nil
	}
	value, err := req.RawState.UnmarshalWithOpts(setType, tfprotov6.UnmarshalOpts{
		ValueFromJSONOpts: tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true},
	})
	if err != nil {
		return nil, err
	}
	encoded, err := encodeValue(value)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: encoded}, err
}

// isOfSchema reports whether the JSON of a state has exactly the attributes of the schema.
func isOfSchema(state []byte) bool {
	var nested struct {
		Timeouts json.RawMessage `json:"timeouts"`
	}
	return hasAttributes(state, setType) && json.Unmarshal(state, &nested) == nil &&
		(string(nested.Timeouts) == "null" || hasAttributes(nested.Timeouts, timeoutsType))
}

// hasAttributes reports whether a JSON object has exactly the attributes of a type.
func hasAttributes(object []byte, typ tftypes.Object) bool {
	var attributes map[string]skippedJSON
	if err := json.Unmarshal(object, &attributes); err != nil || len(attributes) != len(typ.AttributeTypes) {
		return false
	}
	for name := range typ.AttributeTypes {
		if _, isThere := attributes[name]; !isThere {
			return false
		}
	}
	return true
}

// skippedJSON is a value that is not decoded.
type skippedJSON struct{}

func (*skippedJSON) UnmarshalJSON([]byte) error { return nil }

// UpgradeIdentity refuses an identity: a set has none.
func (r *Resource) UpgradeIdentity() *tfprotov6.UpgradeResourceIdentityResponse {
	return &tfprotov6.UpgradeResourceIdentityResponse{Diagnostics: unsupported("A beneficiary set has no identity.")}
}

// GenerateConfig refuses to write a configuration: the state does not hold the document.
func (r *Resource) GenerateConfig() *tfprotov6.GenerateResourceConfigResponse {
	return &tfprotov6.GenerateResourceConfigResponse{Diagnostics: unsupported(
		"The document of a beneficiary set is not in its state, so no configuration can be generated from it. Write the csv or json " +
			"that holds the payees.")}
}

func unsupported(detail string) []*tfprotov6.Diagnostic {
	return toProtocol(diag.Diagnostics{diag.NewErrorDiagnostic("Not supported by "+TypeName, detail)})
}

// lookUp reads members by their ids. A member that does not exist is not in the result.
func (r *Resource) lookUp(ctx context.Context, ids []string) (map[string]payouts.Beneficiary, error) {
	lookups := make([]bulk.Lookup, 0, len(ids))
	for _, id := range ids {
		lookups = append(lookups, r.reportingFound(bulk.LookupByID(r.data().Client(), id)))
	}
	answers, failed := bulk.ReadAll(ctx, lookups, providerdata.LogProgress(ctx, "read"))
	if failed != nil {
		return nil, failed
	}
	found := make(map[string]payouts.Beneficiary, len(ids))
	for i, id := range ids {
		if answers[i] != nil {
			found[id] = *answers[i]
		}
	}
	return found, nil
}

// reportingFound returns a look-up that also reports to the run that a beneficiary was found. Others may wait for that.
func (r *Resource) reportingFound(lookup bulk.Lookup) bulk.Lookup {
	return bulk.Lookup{Label: lookup.Label, Read: func(ctx context.Context) (*payouts.Beneficiary, error) {
		found, err := lookup.Read(ctx)
		if err == nil {
			r.data().ReportFound()
		}
		return found, err
	}}
}
