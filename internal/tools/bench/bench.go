package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The conditions under which the targets of the project hold.
const (
	smallSize = 1_000
	largeSize = 10_000

	planRuns = 3 // plans of a variant at a size up to largeSize

	latency          = 50 * time.Millisecond
	rateLimit        = 600 // calls per minute and endpoint
	eagerConcurrency = 50
)

// bench runs every variant at every size.
type bench struct {
	scene   scene
	options options
	log     io.Writer
	results *results
}

// run continues after a failure, but not after an interrupt.
func (b *bench) run(ctx context.Context) error {
	var failures []error
	var err error
	if b.results.startUp, err = b.scene.measureStartUp(ctx); err != nil {
		failures = append(failures, err)
	}
	b.results.largest = b.options.sizes[len(b.options.sizes)-1]
	for i, v := range variants {
		sizes := b.options.sizes
		if v.forEach {
			sizes = b.options.forEachSizes
		}
		for _, size := range sizes {
			if ctx.Err() != nil {
				return errors.Join(failures...)
			}
			if err := b.runTrial(ctx, v, size, fmt.Sprintf("%d-%d", i, size)); err != nil {
				failures = append(failures, fmt.Errorf("%s, %d: %w", v.name, size, err))
			}
		}
	}
	return errors.Join(failures...)
}

// trial is one variant at one size, with an account and a folder of its own.
type trial struct {
	*bench
	variant variant
	size    int
	account *simulator.Simulator
	baseURL string
	cli     *program
}

// runTrial measures one variant at one size.
func (b *bench) runTrial(ctx context.Context, v variant, size int, folder string) (err error) {
	account := simulator.New(simulator.Options{ClientID: clientID, ClientSecret: clientSecret})
	server, err := account.Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	defer server.Close()
	// The configuration and the environment name "../mirror" and "../tmp", so those are its siblings.
	dir := filepath.Join(b.scene.dir, folder)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	t := &trial{bench: b, variant: v, size: size, account: account, baseURL: server.BaseURL()}
	t.cli = &program{path: b.options.cli, dir: dir, environ: b.scene.environ(t.baseURL)}
	if v.idle {
		// The last value of a variable wins. The real provider writes no log here either, since nothing reads it.
		t.cli.environ = append(t.cli.environ, providerVariable+"="+b.scene.idle(),
			"TF_LOG_SDK=OFF", "TF_LOG_SDK_PROTO=OFF", "TF_LOG_SDK_FRAMEWORK=OFF")
	}

	files, err := v.files(vendors(size))
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := t.write(name, text); err != nil {
			return err
		}
	}
	if _, err := t.command(ctx, "init", "-input=false", "-no-color"); err != nil {
		return err
	}
	applied, err := t.step(ctx, applyStep)
	if err != nil {
		return err
	}
	planned, err := t.medianPlan(ctx)
	if err != nil {
		return err
	}
	b.results.rows = append(b.results.rows, applied, planned)
	if v.name != setName {
		return nil
	}
	return t.extras(ctx)
}

// medianPlan measures several plans. One plan alone varies by more than a tenth, and three of the targets compare
// variants that are measured minutes apart.
func (t *trial) medianPlan(ctx context.Context) (row, error) {
	runs := planRuns
	if t.size > largeSize {
		runs = 1 // these take long, and no target compares them
	}
	var plans []row
	for range runs {
		plan, err := t.step(ctx, planStep)
		if err != nil {
			return row{}, err
		}
		plans = append(plans, plan)
	}
	return medianOf(plans), nil
}

func (t *trial) write(name, text string) error {
	return os.WriteFile(filepath.Join(t.cli.dir, name), []byte(text), 0o600)
}

// step measures a command and checks its effect.
func (t *trial) step(ctx context.Context, step string) (row, error) {
	args := []string{applyStep, "-auto-approve", "-input=false", "-no-color"}
	if step == planStep {
		// The exit status is 2, which counts as a failure, if there is something to change.
		args = []string{planStep, "-detailed-exitcode", "-input=false", "-no-color"}
	}
	r, err := t.command(ctx, args...)
	if err != nil {
		return row{}, err
	}
	r.key = key{t.variant.name, t.size, step}
	if got := len(t.account.All()); t.variant.provider && got != t.size {
		return row{}, fmt.Errorf("after %s the account has %d beneficiaries, want %d", step, got, t.size)
	}
	return r, nil
}

func (t *trial) command(ctx context.Context, args ...string) (row, error) {
	fmt.Fprintf(t.log, "%s, %s: %s\n", t.variant.name, thousands(t.size), args[0])
	if err := os.RemoveAll(t.scene.reportFile()); err != nil {
		return row{}, err
	}
	t.account.ResetRequests()
	before, _ := t.account.Connections()

	ctx, cancel := context.WithTimeoutCause(ctx, t.options.limit,
		fmt.Errorf("it took longer than the limit of %s; see -limit", t.options.limit))
	defer cancel()
	end, err := t.cli.measure(ctx, filepath.Join(t.cli.dir, "output.txt"), args...)
	if err != nil {
		return row{}, err
	}
	provider, err := collect(t.scene.reportFile())
	if err != nil {
		return row{}, err
	}
	after, _ := t.account.Connections()
	cli := end.usage
	if includesChildren {
		cli.Processor -= provider.Processor
	}
	return row{
		wall: end.wall, cli: cli, provider: provider,
		withCalls: t.variant.provider, calls: t.account.Count("", ""), connections: after - before,
	}, nil
}

// extras measures the set under the conditions of the other targets.
func (t *trial) extras(ctx context.Context) error {
	if t.size == largeSize {
		if err := t.bareClient(ctx); err != nil {
			return fmt.Errorf("the bare client: %w", err)
		}
	}
	if t.size != smallSize {
		return nil
	}
	t.account.SetLatency(latency)
	fmt.Fprintf(t.log, "With %s of latency: ", latency)
	slow, err := t.step(ctx, planStep)
	if err != nil {
		return err
	}
	t.results.latency = &slow
	t.account.SetLatency(0)
	return t.throttle(ctx)
}

// throttle records the error of the plan instead of returning it, since the target is that there is none.
func (t *trial) throttle(ctx context.Context) error {
	if err := t.write(mainFile, setConfiguration(eagerConcurrency)); err != nil {
		return err
	}
	t.account.SetRequestsPerMinute(rateLimit)
	fmt.Fprintf(t.log, "With %d calls at a time and a limit of %d calls per minute, which takes minutes: ",
		eagerConcurrency, rateLimit)
	_, err := t.step(ctx, planStep)
	if ctx.Err() != nil {
		return err
	}
	throttled := &throttling{err: err}
	for _, call := range t.account.Requests() {
		throttled.calls++
		if call.Status == http.StatusTooManyRequests {
			throttled.refused++
		}
	}
	t.results.throttled = throttled
	return nil
}

// bareClient measures a process that makes the same reads without Terraform.
func (t *trial) bareClient(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	fmt.Fprintf(t.log, "The bare client: %s reads\n", thousands(t.size))
	client := &program{
		path: self, dir: t.cli.dir, environ: append(t.scene.credentials(t.baseURL), roleVariable+"="+clientRole),
	}
	ctx, cancel := context.WithTimeout(ctx, t.options.limit)
	defer cancel()
	end, err := client.measure(ctx, filepath.Join(t.cli.dir, "client.txt"), strconv.Itoa(t.size))
	if err == nil {
		t.results.client[t.size] = end
	}
	return err
}
