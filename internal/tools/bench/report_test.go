package main

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/tools/stage"
)

// measured returns the results of a run that met every target.
func measured() *results {
	r := newResults()
	r.largest = 50_000
	add := func(variant string, size int, cli, provider float64) {
		for _, step := range []string{applyStep, planStep} {
			r.rows = append(r.rows, row{
				key:         key{variant, size, step},
				wall:        inSeconds(cli + provider),
				cli:         usage{inSeconds(cli), 90e6},
				provider:    usage{inSeconds(provider), 40e6},
				withCalls:   variant != floorName && variant != idleName,
				calls:       size,
				connections: 10,
			})
		}
	}
	add(setName, 1_000, 0.3, 0.2)
	add(setName, 10_000, 2, 2)
	add(setName, 50_000, 14, 10)
	add(forEachName, 1_000, 20, 5)
	add(floorName, 10_000, 2.2, 0.3)
	add(idleName, 1_000, 20, 4.5)
	r.client[largeSize] = ended{usage: usage{Processor: inSeconds(0.7)}}
	r.latency = &row{wall: inSeconds(5.9)}
	r.throttled = &throttling{calls: 1_015, refused: 15}
	r.startUp = &startUp{handshake: 12 * time.Millisecond, size: 21e6}
	return r
}

// inSeconds returns a duration in seconds.
func inSeconds(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }

// A run that meets all targets shows the bound and the measurement of each.
func TestTargets_Met(t *testing.T) {
	t.Parallel()
	want := [][2]string{
		{"≤ 1/20", "1/50.0 (0.50 s, 25.00 s)"},
		{"≤ 1/20", "1/50.0 (0.50 s, 25.00 s)"},
		{"≤ 1.6 ×", "1.60 × (4.00 s, 2.50 s)"},
		{"≤ 12 ×", "10.0 × (2.00 s, 0.20 s)"},
		{"≤ 12 ×", "10.0 × (2.00 s, 0.20 s)"},
		{"≤ 1.15 ×", "1.11 × (5.00 s, 4.50 s)"},
		{"< 100 MB", "40 MB"},
		{"works", "plan in 24.00 s"},
		{"≤ 1.15 × 5.00 s + zero-latency time = 6.25 s", "5.90 s"},
		{"no error, ≤ 5 % throttled", "no error, 1.5 % (15 of 1,015)"},
		{"< 25 ms", "12 ms"},
		{"< 25 MB", "21 MB"},
	}
	got := measured().targets()
	if len(got) != len(want) {
		t.Fatalf("got %d targets, want %d", len(got), len(want))
	}
	for i, one := range got {
		if one.target != want[i][0] || one.measured != want[i][1] || one.verdict != met {
			t.Errorf("%s: got %q, %q, %s, want %q, %q, met", one.what, one.target, one.measured, one.verdict, want[i][0], want[i][1])
		}
	}
}

// A run that misses all targets ends in an error that names each.
func TestTargets_Missed(t *testing.T) {
	t.Parallel()
	if err := measured().missed(); err != nil {
		t.Errorf("with all targets met: %v", err)
	}
	r := measured()
	r.largest = 60_000
	r.latency.wall = inSeconds(7)
	r.throttled.err = errors.New("exit status 1\nand more")
	r.startUp = &startUp{handshake: 25 * time.Millisecond, size: 25e6}
	for i, row := range r.rows {
		switch {
		case row.variant == forEachName:
			r.rows[i].cli.Processor = inSeconds(1)
		case row.variant == floorName:
			r.rows[i].cli.Processor = inSeconds(1)
		case row.variant == idleName:
			r.rows[i].provider.Processor = inSeconds(3)
		case row.size == largeSize:
			r.rows[i].provider = usage{inSeconds(2.6), 100e6}
		}
	}
	for _, one := range r.targets() {
		if one.verdict != notMet {
			t.Errorf("%s: got %s", one.what, one.verdict)
		}
	}
	if err := r.missed(); err == nil || strings.Count(err.Error(), ";") != len(r.targets())-1 {
		t.Errorf("with all targets missed: %v", err)
	}
	if got := r.throttled; !contains(r.withThrottling().measured, "error: exit status 1; 1.5 %") {
		t.Errorf("got %+v", got)
	}
}

// A target that was not measured is not missed.
func TestTargets_NotMeasured(t *testing.T) {
	t.Parallel()
	if err := newResults().missed(); err != nil {
		t.Errorf("with nothing measured: %v", err)
	}
	for _, one := range newResults().targets() {
		if one.verdict != notMeasured || one.measured != "–" {
			t.Errorf("%s: got %s, %s", one.what, one.measured, one.verdict)
		}
	}
}

// The median is that of each time alone, and a peak is the highest one.
func TestMedianOf(t *testing.T) {
	t.Parallel()
	got := medianOf([]row{
		{wall: 3, cli: usage{10, 7}, provider: usage{6, 1}},
		{wall: 1, cli: usage{30, 8}, provider: usage{5, 3}},
		{wall: 2, cli: usage{20, 9}, provider: usage{4, 2}},
	})
	if want := (row{wall: 2, cli: usage{20, 9}, provider: usage{5, 3}}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// The report has the same figures as text, as a page and as benchmarks.
func TestReport(t *testing.T) {
	t.Parallel()
	r := report{stage.Product{Name: "Terraform", Version: "1.11.4"}, measured()}
	for _, want := range []string{
		"Terraform 1.11.4 on ",
		"set                              1,000  apply   0.50 s   0.30 s        0.20 s     90 MB          40 MB      1,000           10\n",
		"floor: idle provider, set       10,000   plan   2.50 s   2.20 s        0.30 s     90 MB          40 MB          –            –\n",
		"reads 10,000 beneficiaries in 0.70 s",
	} {
		if !contains(r.text(), want) {
			t.Errorf("the report has no %q:\n%s", want, r.text())
		}
	}
	for _, want := range []string{
		"| --- | --: |",
		"| set | 1,000 | apply | 0.50 s | 0.30 s | 0.20 s | 90 MB | 40 MB | 1,000 | 10 |\n",
		"| set of 50,000 | works | plan in 24.00 s | met |\n",
	} {
		if !contains(r.page(), want) {
			t.Errorf("the report has no %q:\n%s", want, r.page())
		}
	}
	for _, want := range []string{
		"pkg: Terraform 1.11.4\n",
		"BenchmarkCLI/set/1000/apply 1 0.500 wall-s 0.300 cli-s 0.200 provider-s 40 provider-MB\n",
		"BenchmarkCLI/floor_idle_provider_set/10000/plan 1 2.500 wall-s 2.200 cli-s 0.300 provider-s 40 provider-MB\n",
	} {
		if !contains(r.benchmarks(), want) {
			t.Errorf("the benchmarks have no %q:\n%s", want, r.benchmarks())
		}
	}
	if got := megabytes(0); got != "?" {
		t.Errorf("got %s for an unknown size, want ?", got)
	}
}

// The plot has a line for each variant that was measured.
func TestPlot(t *testing.T) {
	t.Parallel()
	got := newPlot(measured()).Series
	want := []line{
		{setName, [][2]float64{{1_000, 0.5}, {10_000, 4}, {50_000, 24}}},
		{forEachName, [][2]float64{{1_000, 25}}},
		{floorName, [][2]float64{{10_000, 2.5}}},
		{idleName, [][2]float64{{1_000, 24.5}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// The report of the launchers is added up, and providers that did not end are counted.
func TestSum(t *testing.T) {
	t.Parallel()
	const two = `{"ended":false,"usage":{"processor":0,"peak":0}}
{"ended":true,"usage":{"processor":2000,"peak":30}}
{"ended":false,"usage":{"processor":0,"peak":0}}
`
	total, running, err := sum(two)
	if err != nil || running != 1 || total != (usage{2000, 30}) {
		t.Errorf("got %v, %d running, %v", total, running, err)
	}
	total, running, err = sum(two + `{"ended":true,"usage":{"processor":500,"peak":40}}`)
	if err != nil || running != 0 || total != (usage{2500, 40}) {
		t.Errorf("got %v, %d running, %v", total, running, err)
	}
	if _, _, err = sum("killed"); err == nil {
		t.Error("got no error for a text that is not a report")
	}
}

// Numbers have a comma before each group of three digits.
func TestThousands(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1_000: "1,000", 1_234_567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A long output is cut to its last 30 lines.
func TestTail(t *testing.T) {
	t.Parallel()
	if got := tail("a\nb\n"); got != "a\nb" {
		t.Errorf("got %q", got)
	}
	got := tail(strings.Repeat("a\n", 40) + "end\n")
	if strings.Count(got, "\n") != 30 || !strings.HasPrefix(got, "…\n") || !strings.HasSuffix(got, "\nend") {
		t.Errorf("got %q", got)
	}
}
