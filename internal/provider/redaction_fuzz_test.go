package provider

import (
	"bytes"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// FuzzRedaction shows that neither the client secret nor the account number can be read in diagnostics or in the most
// detailed log, wherever an answer of the server contains them.
func FuzzRedaction(f *testing.F) {
	for _, body := range []string{
		`{"type":"{secret}","code":"{account}","message":"value received: {account} {secret}"}`, `<title>{secret}</title>`, `{account} {secret}`,
		`{"code":"ip_validation_failed","message":"your current ip is 203.0.113.7 {account}"}`, `{"code":"beneficiary_not_found"}`, `{"beneficiary_id":"vendor_0042","beneficiary_status":"{account}"}`,
		`{"code":"beneficiary_id_already_exists","message":"{account}"}`, `{"code":"authentication_failed","message":"x-cf-signature {secret}"}`, "",
	} {
		for _, status := range []uint16{200, 302, 401, 403, 404, 409, 422, 429, 500} {
			f.Add(status, "https://{secret}/{account}", body, status%2 == 0)
		}
	}
	server := &echoingServer{}
	listening := httptest.NewServer(server)
	f.Cleanup(listening.Close)
	const secret = "cfsk_canary/+<&>" // too few digits to look like an account number
	options := noWaitOptions()
	options.NewClient = func(config payouts.Config) (*payouts.Client, error) {
		config.Wait = options.Wait // no pause after a 429
		return payouts.New(config)
	}
	started, diags := startCore(f, options, coretest.ProviderBlock(listening.URL, object{"max_retries": 0, "client_secret": secret}))
	coretest.WantNoErrors(f, diags)
	inOneProcess := started.ConfiguredOnce()
	f.Fuzz(func(t *testing.T, status uint16, header, body string, create bool) {
		inserted := strings.NewReplacer("{account}", "00011020001772", "{secret}", secret, "{quoted}", url.QueryEscape(secret), "{escaped}", html.EscapeString(secret))
		server.answer(int(200+(status-200)%400), inserted.Replace(header), inserted.Replace(body))

		c := *inOneProcess
		c.T = t
		var log bytes.Buffer
		ctx := tflogtest.RootLogger(t.Context(), &log)
		var diags []*tfprotov6.Diagnostic
		if p := c.Plan(nil, asha()); create && !coretest.HasErrors(p.Diags) {
			_, diags = c.ApplyWith(ctx, p)
		} else {
			state := coretest.ValueOf(t, c.Type, asha())
			answer, err := c.Server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: c.TypeName, CurrentState: coretest.Dynamic(t, c.Type, state)})
			coretest.Must(t, err)
			diags = answer.Diagnostics
		}
		for what, said := range map[string]string{"diagnostics": coretest.Text(diags), "log": log.String()} {
			for _, hidden := range []string{secret, url.QueryEscape(secret), html.EscapeString(secret), "00011020001772"} {
				if strings.Contains(said, hidden) {
					t.Fatalf("%q is in the %s:\n%s", hidden, what, said)
				}
			}
		}
		numbertest.WantNone(t, coretest.ErrorsIn(diags))
	})
}

// echoingServer answers every request with the answer that was set last.
type echoingServer struct {
	lock         sync.Mutex
	status       int
	header, body string
}

func (s *echoingServer) answer(status int, header, body string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.status, s.header, s.body = status, header, body
}

func (s *echoingServer) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, name := range []string{"Location", "X-Request-Id", "Content-Type"} {
		w.Header().Set(name, s.header)
	}
	w.WriteHeader(s.status)
	_, _ = w.Write([]byte(s.body))
}
