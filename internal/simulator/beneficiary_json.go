package simulator

import (
	"strings"
	"time"
)

// v2Time is the format of added_on and updated_on: UTC, to the second. The sandbox leaves the zone out where the answer
// is about a beneficiary (observed, 2025). The examples of transfers have it, and no real answer with a transfer was
// seen.
const (
	v2TimeWithoutZone = "2006-01-02T15:04:05"
	v2Time            = v2TimeWithoutZone + "Z"
)

func formatV2(t time.Time) string { return t.UTC().Format(v2Time) }

// addedOn returns the time of a beneficiary as the switch has it.
func addedOn(t time.Time, behaviour Behaviour) string {
	if behaviour.AddedOnZone == "Z" {
		return formatV2(t)
	}
	return t.UTC().Format(v2TimeWithoutZone)
}

// asCreated returns a beneficiary as the answer to its creation shows it.
func asCreated(b Beneficiary, behaviour Behaviour) Beneficiary {
	if behaviour.CreateAddedOn == "second_later" {
		b.AddedOn = b.AddedOn.Add(time.Second)
	}
	return b
}

// jsonObject is a JSON object in which an absent field can take three forms.
type jsonObject map[string]any

func (o jsonObject) add(name, value, absent string) {
	switch {
	case value != "" || absent == "blank":
		o[name] = value
	case absent == "null":
		o[name] = nil
	}
}

// beneficiaryJSON returns the v2 object of the answers to create, get and delete. Account numbers are whole, as in
// every example.
func beneficiaryJSON(b Beneficiary, behaviour Behaviour) jsonObject {
	absent := behaviour.AbsentFields
	out := jsonObject{
		"beneficiary_id":     b.ID,
		"beneficiary_name":   b.Name,
		"beneficiary_status": b.Status,
		"added_on":           addedOn(b.AddedOn, behaviour),
	}
	if instrument := instrumentJSON(b, behaviour); len(instrument) > 0 {
		out["beneficiary_instrument_details"] = instrument
	}

	contact := jsonObject{}
	contact.add("beneficiary_email", b.Email, absent)
	contact.add("beneficiary_phone", phoneEcho(b.Phone, behaviour), absent)
	contact.add("beneficiary_country_code", b.CountryCode, absent)
	contact.add("beneficiary_address", b.Address, absent)
	contact.add("beneficiary_city", b.City, absent)
	contact.add("beneficiary_state", b.State, absent)
	contact.add("beneficiary_postal_code", b.PostalCode, absent)
	if len(contact) > 0 {
		out["beneficiary_contact_details"] = contact
	}
	return out
}

func instrumentJSON(b Beneficiary, behaviour Behaviour) jsonObject {
	ifsc := b.BankIFSC
	if behaviour.IFSCEcho == "upper_case" {
		ifsc = strings.ToUpper(ifsc)
	}
	out := jsonObject{}
	out.add("bank_account_number", b.BankAccountNumber, behaviour.AbsentFields)
	out.add("bank_ifsc", ifsc, behaviour.AbsentFields)
	out.add("vpa", b.VPA, behaviour.AbsentFields)
	return out
}

func phoneEcho(phone string, behaviour Behaviour) string {
	if phone == "" {
		return ""
	}
	phone = strings.TrimPrefix(phone, "+91")
	if behaviour.PhoneEcho == "with_country_code" {
		return "+91" + phone
	}
	return phone
}
