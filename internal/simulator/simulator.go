// Package simulator is a stand-in for the Cashfree Payouts API, held in
// memory and served by an [http.Handler].
//
// It answers both API generations below /payout, v1 with bearer tokens and v2
// with key headers, out of one store of beneficiaries and transfers. It is
// written from Cashfree's public documentation alone and shares no code with
// the client it is used to test, so that two readings of one API check each
// other. What the documentation leaves open is a field of [Behaviour].
//
// Whatever is not Cashfree's, such as seeding records or breaking
// connections, is under /_sim/, a path that cannot exist there.
//
// No money moves, and nothing here ever calls another host.
package simulator

import (
	"crypto/rand"
	"crypto/rsa"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// The credentials of a simulator that was not given others.
const (
	DefaultClientID     = "CF_SIM_CLIENT"
	DefaultClientSecret = "cfsk_sim_secret"
)

// defaultBalance is in rupees. Nothing in the documentation names the balance
// of a new test account.
const defaultBalance = "100000.00"

// SecondFactor is what the account asks for besides its client id and secret.
// The dashboard offers one at a time:
// https://www.cashfree.com/docs/payouts/payouts/integrations/payouts-2fa
type SecondFactor string

// The second factors.
const (
	SecondFactorNone      SecondFactor = "none"
	SecondFactorIP        SecondFactor = "ip"
	SecondFactorSignature SecondFactor = "signature"
)

func (f SecondFactor) valid() bool {
	return f == SecondFactorNone || f == SecondFactorIP || f == SecondFactorSignature
}

// Options is what a simulator starts with. The zero value is usable.
type Options struct {
	// ClientID and ClientSecret are the one pair of credentials that is
	// accepted. They default to [DefaultClientID] and [DefaultClientSecret].
	ClientID, ClientSecret string

	// SecondFactor defaults to [SecondFactorNone].
	SecondFactor SecondFactor

	// Whitelist and CallerIP are what [Simulator.SetWhitelist] and
	// [Simulator.SetCallerIP] set.
	Whitelist []string
	CallerIP  string

	// RequestsPerMinute is how many calls each endpoint takes in any sixty
	// seconds. Zero means no throttling.
	RequestsPerMinute int

	// Latency delays every answer. The call is carried out before the wait,
	// as it would be at a server whose answer is slow to arrive.
	Latency time.Duration

	// Behaviour decides what the documentation leaves open.
	Behaviour Behaviour

	// Now is the clock. It defaults to [time.Now].
	Now func() time.Time

	// Logger receives one line a call, without query, secret or token. It
	// defaults to none.
	Logger *slog.Logger

	// PrivateKey is the half of the two-factor key pair that Cashfree keeps.
	// It defaults to a 2048-bit key made once in the process.
	PrivateKey *rsa.PrivateKey

	// Seed makes the faults that strike by chance repeatable.
	Seed int64
}

// Simulator is one Payouts account in memory. It is safe for concurrent use.
type Simulator struct {
	options Options
	control http.Handler
	conns   connections

	mu        sync.Mutex
	settings  settings
	signing   signingKeys
	tokenKey  []byte
	store     *store
	transfers *transferBook
	money     *treasury
	throttle  *throttle
	faults    *faultList
	requests  *requestLog
	journal   *journal
	seed      *Seed
	revision  uint64
}

// settings is what may be changed while the simulator runs. It is copied
// whole for the checks that run without the lock.
type settings struct {
	clientID, clientSecret string
	secondFactor           SecondFactor
	whitelist              map[netip.Addr]bool
	callerIP               netip.Addr
	requestsPerMinute      int
	latency                time.Duration
	behaviour              Behaviour
}

// New returns an empty account with a balance of 100000.00 rupees. It panics
// if a Behaviour field has a value that it does not document.
func New(o Options) *Simulator {
	if o.ClientID == "" {
		o.ClientID = DefaultClientID
	}
	if o.ClientSecret == "" {
		o.ClientSecret = DefaultClientSecret
	}
	if o.SecondFactor == "" {
		o.SecondFactor = SecondFactorNone
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.PrivateKey == nil {
		o.PrivateKey = processKey()
	}

	s := &Simulator{options: o}
	s.clear()
	s.control = s.controls()
	return s
}

// Reset forgets records, faults, log and journal, returns every setting to
// what [New] was given, and applies again the seed given to [Simulator.Load].
func (s *Simulator) Reset() {
	s.mu.Lock()
	s.clear()
	seed := s.seed
	s.mu.Unlock()
	if seed != nil {
		// The same seed was accepted before, by an account as empty as this.
		_ = s.apply(*seed)
	}
}

// clear is for [New], and for callers that hold the lock.
func (s *Simulator) clear() {
	o := s.options
	s.settings = settings{
		clientID:          o.ClientID,
		clientSecret:      o.ClientSecret,
		secondFactor:      o.SecondFactor,
		whitelist:         addressSet(o.Whitelist),
		callerIP:          addressOf(o.CallerIP),
		requestsPerMinute: o.RequestsPerMinute,
		latency:           o.Latency,
		behaviour:         mustBehaviour(o.Behaviour),
	}
	s.signing = signingKeys{current: o.PrivateKey}
	s.tokenKey = make([]byte, 48)
	_, _ = rand.Read(s.tokenKey) // crypto/rand.Read never fails.
	s.journal = &journal{}
	s.store = newStore(s.journal)
	s.money = newTreasury()
	s.transfers = newTransferBook(s.money)
	s.throttle = newThrottle()
	s.faults = newFaultList(o.Seed)
	s.requests = newRequestLog()
	s.revision++
}

// ServeHTTP answers Cashfree's paths and the controls below /_sim/.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/_sim" || strings.HasPrefix(r.URL.Path, "/_sim/") {
		s.control.ServeHTTP(w, r)
		return
	}
	s.serveAPI(w, r)
}

// SetCredentials replaces the accepted pair. Tokens made for another client
// id are refused from then on.
func (s *Simulator) SetCredentials(id, secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings.clientID, s.settings.clientSecret = id, secret
}

// SetSecondFactor chooses the second factor, as the dashboard does. An
// unknown one panics.
func (s *Simulator) SetSecondFactor(f SecondFactor) {
	if !f.valid() {
		panic("simulator: unknown second factor " + string(f))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings.secondFactor = f
}

// SecondFactor returns the second factor that is asked for now.
func (s *Simulator) SecondFactor() SecondFactor {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings.secondFactor
}

// SetBehaviour lets change edit the switches in force, whose defaults are
// filled in. It panics at a value that [Behaviour] does not document. The
// function must not call the simulator.
func (s *Simulator) SetBehaviour(change func(*Behaviour)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.settings.behaviour.clone()
	change(&b)
	s.settings.behaviour = mustBehaviour(b)
}

// Behaviour returns the switches in force, with defaults filled in.
func (s *Simulator) Behaviour() Behaviour {
	return s.current().behaviour.clone()
}

// SetRequestsPerMinute changes the limit of every endpoint; zero lifts it.
func (s *Simulator) SetRequestsPerMinute(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings.requestsPerMinute = n
}

// SetLatency changes how long every answer is held back.
func (s *Simulator) SetLatency(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings.latency = d
}

func (s *Simulator) current() settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings
}

// Revision grows with every change to the records, so that whoever keeps a
// copy of them knows when it is out of date.
func (s *Simulator) Revision() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.revision
}
