package provider

import (
	"fmt"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// BenchmarkBeneficiaries reads many beneficiaries from a simulator in the same process. The time for one id should not
// depend on their number.
func BenchmarkBeneficiaries(b *testing.B) {
	for _, size := range []int{100, 1_000, 4_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			elapsed := readMany(b, coretest.SimulatorOptions(), size)
			b.ReportMetric(float64(elapsed.Nanoseconds())/float64(size), "ns/id")
		})
	}
}

// BenchmarkBeneficiaries_SlowAPI reads 1,000 ids, with 50 ms for each answer and 10 calls under way at a time. The
// ratio is to the time of the answers alone.
func BenchmarkBeneficiaries_SlowAPI(b *testing.B) {
	const size, latency = 1_000, 50 * time.Millisecond
	options := coretest.SimulatorOptions()
	options.Latency = latency
	elapsed := readMany(b, options, size)
	b.ReportMetric(float64(elapsed)/float64(size*latency/payouts.DefaultMaxConcurrentRequests), "ratio")
}

// BenchmarkBatchTransferStatus reads a batch with many transfers, which is one call.
func BenchmarkBatchTransferStatus(b *testing.B) {
	for _, size := range []int{100, 1_000, 5_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			sim, base := coretest.StartSimulator(b, coretest.SimulatorOptions())
			batch := simulator.Batch{ID: "payday"}
			for i := range size {
				transfer := salary()
				transfer.ID, transfer.CFTransferID = fmt.Sprintf("salary_%d", i), ""
				batch.Transfers = append(batch.Transfers, transfer)
			}
			sim.PutBatch(batch)
			elapsed := repeat(b, base, batchStatusType, object{"batch_transfer_id": "payday"})
			b.ReportMetric(float64(elapsed.Nanoseconds())/float64(size), "ns/transfer")
		})
	}
}

// readMany reads size beneficiaries for as long as the benchmark lasts, and returns the time of one read of all of
// them.
func readMany(b *testing.B, options simulator.Options, size int) time.Duration {
	b.Helper()
	sim, base := coretest.StartSimulator(b, options)
	ids := make([]string, size)
	for i := range ids {
		ids[i] = fmt.Sprintf("vendor_%d", i)
		sim.Put(simulator.Beneficiary{
			ID: ids[i], Name: "Asha Rao", BankAccountNumber: fmt.Sprintf("0001102%06d", i), BankIFSC: "HDFC0000001", Status: "VERIFIED",
		})
	}
	return repeat(b, base, beneficiariesType, object{"beneficiary_ids": listOf(ids...)})
}

// repeat reads a data source for as long as the benchmark lasts, and returns the time of one read.
func repeat(b *testing.B, base, typeName string, config object) time.Duration {
	b.Helper()
	c := newCore(b, coretest.ProviderBlock(base, nil))
	typ := c.Schemas.DataSourceSchemas[typeName].ValueType()
	request := &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: coretest.Dynamic(b, typ, coretest.ValueOf(b, typ, config))}
	b.ReportAllocs()
	for b.Loop() {
		answer, err := c.Server.ReadDataSource(b.Context(), request)
		coretest.Must(b, err)
		coretest.WantNoErrors(b, answer.Diagnostics)
	}
	return b.Elapsed() / time.Duration(b.N)
}
