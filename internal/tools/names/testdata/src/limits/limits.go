// Package limits has limits under many names.
package limits

const (
	maxRetries  = 4
	mostRetries = 4 // want "mostRetries is a limit by another name"
	leastLength = 1 // want "leastLength is a limit"
)

// LongestText is exported.
const LongestText = 200 // want "LongestText is a limit"

type settings struct {
	shortestWait int // want "shortestWait is a limit"
	almost       int
}

func deepestLevel(mostOf int) int { // want "deepestLevel is a limit" "mostOf is a limit"
	mostly, most, leastwise := 1, 2, 3
	return mostly + most + leastwise + settings{}.shortestWait + settings{}.almost + mostOf + mostRetries
}
