package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// algorithms are those of the keys that Terraform's registry accepts, by their numbers in RFC 9580. The default of gpg
// is another one.
var algorithms = map[byte]string{1: "RSA", 17: "DSA"}

// checkSignature checks only the form of the signature. gpg verifies it.
func (r release) checkSignature() error {
	if !r.signed {
		return nil
	}
	text, err := r.read(r.signatureName())
	if err != nil || text == nil {
		return err
	}
	if _, err := signedWith(text); err != nil {
		return fmt.Errorf("%s: %w", r.signatureName(), err)
	}
	return nil
}

// signedWith returns the algorithm of a signature. The head of the packet has tag and length, version, type and
// algorithm.
func signedWith(signature []byte) (string, error) {
	if bytes.HasPrefix(signature, []byte("-----BEGIN")) {
		return "", errors.New("must be binary, got an armoured signature")
	}
	const signaturePacket = 2
	if len(signature) < 10 || signature[0]&0x80 == 0 {
		return "", errors.New("not a signature")
	}
	tag, length := signature[0]&0x3f, 1
	switch {
	case signature[0]&0x40 == 0: // The old form has the size of the length in the tag.
		tag, length = tag>>2, 1<<(signature[0]&3)
	case signature[1] == 0xff:
		length = 5
	case signature[1] >= 0xc0:
		length = 2
	}
	body := signature[1+length:]
	if tag != signaturePacket || len(body) < 4 || body[0] != 4 {
		return "", errors.New("not a signature of version 4")
	}
	name, taken := algorithms[body[2]]
	if !taken {
		return "", fmt.Errorf("the key has the algorithm %d, but the registry accepts only RSA and DSA", body[2])
	}
	return name, nil
}

// keyring is a home of gpg with one key, made for this run.
type keyring struct {
	home        string
	fingerprint string
}

func newKeyring(ctx context.Context, temp string) (*keyring, error) {
	k := &keyring{home: filepath.Join(temp, "gpg")}
	if err := os.Mkdir(k.home, 0o700); err != nil {
		return nil, err
	}
	if _, err := k.gpg(ctx, "--pinentry-mode", "loopback", "--passphrase", "",
		"--quick-generate-key", "release-check", "rsa3072", "sign", "1d"); err != nil {
		return nil, err
	}
	listed, err := k.gpg(ctx, "--with-colons", "--list-keys")
	if err != nil {
		return nil, err
	}
	m := regexp.MustCompile(`(?m)^fpr:+([0-9A-F]{40}):`).FindStringSubmatch(listed)
	if m == nil {
		return nil, fmt.Errorf("gpg did not make a key:\n%s", listed)
	}
	k.fingerprint = m[1]
	return k, nil
}

func (k *keyring) gpg(ctx context.Context, args ...string) (string, error) {
	gpg := command{path: "gpg", environ: append(os.Environ(), k.environ()...)}
	return gpg.run(ctx, append([]string{"--batch"}, args...)...)
}

// environ returns the variables with which goreleaser signs.
func (k *keyring) environ() []string {
	return []string{"GNUPGHOME=" + k.home, "GPG_FINGERPRINT=" + k.fingerprint}
}

// close ends the agent that gpg has started, which would continue after the folder is removed.
func (k *keyring) close(ctx context.Context) error {
	gpgconf := command{path: "gpgconf", environ: append(os.Environ(), k.environ()...)}
	_, err := gpgconf.run(ctx, "--kill", "gpg-agent")
	return err
}
