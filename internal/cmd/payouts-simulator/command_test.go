package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test's own binary be the command, so that none has to be installed.
func TestMain(m *testing.M) {
	switch os.Getenv("SIMULATOR_TEST_COMMAND") {
	case "":
		os.Exit(m.Run())
	case "wait until saved":
		os.Exit(waitUntilSaved(os.Getenv("SIMULATOR_TEST_DATA")))
	}
	request, err := http.NewRequest(http.MethodGet, os.Getenv("CASHFREE_PAYOUT_BASE_URL")+"/beneficiary?beneficiary_id=nobody", nil)
	if err != nil {
		os.Exit(9)
	}
	request.Header.Set("X-Client-Id", os.Getenv("CASHFREE_PAYOUT_CLIENT_ID"))
	request.Header.Set("X-Client-Secret", os.Getenv("CASHFREE_PAYOUT_CLIENT_SECRET"))
	request.Header.Set("X-Api-Version", "2024-01-01")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		os.Exit(9)
	}
	defer answer.Body.Close()
	key, _, _ := strings.Cut(os.Getenv("CASHFREE_PAYOUT_PUBLIC_KEY"), "\n")
	_, _ = os.Stdout.WriteString(answer.Status + key)
	os.Exit(7) //nolint:gocritic // the process ends here in any case
}

// A command finds the simulator in its environment, and its exit status is that of the program.
func TestCommand_Environment(t *testing.T) {
	t.Setenv("SIMULATOR_TEST_COMMAND", "1")
	for factor, want := range map[string]string{
		"none": "404 Not Found", "signature": "403 Forbidden-----BEGIN PUBLIC KEY-----",
	} {
		var stdout, stderr bytes.Buffer
		code := run(t.Context(), []string{"-client-id", "CF1", "-second-factor", factor, "--", os.Args[0]}, &stdout, &stderr)
		if code != 7 || stdout.String() != want || stderr.Len() > 0 {
			t.Errorf("%s: it ended with %d, %q and %q", factor, code, stdout.String(), stderr.String())
		}
	}
}

// waitUntilSaved adds a payee and waits until it is in the data file. It returns 7 once it is.
func waitUntilSaved(data string) int {
	request, err := http.NewRequest(http.MethodPatch, strings.TrimSuffix(os.Getenv("CASHFREE_PAYOUT_BASE_URL"), "/payout")+"/_sim/beneficiaries/asha",
		strings.NewReader(`{"name":"Asha Rao"}`))
	if err != nil {
		return 9
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil || answer.StatusCode != http.StatusOK {
		return 8
	}
	_ = answer.Body.Close()
	for { // the time limit of the tests ends it
		if content, _ := os.ReadFile(data); strings.Contains(string(content), "Asha Rao") {
			return 7
		}
		<-time.After(10 * time.Millisecond)
	}
}

// The data file is saved while a command runs.
func TestCommand_Saved(t *testing.T) {
	data := filepath.Join(t.TempDir(), "account.json")
	t.Setenv("SIMULATOR_TEST_COMMAND", "wait until saved")
	t.Setenv("SIMULATOR_TEST_DATA", data)
	seed := writeFile(t, "seed.json", `{"beneficiaries":[{"id":"asha","name":"Asha"}]}`)
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"-data", data, "-seed", seed, "--", os.Args[0]}, &stdout, &stderr); code != 7 {
		t.Errorf("it ended with %d, %q and %q", code, stdout.String(), stderr.String())
	}
}

// The flag -version prints the version and ends the program.
func TestVersion_Printed(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"-version"}, &stdout, &stderr); code != 0 || stdout.String() != "payouts-simulator dev\n" {
		t.Errorf("it ended with %d, %q and %q", code, stdout.String(), stderr.String())
	}
}
