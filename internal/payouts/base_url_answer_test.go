package payouts

import (
	"errors"
	"net/http"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/authority"
)

// An answer that only another API or a wrong path explains has a kind of its own. With a base URL of Cashfree, a path
// that the API does not know is an unexpected answer.
func TestClient_NotAPI(t *testing.T) {
	t.Parallel()
	const page, unknownPath = "<html><title>Welcome</title></html>", `{"type":"invalid_request_error","message":"Invalid request URL or HTTP method"}`
	html := http.Header{"Content-Type": {"text/html"}}
	for name, story := range map[string]struct {
		answer   alwaysAnswers
		own      error // with a base URL of one's own
		cashfree error // with one of Cashfree
		attempts int
	}{
		"unknown path":         {alwaysAnswers{404, nil, unknownPath}, ErrNotAPI, nil, 1},
		"unknown method":       {alwaysAnswers{405, nil, unknownPath}, ErrNotAPI, nil, 1},
		"unknown code":         {alwaysAnswers{404, nil, `{"type":"x","code":"route_not_found"}`}, ErrNotAPI, nil, 1},
		"known code":           {alwaysAnswers{404, nil, `{"code":"beneficiary_not_found"}`}, ErrNotFound, ErrNotFound, 1},
		"page for 404":         {alwaysAnswers{404, html, page}, ErrNotAPI, ErrNotAPI, 1},
		"page for 400":         {alwaysAnswers{400, html, page}, ErrNotAPI, ErrNotAPI, 1},
		"page for 403":         {alwaysAnswers{403, html, page}, ErrEdgeRefused, ErrEdgeRefused, 1},
		"page for 200":         {alwaysAnswers{200, html, page}, ErrNotAPI, ErrNotAPI, 3},
		"page without type":    {alwaysAnswers{200, nil, " \n" + page}, ErrNotAPI, ErrNotAPI, 3},
		"page for 502":         {alwaysAnswers{502, html, page}, ErrUnavailable, ErrUnavailable, 3},
		"half an answer":       {alwaysAnswers{200, nil, `{"beneficiary_id":`}, ErrUnavailable, ErrUnavailable, 3},
		"redirect":             {alwaysAnswers{302, http.Header{"Location": {"/login"}}, ""}, ErrNotAPI, ErrNotAPI, 1},
		"gone":                 {alwaysAnswers{410, nil, unknownPath}, nil, nil, 1},
		"throttled with pages": {alwaysAnswers{429, html, page}, ErrThrottled, ErrThrottled, 3},
	} {
		for base, want := range map[string]error{"https://gateway.example/payout": story.own, "https://sandbox.cashfree.com": story.own, SandboxURL: story.cashfree, ProductionURL: story.cashfree} {
			client := trusting(t, authority.New(t), base)
			client.transport = story.answer
			_, err := client.Beneficiary(t.Context(), "vendor_0042")
			failed, ok := errors.AsType[*Error](err)
			if !ok || failed.Kind != want || failed.Attempts != story.attempts { //nolint:errorlint // the very kind
				t.Errorf("%s at %s: %v", name, base, err)
				continue
			}
			isOwn := base != SandboxURL && base != ProductionURL
			if (failed.BaseURL == base) != isOwn || (failed.BaseURLField == "BaseURL") != isOwn {
				t.Errorf("%s at %s: the base URL is %q of %q", name, base, failed.BaseURL, failed.BaseURLField)
			}
		}
	}
}

// The field that has the base URL of a call is that of its version.
func TestClient_NotAPI_V1BaseURL(t *testing.T) {
	t.Parallel()
	for v1, want := range map[string]string{"": "BaseURL", "https://old.example": "V1BaseURL", V1SandboxURL: ""} {
		client, err := New(Config{
			ClientID: "id", ClientSecret: "secret", BaseURL: "https://gateway.example", V1BaseURL: v1, Wait: atOnce,
			Transport: alwaysAnswers{404, nil, `{"status":"ERROR","subCode":"404","message":"x"}`}, Getenv: func(string) string { return "" },
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Balance(t.Context())
		if failed, ok := errors.AsType[*Error](err); !ok || failed.BaseURLField != want || (failed.Kind == ErrNotAPI) != (want != "") { //nolint:errorlint // the very kind
			t.Errorf("%q: %+v", v1, err)
		}
	}
}
