package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
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
	maxDelay        = 10 * time.Minute // between a creation and its answer; another zone is further away
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
	removal, gone := p.remove(ctx, p.own[len(p.own)-1])
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
	switch got.header.Get("X-Request-Id") {
	case got.requestID:
		p.decide("create_request_id", "echo", p.seen("a creation", got))
	case "":
		p.decide("create_request_id", "omit", p.seen("a creation", got))
	default:
		p.leave("create_request_id", "The answer has another x-request-id than the one that was sent.", p.seen("a creation", got))
	}
	addedOn := got.text("added_on")
	at, isTime := parseTime(addedOn)
	date, isDated := got.serverTime()
	switch {
	case !isTime:
		p.leave("added_on_zone", "added_on is no time.", seen)
	case isDated && at.Sub(date).Abs() > maxDelay:
		p.leave("added_on_zone", "The time is not that of the answer in UTC.", seen)
	case strings.HasSuffix(addedOn, "Z"):
		p.decide("added_on_zone", "Z", seen)
	case timeWithoutZone.MatchString(addedOn):
		p.decide("added_on_zone", "none", seen)
	default:
		p.leave("added_on_zone", "The time has another zone than UTC.", seen)
	}
}

// readFirst reads the new payee until its status is no longer INITIATED.
func (p *probe) readFirst(ctx context.Context) error {
	var got answer
	waited, repeats := 0, p.repeats
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
	if p.repeats == repeats {
		p.judgeStatus(got, waited)
	} else {
		p.leave("initiated_reads", "A read had no answer, and may count all the same.")
	}
	p.judgeAbsent(got)
	p.judgeAddedOn(got)
	return nil
}

// judgeStatus records how long the status was INITIATED. The answer to the creation shows whether it ever was.
func (p *probe) judgeStatus(got answer, waited int) {
	status := got.text("beneficiary_status")
	seen := fmt.Sprintf("%d of the first reads of a new payee had the status INITIATED", waited)
	began := p.firstCreated.text("beneficiary_status") == statusInitiated
	switch {
	case status == statusInitiated:
		p.leave("initiated_reads", fmt.Sprintf("The payee was still INITIATED after %d reads.", waited), seen)
		return
	case status == "" || began && waited == 0:
		p.leave("initiated_reads", "The creation was INITIATED and the first read was not, or there was no status.", seen)
	default:
		p.decide("initiated_reads", waited, seen)
	}
	if !began && waited == 0 {
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
	case got.isSuccess():
		p.own = append(p.own, &ownPayee{id: p.first.ID, isCertain: true, isRemoved: true})
		p.leave("deleted_get", "The payee still existed.", seen)
		p.leaveCreations("A removed payee still existed, so no other one was created.")
		return nil
	default:
		p.leave("deleted_get", "The answer is another one than expected.", seen)
	}
	got, how, err := p.create(ctx, createPayee, p.first.ID, p.first, "")
	if err != nil {
		return err
	}
	seen = p.seen("the creation of the same payee", got)
	switch {
	case how == created:
		p.decide("recreate_after_delete", "allowed", seen)
		p.mayRecreate = true
	case how == refused && got.status == http.StatusConflict:
		p.decide("recreate_after_delete", "refused", seen)
		p.leaveCreations("Removed payees cannot be added again, so no other one was created.")
	default:
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
	if err == nil && got.isThrottled() {
		return p.throttled(got)
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
	p.takesVPA = true
	got, how, err = p.create(ctx, createPayee, other.ID, other, "")
	if err != nil {
		return err
	}
	seen := p.seen("a second payee with the same UPI address", got)
	switch {
	case how == created:
		p.decide("vpa_conflict", "off", seen)
	case how == refused && got.status == http.StatusConflict:
		p.decide("vpa_conflict", "on", seen)
	default:
		p.leave("vpa_conflict", "The answer is another one than expected.", seen)
	}
	return nil
}
