// Command names checks how things are named. "make lint" runs it by "go vet -vettool". It has two analyzers:
//
//   - shadow reports a local that has the name of something in its own package;
//   - limits reports a limit that is not called max or min.
package main

import "golang.org/x/tools/go/analysis/unitchecker"

func main() { unitchecker.Main(shadow, limits) }
