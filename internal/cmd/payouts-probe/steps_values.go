package main

import (
	"context"
	"net/http"
	"strconv"
	"strings"
)

// oddValue is a payee with one value that Cashfree may refuse.
type oddValue struct {
	what  string
	payee func() payee
	judge func(p *probe, seen string, got answer, how result)
}

// oddValues are tried one after the other. Whatever Cashfree accepts of them is removed in the end.
var oddValues = []oddValue{
	{"a phone number of two digits", withContact(contact{Phone: "12"}), (*probe).judgeContactCode},
	{`the country code "in"`, withContact(contact{Phone: testPhone, CountryCode: "in"}), (*probe).judgeCountryCode},
	{"neither account nor UPI address", func() payee { return newPayee(instrument{}) }, judgeBy("instrument", "optional", "required")},
	{"a UPI address that ends with @paytm", func() payee { return newPayee(newVPA("paytm")) }, (*probe).judgePaytm},
	{"an e-mail address without @", withContact(contact{Email: "payouts.probe"}), nil},
	{"a digit in the name", func() payee {
		one := newPayee(newAccount())
		one.Name = "Payouts Probe 2"
		return one
	}, nil},
	{"a hyphen in the id", func() payee {
		one := newPayee(newAccount())
		one.ID = strings.Replace(one.ID, payeePrefix, payeePrefix+"-", 1)
		return one
	}, nil},
	{"a UPI address without @", func() payee { return newPayee(instrument{VPA: newID()}) }, nil},
	{"a UPI address with one character before the @", func() payee { return newPayee(instrument{VPA: "q@examplebank"}) }, nil},
}

func withContact(c contact) func() payee {
	return func() payee {
		one := newPayee(newAccount())
		one.Contact = &c
		return one
	}
}

// judgeBy returns a judgement by whether the payee was created.
func judgeBy(name, ifCreated, ifRefused string) func(*probe, string, answer, result) {
	return func(p *probe, seen string, _ answer, how result) {
		switch how {
		case created:
			p.decide(name, ifCreated, seen)
		case refused:
			p.decide(name, ifRefused, seen)
		case unclear:
			p.leave(name, "No clear answer came.", seen)
		}
	}
}

// judgeContactCode looks for the path of the field in the code of a refused phone number.
func (p *probe) judgeContactCode(seen string, got answer, how result) {
	switch {
	case how == refused && strings.HasPrefix(got.code, "beneficiary_contact_details."):
		p.decide("contact_codes", "with_path", seen)
	case how == refused && strings.HasPrefix(got.code, "beneficiary_phone"):
		p.decide("contact_codes", "plain", seen)
	default:
		p.leave("contact_codes", "The phone number was not refused with a code that is known.", seen)
	}
}

// judgePaytm judges only where other UPI addresses are accepted.
func (p *probe) judgePaytm(seen string, got answer, how result) {
	if !p.takesVPA {
		p.leave("paytm_handles", "Cashfree accepted no other UPI address of the probe either.", seen)
		return
	}
	judgeBy("paytm_handles", "accepted", "refused")(p, seen, got, how)
}

func (p *probe) judgeCountryCode(seen string, got answer, how result) {
	judgeBy("country_codes", "accepted", "checked")(p, seen, got, how)
}

// values creates payees with odd values.
func (p *probe) values(ctx context.Context) error {
	for _, odd := range oddValues {
		one := odd.payee()
		got, how, err := p.create(ctx, createPayee, one.ID, one, "")
		if err != nil {
			return err
		}
		if odd.judge != nil {
			odd.judge(p, p.seen(odd.what, got), got, how)
		} else {
			p.observe(odd.what, got)
		}
	}
	got, err := p.read(ctx, readPayee, variant{query: byID(strings.ToUpper(p.first.ID))})
	if err != nil {
		return err
	}
	p.observe("a read with the id in capital letters", got)
	return p.bothInstruments(ctx)
}

// payeeV1 is the body of a creation by version 1.
type payeeV1 struct {
	ID      string `json:"beneId"`
	Name    string `json:"name"`
	Email   string `json:"email"`
	Phone   string `json:"phone"`
	Address string `json:"address1"`
	Number  string `json:"bankAccount"`
	IFSC    string `json:"ifsc"`
	VPA     string `json:"vpa"`
}

// bothInstruments adds a payee with an account and a UPI address through version 1.
func (p *probe) bothInstruments(ctx context.Context) error {
	if p.token == "" {
		p.leave("v1_both_instruments", "Version 1 gave no token.")
		return nil
	}
	bank := newAccount()
	both := payeeV1{
		ID: newID(), Name: payeeName, Email: "payouts.probe@example.com", Phone: testPhone, Address: "1 Test Road",
		Number: bank.Number, IFSC: bank.IFSC, VPA: newVPA("examplebank").VPA,
	}
	got, how, err := p.create(ctx, addPayeeV1, both.ID, both, p.token)
	if err != nil {
		return err
	}
	seen := p.seen("a payee with both through version 1", got)
	switch {
	case how == created:
		p.decide("v1_both_instruments", "accepted", seen)
	case how == refused && got.subCode == "412" && strings.Contains(got.message, "both"):
		p.decide("v1_both_instruments", "refused", seen)
	default:
		p.leave("v1_both_instruments", "The answer is another one than expected.", seen)
	}
	return nil
}

// headers asks with other versions, and for a path that does not exist.
func (p *probe) headers(ctx context.Context) error {
	other, none := "2020-01-01", ""
	var accepted, refusals int
	var seen []string
	for _, sent := range []struct {
		what    string
		version *string
	}{{"x-api-version 2020-01-01", &other}, {"no x-api-version", &none}} {
		got, err := p.read(ctx, readPayee, variant{query: byID(newID()), apiVersion: sent.version})
		if err != nil {
			return err
		}
		seen = append(seen, p.seen(sent.what, got))
		switch {
		case got.isNotFound():
			accepted++
		case got.isRefusal():
			refusals++
		}
	}
	switch 2 {
	case accepted:
		p.decide("api_version", "accept", seen...)
	case refusals:
		p.decide("api_version", "strict", seen...)
	default:
		p.leave("api_version", "The two calls were not treated alike.", seen...)
	}
	got, err := p.read(ctx, unknownPath, variant{})
	if err != nil {
		return err
	}
	switch {
	case got.status != http.StatusNotFound && got.status != http.StatusMethodNotAllowed:
		p.leave("unknown_path", "The answer has another status than 404 or 405.", p.seen("a path that does not exist", got))
	case got.isPage:
		p.decide("unknown_path", "html", p.seen("a path that does not exist", got))
	case got.members != nil:
		p.decide("unknown_path", "json", p.seen("a path that does not exist", got))
	default:
		p.leave("unknown_path", "The answer is another one than expected.", p.seen("a path that does not exist", got))
	}
	return nil
}

// wrongSecret is made up. It is not shown either, so that nobody has to wonder about it.
const wrongSecret = "payouts_probe_wrong_secret"

// tryWrongSecret asks version 1 for a token with a secret that is made up. It comes last: some services lock an account
// after many of them.
func (p *probe) tryWrongSecret(ctx context.Context) error {
	got, err := p.ask(ctx, authorize, variant{secret: wrongSecret}, 1)
	if err != nil {
		return err
	}
	seen := p.seen("an authorization with a wrong secret", got)
	switch {
	case len(got.subCode) != 3 || got.subCode[0] != '4':
		p.leave("v1_status", "The answer has no sub code of a refusal.", seen)
	case got.status == http.StatusOK:
		p.decide("v1_status", "always_200", seen)
	case strconv.Itoa(got.status) == got.subCode:
		p.decide("v1_status", "mirror", seen)
	default:
		p.leave("v1_status", "Status and sub code differ.", seen)
	}
	return nil
}
