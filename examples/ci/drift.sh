#!/bin/sh
# Plans, and reports which payees differ and why. Exit status:
#
#   0  nothing to report
#   1  unknown, because the plan or the report failed
#   2  changes that leave payees as they are, such as a status, a time limit or a failed check
#   3  payees changed, or would change
#
# CLI           terraform (default) or tofu
# DRIFT_REPORT  command that makes the report; drift-report by default
# REPORT_DIR    folder for drift.md and drift.html, without full account numbers; the current one by default
set -eu

cli=${CLI:-terraform}
report=${DRIFT_REPORT:-drift-report}
reports=${REPORT_DIR:-.}

# A plan can contain account numbers, so it is deleted and never an artifact.
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
# Without quotes, because it may be a command with arguments.
$report -markdown "$reports/drift.md" -html "$reports/drift.html" "$work/plan.json"
