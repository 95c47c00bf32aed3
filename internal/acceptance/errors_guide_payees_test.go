package acceptance

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const (
	adoptExisting = "\nprovider \"cashfree\" {\n  adopt_existing = true\n}\n"
	otherNumber   = "00011020009999" // of an account that is not that of vendor_asha
)

// refuseCreates makes Cashfree refuse each creation.
func (w *workspace) refuseCreates(status int, code, message string) {
	body := fmt.Sprintf(`{"type":"invalid_request_error","code":%q,"message":%q}`, code, message)
	w.sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: status, Body: body})
}

// slowlyRemoved returns resources that remove something only after other resources of the apply are created. exists is
// 1 for the apply before, and 0 for that one.
func slowlyRemoved(exists int, resource string) string {
	address := strings.Join(strings.Split(resource, `"`)[1:4], "")
	resource = strings.Replace(resource, "{\n", fmt.Sprintf("{\n  count = %d\n", exists), 1)
	return resource + fmt.Sprintf(`
resource "terraform_data" "slow" {
  count      = %d
  depends_on = [%s]
  provisioner "local-exec" {
    when    = destroy
    command = "sleep 8"
  }
}
`, exists, strings.ReplaceAll(address, " ", "."))
}

var provokedByPayees = map[string][]provocation{
	"value-refused": {
		func(w *workspace) string {
			w.sim.SetBehaviour(func(b *simulator.Behaviour) { b.VirtualAccount = ashaAccountNumber })
			return w.applyErrors(ashaVendor())
		},
		func(w *workspace) string {
			return w.planErrors("data \"cashfree_payout_balance\" \"now\" {\n  fund_source_id = \"CASHFREE_9\"\n}\n")
		},
	},
	"unexpected-answer": {func(w *workspace) string {
		w.sim.Inject(simulator.Fault{Action: simulator.FaultStatusBefore, Status: 418, Body: `{"type":"tea","code":"teapot","message":"I am"}`})
		return w.planErrors(readAsha)
	}},
	"not-found": {func(w *workspace) string {
		return w.planErrors(strings.Replace(readAsha, "vendor_asha", "vendor_nobody", 1))
	}},
	"beneficiary-id-exists": {
		func(w *workspace) string {
			w.putPayee("vendor_bharat", ashaAccountNumber)
			return w.applyErrors(vendorConfig("bharat", "vendor_bharat", ashaAccountNumber))
		},
		func(w *workspace) string {
			w.writeFile("vendors.csv", "beneficiary_id,name,bank_account_number,bank_ifsc\n"+
				"vendor_asha,Asha Rao,"+ashaAccountNumber+",HDFC0000001\nvendor_bharat,Asha Rao,"+otherNumber+",HDFC0000001\nvendor_ravi,Asha Rao,00011020001773,HDFC0000001\n")
			w.putPayee("vendor_asha", ashaAccountNumber)
			w.putPayee("vendor_bharat", otherNumber)
			return w.applyErrors(setConfig)
		},
		func(w *workspace) string {
			former := vendorConfig("former", "vendor_bharat", ashaAccountNumber)
			w.applyWarnings(slowlyRemoved(1, former))
			return w.applyErrors(slowlyRemoved(0, former) + vendorConfig("later", "vendor_bharat", otherNumber))
		},
		func(w *workspace) string {
			former := vendorConfig("former", "vendor_asha", ashaAccountNumber)
			w.applyWarnings(slowlyRemoved(1, former))
			printed := w.applyWarnings(adoptExisting + slowlyRemoved(0, former) + ashaVendor())

			w.writeFile("vendors.csv", vendorsCSV(2))
			w.applyWarnings(slowlyRemoved(1, setConfig))
			printed += w.applyWarnings(adoptExisting + slowlyRemoved(0, setConfig) + singlesConfig)

			w.run(0, "state", "rm", "cashfree_payout_beneficiary.vendors")
			printed += w.applyWarnings(adoptExisting + setConfig)

			w.applyWarnings("")
			w.sim.SetBehaviour(func(b *simulator.Behaviour) { b.RecreateAfterDelete = "refused" })
			w.sim.Remove("vendor_asha")
			return w.applyErrors(ashaVendor()) + printed
		},
	},
	"instrument-taken": {
		func(w *workspace) string {
			w.putPayee("vendor_asha", ashaAccountNumber)
			return w.applyErrors(vendorConfig("asha", "vendor_asha_2", ashaAccountNumber))
		},
		func(w *workspace) string {
			const vpaConfig = "resource \"cashfree_payout_beneficiary\" \"ravi\" {\n  beneficiary_id = \"vendor_ravi\"\n  name           = \"Ravi Iyer\"\n" +
				"  instrument     = { vpa = \"asha@examplebank\" }\n}\n"
			w.sim.SetBehaviour(func(b *simulator.Behaviour) { b.VPAConflict = "on" })
			w.sim.Put(simulator.Beneficiary{ID: "vendor_asha", Name: "Asha Rao", VPA: "asha@examplebank"})
			printed := w.applyErrors(vpaConfig)
			w.sim.RemoveAll()

			w.refuseCreates(409, "conflict_with_existing_beneficiary", "Beneficiary with the given bank_account_number and bank_ifsc already exists")
			printed += w.applyErrors(ashaVendor())
			w.sim.ClearFaults()

			former := vendorConfig("former", "vendor_former", ashaAccountNumber)
			w.applyWarnings(slowlyRemoved(1, former))
			return printed + w.applyErrors(slowlyRemoved(0, former)+ashaVendor())
		},
	},
	"beneficiary-not-payable": {
		func(w *workspace) string {
			w.applyWarnings(ashaVendor())
			w.sim.Update("vendor_asha", func(b *simulator.Beneficiary) { b.Status = "INVALID" })
			return w.planWarnings(ashaVendor())
		},
		func(w *workspace) string {
			w.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads, b.InitiatedOutcome = 1, "FAILED" })
			return w.applyErrors(vendorConfig("new", "vendor_new", ashaAccountNumber))
		},
		func(w *workspace) string {
			w.writeFile("vendors.csv", vendorsCSV(3))
			w.applyWarnings(setConfig)
			for _, b := range w.sim.All() {
				w.sim.Update(b.ID, func(b *simulator.Beneficiary) { b.Status = "INVALID" })
			}
			w.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 1 })
			w.sim.Inject(simulator.Fault{Method: http.MethodGet, BeneficiaryID: "vendor_asha", Action: simulator.FaultStatusBefore, Status: 418})
			return w.applyWarnings(setConfig + ashaVendor())
		},
	},
	"account-numbers-in-state": {
		func(w *workspace) string { return w.planErrors(numbersOutOfState + ashaVendor()) },
		func(w *workspace) string {
			w.writeFile("vendors.csv", vendorsCSV(3))
			return w.planErrors(numbersOutOfState + strings.Replace(setConfig, "csv_wo", "csv", 1))
		},
	},
}

const numbersOutOfState = "\nprovider \"cashfree\" {\n  account_numbers_in_state = false\n}\n"

var provokedByAnswers = map[string][]provocation{
	"outcome-unknown": {func(w *workspace) string {
		w.sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultResetAfter})
		w.sim.Inject(simulator.Fault{Method: http.MethodGet, Action: simulator.FaultStatusBefore, Status: 503})
		return w.applyErrors(oneRetry + ashaVendor())
	}},
	"other-content-created": {
		func(w *workspace) string {
			return w.through(ashaAccountNumber, otherNumber, "HDFC0000001", "SBIN0000001").applyErrors(ashaVendor())
		},
		func(w *workspace) string {
			w.sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 200, Body: otherPayee})
			printed := w.applyErrors(ashaVendor())
			w.sim.ClearFaults()
			w.writeFile("vendors.csv", vendorsCSV(1))
			return printed + w.through("Asha Rao", "Asha R Rao").applyWarnings(ashaVendor()+setConfig)
		},
	},
	"record-of-another-environment": {
		func(w *workspace) string {
			w.applyWarnings(ashaVendor())
			return w.elsewhere().planErrors(ashaVendor())
		},
		func(w *workspace) string {
			w.writeFile("vendors.csv", vendorsCSV(3))
			w.applyWarnings(setConfig)
			moved := w.withEnv(map[string]string{"CASHFREE_PAYOUT_BASE_URL": w.serve(w.sim) + "/payout"})
			return w.elsewhere().planErrors(setConfig) + moved.planWarnings(setConfig)
		},
	},
	"no-record-found": {
		func(w *workspace) string {
			config := ashaVendor() + vendorConfig("ravi", "vendor_ravi", otherNumber)
			w.applyWarnings(config)
			w.sim.RemoveAll()
			return w.planWarnings(config)
		},
		func(w *workspace) string {
			const several = "data \"cashfree_payout_beneficiaries\" \"all\" {\n  beneficiary_ids = [\"vendor_asha\", \"vendor_ravi\"]\n}\n"
			w.writeFile("vendors.csv", vendorsCSV(3))
			w.applyWarnings(setConfig)
			w.sim.RemoveAll()
			printed := w.withEnv(map[string]string{"CASHFREE_PAYOUT_FINGERPRINT_KEY": strings.Repeat("another key ", 4)}).diagnostics(1, "plan", "-refresh=false")
			return printed + w.planWarnings(several)
		},
	},
}

// through returns the same directory with a server between the provider and Cashfree that changes creations. The
// changes are pairs of a text and its replacement.
func (w *workspace) through(changes ...string) *workspace {
	w.Helper()
	address := w.serve(http.HandlerFunc(func(writer http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			body, _ := io.ReadAll(r.Body)
			changed := strings.NewReplacer(changes...).Replace(string(body))
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(changed)), int64(len(changed))
		}
		w.sim.ServeHTTP(writer, r)
	}))
	return w.withEnv(map[string]string{"CASHFREE_PAYOUT_BASE_URL": address + "/payout"})
}

// elsewhere returns the same directory with another, empty account, at another address.
func (w *workspace) elsewhere() *workspace {
	w.Helper()
	return w.withEnv(map[string]string{"CASHFREE_PAYOUT_BASE_URL": w.serve(simulator.New(simulator.Options{})) + "/payout"})
}
