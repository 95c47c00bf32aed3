package providerdata

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

var (
	proxyReasons       = []payouts.NetworkReason{payouts.ProxyAuthentication, payouts.ProxyRefused, payouts.ProxyFailed}
	certificateReasons = []payouts.NetworkReason{
		payouts.UntrustedCertificate, payouts.OtherCertificate, payouts.ExpiredCertificate,
	}
)

// ProxyEncoding is how to write a proxy variable.
const ProxyEncoding = "Write it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT. In the user name and the password, " +
	"percent-encode special characters: % is %25, # is %23, / is %2F, ? is %3F, ^ is %5E, @ is %40, : is %3A, and a space is %20."

// isNetwork matches a failure of the network for one of these reasons.
func isNetwork(reasons ...payouts.NetworkReason) func(*payouts.Error) bool {
	return func(failed *payouts.Error) bool {
		return errors.Is(failed, payouts.ErrNetwork) && failed.Network != nil && slices.Contains(reasons, failed.Network.Reason)
	}
}

func proxyAdvice(failed *payouts.Error) string {
	host, name, variable := failed.Network.Host, "The proxy", "HTTPS_PROXY"
	if proxy := failed.Network.Proxy; proxy != nil {
		name, variable = fmt.Sprintf("The proxy %s, which %s names,", proxy.Host, proxy.Variable), proxy.Variable
	}
	switch failed.Network.Reason {
	case payouts.ProxyAuthentication:
		return fmt.Sprintf("%s asks for a user name and a password, or refuses the ones in %s. Correct them there. %s The provider can "+
			"sign in with a user name and a password only, not with NTLM or Kerberos.", name, variable, ProxyEncoding)
	case payouts.ProxyRefused:
		return fmt.Sprintf("%s does not allow connections to %s. Ask whoever runs it to allow them. Or add the host to NO_PROXY, if this "+
			"machine may call it directly.", name, host)
	default:
		return fmt.Sprintf("%s could not connect to %s. Run the same command again later. If the problem persists, ask whoever runs the "+
			"proxy, and check the value of %s.", name, host, variable)
	}
}

func certificateAdvice(failed *payouts.Error) string {
	const inspection = "Often a company inspects TLS with a certificate authority of its own. Add that authority's root certificate to the " +
		"certificate store of this machine. On Linux, the environment variable SSL_CERT_FILE can name a file with the trusted root " +
		"certificates instead."
	host := failed.Network.Host
	switch failed.Network.Reason {
	case payouts.ExpiredCertificate:
		return fmt.Sprintf("The certificate that was shown for %s is valid at another time. Check the clock of this machine first. If the "+
			"clock is right, something between this machine and Cashfree, such as a company's TLS inspection, shows an old certificate. "+
			"Ask whoever runs it.", host) + baseURLAdvice(failed)
	case payouts.OtherCertificate:
		return fmt.Sprintf("Whatever answered for %s showed the certificate of another host. The cause can be a company's TLS inspection, the "+
			"sign-in page of a network, or a wrong entry in DNS or the hosts file.", host) + baseURLAdvice(failed)
	default:
		return fmt.Sprintf("This machine does not trust the certificate that was shown for %s. ", host) + inspection + baseURLAdvice(failed)
	}
}

func connectionAdvice(failed *payouts.Error) string {
	fault := failed.Network
	switch {
	case fault == nil:
		return "Check the network of this machine."
	case fault.Reason == payouts.NotLoopback:
		return "Plain http is accepted only for this machine, because every call carries the client secret. Use a base URL with 127.0.0.1, or " +
			"correct the entry of the name in the hosts file."
	case fault.Proxy != nil:
		return fmt.Sprintf("This machine cannot reach the proxy %s. Check the value of %s, and that the proxy runs and can be reached from "+
			"here.", fault.Proxy.Host, fault.Proxy.Variable)
	case fault.Reason == payouts.UnknownHost:
		return fmt.Sprintf("DNS has no address for %s. Check the DNS settings of this machine. If calls from here must go through a proxy, "+
			"set HTTPS_PROXY.", fault.Host) + baseURLAdvice(failed)
	case strings.HasPrefix(failed.BaseURL, "http://"): // this machine, so neither firewall nor proxy is to blame
		return fmt.Sprintf("Start the program that serves %s, such as payouts-simulator.", fault.Host) + baseURLAdvice(failed)
	default:
		return fmt.Sprintf("This machine cannot connect to %s. Check its network: firewall, VPN and DNS. If calls from here must go through a "+
			"proxy, set HTTPS_PROXY.", fault.Host) + baseURLAdvice(failed)
	}
}

func notAPIAdvice(failed *payouts.Error) string {
	if failed.BaseURL == "" {
		return "The answer did not come from Cashfree's API but from something between, such as a proxy or the sign-in page of a network. Check " +
			"the proxy settings of this machine (HTTPS_PROXY), or try from another network."
	}
	return "The Payouts API does not answer there." + baseURLAdvice(failed) + " If it is right, check the proxy settings of this machine."
}

// baseURLAdvice returns what to check about a base URL that is none of Cashfree's own, after a space, or nothing.
func baseURLAdvice(failed *payouts.Error) string {
	if failed.BaseURL == "" {
		return ""
	}
	argument, variable := "base_url", "CASHFREE_PAYOUT_BASE_URL"
	if failed.BaseURLField == "V1BaseURL" {
		argument, variable = "v1_base_url", "CASHFREE_PAYOUT_V1_BASE_URL"
	}
	return fmt.Sprintf(" Check %s, or the environment variable %s: it is %s. The path belongs to it, as /payout does in %s.",
		argument, variable, failed.BaseURL, payouts.SandboxURL)
}
