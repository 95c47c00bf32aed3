package main

import (
	"os"
	"slices"
	"strings"
)

// clean returns the environment without the variables that would make a test depend on who runs it.
func clean(environ []string, fileExists func(path string) bool) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name, value, _ := strings.Cut(entry, "=")
		switch {
		case strings.HasPrefix(name, "CASHFREE_"):
			return true // real credentials of the user
		case strings.HasPrefix(name, "TF_ACC_TERRAFORM_"), strings.HasPrefix(name, "TF_ACC_PROVIDER_"):
			return true // another CLI than the one under test
		case strings.HasPrefix(name, "TF_VAR_"), strings.HasPrefix(name, "TF_CLI_ARGS"):
			return true // another configuration than the one under test
		case name == "TF_WORKSPACE", name == "TF_DATA_DIR":
			return true
		case name == "TF_CLI_CONFIG_FILE", name == "TERRAFORM_CONFIG":
			return !fileExists(value) // OpenTofu warns, and terraform-plugin-testing cannot parse its output then
		}
		return false
	})
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
