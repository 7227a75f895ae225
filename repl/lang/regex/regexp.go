package regex

import (
	"bytes"
	"errors"
)

// Newline says what ends a line.
type Newline uint8

// The conventions for newlines.
const (
	LF Newline = iota
	CR
	CRLF
	AnyCRLF
	Any
	Nul
)

// Options are the options of compiling.
type Options struct {
	Caseless       bool // (?i)
	Multiline      bool // (?m): ^ and $ at every line
	DotAll         bool // (?s): the dot matches newlines
	Extended       bool // (?x): blanks and comments in the pattern
	NoAutoCapture  bool // (?n): plain parentheses do not capture
	Ungreedy       bool // (?U): quantifiers are lazy, and greedy with "?"
	DupNames       bool // (?J): several groups may have one name
	Anchored       bool // a match must begin where the search begins
	FirstLine      bool // a match must begin before the first newline
	DollarEndOnly  bool // $ matches at the very end alone
	UTF            bool // pattern and subject are UTF-8
	UCP            bool // \d, \s, \w and POSIX classes by Unicode properties
	Newline        Newline
	BackslashRCRLF bool // \R matches CR, LF and CRLF alone
}

// Error is a pattern that makes no sense.
type Error struct {
	Message string // PCRE2's
	Offset  int    // in bytes from the beginning of the pattern
}

func (e *Error) Error() string { return e.Message }

// ErrLimit ends a match that takes too long, ErrRecursion one that recurses too
// deep.
var (
	ErrLimit     = errors.New("regex: match limit")
	ErrRecursion = errors.New("regex: recursion limit")
)

// DefaultLimit is the number of steps that a match may take.
const DefaultLimit = 10_000_000

const maxRecursion = 2000

// Regexp is a compiled pattern. It may be used by several goroutines at once.
type Regexp struct {
	Groups int         // capturing groups
	Names  []GroupName // in order of the names
	Options
	prog     []inst
	loops    int    // registers of loops
	prefix   []byte // every match begins with it
	anchored bool   // every match begins where the subject does
}

// GroupName is the name of a group.
type GroupName struct {
	Name  string
	Group int
}

// Compile compiles a pattern; an error is an *Error.
func Compile(pattern []byte, o Options) (*Regexp, error) {
	p := &parser{src: pattern, o: o, names: map[string][]int{}}
	tree, err := p.parse()
	if err != nil {
		return nil, err
	}
	re := &Regexp{Groups: p.groups, Names: p.sortedNames(), Options: p.o}
	c := &compiler{re: re, groups: p.byNumber, subs: map[int]int{}}
	if err := c.program(tree); err != nil {
		return nil, err
	}
	return re, nil
}

// MatchOptions are the options of one match.
type MatchOptions struct {
	Anchored        bool
	NotBOL          bool // the beginning of the subject is not that of a line
	NotEOL          bool // its end is not that of a line
	NotEmpty        bool // an empty match does not count
	NotEmptyAtStart bool // nor does one where the search begins
	Limit           int  // steps, DefaultLimit if 0
}

// Match searches from start and returns the places of the match and its groups,
// two offsets each and -1 for groups that did not match; nil if there is none.
// steps is a measure of the work.
func (re *Regexp) Match(subject []byte, start int, o MatchOptions) (places []int, steps int, err error) {
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	m := &matcher{re: re, s: subject, o: o, caps: make([]int, 2*(re.Groups+1)), loops: make([]int, re.loops), start: start}
	last := len(subject)
	if re.FirstLine {
		for last = start; last < len(subject) && re.newline(subject, last) == 0; last++ {
		}
	}
	for at := start; at <= last; at = re.next(subject, at) {
		if re.prefix != nil {
			n := bytes.Index(subject[at:], re.prefix)
			if n < 0 || n > 0 && (o.Anchored || re.Anchored) || at+n > last {
				return nil, m.steps, nil
			}
			at += n
		}
		for i := range m.caps {
			m.caps[i] = -1
		}
		m.stack, m.keep = m.stack[:0], at
		end, found := m.run(0, at)
		if m.err != nil {
			return nil, m.steps, m.err
		}
		if found {
			m.caps[0], m.caps[1] = m.keep, end
			return m.caps, m.steps, nil
		}
		if o.Anchored || re.Anchored || re.anchored || at >= last {
			break
		}
	}
	return nil, m.steps, nil
}

// next is the place after the character at i; one past the end after the last.
func (re *Regexp) next(s []byte, i int) int {
	i++
	if re.UTF {
		for i < len(s) && s[i]&0xC0 == 0x80 {
			i++
		}
	}
	return i
}

// newline returns the length of the newline at i, 0 if there is none.
func (re *Regexp) newline(s []byte, i int) int {
	if i >= len(s) {
		return 0
	}
	crlf := s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n'
	switch re.Newline {
	case LF:
		return one(s[i] == '\n')
	case CR:
		return one(s[i] == '\r')
	case Nul:
		return one(s[i] == 0)
	case CRLF:
		return 2 * one(crlf)
	}
	if crlf {
		return 2
	}
	if s[i] == '\r' || s[i] == '\n' {
		return 1
	}
	if re.Newline == Any {
		if s[i] == '\v' || s[i] == '\f' || !re.UTF && s[i] == 0x85 {
			return 1
		}
		if re.UTF {
			for _, nl := range []string{"\u0085", "\u2028", "\u2029"} {
				if bytes.HasPrefix(s[i:], []byte(nl)) {
					return len(nl)
				}
			}
		}
	}
	return 0
}

// newlineBefore tells whether a newline ends at i.
func (re *Regexp) newlineBefore(s []byte, i int) bool {
	for n := 1; n <= 3 && n <= i; n++ {
		if re.newline(s, i-n) == n && (n != 1 || i >= len(s) || s[i-1] != '\r' || s[i] != '\n' || re.Newline == CR) {
			return true
		}
	}
	return false
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
