# Denies a plan that would remove more than max_removed payees, or give more than max_account_changes payees another account or UPI
# address. It counts single payees and members of sets. (For Terraform a set is one resource, and its change is an "update".) If a
# plan does not show what happens to a payee, the payee counts. See README.md in this folder.
package main

import rego.v1

# Other limits: conftest test --data limits.json, with {"payee_limits": {"removed": 0, "account_changes": 0}}
default max_removed := 5

max_removed := data.payee_limits.removed

default max_account_changes := 5

max_account_changes := data.payee_limits.account_changes

deny contains msg if {
	n := count(removed_payees) + removed_members + count(undecided - staying_undecided)
	n > max_removed
	msg := sprintf("%d payees %s be removed, and the limit is %d", [n, verb(count(undecided - staying_undecided)), max_removed])
}

deny contains msg if {
	n := count(account_changes) + unproven_renamings + count(undecided)
	n > max_account_changes
	open := count(undecided) + unproven_renamings
	msg := sprintf("%d payees %s get another account or UPI address, and the limit is %d", [n, verb(open), max_account_changes])
}

verb(open) := "could" if {
	open > 0
} else := "would"

deny contains "this is not the JSON of a plan, which terraform show -json prints" if not is_plan

deny contains "the plan ended in an error, so its changes cannot be counted" if input.errored

deny contains "changes are postponed to another run, so they cannot be counted" if count(input.deferred_changes) > 0

is_plan if {
	startswith(input.format_version, "1.")
	some key in ["resource_changes", "planned_values", "configuration"]
	input[key]
}

# Single payees

payee_changes[key] := rc.change if {
	some rc in input.resource_changes
	rc.mode == "managed"
	rc.type == "cashfree_payout_beneficiary"
	key := [rc.address, object.get(rc, "deposed", "")]
}

removed_payees contains key if {
	some key, change in payee_changes
	change.actions == ["delete"]
}

# Another id and another account are another payee.
removed_payees contains key if {
	some key, change in payee_changes
	is_replaced(change)
	not keeps_former(change)
	differs(change, ["beneficiary_id"])
	changes_account(change)
}

account_changes contains key if {
	some key, change in payee_changes
	is_replaced(change)
	not differs(change, ["beneficiary_id"])
	changes_account(change)
}

account_changes contains key if {
	some key, change in payee_changes
	keeps_former(change)
	changes_account(change)
}

is_replaced(change) if {
	"create" in change.actions
	"delete" in change.actions
}

is_replaced(change) if keeps_former(change)

# The former one is forgotten, and stays at Cashfree.
keeps_former(change) if {
	"create" in change.actions
	"forget" in change.actions
}

changes_account(change) if differs(change, ["instrument", "bank_ifsc"])

changes_account(change) if differs(change, ["instrument", "vpa"])

changes_account(change) if {
	some path in change.replace_paths
	path[count(path) - 1] in {"bank_account_number", "bank_account_last_four", "bank_account_fingerprint"}
}

changes_account(change) if differs_in_number(change)

number := ["instrument", "bank_account_number"]

# Both sides have the whole number.
differs_in_number(change) if {
	text(change.before, number) != ""
	text(change.after, number) != ""
	differs(change, number)
}

# Of a write-only number there are its last four digits and its fingerprint. Fingerprints can be compared if their key is the same.
differs_in_number(change) if {
	"" in {text(change.before, number), text(change.after, number)}
	some path in [number, ["bank_account_last_four"]]
	is_unknown(change.after_unknown, path)
}

differs_in_number(change) if {
	"" in {text(change.before, number), text(change.after, number)}
	last_four(change.before) != last_four(change.after)
}

differs_in_number(change) if {
	"" in {text(change.before, number), text(change.after, number)}
	before := text(change.before, ["bank_account_fingerprint"])
	after := text(change.after, ["bank_account_fingerprint"])
	has_same_key(before, after)
	before != after
}

last_four(side) := text(side, ["bank_account_last_four"])

differs(change, path) if normal(path, text(change.before, path)) != normal(path, text(change.after, path))

differs(change, path) if is_unknown(change.after_unknown, path)

# Another spelling is not another account.
normal(path, value) := upper(trim_space(value)) if {
	path[count(path) - 1] == "bank_ifsc"
} else := lower(trim_space(value)) if {
	path[count(path) - 1] == "vpa"
} else := trim_space(value)

# text is "" if there is no text.
text(side, path) := value if {
	value := object.get({"side": side}, array.concat(["side"], path), null)
	is_string(value)
} else := ""

# is_unknown holds if the plan marks the path, or a part of it, as unknown.
is_unknown(marks, path) if {
	some n in numbers.range(0, count(path))
	object.get({"marks": marks}, array.concat(["marks"], array.slice(path, 0, n)), false) == true
}

# Members of sets

set_changes[key] := rc.change if {
	some rc in input.resource_changes
	rc.mode == "managed"
	rc.type == "cashfree_payout_beneficiary_set"
	some action in rc.change.actions
	action in {"create", "update", "delete"}
	key := [rc.address, object.get(rc, "deposed", "")]
}

# The maps of a set, before and after.
maps[key] := {
	"before": texts(change.before, "members"),
	"after": texts(change.after, "members"),
	"accounts_before": texts(change.before, "account_fingerprints"),
	"accounts_after": texts(change.after, "account_fingerprints"),
	"all_before": texts(change.before, "fingerprints"),
	"all_after": texts(change.after, "fingerprints"),
} if {
	some key, change in set_changes
}

texts(side, name) := side[name] if {
	is_object(side)
	is_object(side[name])
} else := {}

# The document depends on something that is not applied yet, so any member may change.
open_sets contains key if {
	some key, change in set_changes
	is_unknown(change.after_unknown, ["members"])
}

undecided contains [key, id] if {
	some key in open_sets
	some id, _ in maps[key].before
}

# The key of the fingerprints is not known yet.
undecided contains [key, id] if {
	some [key, id] in staying
	not is_replaced(set_changes[key])
	maps[key].before[id] == maps[key].after[id]
	not maps[key].all_after[id]
	not maps[key].accounts_after[id]
}

# Whatever happens to these, they are not removed.
staying_undecided contains [key, id] if {
	some [key, id] in undecided
	keeps_former(set_changes[key])
}

staying contains [key, id] if {
	some key, _ in set_changes
	not key in open_sets
	some id, _ in maps[key].before
	maps[key].after[id]
}

# Members by the account in their summary, so that a renamed member is found.
leaving[key][account] contains id if {
	some key, change in set_changes
	not keeps_former(change)
	not key in open_sets
	some id, summary in maps[key].before
	not maps[key].after[id]
	account := shown_account(summary)
}

arriving[key][account] contains id if {
	some key, _ in set_changes
	some id, summary in maps[key].after
	not maps[key].before[id]
	not maps[key].accounts_after[id]
	account := shown_account(summary)
}

# The end of a summary such as "Asha Rao, HDFC0000001, …1772, asha@examplebank".
shown_account(summary) := regex.find_n(`(?:, [A-Z]{4}0[A-Z0-9]{6})?(?:, …[^,]{0,4})?(?:, [^, ]+@[^, ]+)?$`, summary, 1)[0]

# Members that are renamed: their account and UPI address have another id after, as far as the summaries show. The groups are in
# variables, because a rule that is asked for one value at a time is evaluated for each.
renamings contains [key, account, n] if {
	some key, from in leaving
	to := arriving[key]
	some account, ids in from
	n := min([count(ids), count(to[account])])
}

removed_members := sum([count(ids) | some groups in leaving; some ids in groups]) - sum([n | some [_, _, n] in renamings])

# The summary shows only the last four digits of an account number.
unproven_renamings := sum([n | some [_, account, n] in renamings; contains(account, "…")])

account_changes contains [key, id] if {
	some [key, id] in staying
	changes(key, id)
	not [key, id] in undecided
	not has_same_account(key, id)
}

changes(key, _) if is_replaced(set_changes[key])

changes(key, id) if maps[key].before[id] != maps[key].after[id]

changes(key, id) if not maps[key].all_after[id]

changes(key, id) if maps[key].all_before[id] != maps[key].all_after[id]

changes(key, id) if not maps[key].all_before[id]

has_same_account(key, id) if is_same(maps[key].accounts_before[id], maps[key].accounts_after[id])

has_same_account(key, id) if {
	maps[key].before[id] == maps[key].after[id]
	is_same(maps[key].all_before[id], maps[key].all_after[id])
}

is_same(a, b) if {
	has_same_key(a, b)
	a == b
}

# A fingerprint begins with the key that it was made with.
has_same_key(a, b) if {
	contains(a, ":")
	contains(b, ":")
	split(a, ":")[0] == split(b, ":")[0]
}
