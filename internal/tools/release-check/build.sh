#!/bin/sh
# Makes goreleaser build a release without publishing it, checks its files, and installs its provider with each CLI.
#
#   build.sh GORELEASER CLI...
#
# EVERY_PLATFORM=1 builds the programs for all platforms, which takes long. Otherwise those for others are texts. Without
# gpg the release is not signed.
set -eu

goreleaser=$1
shift
here=$(dirname "$0")
temp=$(mktemp -d)
trap 'GNUPGHOME=$temp/gpg gpgconf --kill gpg-agent 2>/dev/null || true; rm -rf "$temp"' EXIT
skip=docker,sbom

# goreleaser gets a go command that writes a text instead of a program for another platform.
if [ -z "${EVERY_PLATFORM:-}" ]; then
	mkdir "$temp/bin"
	cat >"$temp/bin/go" <<END
#!/bin/sh
if [ "\$1" = build ] && [ "\$GOOS/\$GOARCH" != "$(go env GOHOSTOS)/$(go env GOHOSTARCH)" ]; then
	while [ "\$1" != -o ]; do shift; done
	echo "instead of a program for \$GOOS/\$GOARCH" >"\$2"
	exit
fi
exec "$(command -v go)" "\$@"
END
	chmod +x "$temp/bin/go"
	PATH=$temp/bin:$PATH
fi

if command -v gpg >/dev/null; then
	mkdir -m 700 "$temp/gpg"
	export GNUPGHOME="$temp/gpg"
	gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-generate-key release-check rsa3072 sign 1d
	GPG_FINGERPRINT=$(gpg --batch --with-colons --list-keys | sed -n 's/^fpr:*\([0-9A-F]*\):.*/\1/p' | head -n 1)
	export GPG_FINGERPRINT
else
	skip=$skip,sign
	echo "Signature: not made, since gpg is not installed."
fi

# goreleaser asks for a remote, and without one it does not look for the commit either, whose time is part of the programs.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=remote.origin.url \
	GIT_CONFIG_VALUE_0=https://github.com/cashfree-community/terraform-provider-cashfree
"$goreleaser" check
"$goreleaser" release --snapshot --clean --skip="$skip"

# goreleaser attaches extra files only to a release that it publishes.
version=$(sed -n 's/.*"version":"\([^"]*\)".*/\1/p' dist/metadata.json)
project=terraform-provider-cashfree
grep -q "_manifest.json" dist/config.yaml
mkdir "$temp/release"
cp dist/*.zip dist/*.tar.gz "dist/${project}_${version}_SHA256SUMS"* "$temp/release"
cp terraform-registry-manifest.json "$temp/release/${project}_${version}_manifest.json"
"$here/check.sh" "$temp/release" "$version"
go run "./$here" -folder "$temp/release" -version "$version" "$@"
