package payouts

import (
	"errors"
	"net/http"
	"slices"
	"testing"
)

var allKinds = []error{
	nil, ErrNotFound, ErrIDExists, ErrInstrumentTaken, ErrUnauthenticated, ErrIPRefused, ErrSignatureRefused, ErrNotEnabled,
	ErrInvalid, ErrThrottled, ErrEdgeRefused, ErrNetwork, ErrNotAPI, ErrUnavailable, ErrContentDiffers, ErrOutcomeUnknown,
}

// kindOf returns the message and the kind of failure of an answer.
func kindOf(version generation, status int, body string, notFound []string) (message string, success bool, kind error) {
	got := apiStatus{status: status}
	if content, err := parseAnswer([]byte(body)); err == nil {
		got = readStatus(version, status, content)
	}
	return got.message, got.isSuccess(), got.kind(notFound)
}

// Each answer has its kind of failure. Where a comment names no other source, the codes are those of
// https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2.md and its sister pages.
func TestReadStatus_Kind(t *testing.T) {
	t.Parallel()
	const html = "<html><head><title>403 Forbidden</title></head></html>"
	beneficiary := getBeneficiary.notFound
	for _, row := range []struct {
		what     string
		version  generation
		status   int
		body     string
		notFound []string
		kind     error
		ip       string
	}{
		// Credentials: https://www.cashfree.com/docs/api-reference/vrs/v2/, which has the same gateway, and observed in
		// public code, 2025.
		{"wrong credentials", version2, 401, `{"type":"authentication_error","code":"authentication_failed","message":"Invalid clientId and clientSecret combination"}`, nil, ErrUnauthenticated, ""},
		{"id missing", version2, 400, `{"type":"validation_error","code":"x-client-id_missing","message":"x-client-id is missing in the request."}`, nil, ErrUnauthenticated, ""},
		{"sandbox secret in production", version2, 400, `{"type":"validation_error","code":"x-client-secret_value_invalid","message":"Client secret belongs to test environment"}`, nil, ErrUnauthenticated, ""},
		{"401 without words", version2, 401, `{"type":"authentication_error"}`, nil, ErrUnauthenticated, ""},
		{"401 of somebody else", version2, 401, "", nil, ErrEdgeRefused, ""},

		// The second factor: the same pages, and observed in public code, 2025.
		{"IP", version2, 403, `{"type":"authentication_error","code":"ip_validation_failed","message":"IP not whitelisted your current ip is 203.0.113.7. See https://docs.example/2.0"}`, nil, ErrIPRefused, "203.0.113.7"},
		{"IP without address", version2, 403, `{"code":"ip_validation_failed","message":"IP not whitelisted"}`, nil, ErrIPRefused, ""},
		{"IP in words alone", version2, 403, `{"message":"Ip Not Whitelisted, 198.51.100.23"}`, nil, ErrIPRefused, "198.51.100.23"},
		{"IP under the general code, with advice on signatures", version2, 403, `{"code":"authentication_failed","message":"IP not whitelisted. Use a signature instead."}`, nil, ErrIPRefused, ""},
		{"signature missing", version2, 403, `{"type":"validation_error","code":"authentication_failed","message":"x-cf-signature missing in the request header"}`, nil, ErrSignatureRefused, ""},
		{"signature missing, other words", version2, 403, `{"code":"authentication_failed","message":"Signature missing in the request"}`, nil, ErrSignatureRefused, ""},
		{"signature wrong", version2, 401, `{"message":"Signature mismatch"}`, nil, ErrSignatureRefused, ""},
		{"signature wrong, with the general code", version2, 401, `{"code":"authentication_failed","message":"Signature mismatch"}`, nil, ErrSignatureRefused, ""},

		{"not enabled", version2, 403, `{"type":"invalid_request_error","code":"apis_not_enabled","message":"APIs not enabled. Please fill out the Support Form"}`, nil, ErrNotEnabled, ""},
		{"not enabled in words alone", version2, 403, `{"message":"APIs not enabled"}`, nil, ErrNotEnabled, ""},
		{"403 of another kind", version2, 403, `{"code":"permission_denied","message":"Permission Denied"}`, nil, nil, ""},
		{"403 of the edge", version2, 403, html, nil, ErrEdgeRefused, ""},
		{"403 of a gateway that speaks JSON", version2, 403, `{"message":"Forbidden"}`, nil, ErrEdgeRefused, ""},
		{"403 empty", version2, 403, "", nil, ErrEdgeRefused, ""},

		// Not found: the code must be that of the thing asked for.
		{"beneficiary", version2, 404, `{"code":"beneficiary_not_found"}`, beneficiary, ErrNotFound, ""},
		{"transfer", version2, 404, `{"code":"transfer_id_not_found"}`, getTransfer.notFound, ErrNotFound, ""},
		{"transfer by Cashfree's id", version2, 404, `{"code":"cf_transfer_id_not_found"}`, getTransfer.notFound, ErrNotFound, ""},
		{"batch", version2, 404, `{"code":"batch_transfer_id_not_found"}`, getBatch.notFound, ErrNotFound, ""},
		{"batch by Cashfree's id", version2, 404, `{"code":"cf_batch_transfer_id"}`, getBatch.notFound, ErrNotFound, ""},
		{"beneficiary of a transfer", version2, 404, `{"code":"beneficiary_not_found"}`, getTransfer.notFound, nil, ""},
		{"404 for a create", version2, 404, `{"code":"beneficiary_not_found"}`, createBeneficiary.notFound, nil, ""},
		{"404 as a page", version2, 404, html, beneficiary, ErrNotAPI, ""},

		{"id exists", version2, 409, `{"code":"beneficiary_id_already_exists"}`, nil, ErrIDExists, ""},
		{"instrument taken, documented", version2, 409, `{"code":"beneficiary_already_exists"}`, nil, ErrInstrumentTaken, ""},
		{"instrument taken, observed", version2, 409, `{"type":"conflict_error","code":"conflict_with_existing_beneficiary"}`, nil, ErrInstrumentTaken, ""},
		{"another conflict", version2, 409, `{"code":"transfer_id_already_exists"}`, nil, nil, ""},

		{"bad value", version2, 400, `{"code":"bank_ifsc_invalid","message":"bank_ifsc : please provide a valid IFSC. value received: X"}`, nil, ErrInvalid, ""},
		{"422", version2, 422, `{"code":"vba_beneficiary_not_allowed"}`, nil, ErrInvalid, ""},
		{"400 of a proxy", version2, 400, html, nil, ErrNotAPI, ""},
		{"405", version2, 405, `{"type":"invalid_request_error","message":"x"}`, nil, nil, ""},

		{"throttled", version2, 429, `{"type":"rate_limit_error","code":"too_many_requests_per_operation"}`, nil, ErrThrottled, ""},
		{"throttled by the edge", version2, 429, html, nil, ErrThrottled, ""},
		{"their authentication is down", version2, 500, `{"type":"authentication_error","code":"internal_server_error","message":"Unable to authenticate the request"}`, nil, ErrUnavailable, ""},
		{"500", version2, 500, `{"type":"api_error","code":"internal_server_error","message":"Error at cashfree's server"}`, nil, ErrUnavailable, ""},
		{"502", version2, 502, html, nil, ErrUnavailable, ""},
		{"a redirect", version2, 302, "", nil, ErrNotAPI, ""},

		// Version 1: the body takes precedence over the HTTP status (https://dev.cashfree.com/payouts-api).
		{"v1 credentials", version1, 200, `{"status":"ERROR","subCode":"401","message":"Invalid clientId and clientSecret combination"}`, nil, ErrUnauthenticated, ""},
		{"v1 token", version1, 200, `{"status":"ERROR","subCode":"403","message":"Token is not valid"}`, nil, ErrUnauthenticated, ""},
		{"v1 IP", version1, 200, `{"status":"ERROR","subCode":"403","message":"IP not whitelisted 203.0.113.9"}`, nil, ErrIPRefused, "203.0.113.9"},
		{"v1 not enabled", version1, 403, `{"status":"ERROR","subCode":"403","message":"APIs not enabled"}`, nil, ErrNotEnabled, ""},
		{"v1 signature", version1, 200, `{"status":"ERROR","subCode":"403","message":"Signature missing in the request"}`, nil, ErrSignatureRefused, ""},
		{"v1 permission", version1, 200, `{"status":"ERROR","subCode":"403","message":"Permission Denied"}`, nil, nil, ""},
		{"v1 not found, which no page of a call in use lists", version1, 200, `{"status":"ERROR","subCode":"404","message":"x"}`, nil, nil, ""},
		{"v1 missing token", version1, 200, `{"status":"ERROR","subCode":"412","message":"Token missing in the request"}`, nil, ErrInvalid, ""},
		{"v1 bad value", version1, 200, `{"status":"ERROR","subCode":"422","message":"Specified paymentInstrumentId not available"}`, nil, ErrInvalid, ""},
		{"v1 throttled", version1, 200, `{"status":"ERROR","subCode":"429","message":"Too many requests"}`, nil, ErrThrottled, ""},
		{"v1 unknown", version1, 200, `{"status":"ERROR","subCode":"520","message":"Unknown error occurred"}`, nil, ErrUnavailable, ""},
		{"v1 number as subCode", version1, 200, `{"status":"ERROR","subCode":520}`, nil, ErrUnavailable, ""},
		{"v1 body against status", version1, 500, `{"status":"ERROR","subCode":"422"}`, nil, ErrInvalid, ""},
		{"v1 status alone", version1, 403, `{"message":"IP not whitelisted"}`, nil, ErrIPRefused, ""},
		{"v1 edge", version1, 403, html, nil, ErrEdgeRefused, ""},
		{"v1 failure with a good code", version1, 200, `{"status":"ERROR","subCode":"200"}`, nil, ErrUnavailable, ""},
		{"v1 success in a failure of HTTP", version1, 502, `{"status":"SUCCESS","subCode":"200"}`, nil, ErrUnavailable, ""},
		{"v1 success in a page that was not found", version1, 404, `{"status":"SUCCESS","subCode":"200","message":"x"}`, nil, nil, ""},
		{"v1 redirect that claims success", version1, 302, `{"status":"SUCCESS","subCode":"200"}`, nil, ErrNotAPI, ""},
	} {
		message, success, kind := kindOf(row.version, row.status, row.body, row.notFound)
		if success {
			t.Errorf("%s: taken for a success", row.what)
		}
		if kind != row.kind { //nolint:errorlint // the very kind, not one that contains it
			t.Errorf("%s: kind %v, want %v", row.what, kind, row.kind)
		}
		ip := findAddress(message)
		if row.ip != "" && ip.String() != row.ip || row.kind == ErrIPRefused && row.ip == "" && ip.IsValid() { //nolint:errorlint // as above
			t.Errorf("%s: address %v, want %q", row.what, ip, row.ip)
		}
	}
}

// FuzzClassify: whatever comes, it is sorted into one of the kinds, and only a 404 of the API with the right code is a
// proven not-found.
func FuzzClassify(f *testing.F) {
	for _, body := range []string{
		`{"code":"beneficiary_not_found"}`, `{"subCode":"404","status":"ERROR"}`, "<html>", "", "null", `{"code":{}}`, `{"subCode":"200"}`,
		`{"type":"authentication_error","code":"ip_validation_failed","message":"IP not whitelisted 1.2.3.4"}`,
	} {
		for _, status := range []int{200, 302, 400, 401, 403, 404, 409, 429, 500} {
			f.Add(status, body, true)
			f.Add(status, body, false)
		}
	}
	f.Fuzz(testClassify)
}

func testClassify(t *testing.T, status int, body string, second bool) {
	t.Helper()
	version := version1
	if second {
		version = version2
	}
	message, success, kind := kindOf(version, status, body, getBeneficiary.notFound)
	if !slices.Contains(allKinds, kind) {
		t.Fatalf("unknown kind %v", kind)
	}
	if errors.Is(kind, ErrNotFound) && !provesAbsence(version, status, body) {
		t.Fatalf("not found is not proven by %d %q", status, body)
	}
	if success && version == version2 && (status < 200 || status > 299) {
		t.Fatalf("%d taken for a success", status)
	}
	_ = findAddress(message)
}

func provesAbsence(version generation, status int, body string) bool {
	content, err := parseAnswer([]byte(body))
	return err == nil && version == version2 && status == http.StatusNotFound && content.lenientText("code") == "beneficiary_not_found"
}
