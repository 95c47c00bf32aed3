package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"debug/buildinfo"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime/debug"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// member is a file in an archive.
type member struct {
	name    string
	mode    fs.FileMode
	content []byte
}

func unzip(archive []byte) ([]member, error) {
	reader, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, err
	}
	var members []member
	for _, file := range reader.File {
		content, err := file.Open()
		if err != nil {
			return nil, err
		}
		m := member{name: file.Name, mode: file.Mode()}
		m.content, err = io.ReadAll(content)
		if err := errors.Join(err, content.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
		members = append(members, m)
	}
	return members, nil
}

func untar(archive []byte) ([]member, error) {
	unpacked, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return nil, err
	}
	var members []member
	for reader := tar.NewReader(unpacked); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return members, nil
		}
		if err != nil {
			return nil, err
		}
		m := member{name: header.Name, mode: header.FileInfo().Mode()}
		if m.content, err = io.ReadAll(reader); err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
		members = append(members, m)
	}
}

// checkProgram reads the platform and the build settings from the program itself.
func checkProgram(program []byte, platform string, standIns bool) error {
	if standIns && string(program) == standInFor(platform) {
		return nil
	}
	info, err := buildinfo.Read(bytes.NewReader(program))
	if err != nil {
		return err
	}
	return checkBuild(info, platform)
}

func checkBuild(info *debug.BuildInfo, platform string) error {
	settings := make(map[string]string)
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	os, arch, _ := strings.Cut(platform, "_")
	var faults []error
	for key, wanted := range map[string]string{
		"GOOS": os, "GOARCH": arch, "CGO_ENABLED": "0", "-trimpath": "true",
	} {
		if settings[key] != wanted {
			faults = append(faults, fmt.Errorf("must be built with %s=%s, got %s", key, wanted, settings[key]))
		}
	}
	if info.Main.Path != stage.Module {
		faults = append(faults, fmt.Errorf("must be built from %s, got %s", stage.Module, info.Main.Path))
	}
	return errors.Join(faults...)
}
