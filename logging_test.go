package main

import (
	"maps"
	"testing"
)

// The provider writes only the log lines that the CLI keeps, and its own warnings.
func TestLogLevels(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		environ map[string]string
		level   string
	}{
		"no log":               {nil, "OFF"},
		"only core is logged":  {map[string]string{"TF_LOG_CORE": "TRACE"}, "OFF"},
		"everything is logged": {map[string]string{"TF_LOG": "trace"}, "TRACE"},
		"providers are logged": {map[string]string{"TF_LOG_PROVIDER": "DEBUG"}, "DEBUG"},
		"providers differ":     {map[string]string{"TF_LOG": "TRACE", "TF_LOG_PROVIDER": "error"}, "ERROR"},
		"as JSON":              {map[string]string{"TF_LOG": "JSON"}, "TRACE"},
		"an unknown level":     {map[string]string{"TF_LOG": "1"}, "TRACE"},
		"turned off":           {map[string]string{"TF_LOG": "off"}, "OFF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := map[string]string{
				"TF_LOG_SDK": test.level, "TF_LOG_SDK_PROTO": test.level, "TF_LOG_SDK_FRAMEWORK": test.level,
				"TF_LOG_PROVIDER_CASHFREE": test.level,
			}
			if test.level == "OFF" || test.level == "ERROR" {
				want["TF_LOG_PROVIDER_CASHFREE"] = "WARN"
			}
			if got := logLevels(func(name string) string { return test.environ[name] }); !maps.Equal(got, want) {
				t.Errorf("got %v", got)
			}
		})
	}
}

// A level that is already set stays.
func TestLogLevels_AlreadySet(t *testing.T) {
	t.Parallel()
	environ := map[string]string{"TF_LOG": "ERROR", "TF_LOG_SDK_PROTO": "TRACE", "TF_LOG_PROVIDER_CASHFREE": "OFF"}
	want := map[string]string{"TF_LOG_SDK": "ERROR", "TF_LOG_SDK_FRAMEWORK": "ERROR"}
	if got := logLevels(func(name string) string { return environ[name] }); !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}
