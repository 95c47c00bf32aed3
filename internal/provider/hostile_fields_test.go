package provider

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"unicode"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// canarySecret has nothing that a text could have by chance.
const canarySecret = "cfsk_ma_canary_7qx2Kd9vWz4Tb8Lm"

// hostileCase is a provider whose server writes a hostile text into one field of its answers.
type hostileCase struct {
	*testing.T
	*coretest.Core
	sim    *simulator.Simulator
	server *coretest.Tampered

	field    coretest.AnswerField
	textName string
	text     string
	id       string // of a payee of this case alone
	number   string // of its account

	harmless map[string]bool // texts that were searched already
}

// forEachHostileText calls a function for each field and each text. They share a provider and a simulator, which is
// empty each time. They run in a bubble: a creation that meets a conflict waits for what else the run does.
func forEachHostileText(t *testing.T, typeName string, fields []coretest.AnswerField, check func(*hostileCase)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { inBubble(t, typeName, fields, check) })
}

func inBubble(t *testing.T, typeName string, fields []coretest.AnswerField, check func(*hostileCase)) {
	t.Helper()
	sim := simulator.New(simulator.Options{ClientID: coretest.ClientID, ClientSecret: canarySecret})
	server := coretest.NewTampered(sim)
	options := noWaitOptions()
	options.NewClient = func(config payouts.Config) (*payouts.Client, error) {
		config.Transport = handlerTransport{server}
		return payouts.New(config)
	}
	block := coretest.ProviderBlock(coretest.InProcessURL, object{"client_secret": canarySecret, "max_retries": 0})
	c, diags := coretest.Start(t, Server(options), block, typeName)
	coretest.WantNoErrors(t, diags)
	for i, field := range fields {
		number := fmt.Sprintf("50100%08d", 7_654_321+i)
		texts := coretest.HostileTexts(canarySecret, number)
		harmless := make(map[string]bool)
		for j, name := range slices.Sorted(maps.Keys(texts)) {
			sim.RemoveAll()
			server.Restore()
			check(&hostileCase{
				T: t, Core: c.NewRun(), sim: sim, server: server, field: field, textName: name, text: texts[name],
				number: number, id: fmt.Sprintf("v_%d_%d", i, j), harmless: harmless,
			})
		}
	}
}

// handlerTransport carries requests to a handler without a network.
type handlerTransport struct{ handler http.Handler }

func (h handlerTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	h.handler.ServeHTTP(answer, request)
	return answer.Result(), nil
}

// attack makes the server write the text from now on.
func (h *hostileCase) attack() { h.server.Change(h.field, h.text) }

// copiedBlock matches the blocks of messages that people copy into their configuration.
var copiedBlock = regexp.MustCompile(`(?ms)^ *[a-z]+(?: "[^"]*")* \{$.*?^ *\}$`)

// idAttributes have a form of their own. An id stays as it is, since people look for it.
var idAttributes = regexp.MustCompile(`(?:^|\.)(?:beneficiary_id|(?:cf_)?(?:batch_)?transfer_id)$`)

// wantHarmless checks what the CLI prints and stores of an operation. The number may be in these attributes alone.
func (h *hostileCase) wantHarmless(operation string, diags []*tfprotov6.Diagnostic, value tftypes.Value, numberIn ...string) {
	h.Helper()
	shown := coretest.Text(diags)
	if problem := h.problem(strings.NewReplacer("\n", " ", "\t", " ").Replace(shown), true); problem != "" {
		h.Errorf("%s: its messages show %s:\n%.3000q", h.name(operation), problem, shown)
	}
	for _, block := range copiedBlock.FindAllString(shown, -1) {
		if rest := strings.NewReplacer("$${", "", "%%{", "").Replace(block); strings.Contains(rest, "${") || strings.Contains(rest, "%{") {
			h.Errorf("%s: a block to copy has a template in it:\n%s", h.name(operation), block)
		}
	}
	if len(shown) > 20_000 {
		h.Errorf("%s: its messages have %d bytes", h.name(operation), len(shown))
	}
	_ = tftypes.Walk(value, func(at *tftypes.AttributePath, part tftypes.Value) (bool, error) {
		text, isText := coretest.Plain(part).(string)
		where := coretest.PathText(at)
		if !isText || where == "csv" {
			return true, nil // a document is as its author wrote it
		}
		if problem := h.problem(text, !slices.Contains(numberIn, where) && !idAttributes.MatchString(where)); problem != "" || len(text) > 5000 {
			h.Errorf("%s: %s has %s: %.500q", h.name(operation), where, problem, text)
		}
		return true, nil
	})
}

// wantHarmlessInstance checks an instance, which may be nil, with its private state.
func (h *hostileCase) wantHarmlessInstance(operation string, diags []*tfprotov6.Diagnostic, i *coretest.Instance, numberIn ...string) {
	h.Helper()
	if i == nil {
		h.wantHarmless(operation, diags, tftypes.Value{})
		return
	}
	h.wantHarmless(operation, diags, i.State, numberIn...)
	if strings.Contains(string(i.Private), h.number) || strings.Contains(string(i.Private), canarySecret) {
		h.Errorf("%s: the private state is %s", h.name(operation), i.Private)
	}
}

func (h *hostileCase) name(operation string) string {
	return fmt.Sprintf("%s, %s with %s", operation, h.field.Path, h.textName)
}

// problem returns what a text has that nobody may see, or "".
func (h *hostileCase) problem(text string, hidesNumber bool) string {
	masker := grammar.NewMasker([]string{canarySecret}, nil)
	if hidesNumber {
		masker = masker.With(nil, []string{h.number})
	}
	switch {
	case h.harmless[text]:
		return ""
	case strings.ContainsFunc(text, isObeyed):
		return "a character that a terminal obeys"
	case masker.Known(text) != text:
		return fmt.Sprintf("what must be masked, as %.300q", masker.Known(text))
	}
	h.harmless[text] = hidesNumber
	return ""
}

// isObeyed reports whether a terminal obeys a character, or whether it changes the direction of a text. Scripts of
// India need joiners.
func isObeyed(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && r != '\u200c' && r != '\u200d'
}

// Nothing hostile that a server writes into an answer gets through a resource that manages one payee.
func TestBeneficiary_HostileFields(t *testing.T) {
	t.Parallel()
	for _, hides := range []bool{false, true} {
		t.Run(fmt.Sprintf("write-only %v", hides), func(t *testing.T) {
			t.Parallel()
			forEachHostileText(t, beneficiaryType, coretest.PayeeFields, func(h *hostileCase) {
				config := with(with(asha(), "beneficiary_id", h.id), "instrument.bank_account_number", h.number)
				numberIn := []string{"instrument.bank_account_number"}
				if hides {
					config, numberIn = writeOnly(config), nil
				}
				h.checkResource(config, h.id, numberIn)
			})
		})
	}
}

// checkResource checks every operation of a resource with hostile answers.
func (h *hostileCase) checkResource(config object, importID string, numberIn []string) {
	h.Helper()
	created := h.Create(config)
	h.attack()
	refreshed, diags := h.Refresh(created)
	h.wantHarmlessInstance("refresh", diags, refreshed, numberIn...)
	if refreshed != nil {
		p := h.Plan(refreshed, config)
		h.wantHarmless("plan", p.Diags, p.Planned, numberIn...)
	}
	imported, diags := h.Import(importID)
	h.wantHarmlessInstance("import", diags, imported, "instrument.bank_account_number")
	if imported != nil {
		p := h.Plan(imported, config)
		h.wantHarmless("plan after an import", p.Diags, p.Planned, "instrument.bank_account_number")
	}
	h.wantHarmless("removal", h.Destroy(created), tftypes.Value{})

	h.sim.RemoveAll()
	h.server.Restore()
	p := h.NewRun().Plan(nil, config)
	coretest.WantNoErrors(h, p.Diags)
	h.attack()
	applied, diags := h.Apply(p)
	h.wantHarmlessInstance("creation", diags, applied, numberIn...)

	// The payee exists now, unless the creation was undone.
	p = h.NewRun().Plan(nil, config)
	h.wantHarmless("second plan", p.Diags, p.Planned, numberIn...)
	if !coretest.HasErrors(p.Diags) {
		applied, diags = h.Apply(p)
		h.wantHarmlessInstance("second creation", diags, applied, numberIn...)
	}
}
