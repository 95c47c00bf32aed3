#!/bin/sh
# Plans, reports which payees differ and why, and ends with the report's exit status:
#
#   0  nothing to report
#   1  nothing is known: the plan or the report failed
#   2  only what leaves payees as they are, such as a status, a time limit or a failed check
#   3  payees changed, or would change
#
# CLI           terraform (default) or tofu
# DRIFT_REPORT  command that makes the report; drift-report by default
# REPORT_DIR    folder for drift.md and drift.html, which hold no full account number; the current one by default
set -eu

cli=${CLI:-terraform}
report=${DRIFT_REPORT:-drift-report}
reports=${REPORT_DIR:-.}

# A plan can hold account numbers, so it is no artifact and does not stay.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

status=0
"$cli" plan -input=false -no-color -lock-timeout=5m -detailed-exitcode -out="$work/plan.bin" || status=$?
case $status in
0 | 2) ;;
*)
	echo "The plan failed, so nothing is known of the payees." >&2
	exit 1
	;;
esac

echo "That plan file is deleted; plan again to apply."
"$cli" show -json "$work/plan.bin" >"$work/plan.json"
# Not in quotes: it may be a command of several words.
$report -markdown "$reports/drift.md" -html "$reports/drift.html" "$work/plan.json"
