package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
)

// transferJSON returns the v2 object. Absent members are left out, as in every example.
func transferJSON(p *payout, behaviour Behaviour) jsonObject {
	payee := jsonObject{}
	payee.add("beneficiary_id", p.BeneficiaryID, "omit")
	instrument := instrumentJSON(Beneficiary{BankAccountNumber: p.BankAccountNumber, BankIFSC: p.BankIFSC, VPA: p.VPA},
		Behaviour{AbsentFields: "omit", IFSCEcho: behaviour.IFSCEcho})
	if len(instrument) > 0 {
		payee["beneficiary_instrument_details"] = instrument
	}

	out := jsonObject{
		"transfer_id":         p.ID,
		"cf_transfer_id":      cfID(p.CFTransferID, behaviour),
		"status":              p.Status,
		"beneficiary_details": payee,
		"transfer_amount":     json.Number(p.amount.String()),
		"added_on":            formatV2(p.AddedOn),
		"updated_on":          formatV2(p.UpdatedOn),
	}
	out.add("status_code", p.StatusCode, "omit")
	out.add("status_description", p.StatusDescription, "omit")
	out.add("transfer_mode", modeEcho(p.Mode), "omit")
	out.add("transfer_utr", p.UTR, "omit")
	out.add("fundsource_id", p.FundSourceID, "omit")
	if p.Status == TransferSuccess {
		// The simulator takes no charge from the balance.
		out["transfer_service_charge"] = json.Number("0.00")
		out["transfer_service_tax"] = json.Number("0.00")
	}
	return out
}

func cfID(id string, behaviour Behaviour) any {
	if behaviour.CFTransferIDType == "number" && allDigits(id) {
		return json.Number(id)
	}
	return id
}

// modeEcho returns BANK for banktransfer and imps, as in the examples of the OpenAPI document.
// https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json
func modeEcho(mode string) string {
	if mode == "banktransfer" || mode == "imps" {
		return "BANK"
	}
	return mode
}

// transferV1 leaves out what a transfer does not have, but for the beneficiary's id, which is blank then, as in the
// examples of the OpenAPI document.
// https://github.com/Abinash-Anand/Eber-app/blob/main/.api/apis/cashfreedocs-new/openapi.json
type transferV1 struct {
	TransferID          string `json:"transferId"`
	BankAccount         string `json:"bankAccount,omitempty"`
	IFSC                string `json:"ifsc,omitempty"`
	BeneID              string `json:"beneId"`
	Amount              string `json:"amount"`
	Status              string `json:"status"`
	UTR                 string `json:"utr,omitempty"`
	AddedOn             string `json:"addedOn"`
	ProcessedOn         string `json:"processedOn"`
	Reason              string `json:"reason,omitempty"`
	TransferMode        string `json:"transferMode"`
	Acknowledged        int    `json:"acknowledged"`
	Phone               string `json:"phone,omitempty"`
	VPA                 string `json:"vpa,omitempty"`
	PaymentInstrumentID string `json:"paymentInstrumentId"`
}

// getTransferStatusV1 answers with the outer status SUCCESS even if the transfer failed: the envelope is about the
// request, and not about the money.
func (s *Simulator) getTransferStatusV1(c *call) answer {
	reference, id := c.get("referenceId"), c.get("transferId")
	if reference == "" && id == "" {
		return v1Answer(http.StatusUnprocessableEntity, "Please provide referenceId or transferId to fetch details", nil)
	}
	p, key, name := s.transfers.byCF[reference], reference, "referenceId"
	if reference == "" {
		p, key, name = s.transfers.byID[id], id, "transferId"
	}
	if p == nil {
		subject := "ReferenceId"
		if name == "transferId" {
			subject = "TransferId"
		}
		return v1Answer(http.StatusNotFound, subject+" is invalid or does not exist", nil)
	}
	s.transfers.countRead(p, c.now)
	s.revision++
	return v1Answer(http.StatusOK, "Details of transfer with "+name+" "+key, map[string]any{"transfer": v1Transfer(p)})
}

func v1Transfer(p *payout) transferV1 {
	out := transferV1{
		TransferID:          p.ID,
		BankAccount:         p.BankAccountNumber,
		IFSC:                p.BankIFSC,
		BeneID:              p.BeneficiaryID,
		Amount:              p.amount.String(),
		Status:              p.Status,
		UTR:                 p.UTR,
		AddedOn:             formatV1(p.AddedOn),
		ProcessedOn:         formatV1(p.UpdatedOn),
		TransferMode:        modeEcho(p.Mode),
		Phone:               p.Phone,
		VPA:                 p.VPA,
		PaymentInstrumentID: p.FundSourceID,
	}
	switch {
	case p.Status == TransferReceived:
		out.ProcessedOn = "0000-00-00 00:00:00"
	case slices.Contains(pendingStatuses, p.Status):
		out.Status = TransferPending // The examples have no other status between RECEIVED and the outcome.
	case p.Status == TransferSuccess:
		out.Acknowledged = 1
	default:
		out.Reason = p.StatusCode
	}
	return out
}
