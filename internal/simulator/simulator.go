// Package simulator imitates the Cashfree Payouts API in memory, as an [http.Handler].
//
// It answers both versions of the API below /payout, v1 with bearer tokens and v2 with key headers, from one store of
// beneficiaries and transfers. It is written from Cashfree's public documentation and shares no code with the client
// that it tests, so that the two readings of the API check each other. What the documentation leaves open is a field of
// [Behaviour].
//
// Whatever is not Cashfree's, such as adding beneficiaries directly or breaking connections, is under /_sim/, a path
// that cannot exist there.
//
// No money moves, and nothing here calls another host.
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

// The credentials of a simulator without others in its options.
const (
	DefaultClientID     = "CF_SIM_CLIENT"
	DefaultClientSecret = "cfsk_sim_secret"
)

// defaultBalance is in rupees. It is assumed: no page has the balance of a new test account.
const defaultBalance = "100000.00"

// SecondFactor is what the account requires besides its client id and secret. The dashboard offers one method at a
// time.
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
	// ClientID and ClientSecret are the only credentials that are accepted. They default to [DefaultClientID] and
	// [DefaultClientSecret].
	ClientID, ClientSecret string

	// SecondFactor defaults to [SecondFactorNone].
	SecondFactor SecondFactor

	// Whitelist and CallerIP are what [Simulator.SetWhitelist] and [Simulator.SetCallerIP] set.
	Whitelist []string
	CallerIP  string

	// AllowedHosts are names and addresses, without a port, that requests may have in Host and in Origin, besides
	// localhost and loopback addresses. All others are refused, for the API and for the controls: otherwise any web
	// page could use a simulator on the machine of its reader. Texts that [CheckHost] refuses are dropped.
	AllowedHosts []string

	// RequestsPerMinute is how many calls each endpoint accepts in any sixty seconds. Zero means no limit.
	RequestsPerMinute int

	// Latency delays every answer. The call is carried out before the wait, as at a server whose answer arrives late.
	Latency time.Duration

	// Behaviour decides what the documentation leaves open.
	Behaviour Behaviour

	// Now is the clock. It defaults to [time.Now].
	Now func() time.Time

	// Logger receives one line for each call, without query, secret or token. The default discards them.
	Logger *slog.Logger

	// PrivateKey is Cashfree's half of the two-factor key pair. It defaults to a 2048-bit key made once in the process.
	PrivateKey *rsa.PrivateKey

	// Seed makes faults with a probability repeatable.
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

// settings is what can change while the simulator runs. It is copied whole for the checks that run without the lock.
type settings struct {
	clientID, clientSecret string
	secondFactor           SecondFactor
	whitelist              map[netip.Addr]bool
	callerIP               netip.Addr
	requestsPerMinute      int
	latency                time.Duration
	behaviour              Behaviour
}

// New returns an empty account with a balance of 100000.00 rupees. It panics if a field of Behaviour has a value that
// is not documented there.
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
	o.AllowedHosts = normalHosts(o.AllowedHosts)

	s := &Simulator{options: o}
	s.clear()
	s.control = s.controlHandler()
	return s
}

// Reset drops all content, faults, log and journal, sets every setting to what [New] was given, and applies the seed of
// [Simulator.Load] again.
func (s *Simulator) Reset() {
	s.mu.Lock()
	s.clear()
	seed := s.seed
	s.mu.Unlock()
	if seed != nil {
		// The same seed was accepted before, by an empty account.
		_ = s.apply(*seed)
	}
}

// clear is called by [New], and by callers that have the lock.
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

// ServeHTTP answers Cashfree's paths, and the controls below /_sim/. It refuses requests of web pages of other hosts.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if refusal := s.refuseHost(r); refusal.status != 0 {
		s.logRefusal(r)
		refusal.write(w)
		return
	}
	if r.URL.Path == "/_sim" || strings.HasPrefix(r.URL.Path, "/_sim/") {
		s.control.ServeHTTP(w, r)
		return
	}
	s.serveAPI(w, r)
}

// SetCredentials replaces the accepted credentials. Tokens for another client id are refused from then on.
func (s *Simulator) SetCredentials(id, secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings.clientID, s.settings.clientSecret = id, secret
}

// SetSecondFactor sets the second factor, as the dashboard does. It panics at an unknown one.
func (s *Simulator) SetSecondFactor(f SecondFactor) {
	if !f.valid() {
		panic("simulator: second factor must be none, ip or signature, got " + string(f))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings.secondFactor = f
}

// SecondFactor returns the second factor in force.
func (s *Simulator) SecondFactor() SecondFactor {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings.secondFactor
}

// SetBehaviour lets change edit the switches in force, with their defaults filled in. It panics at a value that
// [Behaviour] does not document. The function must not call the simulator.
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

// SetRequestsPerMinute sets the limit of every endpoint; zero means none.
func (s *Simulator) SetRequestsPerMinute(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings.requestsPerMinute = n
}

// SetLatency sets the delay of every answer.
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

// Revision returns a number that grows with every change of the content, so that a copy can be compared with it.
func (s *Simulator) Revision() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.revision
}
