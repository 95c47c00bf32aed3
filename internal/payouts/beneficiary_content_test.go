package payouts_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// contentCreate is a creation whose answer is not what was sent, and the answer to the look-up after it.
type contentCreate struct {
	answer string
	looks  http.HandlerFunc // nil where none is made
	kind   error            // nil for a success
	fields string           // that the error names
	exists bool             // whether the error carries the payee
	posts  int
}

// replaced returns the answer about asha with other texts in it.
func replaced(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(ashaBody) }

// A creation succeeds only if the payee has the id and the account that were sent. Where the answer shows something
// else, or lacks something, one look-up decides, and nothing is sent a second time.
func TestCreateBeneficiary_Content(t *testing.T) {
	t.Parallel()
	const account, email = `"bank_account_number":"00011020001772",`, `"beneficiary_email":"asha@example.com",`
	isAsha, gone := respond(200, ashaBody), respond(404, notFoundBody)
	for name, story := range map[string]contentCreate{
		"as sent":                          {answer: ashaBody, posts: 1},
		"in another form":                  {answer: replaced("HDFC", "hdfc", "Asha Rao", " Asha  Rao ", "asha@", "ASHA@", "9876", "+919876"), posts: 1},
		"another name":                     {answer: replaced("Asha Rao", "Mallory"), posts: 1},
		"a country code and a city more":   {answer: replaced(`"beneficiary_city":"Pune"`, `"beneficiary_city":"Pune","beneficiary_country_code":"+91","beneficiary_state":"Goa"`), posts: 1},
		"no email, and the look-up has it": {answer: replaced(email, ""), looks: isAsha, posts: 1},
		"no email anywhere":                {answer: replaced(email, ""), looks: respond(200, replaced(email, "")), posts: 1},
		"no name, and the look-up has it":  {answer: replaced("Asha Rao", ""), looks: isAsha, posts: 1},
		"no account, and the look-up has it": {
			answer: replaced(account, ""), looks: isAsha, posts: 1},
		"the id alone, and the look-up has everything": {
			answer: `{"beneficiary_id":"vendor_0042"}`, looks: isAsha, posts: 1},
		"no account, and the look-up has another": {
			answer: replaced(account, ""), looks: respond(200, replaced("1772", "9999")), kind: payouts.ErrContentDiffers, fields: "bank_account_number", exists: true, posts: 1},
		"no account, and the look-up has none either": {
			answer: replaced(account, ""), looks: respond(200, replaced(account, "")), kind: payouts.ErrOutcomeUnknown, fields: "bank_account_number", posts: 1},
		"no email, and the look-up fails": {
			answer: replaced(email, ""), looks: respond(500, ""), kind: payouts.ErrOutcomeUnknown, fields: "email", posts: 1},
		"no email, and the look-up finds nobody": {
			answer: replaced(email, ""), looks: gone, kind: payouts.ErrUnavailable, fields: "email", posts: 3},
		"marked as deleted, and the look-up shows it": {answer: replaced("VERIFIED", "DELETED"), looks: isAsha, posts: 1},
		"another account, and the look-up shows it too": {
			answer: replaced("1772", "9999", "HDFC", "EVIL"), looks: respond(200, replaced("1772", "9999", "HDFC", "EVIL")),
			kind: payouts.ErrContentDiffers, fields: "bank_account_number, bank_ifsc", exists: true, posts: 1},
		"another account, and the look-up shows ours": {answer: replaced("1772", "9999"), looks: isAsha, posts: 1},
		"another account, and the look-up shows a third one": {
			answer: replaced("1772", "9999"), looks: respond(200, replaced("1772", "8888")), kind: payouts.ErrContentDiffers,
			fields: "bank_account_number", exists: true, posts: 1},
		"another account, and the look-up shows ours with another name": {
			answer: replaced("1772", "9999"), looks: respond(200, replaced("Asha Rao", "Mallory")), posts: 1},
		"another account, and the look-up fails": {
			answer: replaced("1772", "9999"), looks: respond(500, ""), kind: payouts.ErrOutcomeUnknown, fields: "bank_account_number", posts: 1},
		"another account, and the look-up finds nobody": {
			answer: replaced("1772", "9999"), looks: gone, kind: payouts.ErrContentDiffers, fields: "bank_account_number", posts: 1},
		"another IFSC": {
			answer: replaced("HDFC", "SBIN"), looks: respond(200, replaced("HDFC", "SBIN")), kind: payouts.ErrContentDiffers, fields: "bank_ifsc", exists: true, posts: 1},
		"a UPI address that was not sent": {
			answer: replaced(`"HDFC0000001"`, `"HDFC0000001","vpa":"m@bank"`), looks: respond(200, replaced(`"HDFC0000001"`, `"HDFC0000001","vpa":"m@bank"`)),
			kind: payouts.ErrContentDiffers, fields: "vpa", exists: true, posts: 1},
		"another id, and the look-up shows ours": {answer: replaced("0042", "9999"), looks: isAsha, posts: 1},
		"another id, and the look-up finds nobody": {
			answer: replaced("0042", "9999"), looks: gone, kind: payouts.ErrContentDiffers, fields: "beneficiary_id", posts: 1},
		"an id that is none, and the look-up finds nobody": {
			answer: replaced("vendor_0042", "${x}"), looks: gone, kind: payouts.ErrContentDiffers, fields: "beneficiary_id", posts: 1},
		"another account and an odd status": {
			answer: replaced("1772", "9999", "VERIFIED", "<b>"), looks: gone, kind: payouts.ErrContentDiffers, fields: "bank_account_number", posts: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story.test(t)
		})
	}
}

func (s contentCreate) test(t *testing.T) {
	t.Helper()
	server := newScript(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			respond(201, s.answer)(w, r)
			return
		}
		s.looks(w, r)
	})
	sent := asha()
	client := server.client(t, func(c *payouts.Config) { c.MaxRetries = 2 })
	created, err := client.CreateBeneficiary(t.Context(), sent)
	if got := server.count("POST"); got != s.posts {
		t.Errorf("sent %d times, want %d", got, s.posts)
	}
	if looked := server.count("GET") > 0; looked != (s.looks != nil) {
		t.Errorf("looked up: %v", looked)
	}
	if s.kind == nil {
		if err != nil {
			t.Fatal(err)
		}
		if created.ID != sent.ID || created.BankAccountNumber != sent.BankAccountNumber || created.VPA != sent.VPA || created.Status != payouts.StatusVerified {
			t.Errorf("created %+v", created)
		}
		return
	}
	failed := wantKind(t, err, s.kind)
	if !strings.Contains(failed.Error(), s.fields) {
		t.Errorf("%q does not name %s", failed, s.fields)
	}
	if text := failed.Error(); strings.Contains(text, "1020001772") || strings.Contains(text, "1020009999") || strings.Contains(text, "${") {
		t.Errorf("%q quotes the answer", text)
	}
	differs, isContent := errors.AsType[*payouts.ContentError](err)
	if isContent != (s.kind == payouts.ErrContentDiffers) || isContent && (differs.Existing != nil) != s.exists { //nolint:errorlint // the very kind
		t.Errorf("it carries %+v", differs)
	}
}

// A stopped creation whose answer shows another account is looked up once, apart from the run.
func TestCreateBeneficiary_Content_Cancelled(t *testing.T) {
	t.Parallel()
	other := replaced("1772", "9999")
	for name, story := range map[string]struct {
		look http.HandlerFunc
		kind error
	}{
		"ours":    {respond(200, ashaBody), nil},
		"another": {respond(200, other), payouts.ErrContentDiffers},
		"nobody":  {respond(404, notFoundBody), payouts.ErrOutcomeUnknown},
		"failure": {respond(500, ""), payouts.ErrOutcomeUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			server := newScript(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					cancel()
					respond(201, other)(w, r)
					return
				}
				story.look(w, r)
			})
			_, err := server.client(t).CreateBeneficiary(ctx, asha())
			if server.count("POST") != 1 || server.count("GET") != 1 {
				t.Errorf("the requests are %+v", server.seen())
			}
			if story.kind == nil && err == nil {
				return
			}
			wantKind(t, err, story.kind)
		})
	}
}
