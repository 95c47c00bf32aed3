#!/bin/sh
# Applies the plan that plan.sh checked and encrypted, and no other. Exit status:
#
#   0  nothing to apply, or the plan was applied and the next plan is empty
#   1  nothing was applied, or the apply or the next plan failed
#   2  the plan was applied, and the next plan is not empty
#
# CLI           terraform (default) or tofu
# DRIFT_REPORT  command that compares the plan with Cashfree as it is now; drift-report by default
# PLAN_CHANGES  as plan.sh wrote it
# PLAN_SHA256   as plan.sh wrote it
# PLAN_FILE     the encrypted plan
# PLAN_KEY      passphrase of the encryption
set -eu
umask 077

cli=${CLI:-terraform}
report=${DRIFT_REPORT:-drift-report}

case ${PLAN_CHANGES:-} in
true) ;;
false)
	echo "There is nothing to apply."
	exit 0
	;;
*)
	echo "PLAN_CHANGES must be true or false." >&2
	exit 1
	;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

sum=$(openssl dgst -sha256 -r "$PLAN_FILE" | cut -d ' ' -f 1)
if [ -z "$sum" ] || [ "$sum" != "${PLAN_SHA256:-}" ]; then
	echo "This is not the plan that was checked, so it is not applied." >&2
	exit 1
fi
# One wrong key in 256 passes openssl, which knows it only by the last bytes. Then gzip fails at its own checks.
if ! openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -pass env:PLAN_KEY -in "$PLAN_FILE" -out "$work/plan.gz" ||
	! gzip -dc "$work/plan.gz" >"$work/plan.bin"; then
	echo "The plan cannot be decrypted: PLAN_KEY must be the one that it was encrypted with." >&2
	exit 1
fi

# Terraform applies a saved plan without a refresh. This new plan has one. It is read and not applied.
"$cli" plan -input=false -no-color -lock-timeout=5m -out="$work/now.bin" >"$work/now.txt" || {
	cat "$work/now.txt"
	echo "Cashfree cannot be compared with the plan, so it is not applied." >&2
	exit 1
}
for plan in plan now; do
	# Without quotes, because it may be a command with arguments.
	"$cli" show -json "$work/$plan.bin" | $report -fail-on never -json "$work/$plan.json" -markdown "$work/$plan.md"
	sed '/"made_at":/d' "$work/$plan.json" >"$work/$plan.compared"
done
if ! cmp -s "$work/plan.compared" "$work/now.compared"; then
	cat "$work/now.md"
	echo "Payees changed since the plan was checked, so it is not applied. Run the pipeline again from its plan." >&2
	exit 1
fi

"$cli" apply -input=false -no-color -lock-timeout=5m "$work/plan.bin"

status=0
"$cli" plan -input=false -no-color -lock-timeout=5m -detailed-exitcode || status=$?
case $status in
0) ;;
2)
	echo "The plan was applied, but a plan after it is not empty." >&2
	exit 2
	;;
*)
	echo "The plan was applied, and the plan after it failed." >&2
	exit 1
	;;
esac
