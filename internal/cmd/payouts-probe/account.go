package main

import (
	"cmp"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// account is what is asked: the credentials and addresses of the environment variables that the provider has.
type account struct {
	clientID, clientSecret string
	publicKey              *rsa.PublicKey // nil without signatures
	v2, v1                 *url.URL
	isProduction           bool
}

const variablePrefix = "CASHFREE_PAYOUT_"

// readAccount reads the environment. Its errors quote no value.
func readAccount(getenv func(string) string) (account, error) {
	get := func(name string) string { return strings.TrimSpace(getenv(variablePrefix + name)) }
	a := account{clientID: get("CLIENT_ID"), clientSecret: get("CLIENT_SECRET")}
	if a.clientID == "" || a.clientSecret == "" {
		return account{}, fmt.Errorf("set %[1]sCLIENT_ID and %[1]sCLIENT_SECRET, as for the provider", variablePrefix)
	}
	v2, v1 := payouts.SandboxURL, payouts.V1SandboxURL
	switch environment := cmp.Or(get("ENVIRONMENT"), "sandbox"); environment {
	case "sandbox":
	case "production":
		a.isProduction, v2, v1 = true, payouts.ProductionURL, payouts.V1ProductionURL
	default:
		return account{}, fmt.Errorf("%sENVIRONMENT must be sandbox or production", variablePrefix)
	}
	if base := get("BASE_URL"); base != "" {
		v2, v1 = base, base
	}
	isNamed := get("ENVIRONMENT") != ""
	var err error
	if a.publicKey, err = readPublicKey(get("PUBLIC_KEY"), get("PUBLIC_KEY_PATH")); err != nil {
		return account{}, err
	}
	if a.v2, err = a.parseBase("BASE_URL", v2, getenv); err != nil {
		return account{}, err
	}
	if a.v1, err = a.parseBase("V1_BASE_URL", cmp.Or(get("V1_BASE_URL"), v1), getenv); err != nil {
		return account{}, err
	}
	for _, base := range []*url.URL{a.v2, a.v1} {
		switch {
		case isHostOf(base, payouts.ProductionURL, payouts.V1ProductionURL):
			a.isProduction = true // whatever else is set
		case !isNamed && !isLoopback(base) && !isHostOf(base, payouts.SandboxURL, payouts.V1SandboxURL):
			return account{}, fmt.Errorf("set %sENVIRONMENT, because the base URL is not one of Cashfree's", variablePrefix)
		}
	}
	return a, nil
}

// parseBase returns a base URL in one spelling. The client of the provider checks it, and with it the credentials and
// the proxy of its calls, so that the probe accepts what the provider accepts.
func (a account) parseBase(variable, text string, getenv func(string) string) (*url.URL, error) {
	client, err := payouts.New(payouts.Config{
		ClientID: a.clientID, ClientSecret: a.clientSecret, PublicKey: a.publicKey, BaseURL: text, Getenv: getenv,
	})
	if err != nil {
		return nil, firstProblem(err, variable)
	}
	return url.Parse(client.Origin())
}

// firstProblem returns the first problem that the client found, with the name of its environment variable.
func firstProblem(err error, base string) error {
	problems, _ := errors.AsType[payouts.ConfigErrors](err)
	if len(problems) == 0 {
		return err
	}
	variables := map[string]string{
		"ClientID": "CLIENT_ID", "ClientSecret": "CLIENT_SECRET", "PublicKey": "PUBLIC_KEY", "BaseURL": base,
	}
	first := problems[0]
	if name, isOwn := variables[first.Field]; isOwn {
		return fmt.Errorf("%s%s %s", variablePrefix, name, first.Problem)
	}
	return first // of a proxy: its field is the variable
}

// isLoopback reports whether a base URL names this machine. For plain http, the transport checks where the name leads.
func isLoopback(base *url.URL) bool {
	address, err := netip.ParseAddr(base.Hostname())
	return base.Hostname() == "localhost" || err == nil && address.IsLoopback()
}

// isHostOf reports whether an address has the host of one of the others. A dot at the end of a host changes nothing.
func isHostOf(base *url.URL, others ...string) bool {
	return slices.ContainsFunc(others, func(other string) bool {
		parsed, err := url.Parse(other)
		return err == nil && strings.EqualFold(strings.TrimRight(base.Hostname(), "."), parsed.Hostname())
	})
}

func readPublicKey(text, path string) (*rsa.PublicKey, error) {
	if text == "" && path != "" {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("%sPUBLIC_KEY_PATH: the file cannot be read", variablePrefix)
		}
		text = string(content)
	}
	if text == "" {
		return nil, nil //nolint:nilnil // there is none, and none is needed
	}
	key, err := payouts.ParsePublicKey(text)
	if err != nil {
		return nil, fmt.Errorf("%sPUBLIC_KEY, or the file of %[1]sPUBLIC_KEY_PATH: %w", variablePrefix, err)
	}
	return key, nil
}
