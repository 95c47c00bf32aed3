//go:build unix

package provider

import (
	"bufio"
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// idle is a resource with the schema of a beneficiary that does nothing: what the framework costs by itself.
type idle struct{ beneficiary beneficiaryResource }

var (
	_ resource.Resource             = (*idle)(nil)
	_ resource.ResourceWithIdentity = (*idle)(nil)
)

func (i *idle) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	i.beneficiary.Metadata(ctx, req, resp)
}

func (i *idle) Schema(ctx context.Context, req resource.SchemaRequest, resp *resource.SchemaResponse) {
	i.beneficiary.Schema(ctx, req, resp)
}

func (i *idle) IdentitySchema(ctx context.Context, req resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	i.beneficiary.IdentitySchema(ctx, req, resp)
}

func (i *idle) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}
func (i *idle) Read(context.Context, resource.ReadRequest, *resource.ReadResponse)       {}
func (i *idle) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}
func (i *idle) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// idleProvider has the idle resource under the same name.
type idleProvider struct{ cashfreeProvider }

var _ provider.Provider = (*idleProvider)(nil)

func (p *idleProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &idle{} }}
}

// BenchmarkSingle compares what a plan with refresh of one beneficiary costs with what the framework alone costs for
// its schema, in processor time of this process. The simulator is no part of the provider, so it is another process.
func BenchmarkSingle(b *testing.B) {
	block := coretest.ProviderBlock(startSimulatorProgram(b), nil)
	ours := newCore(b, block)
	known := ours.Create(asha())
	still := *ours
	still.Server = providerserver.NewProtocol6(&idleProvider{*newProvider(noWaitOptions())})()
	configure(b, still.Server, ours.Schemas, block)

	var cost [2]time.Duration
	for i, c := range []*coretest.Core{&still, ours} {
		b.Run([]string{"idle", "beneficiary"}[i], func(b *testing.B) {
			config := coretest.ValueOf(b, c.Type, asha())
			b.ReportAllocs()
			before := processorTime(b)
			for b.Loop() { // what core asks for each object
				diags := c.Validate(asha())
				upgrade(b, c)
				refreshed, more := c.Refresh(known)
				p := c.PlanOnce(refreshed, config)
				if coretest.HasErrors(diags) || coretest.HasErrors(more) || coretest.HasErrors(p.Diags) || coretest.ActionOf(p) != "none" {
					b.Fatal(coretest.Text(diags), coretest.Text(more), coretest.Text(p.Diags), coretest.ActionOf(p))
				}
			}
			cost[i] = (processorTime(b) - before) / time.Duration(b.N)
			b.ReportMetric(float64(cost[i].Microseconds()), "cpu-µs/op")
			if cost[0] > 0 && i == 1 {
				b.ReportMetric(float64(cost[1])/float64(cost[0]), "times-idle")
			}
		})
	}
}

// upgrade decodes a state file's object, as before every refresh.
func upgrade(b *testing.B, c *coretest.Core) {
	b.Helper()
	_, err := c.Server.UpgradeResourceState(b.Context(), &tfprotov6.UpgradeResourceStateRequest{
		TypeName: c.TypeName, RawState: &tfprotov6.RawState{JSON: []byte(storedState)},
	})
	coretest.Must(b, err)
}

const storedState = `{"added_on":"2026-11-23T05:44:04Z","bank_account_fingerprint":"249dd09d:6c76bdb315032a7f9ba51f793365467a",
"bank_account_last_four":"1772","beneficiary_id":"vendor_0042","contact":{"address":"1 Test Road","city":"Pune","country_code":"+91",
"email":"asha@example.com","phone":"9876543210","postal_code":"411001","state":"Maharashtra"},"instrument":{
"bank_account_number":"00011020001772","bank_account_number_wo":null,"bank_ifsc":"HDFC0000001","vpa":"asha@examplebank"},
"name":"Asha Rao","status":"VERIFIED","timeouts":null}`

func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	coretest.Must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// startSimulatorProgram runs the simulator as users do, and returns its base URL.
func startSimulatorProgram(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "payouts-simulator")
	if output, err := exec.CommandContext(b.Context(), "go", "build", "-o", program, "../cmd/payouts-simulator").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, output)
	}
	command := exec.CommandContext(b.Context(), program, "-client-id", coretest.ClientID, "-client-secret", coretest.ClientSecret)
	stdout, err := command.StdoutPipe()
	coretest.Must(b, err)
	coretest.Must(b, command.Start())
	// b.Context ends before the clean-up, which kills the program. Without Wait, a goroutine of os/exec is left.
	b.Cleanup(func() { _ = command.Wait() })
	base, err := bufio.NewReader(stdout).ReadString('\n')
	coretest.Must(b, err)
	return strings.TrimSpace(base)
}

func configure(b *testing.B, server tfprotov6.ProviderServer, schemas *tfprotov6.GetProviderSchemaResponse, block object) {
	b.Helper()
	typ := schemas.Provider.ValueType()
	_, err := server.ConfigureProvider(b.Context(), &tfprotov6.ConfigureProviderRequest{Config: coretest.Dynamic(b, typ, coretest.ValueOf(b, typ, block))})
	coretest.Must(b, err)
}
