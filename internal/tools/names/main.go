// Command names checks how things are named, and how wide comments are. "make lint" runs it by "go vet -vettool". It
// has three analyzers:
//
//   - shadow reports a local that has the name of something in its own package;
//   - limits reports a limit that is not called max or min;
//   - comments reports a comment that goes beyond column 120.
package main

import "golang.org/x/tools/go/analysis/unitchecker"

func main() { unitchecker.Main(shadow, limits, comments) }
