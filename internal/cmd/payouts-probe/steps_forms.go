package main

import (
	"context"
	"strings"
)

// forms creates payees whose values have another form than Cashfree's examples, and reads how they come back.
func (p *probe) forms(ctx context.Context) error {
	small := newPayee(newAccount())
	small.Instrument.IFSC = strings.ToLower(testIFSC)
	err := p.echo(ctx, "ifsc_echo", "an IFSC in small letters", small, map[string]string{
		small.Instrument.IFSC: "as_sent", testIFSC: "upper_case"}, "beneficiary_instrument_details", "bank_ifsc")
	if err != nil {
		return err
	}
	phone := newPayee(newAccount())
	phone.Contact = &contact{Phone: "+91" + testPhone}
	err = p.echo(ctx, "phone_echo", "a phone number with +91", phone, map[string]string{
		testPhone: "without_country_code", phone.Contact.Phone: "with_country_code"}, "beneficiary_contact_details", "beneficiary_phone")
	if err != nil {
		return err
	}
	return p.normalForms(ctx)
}

// echo creates a payee, and decides a switch by how one of its values comes back.
func (p *probe) echo(ctx context.Context, name, what string, sent payee, values map[string]string, path ...string) error {
	got, how, err := p.create(ctx, createPayee, sent.ID, sent, "")
	if err != nil {
		return err
	}
	seen := p.seen("a payee with "+what, got)
	if how != created {
		p.leave(name, "The payee was not created.", seen)
		return nil
	}
	if got, err = p.read(ctx, readPayee, variant{query: byID(sent.ID)}); err != nil {
		return err
	}
	value, isKnown := values[got.text(path...)]
	if !isKnown {
		p.leave(name, "The value came back in another form.", seen)
		return nil
	}
	p.decide(name, value, seen)
	return nil
}

// normalForms creates a payee whose name has two spaces, and whose address has an accent apart from its letter.
func (p *probe) normalForms(ctx context.Context) error {
	odd := newPayee(newAccount())
	odd.Name, odd.Contact = "Payouts  Probe", &contact{Address: "1 Te\u0301st Road"}
	got, how, err := p.create(ctx, createPayee, odd.ID, odd, "")
	if err != nil {
		return err
	}
	p.observe("a name with two spaces, and an address with an accent apart from its letter", got)
	if how != created {
		return nil
	}
	if got, err = p.read(ctx, readPayee, variant{query: byID(odd.ID)}); err != nil {
		return err
	}
	for _, value := range []struct{ what, got, sent, normal string }{
		{"The name", got.text("beneficiary_name"), odd.Name, payeeName},
		{"The address", got.text("beneficiary_contact_details", "beneficiary_address"), odd.Contact.Address, "1 T\u00e9st Road"},
	} {
		how := "in another form"
		switch value.got {
		case value.sent:
			how = "as it was sent"
		case value.normal:
			how = "in its normal form"
		}
		p.observed = append(p.observed, value.what+" came back "+how+".")
	}
	return nil
}
