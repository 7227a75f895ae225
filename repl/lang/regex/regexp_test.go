package regex

import (
	"fmt"
	"testing"
)

func TestMatch(t *testing.T) {
	utf := Options{UTF: true, UCP: true}
	tests := []struct {
		pattern string
		o       Options
		subject string
		want    string // places, or "-"
	}{
		{"a", Options{}, "cat", "[1 2]"},
		{"a(b)?c", Options{}, "xac", "[1 3 -1 -1]"},
		{"(a|ab)(c|bcd)(d*)", Options{}, "abcd", "[0 4 0 1 1 4 4 4]"},
		{"a*?b", Options{}, "aaab", "[0 4]"},
		{"a++ab", Options{}, "aaab", "-"},
		{"(?>a+)b", Options{}, "aaab", "[0 4]"},
		{"(?i)HeLLo", Options{}, "say hello", "[4 9]"},
		{"^b", Options{Multiline: true}, "a\nb", "[2 3]"},
		{"a$", Options{}, "a\n", "[0 1]"},
		{"a\\z", Options{}, "a\n", "-"},
		{"\\bfoo\\b", Options{}, "a foo b", "[2 5]"},
		{"(?<=a)b", Options{}, "ab", "[1 2]"},
		{"(?<!a)b", Options{}, "ab b", "[3 4]"},
		{"(?<=ab|c)d", Options{}, "abd", "[2 3]"},
		{"foo(?=bar)", Options{}, "foobar", "[0 3]"},
		{"foo(?!bar)", Options{}, "foobar foobaz", "[7 10]"},
		{"(\\w+) \\1", Options{}, "hey hey", "[0 7 0 3]"},
		{"(?<x>a)(?<y>b)\\k<x>", Options{}, "aba", "[0 3 0 1 1 2]"},
		{"\\d{2,3}", Options{}, "1 1234", "[2 5]"},
		{"x{,2}y", Options{}, "xxxy", "[1 4]"},
		{"[^a-c]+", Options{}, "abcdef", "[3 6]"},
		{"[[:alpha:]]+", Options{}, "12ab", "[2 4]"},
		{"[]a]+", Options{}, "x]a]", "[1 4]"},
		{"\\Qa.b\\E+", Options{}, "a.bb", "[0 4]"},
		{"(a(?1)?b)", Options{}, "xaabb", "[1 5 1 5]"},
		{"\\((?:[^()]|(?R))*\\)", Options{}, "f(a(b)c)", "[1 8]"},
		{"(?:(a)|b)(?(1)c|d)", Options{}, "bd", "[0 2 -1 -1]"},
		{"(?:(a)|b)(?(1)c|d)", Options{}, "ad", "-"},
		{"a\\Kb", Options{}, "ab", "[1 2]"},
		{"(?|(a)|(b))", Options{}, "b", "[0 1 0 1]"},
		{"\\R", Options{}, "a\r\nb", "[1 3]"},
		{"(a*)*", Options{}, "b", "[0 0 0 0]"},
		{"(a*)+", Options{}, "aab", "[0 2 2 2]"},
		{"(?:a|b)*c", Options{}, "ababc", "[0 5]"},
		{"é", utf, "caf\u00e9", "[3 5]"},
		{".", utf, "\u00e9", "[0 2]"},
		{"\\p{Lu}", utf, "a\u00c9", "[1 3]"},
		{"\\w+", utf, "\u00e9t\u00e9 x", "[0 5]"},
		{"\\w+", Options{UTF: true}, "\u00e9t", "[2 3]"},
		{"\\X", utf, "e\u0301x", "[0 3]"},
		{"(?i)\u00c9", utf, "\u00e9", "[0 2]"},
		{"# a\nb", Options{Extended: true}, "b", "[0 1]"},
		{"a.c", Options{DotAll: true}, "a\nc", "[0 3]"},
		{"a.c", Options{}, "a\nc", "-"},
		{"(?s:a.c)", Options{}, "a\nc", "[0 3]"},
		{"(x+x+)+y", Options{}, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "limit"},
		{"", Options{}, "", "[0 0]"},
		{"a|", Options{}, "b", "[0 0]"},
		{"(?=(a))ab", Options{}, "ab", "[0 2 0 1]"},
		{"(?(?=a)ab|cd)", Options{}, "cd", "[0 2]"},
		{"(?<n>\\d)(?:\\.(?&n))*", Options{}, "1.2.3", "[0 5 0 1]"},
		{"[\\w.]+@[\\w.]+", Options{}, "mail me@x.org", "[5 13]"},
		{"^(?:(?:25[0-5]|\\d{1,2})(?:\\.|$)){4}$", Options{}, "192.168.1.1", "-"},
		{"\\x41\\x{42}\\103\\t", Options{}, "ABC\t", "[0 4]"},
	}
	for _, tt := range tests {
		re, err := Compile([]byte(tt.pattern), tt.o)
		if err != nil {
			t.Errorf("%s: %v", tt.pattern, err)
			continue
		}
		places, _, err := re.Match([]byte(tt.subject), 0, MatchOptions{Limit: 100_000})
		got := fmt.Sprint(places)
		switch {
		case err == ErrLimit:
			got = "limit"
		case places == nil:
			got = "-"
		}
		if got != tt.want {
			t.Errorf("%s on %q: got %s, want %s", tt.pattern, tt.subject, got, tt.want)
		}
	}
}

// The texts and offsets are those of PCRE2 10.47.
func TestCompileErrors(t *testing.T) {
	tests := []struct {
		pattern string
		offset  int
		message string
	}{
		{"a(", 2, "missing closing parenthesis"},
		{"a)", 2, "unmatched closing parenthesis"},
		{"[a", 2, "missing terminating ] for character class"},
		{"*a", 1, "quantifier does not follow a repeatable item"},
		{"a{2,1}", 5, "numbers out of order in {} quantifier"},
		{"\\", 1, "\\ at end of pattern"},
		{"[b-a]", 4, "range out of order in character class"},
		{"(?<n>a)(?<n>b)", 12, "two named subpatterns have the same name (PCRE2_DUPNAMES not set)"},
		{"\\p{Foo}", 7, "unknown property after \\P or \\p"},
		{"(?<=a*)b", 0, "length of lookbehind assertion is not limited"},
		{"\\1", 2, "reference to non-existent subpattern"},
		{"(?z)", 3, "unrecognized character after (? or (?-"},
		{"(?<1>a)", 4, "subpattern name must start with a non-digit"},
		{"[[:foo:]]", 8, "unknown POSIX class name"},
		{"a**", 3, "quantifier does not follow a repeatable item"},
		{"\\k<x>", 3, "reference to non-existent subpattern"},
		{"(?P<a", 5, "syntax error in subpattern name (missing terminator?)"},
		{"(?&x)", 3, "reference to non-existent subpattern"},
		{"[\\d-z]", 4, "invalid range in character class"},
		{"x{65536}", 7, "number too big in {} quantifier"},
		{"\\x{110000}", 9, "character code point value in \\x{} or \\o{} is too large"},
		{"(?'a", 4, "syntax error in subpattern name (missing terminator?)"},
		{"\\c", 2, "\\c at end of pattern"},
		{"(*FOO)", 5, "(*VERB) not recognized or malformed"},
		{"\\g{x", 4, "syntax error in subpattern name (missing terminator?)"},
		{"(?", 2, "missing closing parenthesis"},
		{"\\y", 2, "unrecognized character follows \\"},
	}
	for _, tt := range tests {
		_, err := Compile([]byte(tt.pattern), Options{})
		e, ok := err.(*Error)
		if !ok || e.Offset != tt.offset || e.Message != tt.message {
			t.Errorf("%s: got %#v, want %d %s", tt.pattern, err, tt.offset, tt.message)
		}
	}
}

// No pattern and no subject makes it panic, and places lie inside the subject.
func FuzzMatch(f *testing.F) {
	for _, p := range []string{"a(b|c)*d", "(?<x>a)\\k<x>", "(?<=ab?)c{2,3}+", "[[:alpha:]\\d]\\R\\X", "(?(1)a|b)(c)", "(?i)\\Qx\\E(?R)?", "(?|(a)|b)\\g{-1}"} {
		f.Add(p, "aabbccdd", uint8(0))
	}
	f.Fuzz(func(t *testing.T, pattern, subject string, flags uint8) {
		o := Options{Caseless: flags&1 != 0, Multiline: flags&2 != 0, DotAll: flags&4 != 0, Extended: flags&8 != 0, UTF: flags&16 != 0, Newline: Newline(flags >> 5 % 6)}
		re, err := Compile([]byte(pattern), o)
		if err != nil {
			return
		}
		places, _, err := re.Match([]byte(subject), 0, MatchOptions{Limit: 20_000})
		if err != nil || places == nil {
			return
		}
		if len(places) != 2*(re.Groups+1) || places[0] > len(subject) || places[1] > len(subject) {
			t.Errorf("%q on %q: %v", pattern, subject, places)
		}
	})
}
