package provider

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A recorded time stays for as long as the answer is at most five seconds off, in its normal form. Any other time
// replaces it, and so does a missing one.
func TestKeepTime(t *testing.T) {
	t.Parallel()
	recorded := types.StringValue("2025-03-28T22:42:25Z")
	for _, tc := range []struct {
		prior         types.String
		current, want string
	}{
		{recorded, "2025-03-28T22:42:25Z", "2025-03-28T22:42:25Z"},
		{recorded, "2025-03-28T22:42:24Z", "2025-03-28T22:42:25Z"},
		{recorded, "2025-03-28T22:42:20Z", "2025-03-28T22:42:25Z"},
		{recorded, "2025-03-28T22:42:30Z", "2025-03-28T22:42:25Z"},
		{recorded, "2025-03-28T22:42:19Z", "2025-03-28T22:42:19Z"},
		{recorded, "2025-03-28T22:42:31Z", "2025-03-28T22:42:31Z"},
		{recorded, "2025-03-28T23:42:25Z", "2025-03-28T23:42:25Z"},
		{recorded, "", ""},
		{types.StringValue("2025-03-28T22:42:25"), "2025-03-28T22:42:24Z", "2025-03-28T22:42:25Z"},
		{types.StringValue("2025-03-29T04:12:25+05:30"), "2025-03-28T22:42:24Z", "2025-03-28T22:42:25Z"},
		{types.StringValue("yesterday"), "2025-03-28T22:42:24Z", "2025-03-28T22:42:24Z"},
		{types.StringValue("yesterday"), "", ""},
		{types.StringNull(), "2025-03-28T22:42:24Z", "2025-03-28T22:42:24Z"},
		{types.StringUnknown(), "2025-03-28T22:42:24Z", "2025-03-28T22:42:24Z"},
		{types.StringNull(), "", ""},
		{types.StringUnknown(), "", ""},
	} {
		if got := keepTime(tc.prior, tc.current); !got.Equal(stringOrNull(tc.want)) {
			t.Errorf("%s and %q: got %s, want %q", tc.prior, tc.current, got, tc.want)
		}
	}
}

// A read whose time is seconds away changes neither the state nor the private state. A larger difference is recorded,
// and plans nothing.
func TestBeneficiary_AddedOn_Skew(t *testing.T) {
	t.Parallel()
	for _, seconds := range []int{0, 1, -1, 5, -5, 6, -6, 3600, -3600} {
		t.Run(fmt.Sprint(seconds), func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(asha())
			recorded, err := time.Parse(time.RFC3339, created.Get("added_on").(string))
			coretest.Must(t, err)
			now := recorded.Add(time.Duration(seconds) * time.Second)
			sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.AddedOn = now })

			first, diags := c.Refresh(created)
			coretest.WantNoErrors(t, diags)
			refreshed, diags := c.NewRun().Refresh(first)
			coretest.WantNoErrors(t, diags)
			isSame := max(seconds, -seconds) <= 5
			if isSame && (!refreshed.State.Equal(created.State) || !bytes.Equal(refreshed.Private, created.Private)) {
				t.Errorf("the state changed:\n%s\n%s\n%s\n%s", created.State, refreshed.State, created.Private, refreshed.Private)
			}
			if got := refreshed.Get("added_on"); !isSame && got != now.Format(time.RFC3339) {
				t.Errorf("got %v, want %v", got, now)
			}
			if p := c.Plan(refreshed, asha()); p.Action != "none" {
				t.Errorf("the plan is %q", p.Action)
			}
		})
	}
}

// A time that slips by a few seconds with each answer is recorded once it is too far from the recorded one.
func TestBeneficiary_AddedOn_Slips(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	current := c.Create(asha())
	recorded := current.Get("added_on")
	for answers := 1; answers <= 4; answers++ {
		sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.AddedOn = b.AddedOn.Add(-2 * time.Second) })
		refreshed, diags := c.Refresh(current)
		coretest.WantNoErrors(t, diags)
		current = refreshed
		// The first answer was one second later than the others.
		if isKept := current.Get("added_on") == recorded; isKept != (answers <= 2) {
			t.Errorf("after %d answers, the time is %v, and at first it was %v", answers, current.Get("added_on"), recorded)
		}
	}
}

// An answer without a time, or with one that cannot be read, is recorded as none, and plans nothing.
func TestBeneficiary_AddedOn_Absent(t *testing.T) {
	t.Parallel()
	for name, member := range map[string]string{
		"missing": ``, "null": `,"added_on":null`, "empty": `,"added_on":""`, "unreadable": `,"added_on":"yesterday"`, "a number": `,"added_on":1709288430`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(ravi())
			sim.Inject(simulator.Fault{Method: http.MethodGet, Action: simulator.FaultBody, Body: `{"beneficiary_id":"vendor_0043",` +
				`"beneficiary_name":"Ravi Iyer","beneficiary_instrument_details":{"vpa":"ravi@examplebank"},"beneficiary_status":"VERIFIED"` + member + `}`})
			refreshed, diags := c.Refresh(created)
			coretest.WantNoErrors(t, diags)
			if got := refreshed.Get("added_on"); got != nil {
				t.Errorf("got %v", got)
			}
			if p := c.Plan(refreshed, ravi()); p.Action != "none" {
				t.Errorf("the plan is %q", p.Action)
			}
			sim.ClearFaults()
			again, diags := c.Refresh(refreshed)
			coretest.WantNoErrors(t, diags)
			if again.Get("added_on") == nil {
				t.Error("the next time was not recorded")
			}
		})
	}
}

// Every place that shows the time has it in UTC with Z, whatever the zone of the answer.
func TestBeneficiary_AddedOn_Shown(t *testing.T) {
	t.Parallel()
	const want = "2025-03-28T22:42:24Z"
	for _, zone := range []string{"none", "Z"} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			sim.SetBehaviour(func(b *simulator.Behaviour) { b.AddedOnZone = zone })
			payee := storedAsha()
			payee.AddedOn = time.Date(2025, 3, 28, 22, 42, 24, 0, time.UTC)
			sim.Put(payee)
			block := coretest.ProviderBlock(base, nil)
			c := newCore(t, block)

			imported, diags := c.Import("vendor_0042")
			coretest.WantNoErrors(t, diags)
			one, diags := readData(t, block, beneficiaryType, object{"beneficiary_id": "vendor_0042"})
			coretest.WantNoErrors(t, diags)
			many, diags := readData(t, block, beneficiariesType, object{"beneficiary_ids": listOf("vendor_0042")})
			coretest.WantNoErrors(t, diags)
			listed, diags := query{config: object{"beneficiary_ids": listOf("vendor_0042")}}.run(t, base)
			coretest.WantNoErrors(t, diags)
			for place, got := range map[string]any{
				"the resource":              imported.Get("added_on"),
				"the data source":           coretest.Plain(coretest.At(one, "added_on")),
				"the data source of many":   coretest.Plain(coretest.At(elements(t, coretest.At(many, "beneficiaries"))[0], "added_on")),
				"the list resource":         coretest.Plain(coretest.At(coretest.Decode(t, c.Type, listed[0].Resource), "added_on")),
				"the resource after a read": mustRefresh(t, c, imported).Get("added_on"),
			} {
				if got != want {
					t.Errorf("%s: got %v, want %s", place, got, want)
				}
			}
		})
	}
}

func mustRefresh(t *testing.T, c *coretest.Core, prior *coretest.Instance) *coretest.Instance {
	t.Helper()
	refreshed, diags := c.Refresh(prior)
	coretest.WantNoErrors(t, diags)
	return refreshed
}
