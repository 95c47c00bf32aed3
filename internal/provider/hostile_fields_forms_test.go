package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Nothing hostile that a server writes into an answer about a payee gets through a set. Its state has no number but
// those of its document.
func TestBeneficiarySet_HostileFields(t *testing.T) {
	t.Parallel()
	for _, argument := range []string{"csv", "csv_wo"} {
		t.Run(argument, func(t *testing.T) {
			t.Parallel()
			forEachHostileText(t, beneficiaryset.TypeName, coretest.PayeeFields, func(h *hostileCase) {
				row := h.id + ",Asha Rao," + h.number + ",HDFC0000001,asha@examplebank\n"
				h.checkResource(object{argument: coretest.Header + row}, h.id, nil)
			})
		})
	}
}

// Nothing hostile that a server writes into an answer gets through a data source or a list.
func TestDataSources_HostileFields(t *testing.T) {
	t.Parallel()
	const number = "bank_account_number"
	for name, source := range map[string]struct {
		typeName string
		fields   []coretest.AnswerField
		config   func(*hostileCase) object
	}{
		"beneficiary": {beneficiaryDataType, coretest.PayeeFields, func(h *hostileCase) object { return object{"beneficiary_id": h.id} }},
		"beneficiary by account": {beneficiaryDataType, coretest.PayeeFields, func(h *hostileCase) object {
			return object{number: h.number, "bank_ifsc": "HDFC0000001"}
		}},
		"beneficiaries": {beneficiariesType, coretest.PayeeFields, func(h *hostileCase) object { return object{"beneficiary_ids": listOf(h.id)} }},
		"transfer":      {transferStatusType, coretest.TransferFields, func(*hostileCase) object { return object{"transfer_id": "t1"} }},
		"transfer by Cashfree's id": {transferStatusType, coretest.TransferFields, func(*hostileCase) object {
			return object{"cf_transfer_id": "123456"}
		}},
		"batch":       {batchStatusType, coretest.BatchFields, func(*hostileCase) object { return object{"batch_transfer_id": "b1"} }},
		"balance":     {balanceType, coretest.BalanceFields, func(*hostileCase) object { return object{} }},
		"fund source": {balanceType, coretest.BalanceFields, func(*hostileCase) object { return object{"fund_source_id": "CASHFREE_1"} }},
		"access":      {accessType, coretest.PayeeFields, func(*hostileCase) object { return object{} }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			forEachHostileText(t, beneficiaryType, source.fields, func(h *hostileCase) {
				h.fill()
				h.attack()
				state, diags := h.ReadData(source.typeName, source.config(h))
				h.wantHarmless("read", diags, state, number)
			})
		})
	}
	t.Run("list", func(t *testing.T) {
		t.Parallel()
		forEachHostileText(t, beneficiaryType, coretest.PayeeFields, func(h *hostileCase) {
			h.fill()
			h.attack()
			h.checkList()
		})
	})
}

// fill stores what the data sources read.
func (h *hostileCase) fill() {
	payee := storedAsha()
	payee.ID, payee.BankAccountNumber = h.id, h.number
	h.sim.Put(payee)
	transfer := simulator.Transfer{
		ID: "t1", CFTransferID: "123456", Status: "SUCCESS", Amount: "1.00", BeneficiaryID: h.id, BankAccountNumber: h.number, BankIFSC: "HDFC0000001",
	}
	h.sim.PutTransfer(transfer)
	transfer.ID, transfer.CFTransferID = "t2", "123457"
	h.sim.PutBatch(simulator.Batch{ID: "b1", Status: "PROCESSED", Transfers: []simulator.Transfer{transfer}})
}

// checkList lists the payee as `terraform query` does.
func (h *hostileCase) checkList() {
	h.Helper()
	server, ok := h.Server.(tfprotov6.ListResourceServer)
	if !ok {
		h.Fatal("the provider lists nothing")
	}
	schema := h.Schemas.ListResourceSchemas[beneficiaryType].ValueType()
	stream, err := server.ListResource(h.Context(), &tfprotov6.ListResourceRequest{
		TypeName: beneficiaryType, Config: coretest.Dynamic(h, schema, coretest.ValueOf(h, schema, object{"beneficiary_ids": listOf(h.id)})),
		IncludeResource: true, Limit: 100,
	})
	coretest.Must(h, err)
	for result := range stream.Results {
		var state tftypes.Value
		if result.Resource != nil {
			state = coretest.Decode(h, h.Type, result.Resource)
		}
		h.wantHarmless("list", result.Diagnostics, state, "instrument.bank_account_number")
		h.wantHarmless("name in a list", nil, tftypes.NewValue(tftypes.String, result.DisplayName))
	}
}
