package acceptance

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// maxMemory is the most that the provider may take at any time, in MiB, whatever a server sends.
const maxMemory = 100

// startProvider starts the provider as a process of its own, as for a debugger. In the workspace that it returns the
// CLI uses that process. The function that it returns ends the process, and returns the most memory that it ever took,
// in MiB.
func (w *workspace) startProvider() (attached *workspace, end func() (peak int64)) {
	w.Helper()
	command := exec.CommandContext(w.Context(), providerPath, "-debug")
	command.Env = append(os.Environ(), "TF_LOG=", "GOGC=")
	for name, value := range w.env {
		command.Env = append(command.Env, name+"="+value)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		w.Fatal(err)
	}
	if err := command.Start(); err != nil {
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
	return w.withEnv(map[string]string{"TF_REATTACH_PROVIDERS": attachment}), func() int64 {
		w.Helper()
		peak := peakMemory(w.T, command.Process.Pid)
		if err := command.Process.Signal(os.Interrupt); err != nil {
			w.Fatal(err)
		}
		_ = command.Wait()
		return peak
	}
}

// peakMemory returns the most memory that a running process has taken, in MiB. The Maxrss of a process that has ended
// does not show it: on Linux a child begins with the peak of its parent.
func peakMemory(t *testing.T, processID int) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", processID))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kib int64
	if _, err := fmt.Sscan(rest, &kib); err != nil {
		t.Fatal(err)
	}
	return kib >> 10
}

// paddedAnswer returns a handler that adds a long member to the simulator's answers.
func paddedAnswer(original http.Handler, padding string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		original.ServeHTTP(recorder, r)
		body := strings.TrimSuffix(strings.TrimSpace(recorder.Body.String()), "}")
		fixedAnswer(recorder.Code, body+`,"x":`+padding+"}")(w, r)
	}
}

// TestAccHostileServer_Memory shows that no answer, for one payee or for a set of 200 that are read ten at a time,
// makes the provider take more than maxMemory. The log of the test has the figures.
func TestAccHostileServer_Memory(t *testing.T) {
	t.Parallel()
	needOneCLI(t)
	if runtime.GOOS != "linux" {
		t.Skip("skipped: only Linux has /proc, where the peak of a process is read")
	}
	const room = 1<<20 - 2000 // what the longest answer allowed leaves beside the original one
	for name, tc := range map[string]struct {
		handler func(original http.Handler) http.HandlerFunc
		status  int // of the CLI: padded answers can be valid
	}{
		"valid answers": {func(original http.Handler) http.HandlerFunc { return original.ServeHTTP }, 0},
		"a gzip bomb": {func(http.Handler) http.HandlerFunc {
			return fixedAnswer(200, gzipBomb(), "Content-Encoding", "gzip")
		}, 1},
		"a body without end": {func(http.Handler) http.HandlerFunc { return endlessAnswer(strings.Repeat("x", 64<<10), 0) }, 1},
		"small objects": {func(h http.Handler) http.HandlerFunc {
			return paddedAnswer(h, "["+strings.Repeat(`{"a":1},`, room/8)+"{}]")
		}, 1},
		"one long text": {func(h http.Handler) http.HandlerFunc { return paddedAnswer(h, `"`+strings.Repeat("x", room)+`"`) }, 0},
	} {
		for shape, config := range map[string]string{"single": ashaConfig(), "set of 200": ""} {
			t.Run(name+", "+shape, func(t *testing.T) {
				h := newHarness(t)
				front := h.addFrontServer()
				w := h.newWorkspace()
				w.writeConfig(config)
				if config == "" {
					w.writeSet("csv_wo", vendorsCSV(200))
				}
				w.apply()
				front.answerWith(tc.handler(front.original))
				attached, end := w.startProvider()
				began := time.Now()
				attached.run(tc.status, "plan", "-refresh-only", "-input=false")
				took := time.Since(began)
				peak := end()
				t.Logf("MEASURED %-24s %-10s %3d MiB, %v", name, shape, peak, took.Round(100*time.Millisecond))
				if peak > maxMemory {
					t.Errorf("the provider took %d MiB", peak)
				}
			})
		}
	}
}
