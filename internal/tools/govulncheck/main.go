// Command govulncheck looks for known vulnerabilities in the code that the module in -C calls, its dependencies and the
// standard library included. It is https://go.dev/doc/tutorial/govulncheck with one difference: where the database of
// vulnerabilities cannot be reached it says so and passes, since a network that is down is no vulnerability. -note names
// a file that holds what was not run, for whoever reports at the end of many steps.
//
// GOVULNDB is the database, a mirror over http or a folder as file:///…, in place of https://vuln.go.dev.
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

// foundVulnerabilities is the exit code by which the scanner tells what it found from what went wrong.
const foundVulnerabilities = 3

func main() {
	dir := flag.String("C", ".", "the `folder` of the module to scan")
	note := flag.String("note", "", "the `file` to leave a line in where the scan was not run")
	flag.Parse()

	watched := watch(http.DefaultTransport)
	http.DefaultTransport = watched // the scanner takes no client from its caller
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

// run scans. Only a database that could not be reached turns an error into a note.
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
		text = fmt.Sprintf("govulncheck: NOT RUN: %s cannot be reached, so nobody looked for known vulnerabilities: %v\n",
			database, unreachable)
		err = nil
		fmt.Fprint(w, text)
	}
	return errors.Join(err, leave(note, text))
}

// leave writes the note, or takes away that of an earlier run.
func leave(note, text string) error {
	if note == "" {
		return nil
	}
	if text != "" {
		return os.WriteFile(note, []byte(text), 0o600) //nolint:gosec // a file that the caller names
	}
	if err := os.Remove(note); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// watch gives a transport like base that gives up sooner.
func watch(base http.RoundTripper) *transport {
	if standard, ok := base.(*http.Transport); ok {
		patient := standard.Clone()
		patient.DialContext = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
		patient.ResponseHeaderTimeout = 30 * time.Second
		base = patient
	}
	return &transport{base: base}
}
