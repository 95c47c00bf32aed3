package payouts

import "testing"

// The first IP address of a message is found, of either version, in each of the texts that Cashfree's refusals have.
func TestFindAddress(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                               "",
		"version 2.0":                    "",
		"your ip is 203.0.113.7...":      "203.0.113.7",
		"1.2.3.4.5 then 10.0.0.1":        "10.0.0.1",
		"999.1.1.1":                      "",
		"203.0.113.777":                  "",
		"(203.0.113.7)":                  "203.0.113.7",
		"2001:db8::1 and 203.0.113.8":    "2001:db8::1",
		"203.0.113.7 is not 203.0.113.8": "203.0.113.7",
		"at 10:20:30 on 2026-03-01":      "",
		"C++ has std:: and ::":           "",
		"see https://docs.example/2.0":   "",
		"Add a bed: dead.beef":           "",
		"aa:bb:cc:dd:ee:ff":              "",
		"ip:203.0.113.7":                 "203.0.113.7",
		"source:2001:db8::1":             "2001:db8::1",
		"[::1]:8080":                     "::1",
		"fe80::1%eth0":                   "fe80::1",
	} {
		wantAddress(t, text, want)
	}
	for named, want := range map[string]string{
		"203.0.113.7":          "203.0.113.7",
		"2001:db8::7":          "2001:db8::7",
		"[2001:db8::7]":        "2001:db8::7",
		"2001:DB8:0:0:0:0:0:A": "2001:db8::a",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2:3:4:5:6",
		"2001:db8::":           "2001:db8::",
		"::ffff:203.0.113.7":   "203.0.113.7",
		"[::ffff:203.0.113.7]": "203.0.113.7",
		"::ffff:cb00:7107":     "203.0.113.7",
		"64:ff9b::203.0.113.7": "64:ff9b::cb00:7107",
	} {
		for _, form := range []string{
			"IP not whitelisted your current ip is %",
			"IP not whitelisted. Your current ip is %",
			"IP not whitelisted. Your current ip is %.",
			"IP not whitelisted your current ip is %.For IP whitelisting see https://docs.example/2.0",
			"IP not whitelisted your current ip is %.Add it in the dashboard",
			"Ip Not Whitelisted, %: call 203.0.113.99",
			"your ip is: %, please",
			`your ip is "%"`,
		} {
			wantAddress(t, replaceAt(form, named), want)
		}
	}
}

func replaceAt(form, value string) string {
	for i := range form {
		if form[i] == '%' {
			return form[:i] + value + form[i+1:]
		}
	}
	return form
}

func wantAddress(t *testing.T, text, want string) {
	t.Helper()
	got := ""
	if address := findAddress(text); address.IsValid() {
		got = address.String()
	}
	if got != want {
		t.Errorf("findAddress(%q) = %q, want %q", text, got, want)
	}
}
