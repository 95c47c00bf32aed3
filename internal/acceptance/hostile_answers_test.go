package acceptance

import (
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// attack is a field of an answer, and what the server writes into it.
type attack struct {
	field coretest.AnswerField
	text  func(number string) string
}

// hostileRun is a workspace whose server writes a hostile text into a field of each answer. Which attack it is stands
// at the end of the id of what the answer is about, such as "single_7".
type hostileRun struct {
	*workspace
	server  *coretest.Tampered
	attacks []attack
	numbers []string        // account numbers that nobody may see
	inFiles map[string]bool // those of them that may be in files
}

func newHostileRun(t *testing.T, attacks []attack) *hostileRun {
	t.Helper()
	if !cliAtLeast("v1.11.0", "v1.11.0") {
		t.Fatalf("write-only arguments need a newer CLI than %s", cli.version)
	}
	h := newHarness(t)
	front := h.addFrontServer()
	run := &hostileRun{server: coretest.NewTampered(h.sim), attacks: attacks, inFiles: make(map[string]bool)}
	front.answerWith(run.server.ServeHTTP)
	run.workspace = h.newWorkspace()
	run.env["TF_LOG_PROVIDER"], run.env["TF_LOG_PATH"] = "TRACE", filepath.Join(run.dir, "trace.log")
	return run
}

var trailingNumber = regexp.MustCompile(`_(\d+)$`)

// attack makes the server write the texts from now on.
func (h *hostileRun) attack() {
	h.server.ChangeBy(func(path string, answer map[string]any) (member, text string) {
		for _, key := range []string{"transfer_id", "batch_transfer_id", "beneficiary_id"} {
			id, _ := answer[key].(string)
			match := trailingNumber.FindStringSubmatch(id)
			if match == nil {
				continue
			}
			index, _ := strconv.Atoi(match[1])
			if one := h.attacks[index]; strings.HasSuffix(path, one.field.Endpoint) {
				return one.field.Path, one.text(accountFor(id))
			}
			return "", ""
		}
		return "", ""
	})
}

// hiddenNumber returns the account number of a payee. Nobody may see it.
func (h *hostileRun) hiddenNumber(id string) string {
	h.numbers = append(h.numbers, accountFor(id))
	return accountFor(id)
}

// cli runs the CLI, whatever status it ends with, and checks what it leaves. It returns what it prints.
func (h *hostileRun) cli(arguments ...string) string {
	h.Helper()
	command := h.command(append(arguments, "-no-color")...)
	output, err := command.CombinedOutput()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		h.Fatal(err)
	}
	name := strings.Join(arguments, " ")
	if slices.Contains(arguments, "-json") || slices.Contains(arguments, "pull") {
		h.checkFile("the output of "+name, string(output))
		return string(output)
	}
	h.checkScreen(name, string(output))
	for file, content := range h.allFiles() {
		if !isSource(file) {
			h.checkFile(file+" after "+name, content)
		}
	}
	return string(output)
}

// copiedBlock matches the blocks of messages that people copy into their configuration.
var copiedBlock = regexp.MustCompile(`(?ms)^[ │]*[a-z]+(?: "[^"]*")* \{$.*?^[ │]*\}$`)

// checkScreen checks what the CLI prints.
func (h *hostileRun) checkScreen(name, screen string) {
	h.Helper()
	if len(screen) > 200_000 {
		h.Errorf("%s prints %d bytes", name, len(screen))
	}
	masker := grammar.NewMasker([]string{clientSecret}, h.numbers)
	for line := range strings.Lines(screen) {
		line = strings.TrimSuffix(line, "\n")
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }) {
			h.Errorf("%s prints a character that a terminal obeys: %q", name, line)
		}
		if masked := masker.Known(line); masked != line {
			h.Errorf("%s prints %q, want %q", name, line, masked)
		}
	}
	for _, block := range copiedBlock.FindAllString(screen, -1) {
		if rest := strings.NewReplacer("$${", "", "%%{", "").Replace(block); strings.Contains(rest, "${") || strings.Contains(rest, "%{") {
			h.Errorf("%s prints a block with a template in it:\n%s", name, block)
		}
	}
}

// checkFile checks what the CLI writes: a state, a plan, a log, or JSON.
func (h *hostileRun) checkFile(name, content string) {
	h.Helper()
	s := newSecretSearch()
	s.add("the secret", clientSecret)
	for _, number := range h.numbers {
		if !h.inFiles[number] {
			s.add("a number", number)
		}
	}
	if found := s.find(content); len(found) > 0 {
		h.Errorf("%s has %q", name, found)
	}
	parts := []string{"\x1b[2J", "\u202e", strings.Repeat("x", 100)}
	if strings.HasPrefix(content, "{") { // in JSON they are escaped, and whoever reads it decodes them
		parts = append(parts, `\u001b`, `\u202e`)
	}
	for _, part := range parts {
		if at := strings.Index(content, part); at >= 0 {
			h.Errorf("%s has %q: %.500q", name, part, content[max(0, at-100):])
		}
	}
}

// checkLog checks the records of the provider in the log.
func (h *hostileRun) checkLog() {
	h.Helper()
	providerLog, _ := splitLog(h.readFile("trace.log"))
	if lines := strings.Count(providerLog, "tf_rpc="); lines < 100 {
		h.Errorf("the provider wrote %d lines: the log was not kept", lines)
	}
	clear(h.inFiles)
	h.checkFile("the provider's log", providerLog)
}

// storedText is everything that a free text can hold without being refused.
func storedText(number string) string {
	texts := coretest.HostileTexts(clientSecret, number)
	return texts["escapes"] + texts["the number in a sentence"] + " " + texts["the number as an address"] + texts["markup"]
}

// secretText repeats the secret in several spellings.
func secretText(number string) string {
	texts := coretest.HostileTexts(clientSecret, number)
	return strings.Join([]string{texts["the secret"], texts["the secret, zero-width spaces"], texts["the secret, percent"], texts["the secret, base64"]}, " ")
}

func longText(number string) string { return coretest.HostileTexts("", number)["900 KB"] }

// isFree reports whether a field is free text, which is stored whatever it has.
func isFree(field coretest.AnswerField) bool {
	return regexp.MustCompile(`(^beneficiary_name|beneficiary_contact_details\..*|vpa|status_description)$`).MatchString(field.Path)
}

// attacksOn returns the attacks on fields that are stored, or those that are refused.
func attacksOn(fields []coretest.AnswerField, stored bool) []attack {
	var attacks []attack
	for i, field := range fields {
		switch {
		case stored && isFree(field):
			attacks = append(attacks, attack{field, storedText})
		case !stored:
			attacks = append(attacks, attack{field, secretText})
			if !isFree(field) {
				attacks = append(attacks, attack{field, storedText})
			}
			if i%5 == 1 {
				attacks = append(attacks, attack{field, longText})
			}
		}
	}
	return attacks
}

// writePayees writes a configuration with a single payee and a member of a set for each attack. All account numbers are
// in write-only arguments.
func (h *hostileRun) writePayees() {
	h.Helper()
	var config, document strings.Builder
	config.WriteString(`
provider "cashfree" {
  adopt_existing = true
  max_retries    = 0
}
variable "numbers" {
  type      = map(string)
  ephemeral = true
}
resource "cashfree_payout_beneficiary_set" "set" {
  csv_wo              = file("set.csv")
  max_removals        = "100%"
  max_account_changes = "100%"
}
`)
	document.WriteString("beneficiary_id,name,bank_account_number,bank_ifsc,vpa\n")
	numbers := make(map[string]string)
	for i := range h.attacks {
		single, member := fmt.Sprintf("single_%d", i), fmt.Sprintf("member_%d", i)
		numbers[single] = h.hiddenNumber(single)
		fmt.Fprintf(&config, `
resource "cashfree_payout_beneficiary" %[1]q {
  beneficiary_id = %[1]q
  name           = "Asha Rao"
  instrument     = { bank_account_number_wo = var.numbers[%[1]q], bank_ifsc = "HDFC0000001", vpa = "%[1]s@examplebank" }
  contact = {
    email = "asha@example.com", phone = "9876543210", country_code = "+91", address = "1 Test Road", city = "Pune", state = "Maharashtra"
    postal_code = "411001"
  }
}
`, single)
		fmt.Fprintf(&document, "%[1]s,Asha Rao,%[2]s,HDFC0000001,%[1]s@examplebank\n", member, h.hiddenNumber(member))
	}
	values, err := json.Marshal(numbers)
	if err != nil {
		h.Fatal(err)
	}
	h.env["TF_VAR_numbers"] = string(values)
	h.writeFile("set.csv", document.String())
	h.writeConfig(config.String())
}

// TestAccHostileAnswers_Stored shows that hostile texts in free fields of payees are stored and shown without what is
// hostile in them, when they come with a creation, with a refresh, and with the replacement that a plan shows.
func TestAccHostileAnswers_Stored(t *testing.T) {
	h := newHostileRun(t, attacksOn(coretest.PayeeFields, true))
	h.writePayees()
	h.attack()
	wantTexts(t, h.cli("apply", "-auto-approve", "-input=false"), "Beneficiary kept with other values", "created it with another vpa")
	h.server.Restore()
	h.cli("apply", "-auto-approve", "-input=false")
	h.wantEmptyPlan()

	h.attack()
	wantTexts(t, h.cli("plan", "-input=false", "-out=plan.bin"), "⟨U+001B⟩", "⟨U+202E⟩", "must be replaced")
	h.cli("show", "plan.bin")
	h.cli("show", "-json", "plan.bin")
	h.cli("apply", "-input=false", "plan.bin")
	h.cli("show")
	h.cli("state", "pull")
	h.cli("destroy", "-auto-approve", "-input=false")
	h.checkLog()
}

// TestAccHostileAnswers_Refused shows that an answer with a hostile text where none can be changes no state, and that
// the error does not show the text.
func TestAccHostileAnswers_Refused(t *testing.T) {
	h := newHostileRun(t, attacksOn(coretest.PayeeFields, false))
	h.writePayees()
	h.attack()
	wantTexts(t, h.cli("apply", "-auto-approve", "-input=false"), "repeats a secret", "Outcome of creation unknown")
	h.server.Restore()
	h.cli("apply", "-auto-approve", "-input=false")
	h.wantEmptyPlan()

	h.attack()
	wantTexts(t, h.cli("plan", "-input=false"), "repeats a secret", "Cannot read beneficiary")
	wantTexts(t, h.cli("apply", "-input=false", "-auto-approve", "-refresh-only"), "repeats a secret")
	h.cli("destroy", "-auto-approve", "-input=false", "-refresh=false")
	h.cli("state", "pull")
	h.checkLog()
}

// writeSources writes a configuration with each data source for each attack. Its outputs have what they read.
func (h *hostileRun) writeSources() {
	h.Helper()
	var config strings.Builder
	config.WriteString("provider \"cashfree\" { max_retries = 0 }\n")
	for i, one := range h.attacks {
		id := fmt.Sprintf("source_%d", i)
		number := accountFor(id)
		h.inFiles[h.hiddenNumber(id)] = true
		payee := simulator.Beneficiary{ID: id, Name: "Asha Rao", BankAccountNumber: number, BankIFSC: "HDFC0000001", Status: "VERIFIED"}
		transfer := simulator.Transfer{ID: id, Status: "SUCCESS", Amount: "1.00", BankAccountNumber: number, BankIFSC: "HDFC0000001"}
		var output string
		switch one.field.Endpoint {
		case "/beneficiary":
			h.sim.Put(payee)
			h.writeFile(id+".txt", number)
			fmt.Fprintf(&config, `
data "cashfree_payout_beneficiary" %[1]q { beneficiary_id = %[1]q }
data "cashfree_payout_beneficiaries" %[1]q { beneficiary_ids = [%[1]q] }
data "cashfree_payout_beneficiary" "account_%[1]s" {
  bank_account_number = file("%[1]s.txt")
  bank_ifsc           = "HDFC0000001"
}
`, id)
			output = fmt.Sprintf(`[nonsensitive({ for k, v in data.cashfree_payout_beneficiary.%[1]s : k => v if k != "bank_account_number" }), data.cashfree_payout_beneficiaries.%[1]s]`, id)
		case "/transfers":
			h.sim.PutTransfer(transfer)
			fmt.Fprintf(&config, "data \"cashfree_payout_transfer_status\" %[1]q { transfer_id = %[1]q }\n", id)
			output = fmt.Sprintf(`nonsensitive({ for k, v in data.cashfree_payout_transfer_status.%s : k => v if k != "bank_account_number" })`, id)
		default:
			transfer.ID = "t" + id
			h.sim.PutBatch(simulator.Batch{ID: id, Status: "PROCESSED", Transfers: []simulator.Transfer{transfer}})
			fmt.Fprintf(&config, "data \"cashfree_payout_batch_transfer_status\" %[1]q { batch_transfer_id = %[1]q }\n", id)
			output = "data.cashfree_payout_batch_transfer_status." + id
		}
		fmt.Fprintf(&config, "output %q { value = %s }\n", id, output)
	}
	h.writeConfig(config.String())
}

// TestAccHostileAnswers_DataSources shows that hostile texts in what data sources read are shown and stored without
// what is hostile in them, or refused without being shown.
func TestAccHostileAnswers_DataSources(t *testing.T) {
	t.Parallel()
	for _, stored := range []bool{true, false} {
		t.Run(fmt.Sprintf("stored %v", stored), func(t *testing.T) {
			h := newHostileRun(t, attacksOn(slices.Concat(coretest.PayeeFields, coretest.TransferFields, coretest.BatchFields), stored))
			h.writeSources()
			h.attack()
			plan := h.cli("plan", "-input=false", "-out=plan.bin")
			if !stored {
				wantTexts(t, plan, "repeats a secret", "characters outside printable ASCII")
				h.checkLog()
				return
			}
			wantTexts(t, plan, "⟨U+001B⟩")
			h.cli("show", "plan.bin")
			h.cli("show", "-json", "plan.bin")
			wantTexts(t, h.cli("apply", "-input=false", "plan.bin"), "⟨U+202E⟩")
			h.cli("output")
			h.cli("state", "pull")
			h.checkLog()
		})
	}
}
