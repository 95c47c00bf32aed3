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

// algorithms are those of the keys that Terraform's registry takes, by their numbers in RFC 9580. What gpg makes unless
// asked otherwise is none of them.
var algorithms = map[byte]string{1: "RSA", 17: "DSA"}

// checkSignature looks at the form. Whether it is that of the list is for gpg to say.
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

// signedWith reads the head of a signature packet: its tag and length, its version, its type, and the algorithm.
func signedWith(signature []byte) (string, error) {
	if bytes.HasPrefix(signature, []byte("-----BEGIN")) {
		return "", errors.New("it is armoured, and must be binary")
	}
	const signaturePacket = 2
	if len(signature) < 10 || signature[0]&0x80 == 0 {
		return "", errors.New("it is no signature")
	}
	tag, length := signature[0]&0x3f, 1
	switch {
	case signature[0]&0x40 == 0: // The old form has the length of the length in the tag.
		tag, length = tag>>2, 1<<(signature[0]&3)
	case signature[1] == 0xff:
		length = 5
	case signature[1] >= 0xc0:
		length = 2
	}
	body := signature[1+length:]
	if tag != signaturePacket || len(body) < 4 || body[0] != 4 {
		return "", errors.New("it is no signature of version 4")
	}
	name, taken := algorithms[body[2]]
	if !taken {
		return "", fmt.Errorf("it was made with a key of the algorithm %d: the registry takes RSA and DSA alone", body[2])
	}
	return name, nil
}

// keyring is a gpg of its own with one key, made for this run.
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
		return nil, fmt.Errorf("gpg made no key:\n%s", listed)
	}
	k.fingerprint = m[1]
	return k, nil
}

func (k *keyring) gpg(ctx context.Context, args ...string) (string, error) {
	return command{path: "gpg", environ: append(os.Environ(), k.environ()...)}.run(ctx, append([]string{"--batch"}, args...)...)
}

// environ is what goreleaser signs with.
func (k *keyring) environ() []string {
	return []string{"GNUPGHOME=" + k.home, "GPG_FINGERPRINT=" + k.fingerprint}
}

// close ends the agent that gpg has started, which would outlive its folder.
func (k *keyring) close(ctx context.Context) error {
	_, err := command{path: "gpgconf", environ: append(os.Environ(), k.environ()...)}.run(ctx, "--kill", "gpg-agent")
	return err
}
