package main

import (
	"cmp"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/url"
	"os"
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
	var err error
	if a.v2, err = parseBase("BASE_URL", v2); err != nil {
		return account{}, err
	}
	if a.v1, err = parseBase("V1_BASE_URL", cmp.Or(get("V1_BASE_URL"), v1)); err != nil {
		return account{}, err
	}
	// Whoever names the address of production means production, whatever else is set.
	for _, base := range []*url.URL{a.v2, a.v1} {
		for _, production := range []string{payouts.ProductionURL, payouts.V1ProductionURL} {
			if isSameHost(base, production) {
				a.isProduction = true
			}
		}
	}
	a.publicKey, err = readPublicKey(get("PUBLIC_KEY"), get("PUBLIC_KEY_PATH"))
	return a, err
}

func parseBase(name, text string) (*url.URL, error) {
	base, err := url.Parse(strings.TrimRight(text, "/"))
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" || base.User != nil || base.RawQuery != "" {
		return nil, fmt.Errorf("%s%s must be an address such as %s", variablePrefix, name, payouts.SandboxURL)
	}
	return base, nil
}

func isSameHost(base *url.URL, other string) bool {
	parsed, err := url.Parse(other)
	return err == nil && strings.EqualFold(base.Hostname(), parsed.Hostname())
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
		return nil, errors.New("the public key " + err.Error())
	}
	return key, nil
}
