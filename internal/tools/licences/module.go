package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// systems are those of .goreleaser.yml: a library can need another one on one system only.
var systems = []string{"darwin", "freebsd", "linux", "windows"}

// module is a module of which code is linked in.
type module struct {
	path    string
	dir     string
	folders []string // of the packages that are linked in
}

// linked returns the modules that are linked into the programs, without that of the programs.
func linked(ctx context.Context, dir string, programs []string) ([]module, error) {
	found := make(map[string]*module)
	args := slices.Concat([]string{"list", "-deps", "-json=Dir,Module"}, programs)
	for _, system := range systems {
		command := exec.CommandContext(ctx, "go", args...)
		command.Dir = dir
		command.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
		command.Stderr = os.Stderr
		out, err := command.Output()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", command, err)
		}
		if err := collect(out, found); err != nil {
			return nil, err
		}
	}
	modules := make([]module, 0, len(found))
	for _, m := range found {
		slices.Sort(m.folders)
		m.folders = slices.Compact(m.folders)
		modules = append(modules, *m)
	}
	slices.SortFunc(modules, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return modules, nil
}

func collect(out []byte, into map[string]*module) error {
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Dir    string
			Module *struct {
				Path, Dir string
				Main      bool
			}
		}
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case p.Module == nil || p.Module.Main:
			continue // the standard library, or the module itself
		}
		m, seen := into[p.Module.Path]
		if !seen {
			m = &module{path: p.Module.Path, dir: p.Module.Dir}
			into[m.path] = m
		}
		m.folders = append(m.folders, p.Dir)
	}
}

// licence returns the SPDX id of the module's licence. Several ids are joined by AND: those of files in the top folder,
// and those of files in the folders down to the packages that are linked in, which may hold third-party code.
func (m module) licence() (string, error) {
	files, err := m.licenceFiles()
	if err != nil {
		return "", err
	}
	if len(files) == 0 {
		return "", errors.New("no licence file found")
	}
	var ids []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		names, err := identify(text)
		if err != nil {
			return "", fmt.Errorf("%s: %w", file, err)
		}
		ids = append(ids, names...)
	}
	slices.Sort(ids)
	return strings.Join(slices.Compact(ids), " AND "), nil
}

var licenceName = regexp.MustCompile(`(?i)^(licen[cs]es?|copying|unlicense)([-._].*)?$`)

func (m module) licenceFiles() ([]string, error) {
	var files []string
	visited := make(map[string]bool)
	for _, folder := range append(m.folders, m.dir) {
		for ; !visited[folder] && strings.HasPrefix(folder, m.dir); folder = filepath.Dir(folder) {
			visited[folder] = true
			entries, err := os.ReadDir(folder)
			if err != nil {
				return nil, err
			}
			for _, entry := range entries {
				if licenceName.MatchString(entry.Name()) && !entry.IsDir() && filepath.Ext(entry.Name()) != ".go" {
					files = append(files, filepath.Join(folder, entry.Name()))
				}
			}
		}
	}
	slices.Sort(files)
	return files, nil
}
