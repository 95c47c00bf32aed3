//go:build unix

package main

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// What is written to a pipe after its reader is gone is appended to the log.
func TestKeepLog_ReaderGone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "terraform.log")
	if err := os.WriteFile(path, []byte("of core\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		keepLog(writer, path)
	}()
	_, _ = io.WriteString(writer, "to the pipe\n")
	if line, err := bufio.NewReader(reader).ReadString('\n'); line != "to the pipe\n" {
		t.Errorf("%q arrived: %v", line, err)
	}
	_ = reader.Close()
	<-kept
	_, _ = io.WriteString(writer, "after the end\n")
	if got, err := os.ReadFile(path); string(got) != "of core\nafter the end\n" {
		t.Errorf("the log is %q: %v", got, err)
	}
}

// A file that a script has put in place of standard error is never taken for one that nobody reads.
func TestKeepLog_IsUnread(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "errors.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	if isUnread(file) || isUnread(writer) {
		t.Error("a file or a pipe with a reader was taken for one that nobody reads")
	}
	_ = reader.Close()
	if !isUnread(writer) {
		t.Error("the end of the reader was not noticed")
	}
}

// The log is found in the folder where core was started, which -chdir changes for the provider.
func TestKeepLog_Chdir(t *testing.T) {
	started := t.TempDir()
	t.Chdir(t.TempDir())
	t.Setenv("PWD", started)
	if _, err := openLog("terraform.log"); err == nil {
		t.Error("a log was made")
	}
	if err := os.WriteFile(filepath.Join(started, "terraform.log"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := openLog("terraform.log")
	if err != nil {
		t.Fatal(err)
	}
	_ = file.Close()
}
