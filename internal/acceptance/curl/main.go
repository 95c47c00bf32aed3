// Command curl is the part of curl that the examples use. The tests build it on machines without curl, so that they
// need only Go, git and make.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "curl:", err)
		os.Exit(22)
	}
}

func run(args []string, stdin io.Reader, stdout io.Writer) error {
	method, fail := http.MethodGet, false
	var target string
	header := http.Header{"User-Agent": {"curl/stand-in"}}
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		switch {
		case arg == "--silent" || arg == "--show-error":
		case arg == "--fail":
			fail = true
		case arg == "--request" && len(args) > 0:
			method, args = args[0], args[1:]
		case arg == "--config" && len(args) > 0 && args[0] == "-":
			args = args[1:]
			readHeaders(stdin, header)
		case strings.HasPrefix(arg, "-"):
			return fmt.Errorf("this stand-in for curl has no %s", arg)
		default:
			target = arg
		}
	}
	request, err := http.NewRequestWithContext(context.Background(), method, target, http.NoBody)
	if err != nil {
		return err
	}
	request.Header = header
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if fail && response.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("the answer is %s", response.Status)
	}
	_, err = io.Copy(stdout, response.Body)
	return err
}

// readHeaders adds the headers of a configuration, with lines such as: header = "name: value".
func readHeaders(config io.Reader, header http.Header) {
	lines := bufio.NewScanner(config)
	for lines.Scan() {
		_, quoted, _ := strings.Cut(lines.Text(), "=")
		name, value, found := strings.Cut(strings.Trim(strings.TrimSpace(quoted), `"`), ":")
		if found {
			header.Set(strings.TrimSpace(name), strings.TrimSpace(value))
		}
	}
}
