// Command govulncheck looks for known vulnerabilities in the code that the module in -C calls, in its dependencies and
// in the standard library. It is https://go.dev/doc/tutorial/govulncheck with one difference: if the database of
// vulnerabilities cannot be reached, it prints a note and passes, since a network failure is not a vulnerability. -note
// is a file for this note, so that a caller can print it at the end of many steps.
//
// GOVULNDB is the address of another database than https://vuln.go.dev: a mirror over http, or a folder as file:///….
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"golang.org/x/vuln/scan"
)

const publicDatabase = "https://vuln.go.dev"

// foundVulnerabilities is the exit code of the scanner if it found vulnerabilities. Others are errors.
const foundVulnerabilities = 3

func main() {
	dir := flag.String("C", ".", "the `folder` of the module to scan")
	note := flag.String("note", "", "the `file` for a note if the scan was not run")
	flag.Parse()

	watched := watch(http.DefaultTransport)
	http.DefaultTransport = watched // the scanner has no parameter for a client
	err := run(watched, *dir, *note, os.Stdout)
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "govulncheck:", err)
	if exit, ok := errors.AsType[interface {
		error
		ExitCode() int
	}](err); ok && exit.ExitCode() == foundVulnerabilities {
		os.Exit(foundVulnerabilities)
	}
	os.Exit(1)
}

// run scans the module in a folder. An error becomes a note only if the database could not be reached.
func run(network *transport, dir, note string, w io.Writer) error {
	database := cmp.Or(os.Getenv("GOVULNDB"), publicDatabase)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	network.giveUp = cancel

	command := scan.Command(ctx, "-C", dir, "-db", database, "./...")
	command.Stdout, command.Stderr = w, w
	err := command.Start()
	if err == nil {
		err = command.Wait()
	}

	text := ""
	if unreachable := network.failure(); err != nil && unreachable != nil {
		text = fmt.Sprintf("govulncheck: NOT RUN: %s cannot be reached, so nothing is known about vulnerabilities: %v\n",
			database, unreachable)
		err = nil
		fmt.Fprint(w, text)
	}
	return errors.Join(err, writeNote(note, text))
}

// writeNote writes the note, or removes that of an earlier run.
func writeNote(note, text string) error {
	if note == "" {
		return nil
	}
	if text != "" {
		return os.WriteFile(note, []byte(text), 0o600)
	}
	if err := os.Remove(note); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// watch returns a transport like base with shorter time limits, which records failures.
func watch(base http.RoundTripper) *transport {
	if standard, ok := base.(*http.Transport); ok {
		patient := standard.Clone()
		patient.DialContext = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
		patient.ResponseHeaderTimeout = 30 * time.Second
		base = patient
	}
	return &transport{base: base}
}
