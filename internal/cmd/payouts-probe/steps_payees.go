package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// wholeNumber returns a member that is a whole number.
func wholeNumber(value any) (int, bool) {
	number, isNumber := value.(json.Number)
	n, err := number.Int64()
	return int(n), isNumber && err == nil
}

const (
	statusInitiated = "INITIATED"
	statusDeleted   = "DELETED"
	maxStatusReads  = 4
)

// onePayee creates a payee, reads it, removes it and creates it again. If Cashfree refuses the last, an account that
// was removed stays taken, and the probe creates nothing more.
func (p *probe) onePayee(ctx context.Context) error {
	p.first = newPayee(newAccount())
	got, how, err := p.create(ctx, createPayee, p.first.ID, p.first, "")
	if err != nil {
		return err
	}
	if how != created {
		return stopError(p.seen("a payee cannot be created", got))
	}
	p.firstCreated = got
	p.judgeCreation(got)
	if err := p.readFirst(ctx); err != nil {
		return err
	}
	removal, gone := p.remove(ctx, p.first.ID)
	if !gone {
		return stopError("a payee cannot be removed, so no other one is created")
	}
	if removal.isSuccess() {
		p.decide("delete_status", removal.status, p.seen("the removal", removal))
	}
	return p.recreate(ctx)
}

// judgeCreation records what the answer to a creation shows by itself.
func (p *probe) judgeCreation(got answer) {
	seen := p.seen("a creation", got) + "; " + got.shape()
	value := "omit"
	if got.header.Get("X-Request-Id") != "" {
		value = "echo"
	}
	p.decide("create_request_id", value, p.seen("a creation", got))
	switch formOf(got.at("added_on")) {
	case "time with a zone":
		p.decide("added_on_zone", "Z", seen)
	case "time without a zone":
		p.decide("added_on_zone", "none", seen)
	default:
		p.leave("added_on_zone", "added_on is no time.", seen)
	}
}

// readFirst reads the new payee until its status is no longer INITIATED.
func (p *probe) readFirst(ctx context.Context) error {
	var got answer
	waited := 0
	for range maxStatusReads {
		var err error
		if got, err = p.read(ctx, readPayee, variant{query: byID(p.first.ID)}); err != nil {
			return err
		}
		if !got.isSuccess() {
			return stopError(p.seen("a new payee cannot be read", got))
		}
		if got.text("beneficiary_status") != statusInitiated {
			break
		}
		waited++
	}
	p.judgeStatus(got, waited)
	p.judgeAbsent(got)
	p.judgeAddedOn(got)
	return nil
}

// judgeStatus records how long the status was INITIATED. The answer to the creation shows whether it ever was.
func (p *probe) judgeStatus(got answer, waited int) {
	status := got.text("beneficiary_status")
	seen := fmt.Sprintf("%d of the first reads of a new payee had the status INITIATED", waited)
	if status == statusInitiated {
		p.leave("initiated_reads", fmt.Sprintf("The payee was still INITIATED after %d reads.", waited), seen)
		return
	}
	p.decide("initiated_reads", waited, seen)
	if p.firstCreated.text("beneficiary_status") != statusInitiated && waited == 0 {
		return
	}
	for _, known := range []string{"VERIFIED", "INVALID", "FAILED", "CANCELLED"} {
		if status == known {
			p.decide("initiated_outcome", known, "then the status was "+known)
		}
	}
}

// judgeAbsent records how fields look that were never given.
func (p *probe) judgeAbsent(got answer) {
	forms := make(map[string]bool)
	for _, path := range [][]string{
		{"beneficiary_instrument_details", "vpa"}, {"beneficiary_contact_details", "beneficiary_email"},
		{"beneficiary_contact_details", "beneficiary_phone"},
	} {
		switch {
		case !got.has(path...):
			forms["omit"] = true
		case got.at(path...) == nil:
			forms["null"] = true
		case got.text(path...) == "":
			forms["blank"] = true
		default:
			forms["a value"] = true
		}
	}
	seen := p.seen("a read", got) + "; " + got.shape()
	for form := range forms {
		if len(forms) == 1 && form != "a value" {
			p.decide("absent_fields", form, seen)
			return
		}
	}
	p.leave("absent_fields", "The fields that were never given look different from each other, or have values.", seen)
}

// judgeAddedOn compares the times of the creation and of a later read.
func (p *probe) judgeAddedOn(got answer) {
	first, ok1 := parseTime(p.firstCreated.text("added_on"))
	later, ok2 := parseTime(got.text("added_on"))
	switch difference := first.Sub(later); {
	case !ok1 || !ok2:
		p.leave("create_added_on", "added_on is no time.")
	case difference == 0:
		p.decide("create_added_on", "as_read", "both times are the same")
	case difference == time.Second:
		p.decide("create_added_on", "second_later", "the answer to the creation has a time one second later")
	default:
		p.leave("create_added_on", fmt.Sprintf("The two times differ by %s.", difference))
	}
}

func parseTime(text string) (time.Time, bool) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.Parse("2006-01-02T15:04:05", text)
	}
	return at, err == nil
}

// recreate reads the removed payee and creates it again.
func (p *probe) recreate(ctx context.Context) error {
	got, err := p.read(ctx, readPayee, variant{query: byID(p.first.ID)})
	if err != nil {
		return err
	}
	seen := p.seen("a read after the removal", got)
	switch {
	case got.isNotFound():
		p.decide("deleted_get", "not_found", seen)
	case got.isSuccess() && got.text("beneficiary_status") == statusDeleted:
		p.decide("deleted_get", "deleted_status", seen)
	default:
		p.leave("deleted_get", "The answer is another one than expected.", seen)
	}
	got, how, err := p.create(ctx, createPayee, p.first.ID, p.first, "")
	if err != nil {
		return err
	}
	seen = p.seen("the creation of the same payee", got)
	switch how {
	case created:
		p.decide("recreate_after_delete", "allowed", seen)
		p.mayRecreate = true
	case refused:
		p.decide("recreate_after_delete", "refused", seen)
		p.leaveCreations("Removed payees cannot be added again, so no other one was created.")
	case unclear:
		p.leave("recreate_after_delete", "Nobody knows whether the payee was created again.", seen)
		p.leaveCreations("It was not clear whether removed payees can be added again, so no other one was created.")
	}
	return nil
}

// leaveCreations records why the steps that create more payees are left out.
func (p *probe) leaveCreations(why string) {
	for _, name := range []string{
		"conflict_code", "vpa_conflict", "ifsc_echo", "phone_echo", "contact_codes", "country_codes", "instrument", "paytm_handles", "v1_both_instruments",
	} {
		p.leave(name, why)
	}
}

// conflicts creates payees that have something of another one.
func (p *probe) conflicts(ctx context.Context) error {
	second := newPayee(*p.first.Instrument)
	got, how, err := p.create(ctx, createPayee, second.ID, second, "")
	if err != nil {
		return err
	}
	seen := p.seen("a second payee with the same account", got)
	switch {
	case how == refused && (got.code == "conflict_with_existing_beneficiary" || got.code == "beneficiary_already_exists"):
		p.decide("conflict_code", got.code, seen)
	case how == created:
		p.leave("conflict_code", "There was no conflict.", seen)
	default:
		p.leave("conflict_code", "The answer is another one than expected.", seen)
	}
	again := newPayee(newAccount())
	again.ID = p.first.ID
	if p.made+p.reserved() >= maxCalls {
		return errNoCallsLeft
	}
	got, err = p.call(ctx, createPayee, variant{body: again}) // the id is the probe's own, whatever the answer
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil {
		p.observe("a second payee with the same id", got)
	}
	return p.conflictOfVPA(ctx)
}

func (p *probe) conflictOfVPA(ctx context.Context) error {
	shared := newVPA("examplebank")
	one, other := newPayee(shared), newPayee(shared)
	got, how, err := p.create(ctx, createPayee, one.ID, one, "")
	if err != nil {
		return err
	}
	if how != created {
		p.leave("vpa_conflict", "A payee with a UPI address could not be created.", p.seen("a payee with a UPI address", got))
		return nil
	}
	got, how, err = p.create(ctx, createPayee, other.ID, other, "")
	if err != nil {
		return err
	}
	seen := p.seen("a second payee with the same UPI address", got)
	switch {
	case how == created:
		p.decide("vpa_conflict", "off", seen)
	case how == refused && got.status == 409:
		p.decide("vpa_conflict", "on", seen)
	default:
		p.leave("vpa_conflict", "The answer is another one than expected.", seen)
	}
	return nil
}

// forms creates a payee whose IFSC has small letters and whose phone number has its country code.
func (p *probe) forms(ctx context.Context) error {
	small := newAccount()
	small.IFSC = strings.ToLower(small.IFSC)
	odd := newPayee(small)
	odd.Contact = &contact{Phone: "+919876543210"}
	got, how, err := p.create(ctx, createPayee, odd.ID, odd, "")
	if err != nil {
		return err
	}
	seen := p.seen("a payee with an IFSC in small letters and a phone number with +91", got)
	if how == refused {
		p.leave("ifsc_echo", "An IFSC in small letters, or a phone number with +91, is refused.", seen)
		odd = newPayee(newAccount())
		odd.Contact = &contact{Phone: "+919876543210"}
		if got, how, err = p.create(ctx, createPayee, odd.ID, odd, ""); err != nil {
			return err
		}
		seen = p.seen("a payee with a phone number with +91", got)
	}
	if how != created {
		p.leave("phone_echo", "The payee was not created.", seen)
		return nil
	}
	if got, err = p.read(ctx, readPayee, variant{query: byID(odd.ID)}); err != nil {
		return err
	}
	switch ifsc := got.text("beneficiary_instrument_details", "bank_ifsc"); {
	case odd.Instrument.IFSC == testIFSC: // it had no small letters
	case ifsc == odd.Instrument.IFSC:
		p.decide("ifsc_echo", "as_sent", seen)
	case ifsc == strings.ToUpper(odd.Instrument.IFSC):
		p.decide("ifsc_echo", "upper_case", seen)
	default:
		p.leave("ifsc_echo", "The IFSC came back as another one.", seen)
	}
	switch got.text("beneficiary_contact_details", "beneficiary_phone") {
	case "9876543210":
		p.decide("phone_echo", "without_country_code", seen)
	case "+919876543210":
		p.decide("phone_echo", "with_country_code", seen)
	default:
		p.leave("phone_echo", "The phone number came back in another form.", seen)
	}
	return p.normalForms(ctx)
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
	for what, forms := range map[string][3]string{
		"The name":    {got.text("beneficiary_name"), odd.Name, payeeName},
		"The address": {got.text("beneficiary_contact_details", "beneficiary_address"), odd.Contact.Address, "1 T\u00e9st Road"},
	} {
		how := "in another form"
		switch forms[0] {
		case forms[1]:
			how = "as it was sent"
		case forms[2]:
			how = "in its normal form"
		}
		p.observed = append(p.observed, what+" came back "+how+".")
	}
	return nil
}
