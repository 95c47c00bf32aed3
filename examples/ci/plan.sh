#!/bin/sh
# Plans, reports what an apply would do, and checks the plan against limits. Exit status:
#
#   0  nothing to apply, or the plan is within the limits
#   1  the plan or the report failed
#   4  the plan exceeds a limit
#
# CLI                  terraform (default) or tofu
# DRIFT_REPORT         command that makes the report; drift-report by default
# MAX_REMOVED          how many payees an apply may remove; 0 by default
# MAX_ACCOUNT_CHANGES  how many payees an apply may give another account or UPI address; 0 by default
# REPORT_DIR           folder for plan.md and plan.html, without full account numbers; the current one by default
# SUMMARY              file to which plan.md is appended
# PLAN_FILE            file for the encrypted plan, which apply.sh takes; without it the plan is deleted
# PLAN_KEY             passphrase of the encryption, such as "openssl rand -base64 32" prints
# OUTPUTS              file for PLAN_CHANGES, true or false, and PLAN_SHA256, of the encrypted plan
set -eu
umask 077

cli=${CLI:-terraform}
report=${DRIFT_REPORT:-drift-report}
reports=${REPORT_DIR:-.}
outputs=${OUTPUTS:-/dev/null}

if [ -n "${PLAN_FILE:-}" ]; then
	key=${PLAN_KEY:-}
	if [ ${#key} -lt 32 ]; then
		echo "PLAN_KEY must have 32 or more characters." >&2
		exit 1
	fi
fi

mkdir -p "$reports"
# A plan can contain account numbers, so only the encrypted plan leaves this folder.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

status=0
"$cli" plan -input=false -no-color -lock-timeout=5m -detailed-exitcode -out="$work/plan.bin" || status=$?
case $status in
0) changes=false ;;
2) changes=true ;;
*)
	echo "The plan failed, so nothing is known of the payees." >&2
	exit 1
	;;
esac
echo "That plan file is deleted at the end of this step."

# If the first command of the pipe fails, the report has no plan to read and fails too.
gate=0
rm -f "$reports/plan.md" "$reports/plan.html"
# Without quotes, because it may be a command with arguments.
"$cli" show -json "$work/plan.bin" | $report -fail-on never -title "What an apply would do" \
	-max-removed "${MAX_REMOVED:-0}" -max-account-changes "${MAX_ACCOUNT_CHANGES:-0}" \
	-markdown "$reports/plan.md" -html "$reports/plan.html" || gate=$?
if [ -n "${SUMMARY:-}" ] && [ -f "$reports/plan.md" ]; then
	cat "$reports/plan.md" >>"$SUMMARY"
fi
case $gate in
0) ;;
4)
	echo "The plan goes beyond a limit, so it is not applied. Its report says who is affected." >&2
	exit 4
	;;
*)
	echo "The plan was not checked against the limits, so it is not applied." >&2
	exit 1
	;;
esac

if [ "$changes" = true ] && [ -n "${PLAN_FILE:-}" ]; then
	mkdir -p "$(dirname "$PLAN_FILE")"
	gzip -c "$work/plan.bin" >"$work/plan.gz" # apply.sh knows a wrong key by it
	openssl enc -aes-256-cbc -pbkdf2 -iter 600000 -salt -pass env:PLAN_KEY -in "$work/plan.gz" -out "$PLAN_FILE"
	sum=$(openssl dgst -sha256 -r "$PLAN_FILE" | cut -d ' ' -f 1)
	echo "PLAN_SHA256=$sum" >>"$outputs"
fi
echo "PLAN_CHANGES=$changes" >>"$outputs"
