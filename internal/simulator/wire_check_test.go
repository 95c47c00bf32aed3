package simulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// wireWalk is the walk under one value of one switch, or under none.
type wireWalk struct {
	t          *testing.T
	account    *account
	assignment string
	seen       map[string]bool // what requests and answers had, by operation
	step, body string          // the call and its answer, for messages
}

func (w *wireWalk) errorf(format string, args ...any) {
	w.t.Helper()
	w.t.Errorf("%s: %s\n%s", w.step, fmt.Sprintf(format, args...), w.body)
}

func (w *wireWalk) take(s wireStep) {
	w.t.Helper()
	if s.before != nil {
		s.before(w.account)
	}
	method, path, _ := strings.Cut(s.call, " ")
	for range max(s.times, 1) {
		got := w.account.withHeaders(s.headers).call(method, path+s.id+params(s.query), s.body)
		w.step, w.body = s.call+s.id+params(s.query), string(got.body)
		w.checkAnswer(s, got)
		if token, made := got.at("data", "token").(string); made {
			w.account = w.account.withHeaders(map[string]string{"Authorization": "Bearer " + token})
		}
	}
}

func (w *wireWalk) checkAnswer(s wireStep, got reply) {
	w.t.Helper()
	op, known := wireOperations[s.call]
	v1 := strings.Contains(s.call, " /payout/v1")
	status := got.status
	if v1 {
		status, _ = strconv.Atoi(fmt.Sprint(got.at("subCode")))
		if got.status != http.StatusOK && w.assignment != "v1_status=mirror" {
			w.errorf("the status of HTTP is not 200")
		}
	}
	w.checkStatus(s, op, status)
	if !known && !v1 && w.assignment == "unknown_path=html" {
		return // The switch is for an answer that is not JSON.
	}
	if got.header.Get("Content-Type") != "application/json" {
		w.errorf("Content-Type is %q", got.header.Get("Content-Type"))
	}

	shape, prefix := refusalFacts, "refusal of "+s.call
	switch {
	case s.form != nil && status == s.want:
		shape = *s.form
	case status < 300:
		shape, prefix = op.answer, s.call
		w.checkRequest(s, op)
	case v1:
		shape = refusalFactsV1
	}
	w.check(prefix, shape, decodeWire(got.body))
}

func (w *wireWalk) checkStatus(s wireStep, op wireOperation, status int) {
	w.t.Helper()
	want, other := s.under[w.assignment]
	if !other {
		want = s.want
		if !op.hasStatus(strconv.Itoa(status)) {
			w.errorf("status %d is not in the table", status)
		}
	}
	if slices.Contains(closedAccounts, w.assignment) {
		return
	}
	if status != want {
		w.errorf("status %d, want %d", status, want)
	}
	if !strings.Contains(w.body, s.has) {
		w.errorf("the answer has no %s", s.has)
	}
}

// hasStatus reports whether the table has a status. It has one of success, the first.
func (op wireOperation) hasStatus(status string) bool {
	switch {
	case op.statuses == "": // no operation
		return true
	case strings.HasPrefix(status, "2"):
		return strings.HasPrefix(op.statuses, status)
	}
	return slices.Contains(strings.Fields(op.statuses+" "+wireRefusals), status)
}

// checkRequest checks a request that succeeded, so that the table has no parameter that the simulator does not take.
func (w *wireWalk) checkRequest(s wireStep, op wireOperation) {
	w.t.Helper()
	for i := 0; i < len(s.query); i += 2 {
		if !slices.Contains(strings.Fields(op.query), s.query[i]) {
			w.errorf("the parameter %s is not in the table", s.query[i])
		}
		w.seen["request of "+s.call+" "+s.query[i]] = true
	}
	if s.body != nil && op.body != nil {
		data, _ := json.Marshal(s.body)
		w.check("request of "+s.call, *op.body, decodeWire(data))
	}
}

func decodeWire(data []byte) any {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	_ = decoder.Decode(&value) // A body that is no JSON has the kind null, and no table has that.
	return value
}

func (w *wireWalk) check(path string, shape wireShape, value any) {
	w.t.Helper()
	w.seen[path] = true
	kind := kindOf(value)
	switch {
	case shape.otherUnder == w.assignment && w.assignment != "" && kind == shape.otherKind:
		return
	case kind != shape.kind && (kind != "integer" || shape.kind != "number"):
		w.errorf("%s is of the type %s, want %s", path, kind, shape.kind)
		return
	}
	switch value := value.(type) {
	case string:
		if shape.values != nil && !slices.Contains(shape.values, value) {
			w.errorf("%s is %q, want one of %v", path, value, shape.values)
		}
	case []any:
		for _, item := range value {
			w.check(path+" []", *shape.items, item)
		}
	case fields:
		w.checkMembers(path, shape.members, value)
	}
}

func (w *wireWalk) checkMembers(path string, members []wireMember, object fields) {
	w.t.Helper()
	unknown := maps.Clone(object)
	for _, m := range members {
		value, present := object[m.name]
		delete(unknown, m.name)
		if present {
			w.check(path+" "+m.name, m.shape, value)
		} else if !m.optional && (m.unless == "" || m.unless != w.assignment) {
			w.errorf("%s has no %s", path, m.name)
		}
	}
	for name := range unknown {
		w.errorf("%s has %s, which is not in the table", path, name)
	}
}

func kindOf(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case json.Number:
		if strings.ContainsAny(value.String(), ".eE") {
			return "number"
		}
		return "integer"
	}
	return "object"
}

// checkAllSeen fails the test if a parameter or a field of a table was in no request or answer. So a field cannot get
// lost because it is optional.
func (w *wireWalk) checkAllSeen() {
	w.t.Helper()
	w.step, w.body = "the whole walk", ""
	for call, op := range wireOperations {
		w.checkSeen(call, op.answer, strings.Fields(op.notYet))
		for name := range strings.FieldsSeq(op.query) {
			w.checkSeen("request of "+call+" "+name, wireShape{}, nil)
		}
		if op.body != nil {
			w.checkSeen("request of "+call, *op.body, nil)
		}
	}
}

func (w *wireWalk) checkSeen(path string, shape wireShape, except []string) {
	w.t.Helper()
	if !w.seen[path] {
		w.errorf("no call had %s", path)
	}
	for _, m := range shape.members {
		if !slices.Contains(except, m.name) {
			w.checkSeen(path+" "+m.name, m.shape, nil)
		}
	}
	if shape.items != nil {
		w.checkSeen(path+" []", *shape.items, nil)
	}
}
