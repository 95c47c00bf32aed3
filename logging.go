package main

import "strings"

// The variables by which the libraries, and this provider through them, choose which lines they write.
var logVariables = []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_PROVIDER_CASHFREE"}

// logLevels gives those variables that are not set the level of the lines that the CLI is going to keep. Left to
// themselves the libraries write every line of a trace for a CLI that decodes them all and throws them away: of the
// processor time of a plan of a thousand beneficiaries that was a third, on both sides.
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
		kept = "TRACE" // as the CLI takes JSON, and whatever it does not know
	}
	levels := make(map[string]string, len(logVariables))
	for _, name := range logVariables {
		if getenv(name) == "" {
			levels[name] = kept
		}
	}
	return levels
}
