package provider

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// impostor is Cashfree until somebody takes its place, at the same address.
type impostor struct {
	sim  *simulator.Simulator
	evil atomic.Pointer[http.HandlerFunc]
	base string
}

func newImpostor(t *testing.T) *impostor {
	t.Helper()
	i := &impostor{sim: simulator.New(coretest.SimulatorOptions())}
	server := httptest.NewServer(i)
	t.Cleanup(server.Close)
	i.base = server.URL + "/payout"
	return i
}

func (i *impostor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if evil := i.evil.Load(); evil != nil {
		(*evil)(w, r)
		return
	}
	i.sim.ServeHTTP(w, r)
}

func (i *impostor) become(evil http.HandlerFunc) { i.evil.Store(&evil) }

// with200 answers everything with one body, as the API would.
func with200(body string, headers ...string) http.HandlerFunc {
	return withStatus(200, body, headers...)
}

func withStatus(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// raw answers with bytes that net/http would not send, and closes.
func raw(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, text)
		_ = conn.Close()
	}
}

// withoutEnd goes on until the caller goes away, a piece at a time.
func withoutEnd(begin, piece string, pause time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, err := io.WriteString(w, begin)
		for err == nil {
			<-time.After(pause)
			if _, err = io.WriteString(w, piece); err == nil && pause > 0 {
				err = http.NewResponseController(w).Flush()
			}
		}
	}
}

// bomb is small, and unpacks to 64 MiB of blanks behind a text.
func bomb(text string) string {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	_, _ = io.WriteString(writer, text)
	for blanks := bytes.Repeat([]byte{' '}, 1<<20); packed.Len() < 64<<10; {
		_, _ = writer.Write(blanks)
	}
	_ = writer.Close()
	return packed.String()
}

// malloryAs is a whole and proper record of somebody else under an id.
func malloryAs(id string) string {
	return fmt.Sprintf(`{"beneficiary_id":%s,"beneficiary_name":"Mallory","beneficiary_status":"VERIFIED","added_on":"2024-03-01T10:20:30Z",
		"beneficiary_instrument_details":{"bank_account_number":"66611020009999","bank_ifsc":"SBIN0000001"}}`, id)
}

// hostileAnswers are those that must never be taken for what was asked: neither for a record nor for its absence.
func hostileAnswers() map[string]http.HandlerFunc {
	const notFound = `{"type":"invalid_request_error","code":"beneficiary_not_found","message":"Beneficiary does not exist"}`
	return map[string]http.HandlerFunc{
		"another's record":                   with200(malloryAs(`"vendor_0666"`)),
		"another's record, in other letters": with200(malloryAs(`"VENDOR_0042"`)),
		"another's record, ours named first": with200(malloryAs(`"vendor_0042","beneficiary_id":"vendor_0666"`)),
		"another's record, ours named last":  with200(malloryAs(`"vendor_0666","beneficiary_id":"vendor_0042"`)),
		"a record of nobody":                 with200(malloryAs(`null`)),
		"a list of records":                  with200("[" + malloryAs(`"vendor_0042"`) + "]"),
		"two records":                        with200(malloryAs(`"vendor_0042"`) + malloryAs(`"vendor_0042"`)),
		"NaN":                                with200(`{"beneficiary_id":"vendor_0042","x":NaN}`),
		"what is not UTF-8":                  with200("{\"beneficiary_id\":\"vendor_0042\",\"beneficiary_name\":\"\xff\"}"),
		"a tower":                            with200(`{"beneficiary_id":"vendor_0042","x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}"),
		"a crowd":                            with200(`{"beneficiary_id":"vendor_0042","x":[` + strings.Repeat(`{"a":1},`, 100_000) + "{}]}"),
		"a page":                             with200("<html><title>Welcome to the hotel</title></html>", "Content-Type", "text/html"),
		"nothing":                            with200(""),
		"204":                                withStatus(204, ""),
		"304":                                withStatus(304, ""),
		"a redirect":                         withStatus(307, "", "Location", "https://elsewhere.example/payout"),
		"a redirect to itself":               withStatus(302, "", "Location", "?"),
		"a bomb":                             with200(bomb(""), "Content-Encoding", "gzip"),
		"a bomb that says not found":         withStatus(404, bomb(notFound), "Content-Encoding", "gzip"),
		"compression nobody asked for":       with200("\x0b\x02\x80{}\x03", "Content-Encoding", "br"),
		"headers without end":                with200(malloryAs(`"vendor_0042"`), "X-Padding", strings.Repeat("x", 1<<20)),
		"not found, in a page":               withStatus(404, "<html>"+notFound+"</html>"),
		"not found, cut":                     raw(fmt.Sprintf("HTTP/1.1 404 Not Found\r\nContent-Length: %d\r\n\r\n%s", len(notFound)+1, notFound)),
		"not found, twice":                   withStatus(404, notFound+notFound),
		"a connection that closes":           raw(""),
		"what is not HTTP":                   raw(notFound),
		"a body without end":                 withoutEnd(`{"beneficiary_id":"vendor_0042","x":"`, strings.Repeat("x", 64<<10), 0),
		"a body that drips":                  withoutEnd(`{"beneficiary_id":"vendor_0042","x":"`, "x", time.Millisecond),
	}
}

// Whatever an impostor answers to a refresh, removal, import or look-up is an error, soon, and the state stays.
func TestImpostor_ChangesNoState(t *testing.T) {
	t.Parallel()
	for name, evil := range hostileAnswers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			impostor := newImpostor(t)
			block := coretest.ProviderBlock(impostor.base, object{"max_retries": 0, "request_timeout": "5s"})
			if name == "a body that drips" {
				block["request_timeout"] = "300ms"
			}
			c := newCore(t, block)
			single, set := c.Create(asha()), c.Of(beneficiaryset.TypeName).Create(object{"csv": coretest.Header + "vendor_0043,Ravi Iyer,00011020000043,HDFC0000001,\n"})
			unplanned := c.Plan(nil, with(asha(), "beneficiary_id", "vendor_0044"))
			lookUp := func(config object) []*tfprotov6.Diagnostic {
				_, diags := readData(t, block, beneficiaryDataType, config)
				return diags
			}
			impostor.become(evil)

			for what, operate := range map[string]func() (*coretest.Instance, *coretest.Instance, []*tfprotov6.Diagnostic){
				"refresh": func() (*coretest.Instance, *coretest.Instance, []*tfprotov6.Diagnostic) {
					kept, diags := c.Refresh(single)
					return single, kept, diags
				},
				"refresh of a set": func() (*coretest.Instance, *coretest.Instance, []*tfprotov6.Diagnostic) {
					kept, diags := c.Of(beneficiaryset.TypeName).Refresh(set)
					return set, kept, diags
				},
				"import": func() (*coretest.Instance, *coretest.Instance, []*tfprotov6.Diagnostic) {
					imported, diags := c.Import("vendor_0042")
					if imported != nil && imported.Get("name") != nil {
						t.Errorf("it imported %s", imported.State)
					}
					return nil, nil, diags
				},
				"create": func() (*coretest.Instance, *coretest.Instance, []*tfprotov6.Diagnostic) {
					recorded, diags := c.Apply(unplanned)
					return nil, recorded, diags
				},
				"removal": func() (*coretest.Instance, *coretest.Instance, []*tfprotov6.Diagnostic) {
					return nil, nil, c.Destroy(single)
				},
				"look-up": func() (*coretest.Instance, *coretest.Instance, []*tfprotov6.Diagnostic) {
					return nil, nil, lookUp(object{"beneficiary_id": "vendor_0042"})
				},
				"look-up by account": func() (*coretest.Instance, *coretest.Instance, []*tfprotov6.Diagnostic) {
					return nil, nil, lookUp(object{"bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001"})
				},
				"audit": func() (*coretest.Instance, *coretest.Instance, []*tfprotov6.Diagnostic) {
					_, diags := readData(t, block, beneficiariesType, object{"beneficiary_ids": listOf("vendor_0042")})
					return nil, nil, diags
				},
			} {
				began := time.Now()
				before, after, diags := operate()
				if !coretest.HasErrors(diags) {
					t.Errorf("%s: no error, but %q", what, coretest.Text(diags))
				}
				if took := time.Since(began); took > time.Minute {
					t.Errorf("%s: it took %v", what, took)
				}
				if (before == nil) != (after == nil) || before != nil && !before.State.Equal(after.State) {
					t.Errorf("%s: the state was %v and is %v", what, before, after)
				}
				if said := coretest.Text(diags); strings.Contains(said, "66611020009999") || strings.Contains(said, coretest.ClientSecret) || len(said) > 5000 {
					t.Errorf("%s: it says %.5500s", what, said)
				}
			}
			impostor.evil.Store(nil)
			if kept, diags := c.Refresh(single); coretest.HasErrors(diags) || kept == nil || !kept.State.Equal(single.State) {
				t.Errorf("after the impostor has gone: %s", coretest.Text(diags))
			}
			if created := len(impostor.sim.All()); created != 2 {
				t.Errorf("%d beneficiaries exist, want the 2 from before", created)
			}
		})
	}
}

// When one member in two hundred is answered with another member's record, none of the set changes.
func TestImpostor_TwoMembersMixedUp(t *testing.T) {
	t.Parallel()
	impostor := newImpostor(t)
	c := newCore(t, coretest.ProviderBlock(impostor.base, nil)).Of(beneficiaryset.TypeName)
	known := c.Create(object{"csv_wo": coretest.Vendors(200)})
	impostor.become(func(w http.ResponseWriter, r *http.Request) {
		if query := r.URL.Query(); query.Get("beneficiary_id") == "v042" {
			query.Set("beneficiary_id", "v043")
			r.URL.RawQuery = query.Encode()
		}
		impostor.sim.ServeHTTP(w, r)
	})
	kept, diags := c.Refresh(known)
	coretest.WantError(t, diags, "", "v042", "about another beneficiary")
	if !kept.State.Equal(known.State) {
		t.Error("the state has changed")
	}
	_, diags = c.Apply(c.Plan(known, object{"csv_wo": coretest.Vendors(200, "v042,Asha Rao", "v042,Asha R Rao")}))
	coretest.WantError(t, diags, "members", "v042")
	if stored, _ := impostor.sim.Get("v043"); stored.ID == "" || len(impostor.sim.All()) != 200 {
		t.Errorf("%d of 200 are left", len(impostor.sim.All()))
	}
}

// Unknown statuses of the right payee are stored as they are, and dates that are none count as absent. Both lead to no
// plan. What cannot be a status is an error, and the state stays.
func TestImpostor_OddStatusesAndDates(t *testing.T) {
	t.Parallel()
	for odd, isStatus := range map[string]bool{
		"verified": true, "SOMETHING_NEW": true, " VERIFIED ": false, "ВERIFIED": false, "01/03/2024": false, "\x1b[2JVERIFIED": false,
		"00011020001772": false, strings.Repeat("x", 3000): false,
	} {
		sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
		c := newCore(t, coretest.ProviderBlock(base, object{"max_retries": 0}))
		created := c.Create(asha())
		sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Status = odd })
		refreshed, diags := c.Refresh(created)
		if !isStatus {
			coretest.WantError(t, diags, "", "the response field beneficiary_status ")
			if strings.Contains(coretest.Text(diags), "\x1b") || strings.Contains(coretest.Text(diags), "00011020001772") || !refreshed.State.Equal(created.State) {
				t.Errorf("a status %.40q gives %s", odd, coretest.Text(diags))
			}
			continue
		}
		coretest.WantNoErrors(t, diags)
		coretest.WantWarning(t, diags, "cannot be paid")
		if p := c.Plan(refreshed, asha()); p.Action != "none" {
			t.Errorf("a status %.40q plans %q", odd, p.Action)
		}
	}
	for _, odd := range []string{`"01/03/2024"`, `1709288430`, `""`, `null`, `"yesterday"`, `"9999-12-31T23:59:60+14:00"`, `-1e400`} {
		impostor := newImpostor(t)
		c := newCore(t, coretest.ProviderBlock(impostor.base, nil))
		config := object{"beneficiary_id": "vendor_0042", "name": "Asha Rao", "instrument": object{"vpa": "asha@examplebank"}}
		created := c.Create(config)
		impostor.become(with200(`{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao","beneficiary_status":"VERIFIED",
			"beneficiary_instrument_details":{"vpa":"asha@examplebank"},"added_on":` + odd + `}`))
		refreshed, diags := c.Refresh(created)
		if len(diags) > 0 {
			t.Errorf("a date %s says %s", odd, coretest.Text(diags))
		}
		if p := c.Plan(refreshed, config); p.Action != "none" {
			t.Errorf("a date %s plans %q", odd, p.Action)
		}
	}
}

// A clock that is years off is reported by the data source of the access, and is no error anywhere.
func TestImpostor_WrongDate(t *testing.T) {
	t.Parallel()
	for date, ahead := range map[string]bool{"Mon, 02 Jan 2006 15:04:05 GMT": true, "Fri, 31 Dec 9999 23:59:59 GMT": false} {
		impostor := newImpostor(t)
		c := newCore(t, coretest.ProviderBlock(impostor.base, nil))
		created := c.Create(asha())
		impostor.become(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", date)
			impostor.sim.ServeHTTP(w, r)
		})
		if kept, diags := c.Refresh(created); len(diags) > 0 || !kept.State.Equal(created.State) {
			t.Errorf("%s: %s", date, coretest.Text(diags))
		}
		state, diags := readData(t, coretest.ProviderBlock(impostor.base, nil), accessType, object{})
		coretest.WantNoErrors(t, diags)
		skew, _ := bigFloat(t, coretest.At(state, "clock_skew_seconds")).Int64()
		if !isTrue(t, coretest.At(state, "passes")) || (skew > 0) != ahead || max(skew, -skew) < 1_000_000_000/2 {
			t.Errorf("%s: the skew is %d", date, skew)
		}
	}
}
