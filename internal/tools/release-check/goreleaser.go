package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// realGo is the variable with the path of the go command, for the process of this program that replaces it.
const realGo = "RELEASE_CHECK_GO"

// snapshot makes goreleaser build a release into dist/, with the configuration of the repository. Steps that need other
// tools or the network are skipped. Building for all platforms takes long, so unless every is set, this program
// replaces the go command and builds for this platform only.
func snapshot(ctx context.Context, goreleaser, root, temp string, keys *keyring, every bool) error {
	skip := "docker,sbom"
	// Without a remote, goreleaser does not look for the commit either, whose time is part of the programs.
	environ := append(os.Environ(),
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=remote.origin.url", "GIT_CONFIG_VALUE_0=https://"+stage.Module)
	if keys == nil {
		skip += ",sign"
	} else {
		environ = append(environ, keys.environ()...)
	}
	if !every {
		found, err := exec.LookPath("go")
		if err != nil {
			return err
		}
		self, err := os.Executable()
		if err != nil {
			return err
		}
		bin := filepath.Join(temp, "bin")
		if err := errors.Join(os.Mkdir(bin, 0o700), os.Symlink(self, filepath.Join(bin, "go"))); err != nil {
			return err
		}
		environ = append(environ, realGo+"="+found, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	build := command{path: goreleaser, dir: root, environ: environ}
	_, err := build.run(ctx, "release", "--snapshot", "--clean", "--skip="+skip)
	return err
}

// standIn runs the go command, but writes a text instead of building a program for another platform than this
// machine's.
func standIn(ctx context.Context, path string, args []string) (int, error) {
	platform := os.Getenv("GOOS") + "_" + os.Getenv("GOARCH")
	output := slices.Index(args, "-o") + 1
	if len(args) > 0 && args[0] == "build" && output > 0 && output < len(args) && platform != host() {
		return 0, os.WriteFile(args[output], []byte(standInFor(platform)), 0o755)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	if exited, ok := errors.AsType[*exec.ExitError](err); ok {
		return exited.ExitCode(), nil
	}
	return 0, err
}

func standInFor(platform string) string { return "instead of a program for " + platform + "\n" }

func host() string { return runtime.GOOS + "_" + runtime.GOARCH }

// built returns the release that goreleaser has written into dist/.
func built(root string) (release, error) {
	var metadata struct {
		Version string `json:"version"`
		Commit  string `json:"commit"`
	}
	var artifacts []struct {
		Name, Path, Type string
	}
	dist := filepath.Join(root, "dist")
	err := errors.Join(
		readJSON(filepath.Join(dist, "metadata.json"), &metadata),
		readJSON(filepath.Join(dist, "artifacts.json"), &artifacts),
	)
	if err != nil {
		return release{}, err
	}
	if len(metadata.Commit) != 40 {
		return release{}, fmt.Errorf("goreleaser did not build a commit, but %q", metadata.Commit)
	}
	r := release{version: metadata.Version, files: make(map[string]string)}
	for _, a := range artifacts {
		// Artifacts of these types are not part of the release.
		if !slices.Contains([]string{"Binary", "Metadata"}, a.Type) {
			r.files[a.Name] = filepath.Join(root, filepath.FromSlash(a.Path))
		}
	}
	config, err := os.ReadFile(filepath.Join(dist, "config.yaml"))
	if attachesManifest(string(config)) {
		r.files[r.manifestName()] = filepath.Join(root, "terraform-registry-manifest.json")
	}
	return r, err
}

// attachesManifest reports whether the effective configuration attaches the manifest. goreleaser attaches extra files
// only when it publishes a release, so a snapshot has none.
func attachesManifest(config string) bool {
	_, section, found := strings.Cut("\n"+config, "\nrelease:\n")
	if !found {
		return false
	}
	for line := range strings.Lines(section) {
		if !strings.HasPrefix(line, " ") {
			return false
		}
		_, template, found := strings.Cut(line, "name_template: ")
		if found && strings.Contains(template, "{{ .ProjectName }}_{{ .Version }}_manifest.json") {
			return true
		}
	}
	return false
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return nil
}
