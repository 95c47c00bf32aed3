package beneficiaryset

import (
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// BenchmarkPlan measures the plan of a set of 10,000 members, which makes no call. The metric is the share of it that
// the words and the guards take: the pairing of renamed payees, the warning, the note about lost zeros and the limits.
// The new numbers end like the former ones, so that they could be those without zeros.
func BenchmarkPlan(b *testing.B) {
	const size, changed = 10_000, 3_000 // as many as the default limits allow
	document := coretest.Vendors(size)
	for name, planned := range map[string]string{
		"unchanged":   document,
		"lost zeros":  replaceFirst(document, ",000110200", ",110200", changed),
		"new numbers": replaceFirst(document, ",000110200", ",999110200", changed),
		"renamed":     replaceFirst(document, "\nv", "\nw", changed),
	} {
		b.Run(name, func(b *testing.B) { benchmarkPlan(b, document, planned) })
	}
}

// replaceFirst replaces a text in the first lines that have it.
func replaceFirst(document, old, replacement string, lines int) string {
	return strings.Replace(document, old, replacement, lines)
}

func benchmarkPlan(b *testing.B, current, document string) {
	b.Helper()
	b.ReportAllocs()
	r := newResource(b)
	prior, config := stateOf(b, r, current), stateOf(b, r, document)
	config.takeMembers(newModel(config, 0))
	request := planRequest(b, prior, config)
	var diags diag.Diagnostics
	wanted, _ := config.parse(&diags)
	var whole, extra time.Duration
	for b.Loop() {
		started := time.Now()
		answer, err := r.Plan(b.Context(), request)
		whole += time.Since(started)
		b.StopTimer()
		coretest.Must(b, err)
		coretest.WantNoErrors(b, answer.Diagnostics)
		extra += timeOfWords(r, config, prior, compare(prior, wanted, r.data().Fingerprints()))
		b.StartTimer()
	}
	b.ReportMetric(100*float64(extra)/float64(whole), "words-and-guards-%")
}

// timeOfWords repeats what only the words and the guards of a plan need.
func timeOfWords(r *Resource, config, prior *model, c *comparison) time.Duration {
	c.removed = c.leaving()
	for i := range c.members {
		if c.members[i].kind == renamed {
			c.members[i].kind = added
		}
	}
	var diags diag.Diagnostics
	started := time.Now()
	if len(c.removed) > 0 {
		c.findRenamed(prior, r.data().Fingerprints())
	}
	config.checkLimits(&diags)
	config.guardReplacement(0, &diags)
	r.describe(config, prior, c, nil, &diags)
	return time.Since(started)
}

// stateOf returns the state of a set after an apply of a document.
func stateOf(b *testing.B, r *Resource, document string) *model {
	b.Helper()
	value := setValue(b, coretest.Object{"csv": document})
	encoded, err := encodeValue(value)
	coretest.Must(b, err)
	config, err := decode(encoded)
	coretest.Must(b, err)
	var diags diag.Diagnostics
	members, _ := config.parse(&diags)
	state := newModel(config, len(members))
	for _, member := range members {
		member.Status = "VERIFIED"
		state.setMember(member.Beneficiary, r.data().Fingerprints())
	}
	return state
}

// planRequest returns what core sends to plan a set that exists. The provider does not read the state that core
// proposes.
func planRequest(b *testing.B, prior, config *model) *tfprotov6.PlanResourceChangeRequest {
	b.Helper()
	encodedPrior, err := prior.encode()
	coretest.Must(b, err)
	encodedConfig, err := config.encode()
	coretest.Must(b, err)
	return &tfprotov6.PlanResourceChangeRequest{PriorState: encodedPrior, Config: encodedConfig, ProposedNewState: encodedPrior}
}
