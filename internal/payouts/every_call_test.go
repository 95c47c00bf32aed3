package payouts_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// everyCall returns the methods of a client by name, those that will be added one day as well. Each is called with
// every argument filled in, and returns what the method returns last.
func everyCall(t *testing.T, client *payouts.Client) map[string]func() any {
	t.Helper()
	calls := make(map[string]func() any)
	for method, value := range reflect.ValueOf(client).Methods() {
		arguments := make([]reflect.Value, value.Type().NumIn())
		for i := range arguments {
			arguments[i] = argumentOf(t, value.Type().In(i))
		}
		calls[method.Name] = func() any {
			results := value.Call(arguments)
			if len(results) == 0 {
				return nil
			}
			return results[len(results)-1].Interface()
		}
	}
	return calls
}

func argumentOf(t *testing.T, kind reflect.Type) reflect.Value {
	t.Helper()
	switch kind {
	case reflect.TypeFor[context.Context]():
		return reflect.ValueOf(t.Context())
	case reflect.TypeFor[payouts.Beneficiary]():
		return reflect.ValueOf(asha())
	case reflect.TypeFor[payouts.TransferKey]():
		return reflect.ValueOf(payouts.TransferKey{ID: "t1"})
	case reflect.TypeFor[string]():
		return reflect.ValueOf("vendor_0042")
	case reflect.TypeFor[bool]():
		return reflect.ValueOf(true)
	}
	t.Fatalf("a method of the client takes a %v: say here what to call it with", kind)
	return reflect.Value{}
}
