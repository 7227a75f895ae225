package bif

import (
	"strings"
	"testing"
)

// What Path.wildcard of Elixir 1.20.4 finds.
func TestMatchPart(t *testing.T) {
	for _, tt := range []struct {
		part, name string
		want       bool
	}{
		{"", "", true},
		{"*", "", true},
		{"**a", "ba", true},
		{"*a*b", "xaxxb", true},
		{"*a*b", "xaxx", false},
		{"?", "é", true},
		{"??", "é", false},
		{`*\?`, "a?", true},
		{`*\?`, "ab", false},
		{`*a\`, "ba", true},
		{"[a-c]*", "bx", true},
		{"*[]a]", "x]", true},
		{"*[", "x[", true},
		{"x[*", "x[1]", true},
		{"*" + strings.Repeat("a*", 20) + "b", strings.Repeat("a", 255), false},
	} {
		if got := matchPart(tt.part, tt.name); got != tt.want {
			t.Errorf("%q, %q: %t", tt.part, tt.name, got)
		}
	}
}

// FuzzMatchPart: what has no wildcards matches itself, and a * before a part lets
// something stand before the name.
func FuzzMatchPart(f *testing.F) {
	f.Add("*a[b-", "ab")
	f.Add(`\?*`, "?x")
	f.Fuzz(func(t *testing.T, part, name string) {
		if len(part)+len(name) > 1000 {
			return
		}
		if literal, is := literalPart(part); is && literal == name && !strings.HasSuffix(part, `\`) && !matchPart(part, name) {
			t.Errorf("%q does not match itself, %q", part, name)
		}
		if matchPart(part, name) && !matchPart("*"+part, "x"+name) {
			t.Errorf("%q matches %q, but with * before it not what comes before", part, name)
		}
	})
}
