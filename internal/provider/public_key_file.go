package provider

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// A shell expands ~ and variables and takes quotes away. Whoever sets a path in the settings of a CI system or in a
// .env file has no shell that does so.

// readKeyFile reads the file of a public key, and returns its path as it was opened. In the path, ~ stands for the home
// directory, and quotes around the whole are left out. The error does not name the path.
func readKeyFile(name string, getenv func(string) string) (content, opened string, err error) {
	opened = expandPath(name, getenv)
	read, err := os.ReadFile(opened)
	if err == nil {
		return string(read), opened, nil
	}
	if failed, ok := errors.AsType[*os.PathError](err); ok {
		err = failed.Err
	}
	if strings.ContainsAny(opened, "$%") || strings.HasPrefix(opened, "~") {
		err = errors.New(err.Error() + ". Variables and ~user are not expanded: write the path in full")
	}
	return "", opened, err
}

// expandPath returns a path without quotes around it, and with the home directory in place of ~.
func expandPath(name string, getenv func(string) string) string {
	if last := len(name) - 1; last > 0 && name[0] == name[last] && (name[0] == '"' || name[0] == '\'') {
		name = name[1:last]
	}
	home := getenv("HOME")
	if home == "" {
		home = getenv("USERPROFILE") // of Windows
	}
	if rest, isHome := strings.CutPrefix(name, "~"); isHome && home != "" && (rest == "" || os.IsPathSeparator(rest[0])) {
		return filepath.Join(home, rest)
	}
	return name
}

// isKeyPath reports whether a text is the path of a file that exists, where the text of a key belongs. GitLab passes
// the path where a variable is of the type File.
func isKeyPath(text string, getenv func(string) string) bool {
	const maxPath = 4096
	if len(text) > maxPath || isKeyText(text) {
		return false
	}
	info, err := os.Stat(expandPath(text, getenv))
	return err == nil && info.Mode().IsRegular()
}

// looksLikePath reports whether a text is a path rather than a key, whether or not there is such a file.
func looksLikePath(text string) bool {
	if isKeyText(text) {
		return false
	}
	name := strings.Trim(text, `"'`)
	return strings.HasPrefix(name, "/") || strings.HasPrefix(name, "~") || strings.HasPrefix(name, ".") || filepath.IsAbs(name) ||
		strings.HasSuffix(name, ".pem") || strings.HasSuffix(name, ".key") || strings.HasSuffix(name, ".pub")
}
