package acceptance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var fence = regexp.MustCompile("(?ms)^( *)```terraform\n(.*?)^ *```$")

// Whoever copies a block of a guide gets code as "terraform fmt" leaves it.
func TestTerraformOfGuidesIsFormatted(t *testing.T) {
	t.Parallel()
	guides, err := filepath.Glob("../../templates/guides/*.md")
	if err != nil {
		t.Fatal(err)
	}
	folder, blocks := t.TempDir(), 0
	for _, guide := range guides {
		page, err := os.ReadFile(guide)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range fence.FindAllStringSubmatch(string(page), -1) {
			blocks++
			code := regexp.MustCompile("(?m)^"+block[1]).ReplaceAllString(block[2], "") // a block within a list is indented
			file := fmt.Sprintf("%s-%d.tf", strings.TrimSuffix(filepath.Base(guide), ".md"), blocks)
			if err := os.WriteFile(filepath.Join(folder, file), []byte(code), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if blocks < 10 {
		t.Errorf("%d blocks were looked at", blocks)
	}
	command := exec.CommandContext(t.Context(), cli.path, "fmt", "-check", "-diff", "-no-color", folder)
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE=", "CHECKPOINT_DISABLE=1")
	if output, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
