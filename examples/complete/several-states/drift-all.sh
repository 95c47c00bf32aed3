#!/bin/sh
# Runs drift.sh, from examples/ci, in each part, one after another, and adds up what it found. It ends with:
#
#   0  nothing to report in any part
#   1  nothing is known of a part or more: its plan or its report failed
#   2  only what leaves payees as they are
#   3  payees changed, or would change
#
# PARTS         number of parts
# DRIFT_REPORT  command that makes the report; drift-report by default
# REPORT_DIR    folder for drift.md of all parts, and for a folder of each part; the current one by default
set -eu

reports=${REPORT_DIR:-.}
report=${DRIFT_REPORT:-drift-report}

found=0
unknown=
part=0
mkdir -p "$reports"
: >"$reports/parts.md"
while [ "$part" -lt "$PARTS" ]; do
	name=$part-of-$PARTS
	part=$((part + 1))
	rm -rf "${reports:?}/$name"
	mkdir "$reports/$name"
	status=0
	TF_WORKSPACE=$name REPORT_DIR=$reports/$name DRIFT_REPORT="$report -title $name -json $reports/$name/drift.json" ./drift.sh || status=$?
	case $status in
	0 | 2 | 3) if [ "$status" -gt "$found" ]; then found=$status; fi ;;
	*) unknown="$unknown $name" ;;
	esac
	if [ -f "$reports/$name/drift.md" ]; then cat "$reports/$name/drift.md" >>"$reports/parts.md"; fi
done

{
	echo "# All $PARTS parts"
	echo
	# The counts of each report, which are one a line.
	cat "$reports"/*/drift.json 2>/dev/null | awk -F '[": ,]+' '
		$3 ~ /^[0-9]+$/ { sum[$2] += $3 }
		END {
			printf "Payees that changed: %d. ", sum["payees"]
			printf "An apply would add %d, remove %d, rename %d, ", sum["added"], sum["removed"], sum["renamed"]
			printf "give another account to %d, and change %d otherwise.\n", sum["account_changes"], sum["other_changes"]
		}'
	if [ -n "$unknown" ]; then printf '\n**Nothing is known of these parts:**%s\n' "$unknown"; fi
	echo
	cat "$reports/parts.md"
} >"$reports/drift.md"
rm "$reports/parts.md"

if [ -n "$unknown" ]; then
	echo "Nothing is known of these parts:$unknown" >&2
	exit 1
fi
exit "$found"
