package simulator

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// admit checks credentials, then version, then second factor, then feature. No page documents an order.
func (s *Simulator) admit(c *call) *answer {
	var refusal answer
	switch {
	case !c.v1():
		refusal = c.admitV2()
	case c.route.open:
		refusal = c.admitAuthorize()
	default:
		refusal = c.admitBearer()
	}
	if refusal.status == 0 {
		return nil
	}
	return &refusal
}

// The three functions below return the zero answer if the call may pass.

func (c *call) admitV2() answer {
	b := c.settings.behaviour
	for _, name := range []string{"x-client-id", "x-client-secret"} {
		if c.header.Get(name) == "" {
			return missingHeader(name)
		}
	}
	if b.V2NotActivated || !c.credentialsMatch() {
		return v2Error(http.StatusUnauthorized, typeAuthentication, "authentication_failed",
			"Invalid clientId and clientSecret combination")
	}
	if version := c.header.Get("x-api-version"); b.APIVersion == "strict" && version != apiVersion {
		if version == "" {
			return missingHeader("x-api-version")
		}
		return v2Error(http.StatusBadRequest, typeValidation, "x-api-version_value_invalid",
			"x-api-version : should be "+apiVersion+". value received: "+version)
	}
	if refusal := c.secondFactorV2(); refusal.status != 0 {
		return refusal
	}
	if b.APIsNotEnabled {
		return v2Error(http.StatusForbidden, typeInvalidRequest, "apis_not_enabled",
			"APIs not enabled. Please fill out the Support Form to enable them.")
	}
	return answer{}
}

func missingHeader(name string) answer {
	return v2Error(http.StatusBadRequest, typeValidation, name+"_missing", name+" is missing in the request.")
}

func (c *call) secondFactorV2() answer {
	b := c.settings.behaviour
	if c.addressRefused() {
		return v2Error(http.StatusForbidden, typeAuthentication, "ip_validation_failed", ipRefusalText(b.IPRefusal, c.remote))
	}
	switch c.checkSignature() {
	case signatureMissing:
		return v2Error(b.SignatureMissingStatus, typeValidation, "authentication_failed", "Signature missing in the request")
	case signatureMismatch:
		return v2Error(http.StatusUnauthorized, typeAuthentication, "authentication_failed", "Signature mismatch")
	}
	return answer{}
}

// ipRefusalText returns the refusal of an address in one of its forms. What follows "For IP whitelisting" is made up.
func ipRefusalText(form string, caller netip.Addr) string {
	switch form {
	case "with_address":
		return fmt.Sprintf("IP not whitelisted your current ip is %s", caller)
	case "with_sentence":
		return fmt.Sprintf("IP not whitelisted. Your current ip is %s", caller)
	case "with_link":
		return fmt.Sprintf("IP not whitelisted your current ip is %s.For IP whitelisting see "+
			"https://www.cashfree.com/docs/payouts/payouts/integrations/payouts-2fa", caller)
	}
	return "IP not whitelisted"
}

// admitAuthorize checks the only v1 call that is signed.
// https://docs.cashfree.com/docs/ip-whitelisting
func (c *call) admitAuthorize() answer {
	if !c.credentialsMatch() {
		return v1Answer(http.StatusUnauthorized, "Invalid clientId and clientSecret combination", nil)
	}
	if c.addressRefused() {
		return v1Answer(http.StatusForbidden, "IP not whitelisted", nil)
	}
	switch c.checkSignature() {
	case signatureMissing:
		return v1Answer(c.settings.behaviour.SignatureMissingStatus, "Signature missing in the request", nil)
	case signatureMismatch:
		return v1Answer(http.StatusUnauthorized, "Signature mismatch", nil)
	}
	return c.v1Enabled()
}

func (c *call) admitBearer() answer {
	token, found := strings.CutPrefix(c.header.Get("Authorization"), "Bearer ")
	if !found || token == "" {
		return v1Answer(http.StatusPreconditionFailed, "Token missing in the request", nil)
	}
	made, valid := c.readToken(token)
	if !valid {
		return v1Answer(http.StatusForbidden, "Token is not valid", nil)
	}
	if c.addressRefused() && !made.Signed {
		return v1Answer(http.StatusForbidden, "IP not whitelisted", nil)
	}
	return c.v1Enabled()
}

func (c *call) v1Enabled() answer {
	if c.settings.behaviour.APIsNotEnabled {
		return v1Answer(http.StatusForbidden, "APIs not enabled. Please fill out the Support Form to enable them.", nil)
	}
	return answer{}
}

// credentialsMatch takes the same time for every wrong secret, whatever its length.
func (c *call) credentialsMatch() bool {
	id := equalSecrets(c.header.Get("X-Client-Id"), c.settings.clientID)
	secret := equalSecrets(c.header.Get("X-Client-Secret"), c.settings.clientSecret)
	return id&secret == 1
}

func equalSecrets(a, b string) int {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:])
}

func (c *call) addressRefused() bool {
	return c.settings.secondFactor == SecondFactorIP && !c.settings.whitelist[c.remote] && !c.signatureStandsIn()
}

// signatureStandsIn reports whether a signature takes the place of a listed address.
func (c *call) signatureStandsIn() bool {
	return c.settings.behaviour.SignatureInIPMode == "accepted" && c.signed()
}

// callerAddress returns the address of the connection. It ignores headers unless a switch says otherwise, since a
// caller can send any.
func callerAddress(r *http.Request, set settings) netip.Addr {
	if set.callerIP.IsValid() {
		return set.callerIP
	}
	if set.behaviour.TrustForwardedFor {
		first, _, _ := strings.Cut(r.Header.Get("X-Forwarded-For"), ",")
		if addr := addressOf(first); addr.IsValid() {
			return addr
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	return addressOf(host) // The zero address is on no whitelist.
}

// SetWhitelist replaces the set of addresses that may call when the second factor is [SecondFactorIP]. Texts that are
// not IP addresses are dropped.
func (s *Simulator) SetWhitelist(addresses []string) {
	set := addressSet(addresses)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings.whitelist = set
}

func addressSet(addresses []string) map[netip.Addr]bool {
	set := make(map[netip.Addr]bool, len(addresses))
	for _, text := range addresses {
		if addr := addressOf(text); addr.IsValid() {
			set[addr] = true
		}
	}
	return set
}

// addressOf returns the zero address for text that is not an IP address.
func addressOf(text string) netip.Addr {
	addr, err := netip.ParseAddr(strings.TrimSpace(text))
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap()
}

// SetCallerIP sets the one address of every caller, since callers on this machine have no public one. An empty text, or
// one that is not an IP address, returns to the address of the connection.
func (s *Simulator) SetCallerIP(address string) {
	addr := addressOf(address)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings.callerIP = addr
}

// Whitelist returns the addresses that may call, sorted.
func (s *Simulator) Whitelist() []string {
	set := s.current().whitelist
	out := []string{}
	for _, addr := range slices.SortedFunc(maps.Keys(set), netip.Addr.Compare) {
		out = append(out, addr.String())
	}
	return out
}
