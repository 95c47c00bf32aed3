package acceptance

import (
	"fmt"
	"hash/fnv"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// awkwardSecret is a client secret that looks different in every format.
const awkwardSecret = `cfsk_"R&D<7>/+=\canary_90bd41`

// accountFor returns the account number of one place. A number that is found shows which place it came from.
func accountFor(place string) string {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(place))
	return fmt.Sprintf("4%015d", sum.Sum64()%1e15)
}

// redactionTest is a workspace that keeps everything that a run prints or stores, to search it for secrets at the end.
type redactionTest struct {
	*workspace
	proxy    *recordingProxy
	screens  map[string]string // what the CLI printed, by step
	files    map[string]string // states, plans and JSON: their names by their content
	secrets  map[string]string // texts that may appear nowhere, by name
	accounts map[string]bool   // places of account numbers; true for those that may appear in files

	// The places of account numbers that the CLI itself prints or logs.
	shownByCLI, loggedByCLI []string
}

// forEachLog runs a test twice, with each way to switch on all logs, and searches what the test kept. TF_LOG_PROVIDER
// logs the provider alone, TF_LOG the CLI as well.
func forEachLog(t *testing.T, test func(*redactionTest)) {
	t.Helper()
	t.Parallel()
	if !cliAtLeast("v1.11.0", "v1.11.0") {
		t.Fatalf("write-only arguments need a newer CLI than %s", cli.version)
	}
	for _, variable := range []string{"TF_LOG_PROVIDER", "TF_LOG"} {
		t.Run(variable, func(t *testing.T) {
			w := newRedactionTest(t)
			w.env[variable] = "TRACE"
			test(w)
			w.checkEverything()
		})
	}
}

// newRedactionTest makes a workspace whose provider calls the simulator through a recordingProxy.
func newRedactionTest(t *testing.T) *redactionTest {
	t.Helper()
	w := &redactionTest{
		workspace: newWorkspace(t), screens: make(map[string]string), files: make(map[string]string), accounts: make(map[string]bool),
	}
	w.sim.SetCredentials(clientID, awkwardSecret)
	w.proxy = w.newRecordingProxy()
	key := w.sim.PublicKeyPEM()
	w.secrets = map[string]string{"the client secret": awkwardSecret, "the public key": bareKey(key), "the token of a mirror": mirrorToken}
	delete(w.env, "CASHFREE_PAYOUT_PUBLIC_KEY_PATH")
	maps.Copy(w.env, map[string]string{
		"CASHFREE_PAYOUT_CLIENT_SECRET": awkwardSecret, "CASHFREE_PAYOUT_BASE_URL": w.proxy.baseURL + "/payout", "CASHFREE_PAYOUT_PUBLIC_KEY": key,
		"TF_LOG_PATH": filepath.Join(w.dir, "trace.log"),
	})
	w.writeFile("key.pem", key)
	return w
}

// bareKey returns a PEM key without its first and last line, on one line.
func bareKey(pem string) string {
	lines := strings.Split(strings.TrimSpace(pem), "\n")
	return strings.Join(lines[1:len(lines)-1], "")
}

// secretAccount returns the account number of a place. The number may appear nowhere.
func (w *redactionTest) secretAccount(place string) string {
	w.accounts[place] = false
	return accountFor(place)
}

// stateAccount returns the account number of a place. The number may appear in state and plan files, and nowhere else.
func (w *redactionTest) stateAccount(place string) string {
	w.accounts[place] = true
	return accountFor(place)
}

// sensitiveVariable declares a sensitive variable with a value in a configuration, and returns the expression for it.
func (w *redactionTest) sensitiveVariable(config *strings.Builder, name, value string) string {
	w.env["TF_VAR_"+name] = value
	fmt.Fprintf(config, "variable %q {\n type = string\n sensitive = true\n}\n", name)
	return "var." + name
}

// fileExpression writes a value to a file, and returns the expression that reads it. Unlike a variable it is known
// during validation.
func (w *redactionTest) fileExpression(name, value string) string {
	w.writeFile(name+".txt", value)
	return fmt.Sprintf("file(%q)", name+".txt")
}

// runKeeping runs the CLI, and keeps what it prints and the files that it leaves behind.
func (w *redactionTest) runKeeping(status int, arguments ...string) string {
	w.Helper()
	output := w.run(status, arguments...)
	name := fmt.Sprintf("step %d, %s", len(w.screens)+1, arguments[0])
	w.screens[name] = output
	if slices.Contains(arguments, "-json") || slices.Contains(arguments, "pull") {
		w.files[output], w.screens[name] = name, ""
	}
	for file, content := range w.allFiles() {
		if !isSource(file) {
			w.files[content] = file + " after " + name
		}
	}
	return output
}

// isSource reports whether the author of the configuration wrote the file, or whether it is the log, which is searched
// apart.
func isSource(file string) bool {
	return slices.Contains([]string{".tf", ".csv", ".json", ".pem", ".txt", ".tfrc", ".log"}, filepath.Ext(file))
}

// checkEverything searches all that was kept for secrets. Only those listed in shownByCLI and loggedByCLI may be found.
func (w *redactionTest) checkEverything() {
	w.Helper()
	inFiles := w.newSearch(func(mayBeInFiles bool) bool { return !mayBeInFiles })
	for content, name := range w.files {
		w.wantFound(name, inFiles, content, nil)
	}
	elsewhere := w.newSearch(func(bool) bool { return true })
	w.wantFound("the screen", elsewhere, strings.Join(slices.Collect(maps.Values(w.screens)), "\n"), w.shownByCLI)
	providerLog, cliLog := splitLog(w.readFile("trace.log"))
	w.checkProviderLog(elsewhere, providerLog)
	w.checkCLILog(elsewhere, cliLog)
}

// newSearch returns a search for all secrets, and for the account numbers that wanted selects.
func (w *redactionTest) newSearch(wanted func(mayBeInFiles bool) bool) *secretSearch {
	s := newSecretSearch()
	for name, secret := range w.secrets {
		s.add(name, secret)
	}
	for secret, name := range w.proxy.recordedSecrets() {
		s.add(name, secret)
	}
	for place, mayBeInFiles := range w.accounts {
		if wanted(mayBeInFiles) {
			s.add(place, accountFor(place))
		}
	}
	return s
}

// checkProviderLog checks that the provider's log has no secret, nor anything of the shape of one.
func (w *redactionTest) checkProviderLog(s *secretSearch, log string) {
	w.Helper()
	w.wantFound("the provider's log", s, log, nil)
	if lines := strings.Count(log, "tf_rpc="); lines < 100 {
		w.Errorf("the provider wrote %d lines: the log was not kept", lines)
	}
	for what, shape := range map[string]string{
		"a bearer token": `eyJ[\w-]+\.[\w-]+\.[\w-]+`,
		"a signature":    `[A-Za-z0-9+/]{100,}`,
		"a header":       `(?i)x-client-secret|x-cf-signature|authorization`,
	} {
		if found := regexp.MustCompile(shape).FindString(log); found != "" {
			w.Errorf("the provider's log contains %s: %s", what, found)
		}
	}
}

// checkCLILog checks that the CLI's own log has only the account numbers that it is known to have. They are known for
// two versions. The provider cannot change them.
func (w *redactionTest) checkCLILog(s *secretSearch, log string) {
	w.Helper()
	want := w.loggedByCLI
	if w.env["TF_LOG"] == "" {
		want = nil
	} else if lines := strings.Count(log, "vertex "); lines < 30 {
		w.Errorf("the CLI wrote %d lines of its own: its log was not kept", lines)
	}
	if cli.version == "v1.11.4" || cli.tofu && cli.version == "v1.12.6" {
		w.wantFound("the CLI's own log", s, log, want)
	} else {
		w.Logf("%s writes of its own: %q", cli.version, s.find(log))
	}
}

// wantFound checks that a text contains the named secrets, and none of the others that are searched for.
func (w *redactionTest) wantFound(name string, s *secretSearch, text string, want []string) {
	w.Helper()
	found := s.find(text)
	var places []string
	for _, match := range found {
		place, _, _ := strings.Cut(match, ", ")
		places = append(places, place)
	}
	slices.Sort(places)
	if places = slices.Compact(places); !slices.Equal(places, slices.Sorted(slices.Values(want))) {
		w.Errorf("%s contains %q (%q), want %q", name, places, found, want)
	}
}

// recordStart matches the beginning of a record in a log.
var recordStart = regexp.MustCompile(`(?m)^\d{4}-\d\d-\d\dT[^ ]+ \[[A-Z]+\] +`)

// splitLog separates the provider's records in a log from those of the CLI. A record can have many lines.
func splitLog(log string) (providerLog, cliLog string) {
	starts := append(recordStart.FindAllStringIndex(log, -1), []int{len(log), len(log)})
	var ofProvider, ofCLI strings.Builder
	ofCLI.WriteString(log[:starts[0][0]])
	for i, start := range starts[:len(starts)-1] {
		record := log[start[0]:starts[i+1][0]]
		if strings.HasPrefix(log[start[1]:], "provider.terraform-provider-cashfree") {
			ofProvider.WriteString(record)
		} else {
			ofCLI.WriteString(record)
		}
	}
	return ofProvider.String(), ofCLI.String()
}

// beneficiaryBlock is a resource with a name, further arguments, and an argument for its account number.
const beneficiaryBlock = `
resource "cashfree_payout_beneficiary" %[1]q {
  %[2]s
  beneficiary_id = "vendor_%[1]s"
  name           = "Asha Rao"
  instrument     = { %[3]s, bank_ifsc = "HDFC0000001" }
}
`
