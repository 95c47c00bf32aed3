package providerdata

import "testing"

// The parts of a message that are not empty become paragraphs.
func TestParagraphs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		parts []string
		want  string
	}{
		{nil, ""}, {[]string{"", ""}, ""}, {[]string{"a"}, "a"}, {[]string{"a", "b"}, "a\n\nb"}, {[]string{"", "a", "", "b", ""}, "a\n\nb"},
	} {
		before := len(test.parts)
		if got := Paragraphs(test.parts...); got != test.want || len(test.parts) != before {
			t.Errorf("%q became %q, want %q", test.parts, got, test.want)
		}
	}
	shared := []string{"", "a", "b"}
	if Paragraphs(shared...); shared[0] != "" || shared[1] != "a" {
		t.Errorf("the parts were changed to %q", shared)
	}
}

// Every anchor is listed once and links to the errors guide.
func TestAnchors(t *testing.T) {
	t.Parallel()
	seen := make(map[Anchor]bool)
	for _, anchor := range Anchors {
		if seen[anchor] {
			t.Errorf("%s is listed twice", anchor)
		}
		seen[anchor] = true
	}
	if got := AnchorThrottled.More(); got != "More: "+ErrorsGuide+"#throttled" {
		t.Errorf("the link is %q", got)
	}
}
