package main

import (
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/provider"
)

// logVariables are the environment variables with the log levels of the libraries and of this provider.
var logVariables = []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK", provider.LogLevelVariable}

// logLevels returns a value for each of those variables that is not set: the level of the lines that the CLI keeps.
// Without it, the libraries would write every line of a trace, and the CLI would decode and discard them all. For a
// plan of a thousand beneficiaries that was a third of the processor time on both sides.
//
// The provider always writes its own warnings: they are rare, and the CLI may be gone, or a script may read them.
func logLevels(getenv func(string) string) map[string]string {
	kept := getenv("TF_LOG_PROVIDER")
	if kept == "" {
		kept = getenv("TF_LOG")
	}
	switch kept = strings.ToUpper(kept); kept {
	case "":
		kept = "OFF"
	case "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF":
	default:
		kept = "TRACE" // the CLI treats JSON and unknown values in this way
	}
	levels := make(map[string]string, len(logVariables))
	for _, name := range logVariables {
		if getenv(name) == "" {
			levels[name] = kept
		}
	}
	if level := levels[provider.LogLevelVariable]; level == "OFF" || level == "ERROR" {
		levels[provider.LogLevelVariable] = "WARN"
	}
	return levels
}
