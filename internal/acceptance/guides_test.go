package acceptance

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// runGuides are the pages of which each block is run, or says why not.
var runGuides = []string{
	"README.md",
	"templates/guides/first-hour.md",
	"templates/guides/testing-modules.md",
	"templates/guides/drift-in-ci.md",
	"templates/guides/second-factor.md",
	"templates/guides/account-numbers.md",
	"templates/guides/key-rotation.md",
	"templates/guides/importing.md",
	"templates/guides/migrating.md",
	"templates/guides/replacing-a-beneficiary.md",
	"templates/guides/errors.md",
	"templates/guides/other-tools.md",
	"examples/complete/several-states/README.md",
}

// TestAccGuides_Run runs the blocks of each page in their order, in one shell and a new folder, as a reader would. It
// answers "yes" to each question.
func TestAccGuides_Run(t *testing.T) {
	t.Parallel()
	programs := linkGuidePrograms(t)
	for _, page := range runGuides {
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			r := guideRun{T: t, page: filepath.Join("../..", page), dir: t.TempDir(), programs: programs}
			r.blocks = readGuide(t, r.page)
			r.run()
		})
	}
}

// linkGuidePrograms makes a folder for the PATH with the programs that a reader has, and returns it. The CLI under test
// is there under both names, and so is conftest where this machine has it.
func linkGuidePrograms(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	path, err := exec.LookPath(cli.path)
	if err != nil {
		t.Fatal(err)
	}
	links := map[string]string{"terraform": path, "tofu": path}
	for _, program := range []string{providerPath, simulatorPath, driftReportPath, probePath} {
		links[filepath.Base(program)] = program
	}
	if conftest := conftestPath(t); conftest != "" {
		links["conftest"] = conftest
	}
	for name, target := range links {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// guideRun is a run of one page.
type guideRun struct {
	*testing.T
	page     string
	blocks   []pageBlock
	dir      string // of the reader
	programs string // for the PATH
	address  string // in place of that of the page
}

// pageAddress is where pages let the simulator listen.
const pageAddress = "127.0.0.1:8650"

// Before each block the shell prints its number on a line of its own.
const blockMark = "@@ block %d @@\n"

func (r *guideRun) run() {
	r.Helper()
	r.address = freeAddress(r.T)
	_, noProgram := os.Stat(filepath.Join(r.programs, neededProgram))
	for i := range r.blocks {
		if block := &r.blocks[i]; !block.isMet(noProgram == nil, cliAtLeast) {
			block.notRun = "no " + block.needs
		}
	}
	outputs := r.outputs(r.script())
	counts := make(map[string]int)
	var last string // the output of the commands before
	for i, block := range r.blocks {
		switch {
		case block.notRun != "":
			counts["not run: "+block.notRun]++
		case block.isCommands():
			counts["run"]++
			last = outputs[i]
		case block.isOutput():
			counts["compared"]++
			if unseen := firstUnseen(block.text, last); unseen != "" {
				r.Errorf("%s:%d: the page shows\n%s\nbut the output is\n%s", r.page, block.line, unseen, last)
			}
		case block.file != "":
			counts["file"]++
		default:
			r.Errorf("%s:%d: nothing says what the block of %q is", r.page, block.line, block.language)
		}
	}
	r.Logf("%s: %v", filepath.Base(r.page), counts)
}

// lastPort is below the ports that systems give to those who ask for any.
var lastPort atomic.Int32

func init() { lastPort.Store(20_000 + int32(os.Getpid()%10_000)) }

// freeAddress returns an address that nobody uses, and that no other page gets.
func freeAddress(t *testing.T) string {
	t.Helper()
	for port := lastPort.Add(1); port < 32_000; port = lastPort.Add(1) {
		address := fmt.Sprintf("127.0.0.1:%d", port)
		if listener, err := net.Listen("tcp", address); err == nil {
			_ = listener.Close()
			return address
		}
	}
	t.Fatal("no port is free")
	return ""
}

// script returns all blocks as one shell script. It ends at the first command that fails, except in blocks that say so.
func (r *guideRun) script() string {
	script := strings.Builder{}
	// A page that fails does not come to its own kill.
	jobs := filepath.Join(r.TempDir(), "jobs")
	fmt.Fprintf(&script, "trap 'jobs -p > %[1]s; kill $(cat %[1]s) 2> /dev/null || :' EXIT\nset -e\nexec 2>&1\n", jobs)
	for i, block := range r.blocks {
		text := strings.ReplaceAll(block.text, pageAddress, r.address)
		fmt.Fprintf(&script, "printf '"+strings.ReplaceAll(blockMark, "\n", `\n`)+"'\n", i)
		switch {
		case block.notRun != "":
		case block.file != "":
			redirect := ">"
			if block.isAdded {
				redirect = ">>"
			}
			fmt.Fprintf(&script, "mkdir -p \"$(dirname '%[1]s')\"\ncat %[2]s '%[1]s' <<'@@END@@'\n%[3]s@@END@@\n", block.file, redirect, text)
			if strings.HasSuffix(block.file, ".tf") && !r.isUsed(i) {
				script.WriteString("terraform validate\n")
			}
		case block.isCommands() && block.mayFail:
			fmt.Fprintf(&script, "set +e\n%sset -e\n", text)
		case block.isCommands():
			script.WriteString(text)
		}
	}
	fmt.Fprintf(&script, "printf '"+strings.ReplaceAll(blockMark, "\n", `\n`)+"'\n", len(r.blocks))
	return script.String()
}

// isUsed reports whether commands follow a block of code before the end of the page, or before another block replaces
// the file.
func (r *guideRun) isUsed(i int) bool {
	for _, later := range r.blocks[i+1:] {
		if later.isCommands() {
			return true
		}
		if later.file == r.blocks[i].file && !later.isAdded {
			return false
		}
	}
	return false
}

// maxGuideTime ends a page that waits for ever.
const maxGuideTime = 5 * time.Minute

// outputs runs the script, and returns what each block printed.
func (r *guideRun) outputs(script string) []string {
	r.Helper()
	file := filepath.Join(r.TempDir(), "page.sh")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		r.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(r.Context(), maxGuideTime)
	defer cancel()
	command := exec.CommandContext(ctx, "sh", file)
	command.Dir, command.Env, command.Stdin = r.dir, r.environment(), alwaysYes{}
	command.WaitDelay = time.Second // of what the page leaves running
	output, err := command.CombinedOutput()
	outputs := make([]string, len(r.blocks))
	rest, last := string(output), 0
	for i := range outputs {
		_, rest, _ = strings.Cut(rest, fmt.Sprintf(blockMark, i))
		text, _, isEnded := strings.Cut(rest, fmt.Sprintf(blockMark, i+1))
		outputs[i] = text
		if last = i; !isEnded {
			break
		}
	}
	if err != nil && !errors.Is(err, exec.ErrWaitDelay) {
		r.Fatalf("%s:%d: %v:\n%s%s", r.page, r.blocks[last].line, err, r.blocks[last].text, outputs[last])
	}
	return outputs
}

// environment is that of a reader who has followed the first hour: the programs on the PATH, and an override for the
// provider. The repository is cloned from here.
func (r *guideRun) environment() []string {
	r.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		r.Fatal(err)
	}
	overrides := filepath.Join(r.TempDir(), "cli.tfrc")
	content := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"registry.terraform.io/cashfree-community/cashfree\" = %[1]q\n"+
		"    \"registry.opentofu.org/cashfree-community/cashfree\" = %[1]q\n  }\n  direct {}\n}\n", r.programs)
	if err := os.WriteFile(overrides, []byte(content), 0o600); err != nil {
		r.Fatal(err)
	}
	path := []string{r.programs, toolsDir, os.Getenv("PATH")}
	return append(ownEnvironment(), "PATH="+strings.Join(path, string(os.PathListSeparator)), "TF_CLI_CONFIG_FILE="+overrides,
		"CHECKPOINT_DISABLE=1", "NO_COLOR=1", "TF_CLI_ARGS=-no-color", "GOFLAGS=-trimpath",
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=url."+root+".insteadOf",
		"GIT_CONFIG_VALUE_0=https://github.com/cashfree-community/terraform-provider-cashfree",
		"CASHFREE_PAYOUT_CLIENT_ID="+simulatorID, "CASHFREE_PAYOUT_CLIENT_SECRET="+simulatorSecret,
		"CASHFREE_PAYOUT_BASE_URL=http://"+r.address+"/payout")
}

// The credentials of the simulator that readers start.
const (
	simulatorID     = "CF_SIM_CLIENT"
	simulatorSecret = "cfsk_sim_secret"
)

// alwaysYes is the input of a reader who answers each question with "yes".
type alwaysYes struct{}

func (alwaysYes) Read(p []byte) (int, error) { return copy(p, "yes\n"), nil }
