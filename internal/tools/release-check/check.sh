#!/bin/sh
# Checks that the files of a release have the form that the registries demand. A registry reads a release once, and
# reports little about one that it refuses.
# https://developer.hashicorp.com/terraform/registry/providers/publishing#manually-preparing-a-release
#
#   check.sh FOLDER VERSION
#
# COMPLETE=1 checks that there are a signature and the bills of materials too. Otherwise a signature is checked if there
# is one.
set -eu

manifest=$(cat terraform-registry-manifest.json)
cd "$1"
version=$2
project=terraform-provider-cashfree
sums=${project}_${version}_SHA256SUMS
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT

for platform in darwin_amd64 darwin_arm64 freebsd_386 freebsd_amd64 freebsd_arm freebsd_arm64 \
	linux_386 linux_amd64 linux_arm linux_arm64 windows_386 windows_amd64 windows_arm64; do
	echo "${project}_${version}_$platform.zip"
done >"$temp/provider"
for program in payouts-simulator drift-report payouts-probe; do
	for platform in darwin_amd64 darwin_arm64 linux_amd64 linux_arm64 windows_amd64 windows_arm64; do
		echo "${program}_${version}_$platform.tar.gz"
	done
done >"$temp/programs"
echo "${project}_${version}_manifest.json" >"$temp/manifest"

# No other files: a registry may treat an unknown one in any way.
{
	cat "$temp/provider" "$temp/programs" "$temp/manifest"
	echo "$sums"
	if [ -n "${COMPLETE:-}" ] || [ -f "$sums.sig" ]; then echo "$sums.sig"; fi
	if [ -n "${COMPLETE:-}" ]; then sed 's/$/.spdx.json/' "$temp/provider" "$temp/programs"; fi
} | sort >"$temp/wanted"
ls | sort | diff "$temp/wanted" -
[ "$(cat "$(cat "$temp/manifest")")" = "$manifest" ]
echo "Names and manifest: correct."

# Terraform's registry refuses a list of checksums with other files than the provider's archives and the manifest.
cut -c 67- "$sums" | sort >"$temp/listed"
sort "$temp/provider" "$temp/manifest" | diff - "$temp/listed"
if command -v sha256sum >/dev/null; then sha256sum --quiet --strict -c "$sums"; else shasum -a 256 -c "$sums"; fi
echo "Checksums: correct."

# The registry accepts only binary signatures by keys of RSA (1) and DSA (17).
if [ -f "$sums.sig" ]; then
	gpg --batch --quiet --verify "$sums.sig" "$sums" 2>&1
	gpg --batch --list-packets "$sums.sig" | grep -q -e 'algo 1,' -e 'algo 17,'
	if grep -q BEGIN "$sums.sig"; then
		echo "$sums.sig is armoured." >&2
		exit 1
	fi
	echo "Signature: valid."
fi
