package acceptance

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// These tests run each section of the guide "Moving payees between resources" as it is written there.

// guideBlock matches a block of a guide, with its indentation, its language and its text.
var guideBlock = regexp.MustCompile("(?ms)^( *)```([a-z]+)\n(.*?)^ *```$")

// migratingSection returns the blocks of a section of the guide, in their order. They must be of these languages, so
// that no block is left untested.
func migratingSection(t *testing.T, title string, languages ...string) []string {
	t.Helper()
	page, err := os.ReadFile("../../templates/guides/migrating.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(page), "\n## "+title+"\n")
	if !found {
		t.Fatalf("the guide has no section %q", title)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var texts, got []string
	for _, block := range guideBlock.FindAllStringSubmatch(section, -1) {
		got = append(got, block[2])
		texts = append(texts, regexp.MustCompile("(?m)^"+block[1]).ReplaceAllString(block[3], ""))
	}
	if !slices.Equal(got, languages) {
		t.Fatalf("%q has blocks of %v, want %v", title, got, languages)
	}
	return texts
}

// migration is a workspace with the code that the guide moves.
type migration struct {
	*workspace

	locals, singles, set string // Terraform code
	commands             []string
}

func newMigration(t *testing.T) *migration {
	t.Helper()
	m := &migration{workspace: newWorkspace(t)}
	code := migratingSection(t, "The code that moves", "text", "terraform", "terraform", "terraform")
	m.writeFile("vendors.csv", code[0])
	m.locals, m.singles, m.set = code[1], code[2], code[3]
	m.commands = migratingSection(t, "How to move payees", "sh", "sh")
	return m
}

// write writes a configuration: the locals of the guide, and these parts.
func (m *migration) write(parts ...string) {
	m.Helper()
	m.writeConfig(m.locals + strings.Join(parts, "\n"))
}

// guideCommand runs a command of the guide, and returns what it prints. It answers yes to the question of an apply.
func (m *migration) guideCommand(wantStatus int, line string) string {
	m.Helper()
	w, words := m.workspace, strings.Fields(line)
	for strings.Contains(words[0], "=") {
		name, value, _ := strings.Cut(words[0], "=")
		w, words = w.withEnv(map[string]string{name: value}), words[1:]
	}
	if words[0] != "terraform" {
		m.Fatalf("%q does not run the CLI", line)
	}
	command := w.command(append(words[1:], "-no-color")...)
	command.Stdin = strings.NewReader("yes\n")
	output, _ := command.CombinedOutput()
	if status := command.ProcessState.ExitCode(); status != wantStatus {
		m.Fatalf("%q ended with %d, want %d:\n%s", line, status, wantStatus, output)
	}
	return string(output)
}

// move takes the steps of the guide with a configuration and the blocks that move payees to it. The plan must have the
// texts. Nothing may change at Cashfree, and each plan afterwards must be empty, with the blocks and without them.
func (m *migration) move(config, blocks string, texts ...string) {
	m.Helper()
	m.wantNoWrites(func() {
		m.write(config, blocks)
		plan := m.guideCommand(0, m.commands[0])
		wantTexts(m.T, plan, "0 to add, 0 to change, 0 to destroy")
		for _, text := range texts { // OpenTofu also counts what it forgets
			wantTexts(m.T, plan, strings.TrimSuffix(strings.TrimSpace(text), "."))
		}
		m.guideCommand(0, m.commands[1])
		m.wantEmptyPlan()
		m.write(config)
		m.wantEmptyPlan()
	})
}

// wantNoWrites runs a function in which no call may change anything at Cashfree, or try to.
func (m *migration) wantNoWrites(run func()) {
	m.Helper()
	events, writes := len(m.sim.Journal()), m.sim.Counters().Writes
	run()
	if changed := m.sim.Journal()[events:]; len(changed) > 0 {
		m.Errorf("payees changed at Cashfree: %v", changed)
	}
	if got := m.sim.Counters().Writes - writes; got > 0 {
		m.Errorf("%d calls changed something at Cashfree", got)
	}
}

// wantHalfDone checks what plans say that have only a part of the blocks. The blocks are those from the guide, the
// former configuration is the one in the state.
func (m *migration) wantHalfDone(former, config, blocks string) {
	m.Helper()
	split := strings.LastIndex(blocks, "removed {")
	split += strings.Index(blocks[split:], "\n}\n") + len("\n}\n")
	removed, imports := blocks[:split], blocks[split:]
	m.wantNoWrites(func() {
		m.write(former, config, imports)
		wantTexts(m.T, m.wantPlanError(), "Error: Payee declared twice")
		m.write(config, imports)
		wantTexts(m.T, m.wantPlanError(), "Error: Payee removed and declared")
		m.write(config)
		wantTexts(m.T, m.wantChanges(), "Warning: Payees moved by removal and creation")
		m.write(former, removed)
		wantTexts(m.T, m.wantPlanError(), "still exist") // the CLI's own error
	})
}

// TestAccMigration_SinglesToSetAndBack shows that single resources become a set and a set becomes single resources, and
// that a plan with a part of the blocks is refused or warns.
func TestAccMigration_SinglesToSetAndBack(t *testing.T) {
	m := newMigration(t)
	there := migratingSection(t, "From single resources to a set", "terraform", "text", "terraform")
	back := migratingSection(t, "From a set to single resources", "terraform", "text")
	m.write(m.singles)
	m.apply()

	m.wantHalfDone(m.singles, m.set, there[0])
	m.move(m.set, there[0], there[1])
	m.wantHalfDone(m.set, m.singles, back[0])
	m.move(m.singles, back[0], back[1])
	m.wantCreatedOnce(3)
}

// TestAccMigration_DocumentDiffers shows that a document with another value or another id is refused with the import.
func TestAccMigration_DocumentDiffers(t *testing.T) {
	m := newMigration(t)
	there := migratingSection(t, "From single resources to a set", "terraform", "text", "terraform")
	back := migratingSection(t, "From a set to single resources", "terraform", "text")
	vendors := m.readFile("vendors.csv")
	m.write(m.singles)
	m.apply()
	m.wantNoWrites(func() {
		m.write(m.set, there[0])
		m.writeFile("vendors.csv", strings.Replace(vendors, "asha@example.com", "rao@example.com", 1))
		wantTexts(t, m.wantPlanError(), "Error: Import would change members")
	})
	m.writeFile("vendors.csv", vendors)
	m.move(m.set, there[0])
	m.write(m.singles, back[0])
	m.writeFile("vendors.csv", strings.Replace(vendors, "asha@example.com", "rao@example.com", 1))
	wantTexts(t, m.wantChanges(), "must be replaced", "3 to import, 1 to add, 0 to change, 1 to destroy")
}

// TestAccMigration_DocumentRecorded shows that a set with csv counts as a change, and with limits, and that this is
// without a call.
func TestAccMigration_DocumentRecorded(t *testing.T) {
	m := newMigration(t)
	there := migratingSection(t, "From single resources to a set", "terraform", "text", "terraform")
	m.write(m.singles)
	m.apply()
	m.wantNoWrites(func() {
		m.write(strings.Replace(m.set, "csv_wo = file(\"vendors.csv\")", "csv = file(\"vendors.csv\")\n  max_removals = 0", 1), there[0])
		wantTexts(t, m.guideCommand(0, m.commands[0]), "1 to import, 0 to add, 1 to change, 0 to destroy")
		m.guideCommand(0, m.commands[1])
		m.wantEmptyPlan()
	})
}

// TestAccMigration_Interrupted shows that a move goes on of which only the import or only the removal from the state is
// done.
func TestAccMigration_Interrupted(t *testing.T) {
	t.Parallel()
	there := migratingSection(t, "From single resources to a set", "terraform", "text", "terraform")
	for done, command := range map[string]string{
		"imported":  "terraform apply -target=cashfree_payout_beneficiary_set.vendors",
		"forgotten": "terraform state rm cashfree_payout_beneficiary.vendors",
	} {
		t.Run(done, func(t *testing.T) {
			m := newMigration(t)
			m.write(m.singles)
			m.apply()
			m.wantNoWrites(func() {
				m.write(m.set, there[0])
				m.guideCommand(0, command)
			})
			m.move(m.set, there[0])
			m.wantCreatedOnce(3)
		})
	}
}

// TestAccMigration_SomeSinglesLeave shows that one instance of a resource under for_each leaves it for a set, and that
// the others stay as they are.
func TestAccMigration_SomeSinglesLeave(t *testing.T) {
	m := newMigration(t)
	blocks := migratingSection(t, "From single resources to a set", "terraform", "text", "terraform")
	m.write(m.singles)
	m.apply()

	lines := strings.SplitAfter(m.readFile("vendors.csv"), "\n")
	m.writeFile("leaving.csv", lines[0]+lines[1])
	m.writeFile("vendors.csv", lines[0]+strings.Join(lines[2:], ""))
	imports := regexp.MustCompile(`(?ms)^import \{.*?^\}`).FindString(blocks[0])
	imports = strings.ReplaceAll(imports, `join(",", keys(local.vendors))`, `"vendor_asha"`)
	m.move(m.singles+strings.ReplaceAll(m.set, "vendors.csv", "leaving.csv"), blocks[2]+imports, "1 to import")
	m.wantCreatedOnce(3)
}

// TestAccMigration_IntoExistingSet shows that a set that exists takes over the payees of single resources and of
// another set.
func TestAccMigration_IntoExistingSet(t *testing.T) {
	t.Parallel()
	for _, former := range []string{"cashfree_payout_beneficiary", "cashfree_payout_beneficiary_set"} {
		t.Run(former, func(t *testing.T) {
			m := newMigration(t)
			blocks := migratingSection(t, "Into a set that exists", "terraform", "sh")
			existing := strings.NewReplacer(`"vendors"`, `"existing"`, "vendors.csv", "existing.csv").Replace(m.set)
			vendors := m.readFile("vendors.csv")
			header, rows, _ := strings.Cut(vendors, "\n")
			row := "vendor_dev,Dev Nair,00011020001779,HDFC0000001,,\n"
			m.writeFile("existing.csv", header+"\n"+row)
			m.write(map[bool]string{true: m.set, false: m.singles}[strings.HasSuffix(former, "_set")], existing)
			m.apply()

			m.writeFile("existing.csv", header+"\n"+row+rows)
			m.write(existing, strings.ReplaceAll(blocks[0], "cashfree_payout_beneficiary.", former+"."))
			events := len(m.sim.Journal())
			wantTexts(t, m.wantChanges(), "Members: 3 added, 1 unchanged", "0 to add, 1 to change, 0 to destroy")
			_, plain, _ := strings.Cut(blocks[1], " ")
			wantTexts(t, m.guideCommand(1, plain), "3 of 3 changes not made", adoptionCommand)
			wantTexts(t, m.guideCommand(0, blocks[1]), "Warning: Existing payees taken over: 3", "0 added, 1 changed, 0 destroyed")
			m.write(existing)
			m.wantEmptyPlan()
			if changed := m.sim.Journal()[events:]; len(changed) > 0 {
				t.Errorf("payees changed at Cashfree: %v", changed)
			}
			m.wantCreatedOnce(4)
		})
	}
}

// TestAccMigration_SetSplitAndJoined shows that a set is split in two, and that two sets are joined into one.
func TestAccMigration_SetSplitAndJoined(t *testing.T) {
	m := newMigration(t)
	split := migratingSection(t, "One set split in two", "text", "text", "terraform", "terraform", "text")
	join := migratingSection(t, "Two sets joined into one", "terraform", "text")
	m.write(m.set)
	m.apply()

	m.writeFile("north.csv", split[0])
	m.writeFile("south.csv", split[1])
	parts, blocks := split[2], split[3]
	m.wantHalfDone(m.set, parts, blocks)
	m.move(parts, blocks, split[4])
	m.wantHalfDone(parts, m.set, join[0])
	m.move(m.set, join[0], join[1])
	m.wantCreatedOnce(3)
}

// TestAccMigration_OtherProvider shows that payees of another provider move to single resources and to a set. A
// terraform_data plays the part of the restapi_object of the guide.
func TestAccMigration_OtherProvider(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"singles", "set", "singles after state rm"} {
		t.Run(target, func(t *testing.T) {
			m := newMigration(t)
			standIn := strings.NewReplacer("restapi_object", "terraform_data")
			blocks := migratingSection(t, "From another provider", "terraform", "terraform", "text", "sh")
			former := regexp.MustCompile(`(?ms)^  path .*?(data = .*?)^\}`).ReplaceAllString(standIn.Replace(blocks[0]), "  input = { $1 }\n}")
			for _, payee := range importedPayees("beneficiary_set") {
				m.sim.Put(payee)
			}
			m.write(former)
			m.apply()

			config, moving, text := m.singles, standIn.Replace(blocks[1]), blocks[2]
			removed := regexp.MustCompile(`(?ms)^removed \{.*?^\}\n`)
			switch target {
			case "set":
				ofSet := migratingSection(t, "From single resources to a set", "terraform", "text", "terraform")
				config, text = m.set, ofSet[1]
				moving = removed.FindString(moving) + removed.ReplaceAllString(ofSet[0], "")
			case "singles after state rm":
				wantTexts(t, m.guideCommand(0, standIn.Replace(blocks[3])), "Successfully removed 3 resource instance(s)")
				moving = removed.ReplaceAllString(moving, "")
			}
			m.move(config, moving, text)
			if payees := m.sim.All(); len(payees) != 3 {
				t.Errorf("Cashfree has %v", payees)
			}
		})
	}
}

// TestAccMigration_AnotherName shows that a moved block renames a set in the code, and a single resource and its key.
func TestAccMigration_AnotherName(t *testing.T) {
	m := newMigration(t)
	block := migratingSection(t, "Another name in the code", "terraform", "text")
	m.write(m.set)
	m.apply()
	suppliers := strings.NewReplacer(`"vendors"`, `"suppliers"`)
	m.move(suppliers.Replace(m.set), block[0], block[1])

	m.write(ashaConfig())
	m.apply()
	m.move(strings.ReplaceAll(ashaConfig(), `"asha" {`, `"suppliers" {`+"\nfor_each = { one = {} }"),
		fmt.Sprintf("moved {\n from = %s\n to = cashfree_payout_beneficiary.suppliers[\"one\"]\n}\n", ashaAddress), block[1])
}

// TestAccMigration_AnotherID shows that another id is the only way of the guide that changes payees: the former one is
// removed, and then the new one is added. That is so in single resources and in a set.
func TestAccMigration_AnotherID(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"single", "set"} {
		t.Run(kind, func(t *testing.T) {
			m := newMigration(t)
			blocks := migratingSection(t, "Another id", "terraform", "text")
			config, block := m.singles, blocks[0]
			texts := []string{"must be replaced", blocks[1]}
			if kind == "set" {
				config, block = m.set, ""
				texts = []string{"0 to add, 1 to change, 0 to destroy", "1 renamed"}
			}
			m.write(config)
			m.apply()
			events := len(m.sim.Journal())
			m.writeFile("vendors.csv", strings.Replace(m.readFile("vendors.csv"), "vendor_asha", "supplier_asha", 1))
			m.write(config, block)
			plan := m.guideCommand(0, m.commands[0])
			wantTexts(t, plan, texts...)
			if strings.Contains(plan, "by removal and creation") {
				t.Errorf("a replacement is warned of:\n%s", plan)
			}
			m.guideCommand(0, m.commands[1])
			m.write(config)
			m.wantEmptyPlan()

			var got []string
			for _, event := range m.sim.Journal()[events:] {
				got = append(got, event.Kind+" "+event.ID)
			}
			if want := []string{simulator.EventRemoved + " vendor_asha", simulator.EventCreated + " supplier_asha"}; !slices.Equal(got, want) {
				t.Errorf("Cashfree saw %v, want %v", got, want)
			}
		})
	}
}

// TestAccMigration_MovedToAnotherType shows the error about a moved block between two types, in each direction and from
// another provider. Only OpenTofu says which resource it is about.
func TestAccMigration_MovedToAnotherType(t *testing.T) {
	t.Parallel()
	quoted := migratingSection(t, "Not with a moved block", "text")[0]
	for source, target := range map[string]string{
		"cashfree_payout_beneficiary":     "cashfree_payout_beneficiary_set",
		"cashfree_payout_beneficiary_set": "cashfree_payout_beneficiary",
		"terraform_data":                  "cashfree_payout_beneficiary",
	} {
		t.Run("from "+source, func(t *testing.T) {
			m := newMigration(t)
			configs := map[string]string{
				"cashfree_payout_beneficiary":     ashaConfig(`"asha"`, `"vendors"`, "vendor_0042", "vendor_asha"),
				"cashfree_payout_beneficiary_set": m.set,
				"terraform_data":                  "resource \"terraform_data\" \"vendors\" {\n  input = \"vendor_asha\"\n}\n",
			}
			m.write(configs[source])
			m.apply()
			m.wantNoWrites(func() {
				m.write(configs[target], fmt.Sprintf("moved {\n  from = %s.vendors\n  to   = %s.vendors\n}\n", source, target))
				message := m.wantPlanError()
				wantTexts(t, message, "Error: Cannot move to another resource type", "cannot turn a "+source+" into a "+target+". Nothing was changed.",
					"removed { from = "+source+".OLD_NAME lifecycle { destroy = false } }", "import { to = "+target+".NEW_NAME", "guides/migrating#")
				if named := strings.Contains(flatten(message), "with "+target+".vendors,"); named != cli.tofu {
					t.Errorf("the address is named: %t\n%s", named, message)
				}
				if target == "cashfree_payout_beneficiary_set" {
					title, detail, _ := strings.Cut(quoted, "\n")
					wantTexts(t, message, title, detail)
				}
				m.write(configs[source])
				m.wantEmptyPlan()
			})
		})
	}
}

// TestAccMigration_RemovedWithoutLifecycle shows what the guide says of a removed block without destroy = false:
// Terraform destroys, and OpenTofu forgets. And it shows how they say that they forget, and what of it they print.
func TestAccMigration_RemovedWithoutLifecycle(t *testing.T) {
	m := newMigration(t)
	m.write(m.singles)
	m.apply()
	former := "removed {\n  from = cashfree_payout_beneficiary.vendors\n}\n"
	forgets := strings.Replace(former, "vendors\n", "vendors\n  lifecycle {\n    destroy = false\n  }\n", 1)
	m.write(former)
	plan := m.guideCommand(0, m.commands[0])
	m.write(forgets)
	forgetting := m.guideCommand(0, m.commands[0])
	if cli.tofu {
		wantTexts(t, plan, "3 to forget", "Warning: Missing lifecycle from the removed block")
		wantTexts(t, forgetting, "will be removed from the OpenTofu state", "0 to destroy, 3 to forget", "asha@example.com", "(sensitive value)")
	} else {
		wantTexts(t, plan, "3 to destroy")
		wantTexts(t, forgetting, "will no longer be managed by Terraform")
		if strings.Contains(forgetting, "asha@example.com") {
			t.Errorf("values are printed:\n%s", forgetting)
		}
	}
	m.wantNoSecrets(plan+forgetting, ashaAccountNumber, "026291800001191")
}
