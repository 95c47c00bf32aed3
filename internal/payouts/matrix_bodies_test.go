package payouts

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/spelling"
)

// matrixBody is what a server sends. Where it has {signature}, the server repeats that of the request.
type matrixBody struct {
	name, text string
	proves     bool // in a success, that the operation was carried out, or what it asked for
	deleted    bool // in a success, that the payee is marked as deleted
	isLong     bool
	isTooLong  bool // for the operation

	// What it has of Cashfree's forms of failure: the code of version 2, that of version 1, and the message of both.
	code, subCode, message string
}

// hasForm reports whether the body has any part of the form of a version.
func (b matrixBody) hasForm(version generation) bool {
	return b.message != "" || version == version1 && b.subCode != "" || version == version2 && b.code != ""
}

// matrixBodies returns the bodies for an operation.
func matrixBodies(t *testing.T, operation matrixOperation) []matrixBody {
	t.Helper()
	bodies := slices.Concat(foreignBodies(), documentedFailures(), oddFailures(), damagedBodies(operation.right))
	with := func(path, what, value string, proves bool) {
		name := path + " " + what
		bodies = append(bodies, formOf(operation, matrixBody{name: name, text: edited(t, operation.right, path, value), proves: proves, isLong: len(value) > 10_000}))
	}
	for _, path := range operation.required {
		with(path, "missing", "", false)
		with(path, "null", "null", false)
		with(path, "empty", `""`, false)
	}
	for _, path := range operation.asked {
		with(path, "of another", `"x666"`, false)
	}
	for i, path := range slices.Concat(operation.words, operation.free, operation.amounts) {
		with(path, "of another type", []string{`["x"]`, `{"x":"y"}`, "true"}[i%3], false)
	}
	for i, path := range operation.words {
		with(path, "with a control character", []string{`"A\u001b[2J"`, `"A\u202eB"`, `"A\u0000"`, `"A\r\nB"`, `"А"`}[i%5], false)
		with(path, "repeating the secret", quotedJSON(spelledSecret(i)), false)
	}
	for i, path := range operation.free {
		// Whatever a free text has, it is data. Only a creation requires what was sent.
		isSent := slices.Contains(operation.asked, path)
		with(path, "with a control character", []string{`"A\u001b[2J"`, `"A\u202eB"`, `"A\u0000"`, `"A\r\nB"`}[i%4], !isSent)
		with(path, "repeating the secret", quotedJSON(spelledSecret(i)), false)
	}
	for _, path := range slices.Concat(operation.words[:min(1, len(operation.words))], operation.free[:min(2, len(operation.free))]) {
		with(path, "of a megabyte", `"`+strings.Repeat("x", 1_000_000)+`"`, false)
	}
	for i, path := range operation.amounts {
		with(path, "that is no amount", []string{`"NaN"`, `1e999`, `"0x10"`, `"1,000"`}[i%4], false)
	}
	bodies = append(bodies, formOf(operation, matrixBody{
		name: "right, and a megabyte of blanks", text: operation.right + strings.Repeat(" ", 1<<20), isLong: true,
		proves: operation.name == "Batch", isTooLong: operation.name != "Batch",
	}))
	if operation.status != "" {
		bodies = append(bodies, matrixBody{name: "marked as deleted", text: edited(t, operation.right, operation.status, `"deleted"`), deleted: true})
	}
	return append(bodies, rightBodies(t, operation)...)
}

// rightBodies are what the operation must accept in a success, and what it must not although everything is there.
func rightBodies(t *testing.T, operation matrixOperation) []matrixBody {
	t.Helper()
	right := operation.right
	bodies := []matrixBody{
		{name: "right", text: right, proves: true},
		{name: "right, in white space", text: " \r\n\t" + right + "\n", proves: true},
		{name: "right, with more members", text: edited(t, right, "x", `{"y":[1,null,true,-1.5e3,"<>&\u2028"]}`), proves: true},
	}
	for i, body := range bodies {
		bodies[i] = formOf(operation, body)
	}
	claims := matrixBody{name: "right, with a failure", text: edited(t, edited(t, right, "code", `"beneficiary_not_found"`), "message", `"no"`), proves: true, code: "beneficiary_not_found", message: "no"}
	bodies = append(bodies, formOf(operation, claims))
	if operation.version == version1 {
		bodies = append(bodies,
			matrixBody{name: "right, with a status of failure", text: edited(t, right, "status", `"error"`), subCode: "200", message: "x"},
			matrixBody{name: "right, with a subCode of failure", text: edited(t, right, "subCode", "403"), subCode: "403", message: "x"},
			matrixBody{name: "right, without a subCode", text: edited(t, right, "subCode", ""), proves: true, message: "x"})
	}
	return bodies
}

// formOf adds what a right answer of version 1 has of the form of a failure.
func formOf(operation matrixOperation, body matrixBody) matrixBody {
	if operation.version == version1 {
		body.subCode, body.message = "200", "x"
	}
	return body
}

// damagedBodies are made of a right answer, and prove nothing.
func damagedBodies(right string) []matrixBody {
	units := utf16.Encode([]rune("\ufeff" + right))
	wide := make([]byte, 0, 2*len(units))
	for _, unit := range units {
		wide = binary.LittleEndian.AppendUint16(wide, unit)
	}
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	_, _ = writer.Write([]byte(right))
	_ = writer.Close()
	return []matrixBody{
		{name: "cut", text: right[:len(right)-1]}, {name: "cut in half", text: right[:len(right)/2]}, {name: "twice", text: right + right},
		{name: "with another value behind it", text: right + "\n{}"}, {name: "with a zero byte behind it", text: right + "\x00"},
		{name: "with two members of one name", text: `{"x":1,"x":1,` + right[1:]}, {name: "with two members of one name, one escaped", text: `{"x":1,"\u0078":1,` + right[1:]},
		{name: "in a list", text: "[" + right + "]"}, {name: "in an envelope", text: `{"answer":` + right + "}"}, {name: "as a text", text: quotedJSON(right)},
		{name: "as a script", text: "callback(" + right + ")"}, {name: "behind a prefix", text: ")]}',\n" + right}, {name: "with a comment", text: "{/* x */" + right[1:]},
		{name: "with a byte order mark", text: "\ufeff" + right}, {name: "in UTF-16", text: string(wide)}, {name: "in Latin-1", text: `{"x":"` + "\xe9" + `",` + right[1:]},
		{name: "packed", text: packed.String()}, {name: "nested deep", text: `{"x":` + strings.Repeat("[", 60) + strings.Repeat("]", 60) + "," + right[1:]},
		{name: "nested too deep for any parser", text: `{"x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "," + right[1:], isLong: true},
		{name: "with many values", text: `{"x":[` + strings.Repeat("{},", 300_000) + "{}]," + right[1:], isLong: true},
	}
}

// foreignBodies come from something else than the API.
func foreignBodies() []matrixBody {
	echo := canarySecret + " " + canaryAccount + " " + matrixToken + " {signature}"
	return []matrixBody{
		{name: "empty", text: ""}, {name: "blank", text: " \r\n\t "}, {name: "null", text: "null"}, {name: "a list", text: "[]"}, {name: "an object", text: "{}"},
		{name: "a text", text: `"text"`}, {name: "a number", text: "42"}, {name: "true", text: "true"}, {name: "a bracket", text: "{"}, {name: "binary", text: "\x00\xff\x1b[2J\x80"},
		{name: "a page", text: "<!DOCTYPE html><html><head><title>Welcome to the hotel</title></head></html>"},
		{name: "a page that repeats everything", text: "<html><title>" + echo + "</title><p>" + echo + "</p></html>"},
		{name: "a page with escapes", text: "<title>\x1b[2J\u202e&#27;[31m&#x1b;]0;x&#7;</title>"}, {name: "a page without end", text: "<title>" + strings.Repeat("x", 3000)},
		{name: "words", text: "upstream connect error"}, {name: "words that repeat everything", text: "refused " + echo},
		{name: "words with escapes", text: "\x1b]8;;https://elsewhere.example\x1b\\no\x1b[2J\r\nError: done"}, {name: "long words", text: strings.Repeat("word ", 2000)},
		{name: "XML", text: `<?xml version="1.0"?><error>` + echo + "</error>"},
	}
}

// documentedFailures are Cashfree's own, of both versions.
func documentedFailures() []matrixBody {
	var bodies []matrixBody
	for _, code := range []string{
		"beneficiary_not_found", "transfer_id_not_found", "cf_transfer_id_not_found", "batch_transfer_id_not_found", "cf_batch_transfer_id",
		"beneficiary_id_already_exists", "beneficiary_already_exists", "conflict_with_existing_beneficiary", "transfer_id_already_exists",
		"authentication_failed", "ip_validation_failed", "apis_not_enabled", "x-client-id_missing", "x-client-secret_value_invalid", "x-api-version_missing",
		"bank_account_number_invalid", "vba_beneficiary_not_allowed", "too_many_requests_per_operation", "internal_server_error",
	} {
		message := "value received: " + canaryAccount
		bodies = append(bodies, matrixBody{name: code, text: failureJSON("type", "x_error", "code", code, "message", message), code: code, message: message})
	}
	for subCode, message := range map[string]string{
		"200": "Unknown", "401": "Invalid clientId and clientSecret combination", "403": "Token is not valid", "404": "x", "409": "x", "412": "Token missing in the request",
		"422": "Specified paymentInstrumentId not available", "429": "Too many requests", "520": "Unknown error occurred", "999": "x",
	} {
		bodies = append(bodies, matrixBody{name: "subCode " + subCode, text: failureJSON("status", "ERROR", "subCode", subCode, "message", message), subCode: subCode, message: message})
	}
	for _, message := range []string{"IP not whitelisted your current ip is 203.0.113.7", "Signature mismatch", "APIs not enabled", "Forbidden"} {
		bodies = append(bodies, matrixBody{name: message, text: failureJSON("message", message), message: message},
			matrixBody{name: "subCode 403, " + message, text: failureJSON("status", "ERROR", "subCode", "403", "message", message), subCode: "403", message: message})
	}
	slices.SortFunc(bodies, func(a, b matrixBody) int { return strings.Compare(a.name, b.name) })
	return bodies
}

// oddFailures have a form of Cashfree and hostile texts in it.
func oddFailures() []matrixBody {
	bodies := []matrixBody{
		{name: "lists in place of texts", text: `{"type":["x"],"code":["beneficiary_not_found"],"message":["x"],"subCode":["404"],"status":["ERROR"]}`},
		{name: "objects in place of texts", text: `{"error":{"code":"beneficiary_not_found"},"code":{"code":"beneficiary_not_found"}}`},
		{name: "a code in other letters", text: `{"Code":"beneficiary_not_found","CODE":"beneficiary_not_found"}`},
		{name: "a code that is nearly one", text: `{"code":"beneficiary_not_found "}`, code: "beneficiary_not_found "},
		{name: "two codes", text: `{"code":"beneficiary_not_found","code":"beneficiary_not_found"}`},
		{name: "a code cut off", text: `{"code":"beneficiary_not_found"`},
		{name: "a failure twice", text: matrixAbsent + matrixAbsent},
		{name: "a long message", text: `{"message":"` + strings.Repeat("word ", 190_000) + `"}`, message: "x", isLong: true},
		{name: "a long code", text: `{"code":"` + strings.Repeat("x", 1_000_000) + `"}`, code: "x", isLong: true},
		{name: "escapes", text: `{"code":"\u001b[2J","subCode":"\u001b[2J","message":"\u001b]0;x\u0007 \u202e \r\nError: forged"}`, code: "x", subCode: "x", message: "x"},
		{name: "the signature", text: failureJSON("code", "{signature}", "type", "{signature}", "message", "got {signature} and "+matrixToken), code: "x", message: "x"},
		{name: "the secret as a subCode", text: failureJSON("status", "ERROR", "subCode", canarySecret, "message", canaryAccount), subCode: "x", message: "x"},
	}
	for i := range 12 {
		spelled := spelledSecret(i) + " | " + spelling.All[(i*7+3)%len(spelling.All)].Spell(canaryAccount)
		bodies = append(bodies, matrixBody{
			name: "secrets in spelling " + strconv.Itoa(i), text: failureJSON("type", spelledSecret(i), "code", spelledSecret(i), "message", spelled), code: "x", message: "x",
		})
	}
	return bodies
}

// spelledSecret returns the secret as it is, or in another spelling.
func spelledSecret(i int) string {
	if i%4 == 0 {
		return canarySecret
	}
	return spelling.All[i*5%len(spelling.All)].Spell(canarySecret)
}

// failureJSON returns an object of texts. The members are pairs of a name and a value.
func failureJSON(members ...string) string {
	var pairs []string
	for i := 0; i+1 < len(members); i += 2 {
		pairs = append(pairs, quotedJSON(members[i])+":"+quotedJSON(members[i+1]))
	}
	return "{" + strings.Join(pairs, ",") + "}"
}

func quotedJSON(text string) string {
	quoted, _ := json.Marshal(text) //nolint:errchkjson // a text always can be written
	return string(quoted)
}

// edited returns an object with another value at a path, or without the member where the value is "".
func edited(t *testing.T, object, path, value string) string {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(object))
	decoder.UseNumber()
	var root any
	if err := decoder.Decode(&root); err != nil {
		t.Fatal(err)
	}
	steps := strings.Split(path, ".")
	parent := root
	for _, step := range steps[:len(steps)-1] {
		if index, err := strconv.Atoi(step); err == nil {
			parent = parent.([]any)[index]
			continue
		}
		parent = parent.(map[string]any)[step]
	}
	members, ok := parent.(map[string]any)
	if !ok {
		t.Fatalf("%s is not a path of an object", path)
	}
	if members[steps[len(steps)-1]] = json.RawMessage(value); value == "" {
		delete(members, steps[len(steps)-1])
	}
	text, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
