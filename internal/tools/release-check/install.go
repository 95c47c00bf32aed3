package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/mod/sumdb/dirhash"

	cashfree "github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

const (
	clientID     = "CF_RELEASE_CHECK"
	clientSecret = "cfsk_release_check"
)

// configuration names the exact version: a pre-release is installed only then.
const configuration = `terraform {
  required_providers {
    cashfree = {
      source  = %q
      version = %q
    }
  }
}

resource "cashfree_payout_beneficiary" "asha" {
  beneficiary_id = "vendor_asha"
  name           = "Asha Rao"

  instrument = {
    bank_account_number = "00011020001772"
    bank_ifsc           = "HDFC0000001"
  }
}
`

// install copies the archive, in the form in which it will be downloaded, into a filesystem mirror. It runs init, a
// plan that adds a beneficiary, apply, and a plan without changes, and returns the hash in the lock file.
func install(ctx context.Context, r release, cli string, product stage.Product, dir string) (string, error) {
	archive := r.archive(product.Platform())
	content, err := os.ReadFile(archive)
	if err != nil {
		return "", err
	}
	work := filepath.Join(dir, "work")
	files := map[string]string{
		filepath.Join(dir, "cli.tfrc"): stage.CLIConfig,
		filepath.Join(work, "main.tf"): fmt.Sprintf(configuration, stage.Address, r.version),
	}
	for _, registry := range stage.Registries {
		files[filepath.Join(dir, "mirror", registry, filepath.FromSlash(stage.Address), filepath.Base(archive))] = string(content)
	}
	for path, text := range files {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			return "", err
		}
	}

	account := cashfree.New(cashfree.Options{ClientID: clientID, ClientSecret: clientSecret})
	server, err := account.Listen("127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer server.Close()
	program := command{path: cli, dir: work, environ: append(stage.Clean(os.Environ()),
		"CASHFREE_PAYOUT_CLIENT_ID="+clientID,
		"CASHFREE_PAYOUT_CLIENT_SECRET="+clientSecret,
		"CASHFREE_PAYOUT_BASE_URL="+server.BaseURL(),
		"TF_CLI_CONFIG_FILE="+filepath.Join(dir, "cli.tfrc"),
		"CHECKPOINT_DISABLE=1",
	)}
	if err := runSteps(ctx, program); err != nil {
		return "", err
	}
	if found := account.All(); len(found) != 1 || found[0].ID != "vendor_asha" {
		return "", fmt.Errorf("after apply Cashfree must have only the declared beneficiary, got %d", len(found))
	}
	lock, err := os.ReadFile(filepath.Join(work, ".terraform.lock.hcl"))
	if err != nil {
		return "", err
	}
	hash, err := dirhash.HashZip(archive, dirhash.Hash1)
	if err != nil {
		return "", err
	}
	return hash, checkLock(string(lock), product, r.version, hash)
}

// runSteps runs the CLI from init to an empty plan.
func runSteps(ctx context.Context, program command) error {
	steps := []struct {
		exit int
		args []string
	}{
		{0, []string{"init", "-input=false", "-no-color"}},
		{2, []string{"plan", "-input=false", "-no-color", "-detailed-exitcode", "-out=first.tfplan"}},
		{0, []string{"apply", "-input=false", "-no-color", "first.tfplan"}},
		{0, []string{"plan", "-input=false", "-no-color", "-detailed-exitcode"}},
	}
	for _, step := range steps {
		out, exit, err := program.exit(ctx, step.args...)
		if err != nil {
			return err
		}
		if exit != step.exit {
			return program.failure(step.args, exit, out)
		}
		if step.exit == 2 {
			if err := addsOne(ctx, program, "first.tfplan"); err != nil {
				return err
			}
		}
	}
	return nil
}

// addsOne checks that the only change of the plan is the creation of the beneficiary.
func addsOne(ctx context.Context, program command, plan string) error {
	out, err := program.run(ctx, "show", "-json", plan)
	if err != nil {
		return err
	}
	var shown struct {
		Changes []struct {
			Address string `json:"address"`
			Change  struct {
				Actions []string `json:"actions"`
			} `json:"change"`
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(out), &shown); err != nil {
		return err
	}
	if got := fmt.Sprint(shown.Changes); got != "[{cashfree_payout_beneficiary.asha {[create]}}]" {
		return fmt.Errorf("the first plan must only create one beneficiary, got %s", got)
	}
	return nil
}

// checkLock checks that the lock file has the provider with the registry of the product, the version and the hash.
func checkLock(lock string, product stage.Product, version, hash string) error {
	registry := stage.Registries[0]
	if product.Name == "OpenTofu" {
		registry = stage.Registries[1]
	}
	pattern := `(?s)provider "` + regexp.QuoteMeta(registry+"/"+stage.Address) + `" \{(.*?)\n\}`
	block := regexp.MustCompile(pattern).FindStringSubmatch(lock)
	if block == nil {
		return fmt.Errorf("the lock file has no entry for %s/%s:\n%s", registry, stage.Address, lock)
	}
	for _, wanted := range []string{`"` + version + `"`, `"` + hash + `"`} {
		if !strings.Contains(block[1], wanted) {
			return fmt.Errorf("the lock file does not contain %s:\n%s", wanted, lock)
		}
	}
	return nil
}
