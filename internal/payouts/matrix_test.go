package payouts

import (
	"bytes"
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// Statuses of HTTP, registered ones and others. The usual ones come with every body, the first of them with the long
// ones too. Of the others each body has a part, so that each comes with many bodies of each operation.
var (
	usualStatuses = []int{200, 404, 502, 201, 302, 400, 401, 403, 409, 429}
	otherStatuses = []int{
		100, 101, 199, 202, 203, 204, 205, 206, 226, 299, 300, 301, 303, 304, 305, 307, 308,
		402, 405, 406, 407, 408, 410, 412, 413, 415, 418, 422, 423, 425, 431, 444, 451, 499,
		500, 501, 503, 504, 505, 511, 520, 522, 525, 530, 599, 600, 999,
	}
)

// statusesFor returns the statuses for one of the bodies.
func statusesFor(i int, body matrixBody) []int {
	if body.isLong {
		return usualStatuses[:3]
	}
	const part = 4
	statuses := slices.Clone(usualStatuses)
	for j := range part {
		statuses = append(statuses, otherStatuses[(i*part+j)%len(otherStatuses)])
	}
	return statuses
}

var matrixContentTypes = []string{
	"application/json", "text/html", "", "application/json; charset=utf-16", "text/plain; charset=utf-8", ";;;=", "image/png",
}

// matrixCase is one combination, and the server that answers so.
type matrixCase struct {
	matrixOperation
	status      int
	contentType string
	body        matrixBody
	signature   string          // of the last request
	seen        map[string]bool // texts that were searched for secrets already, without their statuses
}

// RoundTrip answers with the combination, except that other requests of the call get what they ask for.
func (m *matrixCase) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil {
		_, _ = io.Copy(io.Discard, request.Body)
	}
	m.signature = request.Header.Get("X-Cf-Signature")
	isLookup := m.method == http.MethodPost && request.Method == http.MethodGet && m.lookup != ""
	switch {
	case isLookup && m.lookup == matrixAbsent:
		return m.response(request, http.StatusNotFound, m.lookup), nil
	case isLookup:
		return m.response(request, http.StatusOK, m.lookup), nil
	case strings.HasSuffix(request.URL.Path, "/authorize") && m.name != "Token":
		return m.response(request, http.StatusOK, matrixTokens), nil
	default:
		return m.response(request, m.status, m.body.text), nil
	}
}

// response returns an answer in whose headers the server repeats what it must not.
func (m *matrixCase) response(request *http.Request, status int, body string) *http.Response {
	header := http.Header{
		"X-Request-Id": {m.repeat("{signature}" + canarySecret)}, "Location": {"https://" + canarySecret + ".example/" + canaryAccount},
		"Retry-After": {"1e4"}, "X-Ratelimit-Reset": {canaryAccount}, "Date": {"\x1b[2J" + canarySecret},
	}
	if m.contentType != "" {
		header.Set("Content-Type", m.contentType)
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(m.repeat(body))), Request: request, ContentLength: -1}
}

func (m *matrixCase) repeat(text string) string {
	if !strings.Contains(text, "{signature}") {
		return text
	}
	return strings.ReplaceAll(text, "{signature}", m.signature)
}

// answerStatus is the status that counts: that of version 1 is in the body, but a body cannot turn a failure of HTTP
// into a success.
func (m *matrixCase) answerStatus() int {
	var subCode int
	if m.version == version1 && (m.status < 300 || m.status >= 400) {
		_, _ = fmt.Sscan(m.body.subCode, &subCode)
	}
	if subCode >= 400 && subCode <= 599 {
		return subCode
	}
	return m.status
}

// wants returns whether the operation must succeed, and whether it must end with ErrNotFound.
func (m *matrixCase) wants() (success, notFound bool) {
	isSuccess := m.status >= 200 && m.status < 300
	absent := m.status == http.StatusNotFound && slices.Contains(m.notFound, m.body.code) || isSuccess && m.body.deleted && m.method == http.MethodGet
	switch {
	case m.lookup == matrixSent: // whatever is not certain is decided by the look-up
		return isSuccess || m.status >= 500 || m.body.isTooLong, false
	case m.name == "Probe":
		return isSuccess && m.body.proves || absent, false
	default:
		return isSuccess && m.body.proves, absent
	}
}

// TestClient_Matrix sends every operation every status with every body. An operation succeeds only if the status is a
// success and the body has everything that the operation needs to know, and it must then. It ends with ErrNotFound only
// if Cashfree says so. Any other end is an error of a kind that fits. Nobody can read a secret in it.
func TestClient_Matrix(t *testing.T) {
	t.Parallel()
	key := &rsa.PublicKey{N: new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), 1024), big.NewInt(12345)), E: 65537}
	var count atomic.Int64
	t.Run("operations", func(t *testing.T) {
		for _, operation := range matrixOperations() {
			t.Run(operation.name, func(t *testing.T) {
				t.Parallel()
				seen := make(map[string]bool)
				for i, body := range matrixBodies(t, operation) {
					for j, status := range statusesFor(i, body) {
						contentType := matrixContentTypes[(i+j)%len(matrixContentTypes)]
						one := matrixCase{matrixOperation: operation, status: status, contentType: contentType, body: body, seen: seen}
						one.check(t, key)
						if count.Add(1); t.Failed() {
							return // the first failure of an operation is enough to read
						}
					}
				}
			})
		}
	})
	t.Logf("%d combinations", count.Load())
	if count.Load() < 20_000 {
		t.Errorf("there are only %d combinations", count.Load())
	}
}

// check carries out the operation and checks how it ends.
func (m *matrixCase) check(t *testing.T, key *rsa.PublicKey) {
	t.Helper()
	defer func() {
		if fault := recover(); fault != nil {
			t.Fatalf("%s panics: %v", m, fault)
		}
	}()
	if !strings.Contains(m.body.text, "{signature}") {
		key = nil // most of the time of a request goes into its signature
	}
	var log bytes.Buffer
	client, err := New(Config{
		ClientID: "CF_TEST", ClientSecret: canarySecret, PublicKey: key, BaseURL: "https://sandbox.example/payout", Environment: "sandbox", Transport: m,
		Now: func() time.Time { return time.Date(2026, time.March, 1, 10, 20, 30, 0, time.UTC) }, Random: sameBytes{},
		Wait:   func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: withoutTime})),
	})
	if err != nil {
		t.Fatal(err)
	}
	result, err := m.ask(t.Context(), client)
	success, notFound := m.wants()
	if (err == nil) != success || errors.Is(err, ErrNotFound) != notFound {
		t.Errorf("%s ends with %+v, %v; a success is expected: %v; not found is expected: %v", m, result, err, success, notFound)
	}
	m.checkText(t, "the log", strings.ReplaceAll(log.String(), "\n", " "))
	if err == nil {
		if text := fmt.Sprintf("%+v", result); newTextMasker([]string{canarySecret, matrixToken}, nil).Repeats(text) {
			t.Errorf("%s: the result is %.500s", m, text)
		}
		return
	}
	failed, ok := errors.AsType[*Error](err)
	if !ok || !m.mayBe(failed.Kind) {
		t.Errorf("%s: %v is of the kind %v", m, err, failed.Kind)
		return
	}
	for what, text := range map[string]string{
		"the error": failed.Error(), "its type": failed.Type, "its code": failed.Code, "its request id": failed.RequestID,
		"its lines for the support": strings.ReplaceAll(failed.Support(), "\n", " "),
	} {
		m.checkText(t, what, text)
	}
}

// sameBytes is a source of random bytes.
type sameBytes struct{}

func (sameBytes) Read(p []byte) (int, error) {
	return copy(p, "\x7f\x3e\x1a\x2b\x90\x42\xb7\x11\xa8\x12\xbc\xde\xf0\x1d\x5a\xc3"), nil
}

func withoutTime(_ []string, attribute slog.Attr) slog.Attr {
	if attribute.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return attribute
}

func (m *matrixCase) String() string {
	return fmt.Sprintf("%s answered with %d, %q and %s, %.300q", m.name, m.status, m.contentType, m.body.name, m.body.text)
}

// sendsToken reports whether the call has the token. All that the others could know of it is its shape.
func (m *matrixCase) sendsToken() bool { return m.version == version1 && m.name != "Token" }

// newMasker returns a masker of what the call knows.
func (m *matrixCase) newMasker() *grammar.Masker {
	masker := grammar.NewMasker([]string{canarySecret}, nil)
	if m.sendsToken() {
		masker = masker.With([]string{matrixToken}, nil)
	}
	if m.method == http.MethodPost && m.version == version2 || m.name == "BeneficiaryByAccount" {
		masker = masker.With(nil, []string{canaryAccount})
	}
	return masker
}

// masked returns what a masker makes of a text. Most texts differ in the status alone, and are searched once.
func (m *matrixCase) masked(text string) string {
	key := strings.ReplaceAll(text, strconv.Itoa(m.status), "")
	if m.seen[key] {
		return text
	}
	again := m.newMasker().Text(text)
	m.seen[key] = again == text
	return again
}

// checkText checks a text that people see.
func (m *matrixCase) checkText(t *testing.T, what, text string) {
	t.Helper()
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		t.Errorf("%s: %s cannot be printed on a line: %q", m, what, text)
	}
	if len(text) > 2500 {
		t.Errorf("%s: %s has %d bytes: %.200q", m, what, len(text), text)
	}
	if again := m.masked(text); again != text {
		t.Errorf("%s: %s shows something that is to be masked: %q, which would be %q", m, what, text, again)
	}
	secrets := []string{canarySecret, canaryAccount, "canary+"}
	if m.signature != "" {
		secrets = append(secrets, m.signature[:16], m.signature[len(m.signature)-16:])
	}
	if m.sendsToken() {
		secrets = append(secrets, matrixToken, "canary")
	}
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("%s: %s has %q: %q", m, what, secret, text)
		}
	}
}

// mayBe reports whether an answer allows a kind of failure.
func (m *matrixCase) mayBe(kind error) bool {
	status, hasForm := m.answerStatus(), m.body.hasForm(m.version)
	isAccess := status == http.StatusUnauthorized || status == http.StatusForbidden
	isInvalid := status == http.StatusBadRequest || status == http.StatusPreconditionFailed || status == http.StatusUnprocessableEntity
	isCreation := m.method == http.MethodPost && m.version == version2
	switch kind {
	case ErrNotFound: //nolint:errorlint // the very kind, as below
		return true // checked by wants
	case ErrThrottled:
		// After the refusal of a token the call is sent again, and meets the pause that the first answer asked for.
		return status == http.StatusTooManyRequests || m.sendsToken() && isTokenRefusal(m.body.message)
	case ErrUnauthenticated:
		return hasForm && (isAccess || isInvalid && strings.HasPrefix(m.body.code, "x-client-"))
	case ErrIPRefused, ErrSignatureRefused, ErrNotEnabled:
		return hasForm && isAccess
	case ErrEdgeRefused:
		return isAccess
	case ErrIDExists:
		return status == http.StatusConflict && m.body.code == "beneficiary_id_already_exists"
	case ErrInstrumentTaken:
		return status == http.StatusConflict && (m.body.code == "beneficiary_already_exists" || m.body.code == "conflict_with_existing_beneficiary")
	case ErrInvalid:
		return isInvalid && hasForm
	case ErrContentDiffers:
		return isCreation && status < 300
	case ErrOutcomeUnknown:
		return isCreation && (status < 300 || status >= 500 || m.body.isTooLong)
	case ErrNetwork:
		return status == http.StatusProxyAuthRequired
	case ErrNotAPI:
		isPath := status == http.StatusNotFound || status == http.StatusMethodNotAllowed
		return status < 400 || status < 500 && (!hasForm || isPath)
	case ErrUnavailable:
		return status < 300 || status >= 500 || m.body.isTooLong
	case nil:
		return hasForm && status >= 400 && status < 500
	default:
		return false
	}
}
