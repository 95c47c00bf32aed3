package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// probe is one run.
type probe struct {
	*caller
	findings
	observed []string // what has no switch
	own      []*ownPayee
	stopped  string             // why it stopped early; empty if it did not
	announce func(ids []string) // tells the user which payees are being removed after an interrupt
	repeats  int                // how often a read was sent again
	skew     time.Duration      // how far the server's clock is ahead of this machine's
	takesVPA bool               // whether a payee with a UPI address was created

	token        string // of version 1
	signs        bool   // whether the account refuses calls without a signature
	mayRecreate  bool   // whether Cashfree accepts the id and the account of a removed payee
	first        payee
	firstCreated answer
}

// step is a part of a run. The steps that disturb least come first.
type step struct {
	title    string
	calls    string // for a dry run
	readOnly bool   // whether it may run in production
	creates  bool   // whether it needs removed payees to be creatable again
	run      func(*probe, context.Context) error
}

var steps = []step{
	{"Access", "GET /beneficiary for an id that cannot exist, with and without a signature", true, false, (*probe).access},
	{"Balance", "POST /v1/authorize, GET /v1/getBalance", true, false, (*probe).balance},
	{"Headers and paths", "GET /beneficiary with another x-api-version and with none, GET of an unknown path", false, false, (*probe).headers},
	{"One payee", "POST, GET, DELETE, GET, POST of the same, GET /beneficiary", false, false, (*probe).onePayee},
	{"Conflicts", "POST /beneficiary with the account, the id or the UPI address of another one: 4 times", false, true, (*probe).conflicts},
	{"Forms", "POST /beneficiary with a small IFSC and +91 before a phone number, and with odd spaces and accents; GET of both", false, true, (*probe).forms},
	{"Refused values", "POST /beneficiary with one odd value each: 9 times; GET; POST /v1/addBeneficiary", false, true, (*probe).values},
	{"Removal", "DELETE /beneficiary for each payee that was created", false, false, (*probe).removal},
	{"Signatures", "GET /beneficiary with a wrong signature, and with old and future ones: up to 9 times", false, false, (*probe).signatures},
	{"A wrong secret", "POST /v1/authorize", false, false, (*probe).tryWrongSecret},
}

// stopError ends a run whose other steps would be worth nothing.
type stopError string

func (e stopError) Error() string { return string(e) }

// run carries out the steps, and then removes whatever it created, also when it was stopped.
func (p *probe) run(ctx context.Context, readOnly bool) {
	for _, s := range steps {
		if readOnly && !s.readOnly || s.creates && !p.mayRecreate {
			continue
		}
		if err := s.run(p, ctx); err != nil {
			p.stopped = s.title + ": " + err.Error()
			if errors.Is(err, context.Canceled) {
				p.stopped = s.title + ": interrupted"
			}
			break
		}
	}
	if len(p.own) == 0 {
		return
	}
	if ctx.Err() != nil {
		p.announce(p.ids())
	}
	p.removeOwn(context.WithoutCancel(ctx))
}

// removal removes the payees before wrong signatures and a wrong secret are sent, after which Cashfree might refuse
// everything.
func (p *probe) removal(ctx context.Context) error {
	p.removeOwn(ctx)
	return ctx.Err()
}

// maxReads is how often a read is sent until it has an answer of the API.
const maxReads = 3

// read makes a call that changes nothing, again if no usable answer comes. An error ends the probe.
func (p *probe) read(ctx context.Context, op operation, v variant) (answer, error) {
	return p.ask(ctx, op, v, maxReads)
}

func (p *probe) ask(ctx context.Context, op operation, v variant, times int) (answer, error) {
	var got answer
	var err error
	for n := range times {
		if n > 0 {
			p.repeats++
		}
		if p.made+p.reserved() >= maxCalls {
			return answer{}, errNoCallsLeft
		}
		got, err = p.call(ctx, op, v)
		if ctx.Err() != nil {
			return answer{}, ctx.Err()
		}
		switch {
		case isNotSent(err):
			return answer{}, err
		case err != nil:
		case got.isThrottled():
			return got, p.throttled(got)
		case got.status < 500:
			return got, nil
		}
	}
	got.failure = err
	return got, nil // callers see that it is neither a success nor a refusal
}

// reserved is how many calls are kept for the removal of what exists, some of which may have to be sent again.
func (p *probe) reserved() int {
	if len(p.own) == 0 {
		return 0
	}
	return len(p.own) + maxRemovals
}

// throttled records a 429. The probe does not go on: it is not here to find limits.
func (p *probe) throttled(got answer) error {
	if got.op.version == 1 {
		return stopError("Cashfree throttles the calls of version 1; run the probe again later")
	}
	value := "off"
	for _, name := range []string{"Retry-After", "X-Ratelimit-Retry", "X-Ratelimit-Reset"} {
		if got.header.Get(name) != "" {
			value = "on"
		}
	}
	p.decide("throttle_headers", value, "a 429: "+got.words(p.isSecret))
	return stopError("Cashfree throttles the calls; run the probe again later")
}

// isSecret reports whether a word of an answer may not be shown.
func (p *probe) isSecret(word string) bool {
	masker := p.masker()
	return masker.Text(word) != word || masker.Repeats(word)
}

func (p *probe) masker() *grammar.Masker {
	return grammar.NewMasker(append([]string{p.clientID, p.clientSecret, wrongSecret}, p.tokens...), nil)
}

// seen describes a call and its answer.
func (p *probe) seen(what string, got answer) string {
	if got.status == 0 {
		return what + ": no answer"
	}
	return what + ": " + got.words(p.isSecret)
}

func (p *probe) observe(what string, got answer) {
	p.observed = append(p.observed, p.seen(what, got))
}

// access reads an id that cannot exist, which shows whether the account can be asked at all.
func (p *probe) access(ctx context.Context) error {
	absent := variant{query: byID(newID())}
	got, err := p.read(ctx, readPayee, absent)
	if err != nil {
		return err
	}
	if err := p.judgeAccess(ctx, got); err != nil {
		return err
	}
	if date, isDated := got.serverTime(); isDated {
		p.skew = date.Sub(p.now()).Round(time.Second)
	}
	seen := p.seen("a read of an id that does not exist", got)
	p.decide("apis_not_enabled", false, seen)
	p.decide("v2_not_activated", false, seen)
	if p.publicKey == nil || p.isProduction {
		return nil
	}
	absent.unsigned = true
	unsigned, err := p.read(ctx, readPayee, absent)
	if err != nil {
		return err
	}
	seen = p.seen("the same without a signature", unsigned)
	switch {
	case unsigned.isNotFound():
		p.observed = append(p.observed, "The account accepts calls without a signature.")
	case isAddressRefusal(unsigned):
		p.decide("ip_refusal", textOfRefusal(unsigned.message), seen)
		return p.confirmSignature(ctx, seen)
	case isSignatureMissing(unsigned):
		p.signs = true
		p.decide("signature_missing_status", unsigned.status, seen)
	default:
		p.leave("signature_missing_status", "The answer to a call without a signature is another one than expected.", seen)
	}
	return nil
}

// confirmSignature asks with and without a signature again: each call can leave from another address.
func (p *probe) confirmSignature(ctx context.Context, seen string) error {
	for _, isUnsigned := range []bool{false, true, false} {
		got, err := p.read(ctx, readPayee, variant{query: byID(newID()), unsigned: isUnsigned})
		if err != nil {
			return err
		}
		if got.isNotFound() == isUnsigned {
			p.leave("signature_in_ip_mode", "The same call was accepted once and refused once.", seen)
			return nil
		}
	}
	p.decide("signature_in_ip_mode", "accepted", seen)
	return nil
}

// judgeAccess returns an error unless the account can be asked, and records why it cannot.
func (p *probe) judgeAccess(ctx context.Context, got answer) error {
	seen := p.seen("a read of an id that does not exist", got)
	switch {
	case got.isNotFound():
		return nil
	case got.failure != nil:
		return stopError(p.masker().Text(got.failure.Error()))
	case got.code == "apis_not_enabled":
		p.decide("apis_not_enabled", true, seen)
		return stopError("the APIs are not enabled for the account")
	case isAddressRefusal(got):
		p.decide("ip_refusal", textOfRefusal(got.message), seen)
		if p.publicKey != nil {
			p.decide("signature_in_ip_mode", "refused", seen+", if the public key is the account's own")
		}
		return stopError("the account has an IP whitelist without the address of this machine")
	case isSignatureMissing(got):
		p.decide("signature_missing_status", got.status, seen)
		return stopError("the account requires signatures; set " + variablePrefix + "PUBLIC_KEY_PATH")
	case got.status == http.StatusUnauthorized:
		old, err := p.read(ctx, authorize, variant{})
		if err != nil {
			return err
		}
		p.noteToken(old)
		if old.isSuccess() && !strings.Contains(got.message, "signature") {
			p.decide("v2_not_activated", true, seen, p.seen("an authorization by version 1", old))
			return stopError("version 2 of the API is not activated for the account")
		}
		return stopError("Cashfree refuses the credentials: " + got.words(p.isSecret))
	}
	return stopError("the first answer is not one of the API: " + p.seen("GET /beneficiary", got))
}

func isAddressRefusal(got answer) bool { return strings.Contains(got.message, "not whitelisted") }

func isSignatureMissing(got answer) bool {
	return strings.Contains(got.message, "signature") && strings.Contains(got.message, "missing")
}

// textOfRefusal returns which of the known texts the refusal of an address has. The address itself is not shown.
func textOfRefusal(message string) string {
	switch {
	case strings.Contains(message, "not whitelisted. your current ip is"):
		return "with_sentence"
	case !strings.Contains(message, "your current ip is"):
		return "without_address"
	case strings.Contains(message, "for ip whitelisting"):
		return "with_link"
	}
	return "with_address"
}

// noteToken keeps a token for the calls of version 1. No output may hold it.
func (p *probe) noteToken(got answer) {
	if token := got.text("data", "token"); token != "" {
		p.token = token
		p.tokens = append(p.tokens, token)
	}
}

// judgeLifetime records for how long a token is valid, by the clock of the server alone.
func (p *probe) judgeLifetime(got answer, seen string) {
	expiry, isNumber := wholeNumber(got.at("data", "expiry"))
	date, isDated := got.serverTime()
	lifetime := wholeMinutes(expiry - int(date.Unix()))
	if !isNumber || !isDated || lifetime%60 != 0 || lifetime < 60 || lifetime > 3600 {
		p.leave("token_lifetime_seconds", "The answer has no date and expiry that are some minutes apart.", seen)
		return
	}
	p.decide("token_lifetime_seconds", lifetime, seen)
}

// wholeMinutes returns seconds as whole minutes if they are nearly that: the second in which an answer was dated need
// not be the one in which its token was made.
func wholeMinutes(seconds int) int {
	if rounded := (seconds + 30) / 60 * 60; max(rounded-seconds, seconds-rounded) <= 2 {
		return rounded
	}
	return seconds
}

// balance asks version 1 for a token and the balance.
func (p *probe) balance(ctx context.Context) error {
	got, err := p.read(ctx, authorize, variant{})
	if err != nil {
		return err
	}
	p.noteToken(got)
	seen := p.seen("an authorization", got)
	if !got.isSuccess() || got.text("data", "token") == "" {
		for _, name := range []string{"balance_type", "token_lifetime_seconds"} {
			p.leave(name, "Version 1 gave no token.", seen)
		}
		return nil
	}
	p.judgeLifetime(got, seen+"; "+got.shape())
	money, err := p.read(ctx, readBalance, variant{bearer: p.token})
	if err != nil {
		return err
	}
	ledger, available := formOf(money.at("data", "balance")), formOf(money.at("data", "availableBalance"))
	seen = fmt.Sprintf("%s; balance: %s, availableBalance: %s", p.seen("a read of the balance", money), ledger, available)
	switch {
	case !money.isSuccess():
		p.leave("balance_type", "The balance could not be read.", seen)
	case ledger == "text" && available == "text":
		p.decide("balance_type", "string", seen)
	case ledger == "number" && available == "number":
		p.decide("balance_type", "number", seen)
	default:
		p.leave("balance_type", "The two balances have different types.", seen)
	}
	return nil
}
