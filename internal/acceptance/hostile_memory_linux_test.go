package acceptance

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// mostMemory is what the provider may take at its peak, in MiB, whatever a server sends.
const mostMemory = 100

// attached starts the provider by itself, as for a debugger, so that its memory is its own; measure ends it and gives the
// most that it ever held, in MiB.
func (w *workspace) attached() (attached *workspace, measure func() int64) {
	w.Helper()
	provider := exec.CommandContext(w.Context(), binary, "-debug")
	provider.Env = append(os.Environ(), "TF_LOG=")
	for name, value := range w.env {
		provider.Env = append(provider.Env, name+"="+value)
	}
	stdout, err := provider.StdoutPipe()
	if err != nil {
		w.Fatal(err)
	}
	if err := provider.Start(); err != nil {
		w.Fatal(err)
	}
	attachment := ""
	for lines := bufio.NewScanner(stdout); attachment == "" && lines.Scan(); {
		if _, rest, found := strings.Cut(lines.Text(), "TF_REATTACH_PROVIDERS='"); found {
			attachment = strings.TrimSuffix(rest, "'")
		}
	}
	if cli.tofu {
		attachment = strings.Replace(attachment, "registry.terraform.io", "registry.opentofu.org", 1)
	}
	return w.in(map[string]string{"TF_REATTACH_PROVIDERS": attachment}), func() int64 {
		w.Helper()
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", provider.Process.Pid))
		if err != nil {
			w.Fatal(err)
		}
		if err := provider.Process.Signal(os.Interrupt); err != nil {
			w.Fatal(err)
		}
		_ = provider.Wait()
		// Not the Maxrss of the ended process: Linux lets a child begin with the peak of the process that started it.
		_, rest, _ := strings.Cut(string(status), "VmHWM:")
		var kib int64
		if _, err := fmt.Sscan(rest, &kib); err != nil {
			w.Fatal(err)
		}
		return kib >> 10
	}
}

// padded is the honest answer, with as much behind it as an answer may hold.
func padded(honest http.Handler, padding string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		recorded := httptest.NewRecorder()
		honest.ServeHTTP(recorded, r)
		body := strings.TrimSuffix(strings.TrimSpace(recorded.Body.String()), "}")
		answer(recorded.Code, body+`,"x":`+padding+"}")(w, r)
	}
}

// A single payee, and a set of two hundred that are read ten at a time, each of them answered with the worst that can be
// sent. What the provider's process took is in the log of the test.
func TestNoServerFillsTheMemory(t *testing.T) {
	t.Parallel()
	const room = 1<<20 - 2000
	for name, evil := range map[string]struct {
		answers func(http.Handler) http.HandlerFunc
		status  int // of the CLI: some are answers all the same
	}{
		"nothing of the kind": {func(honest http.Handler) http.HandlerFunc { return honest.ServeHTTP }, 0},
		"a bomb": {func(http.Handler) http.HandlerFunc {
			return answer(200, bomb(), "Content-Encoding", "gzip")
		}, 1},
		"a body without end": {func(http.Handler) http.HandlerFunc { return endless(strings.Repeat("x", 64<<10), 0) }, 1},
		"small objects":      {func(h http.Handler) http.HandlerFunc { return padded(h, "["+strings.Repeat(`{"a":1},`, room/8)+"{}]") }, 1},
		"one long text":      {func(h http.Handler) http.HandlerFunc { return padded(h, `"`+strings.Repeat("x", room)+`"`) }, 0},
	} {
		for shape, config := range map[string]string{"single": asha(), "set of 200": ""} {
			t.Run(name+", "+shape, func(t *testing.T) {
				s := begin(t)
				impostor := s.behind()
				w := s.workspace()
				w.write("main.tf", requiredProviders+config)
				if config == "" {
					w.vendors("csv_wo", vendorsCSV(200))
				}
				w.ends(0, "apply", "-auto-approve", "-input=false")
				impostor.become(evil.answers(impostor.honest))
				attached, measure := w.attached()
				began := time.Now()
				attached.ends(evil.status, "plan", "-refresh-only", "-input=false")
				took := time.Since(began)
				peak := measure()
				t.Logf("MEASURED %-24s %-10s %3d MiB, %v", name, shape, peak, took.Round(100*time.Millisecond))
				if peak > mostMemory {
					t.Errorf("the provider took %d MiB", peak)
				}
			})
		}
	}
}
