package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// buffer can be written and read at the same time.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// program is a run of the simulator within the test.
type program struct {
	t      *testing.T
	base   string
	stdout *bufio.Reader
	stderr buffer
	cancel context.CancelFunc
	code   chan int
}

func startProgram(t *testing.T, args ...string) *program {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	p := &program{t: t, stdout: bufio.NewReader(out), cancel: cancel, code: make(chan int, 1)}
	go func() {
		p.code <- run(ctx, args, in, &p.stderr)
		in.Close()
	}()
	line, err := p.stdout.ReadString('\n')
	if err != nil {
		t.Fatalf("no base URL: %v\n%s", err, p.stderr.String())
	}
	p.base = strings.TrimSuffix(line, "\n")
	return p
}

// stop ends the program and returns what else it wrote to standard output.
func (p *program) stop() string {
	p.t.Helper()
	p.cancel()
	rest, err := io.ReadAll(p.stdout)
	if err != nil {
		p.t.Fatal(err)
	}
	if code := <-p.code; code != 0 {
		p.t.Fatalf("exit code %d\n%s", code, p.stderr.String())
	}
	return string(rest)
}

func (p *program) call(method, path, body string) (int, string) {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, strings.TrimSuffix(p.base, "/payout")+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("x-client-id", "CF1")
	req.Header.Set("x-client-secret", "s1")
	req.Header.Set("x-api-version", "2024-01-01")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

func writeFile(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const ravi = `{"beneficiary_id":"ravi","beneficiary_name":"Ravi","beneficiary_instrument_details":{"vpa":"ravi@examplebank"}}`

// Every flag has its effect.
func TestFlags_All(t *testing.T) {
	t.Parallel()
	key := filepath.Join(t.TempDir(), "key.pem")
	p := startProgram(t,
		"-listen", "127.0.0.1:0", "-client-id", "CF1", "-client-secret", "s1", "-second-factor", "ip",
		"-caller-ip", "203.0.113.7", "-whitelist", "203.0.113.6, 203.0.113.7", "-public-key-out", key,
		"-seed", writeFile(t, "seed.json", `{"beneficiaries":[{"id":"asha","name":"Asha"}],"balance":"1.00","behaviour":{"delete_status":200}}`),
		"-balance", "42.50", "-behaviour", "delete_status=201", "-behaviour", writeFile(t, "mine.json", `{"absent_fields":"null","added_on_zone":"Z"}`),
		"-latency", "1ms", "-requests-per-minute", "50",
		"-faults", writeFile(t, "faults.json", `[{"method":"GET","action":"status_before","status":502,"times":1}]`),
	)
	if !strings.HasPrefix(p.base, "http://127.0.0.1:") || !strings.HasSuffix(p.base, "/payout") {
		t.Fatalf("base URL %q", p.base)
	}
	if status, _ := p.call("GET", "/payout/beneficiary?beneficiary_id=asha", ""); status != 502 {
		t.Errorf("-faults: got %d", status)
	}
	status, body := p.call("GET", "/payout/beneficiary?beneficiary_id=asha", "")
	if status != 200 || !strings.Contains(body, `"vpa":null`) || !strings.Contains(body, `Z"`) {
		t.Errorf("-seed, -behaviour, -whitelist: got %d %s", status, body)
	}
	if status, _ := p.call("DELETE", "/payout/beneficiary?beneficiary_id=asha", ""); status != 201 {
		t.Errorf("-behaviour over the seed's: got %d", status)
	}
	if _, body := p.call("GET", "/_sim/balance", ""); !strings.Contains(body, `"balance":"42.50"`) {
		t.Errorf("-balance: got %s", body)
	}
	if data, err := os.ReadFile(key); err != nil || !strings.HasPrefix(string(data), "-----BEGIN PUBLIC KEY-----") {
		t.Errorf("-public-key-out: %q, %v", data, err)
	}
	if rest := p.stop(); rest != "" {
		t.Errorf("more than the base URL on standard output: %q", rest)
	}
	if !strings.Contains(p.stderr.String(), "path=/payout/beneficiary status=201") {
		t.Errorf("no log on standard error:\n%s", p.stderr.String())
	}
}

// The account of one run is there in the next, and the seed does not bring back what was removed.
func TestData_Restart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := filepath.Join(dir, "account.json")
	seed := writeFile(t, "seed.json", `{"beneficiaries":[{"id":"asha"}],"balance":"10.00"}`)
	args := []string{"-client-id", "CF1", "-client-secret", "s1", "-data", data, "-seed", seed}

	first := startProgram(t, args...)
	if status, body := first.call("POST", "/payout/beneficiary", ravi); status != 201 {
		t.Fatal(status, body)
	}
	first.call("DELETE", "/payout/beneficiary?beneficiary_id=asha", "")
	first.stop()

	info, err := os.Stat(data)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode().Perm())
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("temporary files are left: %v", left)
	}

	second := startProgram(t, args...)
	if status, _ := second.call("GET", "/payout/beneficiary?beneficiary_id=ravi", ""); status != 200 {
		t.Errorf("the created beneficiary is missing: %d", status)
	}
	if status, _ := second.call("GET", "/payout/beneficiary?beneficiary_id=asha", ""); status != 404 {
		t.Errorf("the seed added the removed beneficiary again: %d", status)
	}
	second.stop()

	third := startProgram(t, append(args, "-balance", "42.50")...)
	if _, body := third.call("GET", "/_sim/balance", ""); !strings.Contains(body, `"balance":"42.50"`) {
		t.Errorf("the flag did not set the balance: %s", body)
	}
	third.stop()
}

// The data file is saved while the program runs, and is always whole.
func TestData_SavedWhileRunning(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "account.json")
	p := startProgram(t, "-client-id", "CF1", "-client-secret", "s1", "-data", data)
	p.call("POST", "/payout/beneficiary", ravi)
	deadline := time.Now().Add(10 * time.Second)
	for {
		var kept struct {
			Beneficiaries []struct{ ID string }
		}
		content, err := os.ReadFile(data)
		if err != nil || json.Unmarshal(content, &kept) != nil {
			t.Fatalf("the file is half written: %v %s", err, content)
		}
		if len(kept.Beneficiaries) == 1 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("not saved within ten seconds")
		}
		<-time.After(10 * time.Millisecond)
	}
	p.stop()
}

// An invalid flag or file ends the program with one line that names it.
func TestFlags_Invalid(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	missing := filepath.Join(t.TempDir(), "no", "file")
	for name, tc := range map[string]struct {
		args []string
		want string
	}{
		"unknown flag":          {[]string{"-port", "80"}, "flag provided but not defined: -port"},
		"stray argument":        {[]string{"-latency", "1ms", "serve"}, `unexpected argument "serve"; a command must come after --`},
		"no such command":       {[]string{"--", missing}, "no such file"},
		"port in use":           {[]string{"-listen", taken.Addr().String()}, "address already in use"},
		"address without port":  {[]string{"-listen", "127.0.0.1"}, "missing port"},
		"second factor":         {[]string{"-second-factor", "otp"}, `invalid value "otp" for flag -second-factor: must be none, ip or signature`},
		"latency":               {[]string{"-latency", "fast"}, "-latency"},
		"negative latency":      {[]string{"-latency", "-1s"}, "-latency must be 0 or greater, got -1s"},
		"negative limit":        {[]string{"-requests-per-minute", "-1"}, "-requests-per-minute must be 0 or greater, got -1"},
		"caller":                {[]string{"-caller-ip", "here"}, `invalid value "here" for flag -caller-ip: must be an IP address`},
		"whitelist":             {[]string{"-whitelist", "203.0.113.7,10.0.0.0/8"}, `-whitelist: must be IP addresses separated by commas, got "10.0.0.0/8"`},
		"allowed hosts":         {[]string{"-allowed-hosts", "sim, sim:8080"}, `-allowed-hosts: must be host names or IP addresses without a port, got "sim:8080"`},
		"balance":               {[]string{"-balance", "1.005"}, `-balance must be rupees with at most two decimals, such as 10.50, got "1.005"`},
		"file of switches":      {[]string{"-behaviour", "does-not-exist.json"}, "must be key=value, or a file"},
		"switch":                {[]string{"-behaviour", "deleted_get=maybe"}, `deleted_get must be not_found or deleted_status, got "maybe"`},
		"unknown switch":        {[]string{"-behaviour", "deleted=x"}, "unknown field"},
		"no seed file":          {[]string{"-seed", missing}, "no such file"},
		"broken seed file":      {[]string{"-seed", writeFile(t, "s.json", "{")}, "unexpected EOF"},
		"seed with a typo":      {[]string{"-seed", writeFile(t, "s.json", `{"beneficiary":[]}`)}, `unknown field "beneficiary"`},
		"seed with two errors":  {[]string{"-seed", writeFile(t, "s.json", `{"beneficiaries":[{},{}]}`)}, "beneficiaries[0]: id is required; beneficiaries[1]: id is required"},
		"broken faults file":    {[]string{"-faults", writeFile(t, "f.json", `{"action":"explode"}`)}, "faults[0]: action must be latency"},
		"no faults file":        {[]string{"-faults", missing}, "no such file"},
		"broken data file":      {[]string{"-data", writeFile(t, "d.json", "")}, "-data"},
		"data in no directory":  {[]string{"-data", missing}, "-data"},
		"key in no directory":   {[]string{"-public-key-out", missing}, "-public-key-out"},
		"data that is a folder": {[]string{"-data", t.TempDir()}, "-data"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
			defer stop() // Input that is accepted by mistake must not hang the test.
			var stdout, stderr bytes.Buffer
			if code := run(ctx, tc.args, &stdout, &stderr); code == 0 {
				t.Error("exit code 0")
			}
			line := stderr.String()
			if strings.Count(line, "\n") != 1 || !strings.HasPrefix(line, "payouts-simulator: ") || !strings.Contains(line, tc.want) {
				t.Errorf("got %q, want one line with %q", line, tc.want)
			}
			if stdout.Len() > 0 {
				t.Errorf("standard output: %q", stdout.String())
			}
		})
	}
}

// The flag -help prints the flags and is not an error.
func TestHelp_ExitCode(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"-help"}, &stdout, &stderr); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if stdout.Len() > 0 || !strings.Contains(stderr.String(), "-second-factor") {
		t.Errorf("got %q and %q", stdout.String(), stderr.String())
	}
}

// A signal ends the process without an error, even if a call is hung.
func TestSignal_Stops(t *testing.T) {
	t.Parallel()
	binary := filepath.Join(t.TempDir(), "payouts-simulator")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	for name, signal := range map[string]os.Signal{"SIGTERM": syscall.SIGTERM, "SIGINT": os.Interrupt} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stopWithHungCall(t, binary, signal)
		})
	}
}

func stopWithHungCall(t *testing.T, binary string, signal os.Signal) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, "-faults", writeFile(t, "f.json", `{"action":"hang"}`))
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(stdout)
	hangCall(t, reader)
	if err := cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(reader)
	if err != nil || len(rest) > 0 {
		t.Errorf("%v: more on standard output: %q, %v", signal, rest, err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %v", signal, err)
	}
}

// hangCall reads the base URL and sends a request to it, whose connection stays open until the test ends.
func hangCall(t *testing.T, stdout *bufio.Reader) {
	t.Helper()
	base, err := stdout.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(base, "http://"), "/payout\n"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, "GET /payout/beneficiary HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
}
