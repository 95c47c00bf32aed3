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

// awkward is a client secret that looks different in every format.
const awkward = `cfsk_"R&D<7>/+=\canary_90bd41`

// account is an account number that belongs to one place alone, so that whoever finds it knows where it came from.
func account(place string) string {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(place))
	return fmt.Sprintf("4%015d", sum.Sum64()%1e15)
}

// watched is a workspace in which every word is kept, to be searched at the end.
type watched struct {
	*workspace
	tap     *wiretap
	screens map[string]string // what people see
	files   map[string]string // what is kept for machines: its name by its content
	secrets map[string]string // by name; may be nowhere
	numbers map[string]bool   // by place; true for those that the state may hold

	// What the CLI shows or logs by itself, by place.
	shown, logged []string
}

// eachLog tells a story twice, with either way to ask for everything: the provider's log alone, and the CLI's with it.
func eachLog(t *testing.T, tell func(*watched)) {
	t.Helper()
	t.Parallel()
	if !since("v1.11.0", "v1.11.0") {
		t.Fatalf("write-only arguments need a newer CLI than %s", cli.version)
	}
	for _, variable := range []string{"TF_LOG_PROVIDER", "TF_LOG"} {
		t.Run(variable, func(t *testing.T) {
			w := watch(t)
			w.env[variable] = "TRACE"
			tell(w)
			w.judge()
		})
	}
}

func watch(t *testing.T) *watched {
	t.Helper()
	w := &watched{
		workspace: begin(t).workspace(), screens: make(map[string]string), files: make(map[string]string), numbers: make(map[string]bool),
	}
	w.sim.SetCredentials(clientID, awkward)
	w.tap = w.wiretap()
	key := w.sim.PublicKeyPEM()
	w.secrets = map[string]string{"the client secret": awkward, "the public key": bareKey(key), "the token of a mirror": mirrorToken}
	delete(w.env, "CASHFREE_PAYOUT_PUBLIC_KEY_PATH")
	maps.Copy(w.env, map[string]string{
		"CASHFREE_PAYOUT_CLIENT_SECRET": awkward, "CASHFREE_PAYOUT_BASE_URL": w.tap.base + "/payout", "CASHFREE_PAYOUT_PUBLIC_KEY": key,
		"TF_LOG_PATH": filepath.Join(w.folder, "trace.log"),
	})
	w.write("key.pem", key)
	return w
}

// bareKey is a key without its first and last line, on one line.
func bareKey(pem string) string {
	lines := strings.Split(strings.TrimSpace(pem), "\n")
	return strings.Join(lines[1:len(lines)-1], "")
}

// hidden gives an account number that may be nowhere, stored one that the state may hold.
func (w *watched) hidden(place string) string {
	w.numbers[place] = false
	return account(place)
}

func (w *watched) stored(place string) string {
	w.numbers[place] = true
	return account(place)
}

// secretly gives a value to a configuration in a variable, and says how the configuration speaks of it.
func (w *watched) secretly(config *strings.Builder, name, value string) string {
	w.env["TF_VAR_"+name] = value
	fmt.Fprintf(config, "variable %q {\n type = string\n sensitive = true\n}\n", name)
	return "var." + name
}

// fromFile gives a value that is known as soon as a configuration is validated, and says how that speaks of it.
func (w *watched) fromFile(name, value string) string {
	w.write(name+".txt", value)
	return fmt.Sprintf("file(%q)", name+".txt")
}

// types a command, and keeps what it says and what it leaves behind.
func (w *watched) types(status int, arguments ...string) string {
	w.Helper()
	output := w.ends(status, arguments...)
	name := fmt.Sprintf("step %d, %s", len(w.screens)+1, arguments[0])
	w.screens[name] = output
	if slices.Contains(arguments, "-json") || slices.Contains(arguments, "pull") {
		w.files[output], w.screens[name] = name, ""
	}
	for file, content := range w.everything() {
		if !isSource(file) {
			w.files[content] = file + " after " + name
		}
	}
	return output
}

// isSource tells what the author of a configuration wrote. The log is looked at apart.
func isSource(file string) bool {
	return slices.Contains([]string{".tf", ".csv", ".json", ".pem", ".txt", ".tfrc", ".log"}, filepath.Ext(file))
}

// judge searches everything that was kept.
func (w *watched) judge() {
	w.Helper()
	anywhere, inState := newSearch(), newSearch()
	for _, s := range []*search{anywhere, inState} {
		for name, secret := range w.secrets {
			s.look(name, secret)
		}
		for secret, name := range w.tap.taken() {
			s.look(name, secret)
		}
	}
	for place, kept := range w.numbers {
		anywhere.look(place, account(place))
		if !kept {
			inState.look(place, account(place))
		}
	}
	for content, name := range w.files {
		w.holds(name, inState, content, nil)
	}
	w.holds("the screen", anywhere, strings.Join(slices.Collect(maps.Values(w.screens)), "\n"), w.shown)
	ofProvider, ofCLI := authors(w.read("trace.log"))
	w.holds("the provider's log", anywhere, ofProvider, nil)
	if w.env["TF_LOG"] == "" {
		w.logged = nil
	}
	if cli.version == "v1.11.4" || cli.tofu && cli.version == "v1.12.6" {
		w.holds("the CLI's own log", anywhere, ofCLI, w.logged)
	} else { // which is none of the provider's, and known of those versions alone
		w.Logf("%s writes of its own: %q", cli.version, anywhere.found(ofCLI))
	}

	if lines := strings.Count(ofProvider, "tf_rpc="); lines < 100 {
		w.Errorf("the provider wrote %d lines: the log was not kept", lines)
	}
	if lines := strings.Count(ofCLI, "vertex "); w.env["TF_LOG"] != "" && lines < 30 {
		w.Errorf("the CLI wrote %d lines of its own: its log was not kept", lines)
	}
	for what, shape := range map[string]string{
		"a bearer token": `eyJ[\w-]+\.[\w-]+\.[\w-]+`,
		"a signature":    `[A-Za-z0-9+/]{100,}`,
		"a header":       `(?i)x-client-secret|x-cf-signature|authorization`,
	} {
		if found := regexp.MustCompile(shape).FindString(ofProvider); found != "" {
			w.Errorf("the provider's log holds %s: %s", what, found)
		}
	}
}

// holds wants a text to hold what is named and nothing else of what is sought.
func (w *watched) holds(name string, s *search, text string, want []string) {
	w.Helper()
	found := s.found(text)
	var places []string
	for _, one := range found {
		place, _, _ := strings.Cut(one, ", ")
		places = append(places, place)
	}
	slices.Sort(places)
	if places = slices.Compact(places); !slices.Equal(places, slices.Sorted(slices.Values(want))) {
		w.Errorf("%s holds %q (%q), want %q", name, places, found, want)
	}
}

var recordStart = regexp.MustCompile(`(?m)^\d{4}-\d\d-\d\dT[^ ]+ \[[A-Z]+\] +`)

// authors tells what the provider wrote into a log from what the CLI wrote of its own. A record can have many lines.
func authors(log string) (provider, core string) {
	starts := append(recordStart.FindAllStringIndex(log, -1), []int{len(log), len(log)})
	var ofProvider, ofCore strings.Builder
	ofCore.WriteString(log[:starts[0][0]])
	for i, start := range starts[:len(starts)-1] {
		record := log[start[0]:starts[i+1][0]]
		if strings.HasPrefix(log[start[1]:], "provider.terraform-provider-cashfree") {
			ofProvider.WriteString(record)
		} else {
			ofCore.WriteString(record)
		}
	}
	return ofProvider.String(), ofCore.String()
}

const payee = `
resource "cashfree_payout_beneficiary" %[1]q {
  %[2]s
  beneficiary_id = "vendor_%[1]s"
  name           = "Asha Rao"
  instrument     = { %[3]s, bank_ifsc = "HDFC0000001" }
}
`
