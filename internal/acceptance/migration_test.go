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

// TestAccGuides_Run runs the guide "Moving payees between resources" as a reader does. These tests take its code and
// show what it says besides: nothing changes at Cashfree, later plans are empty, and half of a move is refused.

// migratingSection is a section of the guide.
type migratingSection struct {
	*testing.T
	text   string
	blocks []pageBlock
}

func readMigratingSection(t *testing.T, title string) *migratingSection {
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
	blocks, err := parseBlocks(section)
	if err != nil {
		t.Fatalf("%q: %v", title, err)
	}
	return &migratingSection{T: t, text: section, blocks: blocks}
}

// file returns the content of a file that the section shows.
func (s *migratingSection) file(name string) string {
	s.Helper()
	for _, block := range s.blocks {
		if block.file == name {
			return block.text
		}
	}
	s.Fatalf("the section has no file %q:\n%s", name, s.text)
	return ""
}

// other returns the block with this index among those of a language that become no file.
func (s *migratingSection) other(language string, index int) string {
	s.Helper()
	for _, block := range s.blocks {
		if block.language == language && block.file == "" {
			if index == 0 {
				return block.text
			}
			index--
		}
	}
	s.Fatalf("the section has too few blocks of %q:\n%s", language, s.text)
	return ""
}

// moveBlocks returns the blocks that move payees, and the plan that the section shows.
func (s *migratingSection) moveBlocks() (blocks, plan string) {
	s.Helper()
	return s.file("moves.tf"), s.other("text", 0)
}

// migration is a workspace with the code that the guide moves.
type migration struct {
	*workspace

	locals, singles, set, partners string // Terraform code
	commands                       []string
}

// stepCommand matches a command of the steps of the guide.
var stepCommand = regexp.MustCompile("Run `(terraform [^`]+)`")

func newMigration(t *testing.T) *migration {
	t.Helper()
	m := &migration{workspace: newWorkspace(t)}
	code := readMigratingSection(t, "The code that moves")
	for _, document := range []string{"vendors.csv", "partners.csv"} {
		m.writeFile(document, code.file(document))
	}
	m.locals, m.singles, m.set, m.partners = code.file("vendors.tf"), code.file("singles.tf"), code.file("set.off"), code.file("partners.tf")
	for _, match := range stepCommand.FindAllStringSubmatch(readMigratingSection(t, "How to move payees").text, -1) {
		m.commands = append(m.commands, match[1])
	}
	if want := []string{"terraform plan -out=move.tfplan", "terraform apply move.tfplan"}; !slices.Equal(m.commands, want) {
		t.Fatalf("the steps have the commands %q, want %q", m.commands, want)
	}
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
	there, therePlan := readMigratingSection(t, "From single resources to a set").moveBlocks()
	back, backPlan := readMigratingSection(t, "From a set to single resources").moveBlocks()
	m.write(m.singles)
	m.apply()

	m.wantHalfDone(m.singles, m.set, there)
	m.move(m.set, there, therePlan)
	m.wantHalfDone(m.set, m.singles, back)
	m.move(m.singles, back, backPlan)
	m.wantCreatedOnce(3)
}

// TestAccMigration_DocumentDiffers shows that a document with another value or another id is refused with the import.
func TestAccMigration_DocumentDiffers(t *testing.T) {
	m := newMigration(t)
	there, _ := readMigratingSection(t, "From single resources to a set").moveBlocks()
	back, _ := readMigratingSection(t, "From a set to single resources").moveBlocks()
	vendors := m.readFile("vendors.csv")
	m.write(m.singles)
	m.apply()
	m.wantNoWrites(func() {
		m.write(m.set, there)
		m.writeFile("vendors.csv", strings.Replace(vendors, "asha@example.com", "rao@example.com", 1))
		wantTexts(t, m.wantPlanError(), "Error: Import would change members")
	})
	m.writeFile("vendors.csv", vendors)
	m.move(m.set, there)
	m.write(m.singles, back)
	m.writeFile("vendors.csv", strings.Replace(vendors, "asha@example.com", "rao@example.com", 1))
	wantTexts(t, m.wantChanges(), "must be replaced", "3 to import, 1 to add, 0 to change, 1 to destroy")
}

// TestAccMigration_DocumentRecorded shows that a set with csv counts as a change, and with limits, and that this is
// without a call.
func TestAccMigration_DocumentRecorded(t *testing.T) {
	m := newMigration(t)
	there, _ := readMigratingSection(t, "From single resources to a set").moveBlocks()
	m.write(m.singles)
	m.apply()
	m.wantNoWrites(func() {
		m.write(strings.Replace(m.set, "csv_wo = file(\"vendors.csv\")", "csv = file(\"vendors.csv\")\n  max_removals = 0", 1), there)
		wantTexts(t, m.guideCommand(0, m.commands[0]), "1 to import, 0 to add, 1 to change, 0 to destroy")
		m.guideCommand(0, m.commands[1])
		m.wantEmptyPlan()
	})
}

// TestAccMigration_Interrupted shows that a move goes on of which only the import or only the removal from the state is
// done.
func TestAccMigration_Interrupted(t *testing.T) {
	t.Parallel()
	there, _ := readMigratingSection(t, "From single resources to a set").moveBlocks()
	for done, command := range map[string]string{
		"imported":  "terraform apply -target=cashfree_payout_beneficiary_set.vendors",
		"forgotten": "terraform state rm cashfree_payout_beneficiary.vendors",
	} {
		t.Run(done, func(t *testing.T) {
			m := newMigration(t)
			m.write(m.singles)
			m.apply()
			m.wantNoWrites(func() {
				m.write(m.set, there)
				m.guideCommand(0, command)
			})
			m.move(m.set, there)
			m.wantCreatedOnce(3)
		})
	}
}

// TestAccMigration_SomeSinglesLeave shows that one instance of a resource under for_each leaves it for a new set, and
// that the others stay as they are.
func TestAccMigration_SomeSinglesLeave(t *testing.T) {
	m := newMigration(t)
	blocks := readMigratingSection(t, "Into a set that exists").file("moves.tf")
	m.write(m.singles)
	m.apply()

	lines := strings.SplitAfter(m.readFile("vendors.csv"), "\n")
	m.writeFile("leaving.csv", lines[0]+lines[3])
	m.writeFile("vendors.csv", strings.Join(lines[:3], ""))
	imports := "import {\n  to = cashfree_payout_beneficiary_set.vendors\n  id = \"vendor_chitra\"\n}\n"
	m.move(m.singles+strings.ReplaceAll(m.set, "vendors.csv", "leaving.csv"), blocks+imports, "1 to import")
	m.wantCreatedOnce(3)
}

// TestAccMigration_IntoExistingSet shows that a set that exists takes over one of several single resources, all of
// them, and the payees of another set.
func TestAccMigration_IntoExistingSet(t *testing.T) {
	t.Parallel()
	section := readMigratingSection(t, "Into a set that exists")
	some := section.file("moves.tf")
	all := regexp.MustCompile(`(?ms)^removed \{.*?^\}\n`).FindString(some)
	command, _, _ := strings.Cut(section.other("sh", 2), "\n")
	for name, blocks := range map[string]string{
		"one single resource":  some,
		"all single resources": strings.ReplaceAll(all, "cashfree_payout_beneficiary.leaving", "cashfree_payout_beneficiary.vendors"),
		"set":                  strings.ReplaceAll(all, "cashfree_payout_beneficiary.leaving", "cashfree_payout_beneficiary_set.vendors"),
	} {
		t.Run(name, func(t *testing.T) {
			m := newMigration(t)
			former, left := m.singles, ""
			if name == "set" {
				former = m.set
			}
			m.write(former, m.partners)
			m.apply()

			header, rows, _ := strings.Cut(m.readFile("vendors.csv"), "\n")
			if name == "one single resource" {
				leaving := strings.Index(rows, "vendor_chitra")
				m.writeFile("vendors.csv", header+"\n"+rows[:leaving])
				rows, left = rows[leaving:], m.singles
			}
			m.writeFile("partners.csv", m.readFile("partners.csv")+rows)
			m.write(left, m.partners, blocks)
			events, count := len(m.sim.Journal()), strings.Count(rows, "\n")
			wantTexts(t, m.wantChanges(), fmt.Sprintf("Members: %d added, 1 unchanged", count), "0 to add, 1 to change, 0 to destroy")
			_, plain, _ := strings.Cut(command, " ")
			wantTexts(t, m.guideCommand(1, plain), fmt.Sprintf("%[1]d of %[1]d changes not made", count), adoptionCommand)
			wantTexts(t, m.guideCommand(0, command), fmt.Sprintf("Warning: Existing payees taken over: %d", count), "0 added, 1 changed, 0 destroyed")
			m.write(left, m.partners)
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
	split, join := readMigratingSection(t, "One set split in two"), readMigratingSection(t, "Two sets joined into one")
	header, row, _ := strings.Cut(m.readFile("partners.csv"), "\n")
	const chitra = "vendor_chitra,Chitra Iyer,,,success@upi,\n"
	m.writeFile("partners.csv", header+"\n"+row+chitra)
	m.writeFile("north.csv", header+"\n"+row)
	m.writeFile("south.csv", header+"\n"+chitra)
	m.write(m.partners)
	m.apply()

	parts := split.file("parts.tf")
	blocks, plan := split.moveBlocks()
	m.wantHalfDone(m.partners, parts, blocks)
	m.move(parts, blocks, plan)
	joined := join.file("joined.tf")
	blocks, plan = join.moveBlocks()
	m.wantHalfDone(parts, joined, blocks)
	m.move(joined, blocks, plan)
	m.wantCreatedOnce(2)
}

// TestAccMigration_OtherProvider shows that payees of another provider move to single resources and to a set. A
// terraform_data plays the part of the restapi_object of the guide.
func TestAccMigration_OtherProvider(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"singles", "set", "singles after state rm"} {
		t.Run(target, func(t *testing.T) {
			m := newMigration(t)
			standIn := strings.NewReplacer("restapi_object", "terraform_data")
			section := readMigratingSection(t, "From another provider")
			former := regexp.MustCompile(`(?ms)^  path .*?(data = .*?)^\}`).ReplaceAllString(standIn.Replace(section.other("terraform", 0)), "  input = { $1 }\n}")
			for _, payee := range importedPayees("beneficiary_set") {
				m.sim.Put(payee)
			}
			m.write(former)
			m.apply()

			config, moving, text := m.singles, standIn.Replace(section.other("terraform", 1)), section.other("text", 0)
			removed := regexp.MustCompile(`(?ms)^removed \{.*?^\}\n`)
			switch target {
			case "set":
				ofSet, plan := readMigratingSection(t, "From single resources to a set").moveBlocks()
				config, text = m.set, plan
				moving = removed.FindString(moving) + removed.ReplaceAllString(ofSet, "")
			case "singles after state rm":
				wantTexts(t, m.guideCommand(0, standIn.Replace(section.other("sh", 0))), "Successfully removed 3 resource instance(s)")
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
	block, plan := readMigratingSection(t, "Another name in the code").moveBlocks()
	m.write(m.partners)
	m.apply()
	m.move(strings.ReplaceAll(m.partners, `"partners"`, `"suppliers"`), block, plan)

	m.write(ashaConfig())
	m.apply()
	m.move(strings.ReplaceAll(ashaConfig(), `"asha" {`, `"suppliers" {`+"\nfor_each = { one = {} }"),
		fmt.Sprintf("moved {\n from = %s\n to = cashfree_payout_beneficiary.suppliers[\"one\"]\n}\n", ashaAddress), plan)
}

// TestAccMigration_AnotherID shows that another id is the only way of the guide that changes payees: the former one is
// removed, and then the new one is added. That is so in single resources and in a set.
func TestAccMigration_AnotherID(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"single", "set"} {
		t.Run(kind, func(t *testing.T) {
			m := newMigration(t)
			section := readMigratingSection(t, "Another id")
			config := m.singles
			block, shown := section.moveBlocks()
			if kind == "set" {
				config, block, shown = m.set, "", strings.Replace(section.other("text", 1), "1 unchanged", "2 unchanged", 1)
			}
			m.write(config)
			m.apply()
			events := len(m.sim.Journal())
			m.writeFile("vendors.csv", strings.Replace(m.readFile("vendors.csv"), "vendor_asha", "supplier_asha", 1))
			m.write(config, block)
			plan := m.guideCommand(0, m.commands[0])
			if unseen := firstUnseen(shown, plan); unseen != "" {
				t.Errorf("the plan does not say\n%s\nIt says\n%s", unseen, plan)
			}
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
	quoted := readMigratingSection(t, "Not with a moved block").other("text", 0)
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
					title, detail, _ := strings.Cut(quoted, "\n…\n")
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
