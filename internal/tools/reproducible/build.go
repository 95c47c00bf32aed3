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

// releaseFlags gives the flags of .goreleaser.yml. Without -trimpath a build holds the names of the folders that it was
// made in; with a stamp of the version control, one from a source archive would differ from one of a clone.
func releaseFlags(version string) []string {
	return []string{"-trimpath", "-buildvcs=false", "-ldflags", "-s -w -X main.version=" + version}
}

// place is where a build is made, with what could leave traces in it.
type place struct {
	folder  string
	environ []string // on top of our own
}

// toolchain is one and the same for both builds: another version of Go gives other bytes.
type toolchain struct {
	path, name string
	flags      []string
	environ    []string
}

func newToolchain(ctx context.Context, root, target, version string) (toolchain, error) {
	system, processor, ok := strings.Cut(target, "/")
	if !ok {
		return toolchain{}, fmt.Errorf("-target is %q, which is not of the form linux/amd64", target)
	}
	values, err := goEnv(ctx, root, "GOROOT", "GOVERSION")
	if err != nil {
		return toolchain{}, err
	}
	return toolchain{
		path:  filepath.Join(values[0], "bin", "go"),
		name:  values[1],
		flags: releaseFlags(version),
		// Flags of the user's own are left out, but for one: what is downloaded can be removed again.
		environ: []string{"CGO_ENABLED=0", "GOOS=" + system, "GOARCH=" + processor, "GOFLAGS=-modcacherw", "GOTOOLCHAIN=local"},
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

// build gives the checksum of the program.
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

// moveOut copies the sources and gives a place in which nothing is as it is here. Modules come out of the cache that is
// here, where it has them, so that the network is not needed.
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
	// A path on Windows has no slash at its beginning, where a URL wants one.
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

// copySources copies what git tracks or would.
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
			continue // removed, and not yet committed
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
