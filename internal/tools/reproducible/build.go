package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// releaseFlags returns the flags of .goreleaser.yml. Without -trimpath a program contains the names of the folders in
// which it was built. With version control information, a build from a source archive would differ from one of a clone.
func releaseFlags(version string) []string {
	return []string{"-trimpath", "-buildvcs=false", "-ldflags", "-s -w -X main.version=" + version}
}

// place is the folder and the environment of a build, which could leave traces in the program.
type place struct {
	folder  string
	environ []string // in addition to that of this process
}

// toolchain is the version of Go with its settings. Both builds use the same, since another version makes other bytes.
type toolchain struct {
	path, name string
	flags      []string
	environ    []string
}

func newToolchain(ctx context.Context, root, target, version string) (toolchain, error) {
	system, processor, ok := strings.Cut(target, "/")
	if !ok {
		return toolchain{}, fmt.Errorf("-target must have the form linux/amd64, got %q", target)
	}
	values, err := goEnv(ctx, root, "GOROOT", "GOVERSION")
	if err != nil {
		return toolchain{}, err
	}
	return toolchain{
		path:  filepath.Join(values[0], "bin", "go"),
		name:  values[1],
		flags: releaseFlags(version),
		// This replaces the user's GOFLAGS. -modcacherw allows to remove the downloaded modules.
		environ: []string{
			"CGO_ENABLED=0", "GOOS=" + system, "GOARCH=" + processor, "GOFLAGS=-modcacherw", "GOTOOLCHAIN=local",
		},
	}, nil
}

func goEnv(ctx context.Context, dir string, names ...string) ([]string, error) {
	command := exec.CommandContext(ctx, "go", append([]string{"env"}, names...)...)
	command.Dir = dir
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", command, err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n"), nil
}

// build builds a program and returns its checksum.
func (t toolchain) build(ctx context.Context, at place, program, out string) (string, error) {
	command := exec.CommandContext(ctx, t.path, append([]string{"build", "-o", out}, append(t.flags, program)...)...)
	command.Dir = at.folder
	command.Env = append(append(os.Environ(), t.environ...), at.environ...)
	if text, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s in %s: %w\n%s", command, at.folder, err, bytes.TrimSpace(text))
	}
	file, err := os.Open(out)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// moveOut copies the sources and returns a place in which everything differs from here. Modules come from the module
// cache of this machine, if it has them, so that the network is not needed.
func moveOut(ctx context.Context, root, to string) (place, error) {
	values, err := goEnv(ctx, root, "GOMODCACHE", "GOPROXY")
	if err != nil {
		return place{}, err
	}
	folder := func(name string) string { return filepath.Join(to, name) }
	for _, name := range []string{"home", "temp"} {
		if err := os.MkdirAll(folder(name), 0o700); err != nil {
			return place{}, err
		}
	}
	// A path on Windows has no leading slash, and a URL needs one.
	downloaded := "file:///" + strings.TrimPrefix(filepath.ToSlash(filepath.Join(values[0], "cache", "download")), "/")
	return place{
		folder: folder("sources"),
		environ: []string{
			"HOME=" + folder("home"), "USERPROFILE=" + folder("home"), "XDG_CONFIG_HOME=" + folder("home"),
			"TMPDIR=" + folder("temp"), "TMP=" + folder("temp"), "TEMP=" + folder("temp"),
			"GOCACHE=" + folder("cache"), "GOMODCACHE=" + folder("modules"), "GOPROXY=" + downloaded + "," + values[1],
			"TZ=Pacific/Kiritimati", "LC_ALL=C",
		},
	}, copySources(ctx, root, folder("sources"))
}

// copySources copies all files that git tracks or does not ignore.
func copySources(ctx context.Context, from, to string) error {
	command := exec.CommandContext(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	command.Dir = from
	names, err := command.Output()
	if err != nil {
		return fmt.Errorf("%s: %w", command, err)
	}
	for name := range strings.SplitSeq(strings.Trim(string(names), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(from, name))
		if os.IsNotExist(err) {
			continue // removed and not committed yet
		}
		if err != nil {
			return err
		}
		file := filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
