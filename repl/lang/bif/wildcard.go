package bif

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// elixirPathRows are what Path needs of the file system.
var elixirPathRows = []vm.Row{
	{Name: "wildcard", Arity: 2, Func: pathWildcard},
	{Name: "safe_relative", Arity: 2, Func: pathSafeRelative},
}

// pathWildcard is elixir_path:wildcard(Glob, MatchDot): the paths that match, as
// sorted texts.
func pathWildcard(m *vm.Machine, a []term.Term) (term.Term, bool) {
	glob, isText := path(a[0])
	if !isText {
		return m.Badarg()
	}
	w := wildcard{matchDot: a[1].Is(term.True)}
	m.Block(func() { w.run(filepath.ToSlash(glob)) })
	if w.bad {
		return m.Error(term.Tuple(term.A("badpattern"), term.A("missing_delimiter")))
	}
	slices.Sort(w.found)
	out := make([]term.Term, 0, len(w.found))
	for _, p := range slices.Compact(w.found) {
		out = append(out, term.String(p))
	}
	return ok(term.List(out...))
}

// wildcard is the search for one glob of filelib(3).
type wildcard struct {
	matchDot bool
	bad      bool // a brace is not closed
	found    []string
}

// maxWildcards bounds what the braces of a part of a glob multiply to.
const maxWildcards = 10_000

func (w *wildcard) run(glob string) {
	prefix := ""
	if rest, rooted := strings.CutPrefix(glob, "/"); rooted {
		prefix, glob = "/", rest
	} else if volume := filepath.VolumeName(glob); volume != "" {
		prefix, glob = volume+"/", strings.TrimLeft(glob[len(volume):], "/")
	}
	var parts [][]string
	for part := range strings.SplitSeq(glob, "/") {
		if part == "" || part == "." && len(parts) == 0 && prefix == "" && glob != "." {
			continue
		}
		choices, closed := braces(part)
		w.bad = w.bad || !closed
		parts = append(parts, choices)
	}
	switch {
	case w.bad:
	case len(parts) > 0:
		w.walk(prefix, parts)
	case prefix != "":
		w.found = append(w.found, prefix)
	}
}

// walk finds what parts match below the directory dir, a prefix of the paths that
// ends in a separator unless it is empty. A part is what its braces stand for.
func (w *wildcard) walk(dir string, parts [][]string) {
	part, rest := parts[0], parts[1:]
	if len(part) == 1 {
		if part[0] == "**" {
			w.everywhere(dir, rest)
			return
		}
		if name, literal := literalPart(part[0]); literal {
			w.enter(dir+name, rest)
			return
		}
	}
	for _, name := range w.names(dir) {
		if slices.ContainsFunc(part, func(p string) bool { return matchPart(p, name) }) {
			w.enter(dir+name, rest)
		}
	}
}

// enter goes on with what is left of the glob at a path.
func (w *wildcard) enter(p string, rest [][]string) {
	if len(rest) > 0 {
		w.walk(p+"/", rest)
	} else if _, err := os.Lstat(p); err == nil {
		w.found = append(w.found, p)
	}
}

// everywhere is ** and what comes after it: in dir and in all directories below.
func (w *wildcard) everywhere(dir string, rest [][]string) {
	if len(rest) > 0 {
		w.walk(dir, rest)
	}
	for _, name := range w.names(dir) {
		p := dir + name
		if len(rest) == 0 {
			w.found = append(w.found, p)
		}
		if info, err := os.Lstat(p); err == nil && info.IsDir() {
			w.everywhere(p+"/", rest)
		}
	}
}

func (w *wildcard) names(dir string) []string {
	if dir == "" {
		dir = "."
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if w.matchDot || !strings.HasPrefix(e.Name(), ".") {
			out = append(out, e.Name())
		}
	}
	return out
}

// literalPart returns the name that a part without wildcards stands for.
func literalPart(part string) (string, bool) {
	var name strings.Builder
	for i := 0; i < len(part); i++ {
		switch c := part[i]; c {
		case '*', '?':
			return "", false
		case '[':
			if _, _, valid := class(part[i+1:]); valid {
				return "", false
			}
			name.WriteByte(c)
		case '\\':
			if i+1 < len(part) {
				i++
			}
			name.WriteByte(part[i])
		default:
			name.WriteByte(c)
		}
	}
	return name.String(), true
}

// matchPart tells whether a name matches a part of a glob. Only what follows the
// last * is tried again, so that no glob takes long.
func matchPart(part, name string) bool {
	starred, after, tried := false, "", ""
	for {
		if strings.HasPrefix(part, "*") {
			part = strings.TrimLeft(part, "*")
			starred, after, tried = true, part, name
			continue
		}
		if part == "" && name == "" {
			return true
		}
		if one, rest, more := oneCharacter(part); more && name != "" {
			if c, size := utf8.DecodeRuneInString(name); one(c) {
				part, name = rest, name[size:]
				continue
			}
		} else if part != "" && !more {
			part = rest
			continue
		}
		if !starred || tried == "" {
			return false
		}
		_, size := utf8.DecodeRuneInString(tried)
		tried = tried[size:]
		part, name = after, tried
	}
}

// oneCharacter reads what stands for one character at the start of a part; more is
// false when there is none, as for a backslash at the end.
func oneCharacter(part string) (matches func(rune) bool, rest string, more bool) {
	if part == "" {
		return nil, "", false
	}
	switch part[0] {
	case '?':
		return func(rune) bool { return true }, part[1:], true
	case '[':
		if in, rest, valid := class(part[1:]); valid {
			return in, rest, true
		}
	case '\\':
		if part = part[1:]; part == "" {
			return nil, "", false
		}
	}
	c, size := utf8.DecodeRuneInString(part)
	return func(r rune) bool { return r == c }, part[size:], true
}

// class reads a set of characters up to its bracket.
func class(s string) (in func(rune) bool, rest string, valid bool) {
	type span struct{ from, to rune }
	var spans []span
	for s != "" {
		from, n := utf8.DecodeRuneInString(s)
		s = s[n:]
		if from == ']' && len(spans) > 0 {
			return func(r rune) bool {
				return slices.ContainsFunc(spans, func(s span) bool { return s.from <= r && r <= s.to })
			}, s, true
		}
		to := from
		if len(s) > 1 && s[0] == '-' && s[1] != ']' {
			to, n = utf8.DecodeRuneInString(s[1:])
			s = s[1+n:]
		}
		spans = append(spans, span{from, to})
	}
	return nil, "", false
}

// braces writes the alternatives of a part out; false if a brace is not closed.
func braces(part string) ([]string, bool) {
	open := -1
	for i := 0; i < len(part); i++ {
		switch part[i] {
		case '\\':
			i++
		case '{':
			open = i
		case '}':
			if open < 0 {
				continue
			}
			var out []string
			for choice := range strings.SplitSeq(part[open+1:i], ",") {
				more, closed := braces(part[:open] + choice + part[i+1:])
				if out = append(out, more...); !closed || len(out) > maxWildcards {
					return out, closed
				}
			}
			return out, true
		}
	}
	return []string{part}, open < 0
}

// pathSafeRelative is elixir_path:safe_relative(Path, Dir): the path with its dots
// and links resolved, or unsafe when it leads out of the directory.
func pathSafeRelative(m *vm.Machine, a []term.Term) (term.Term, bool) {
	p, isText1 := path(a[0])
	dir, isText2 := path(a[1])
	if !isText1 || !isText2 {
		return m.Badarg()
	}
	var safe string
	inside := false
	m.Block(func() { safe, inside = safeRelative(filepath.ToSlash(p), dir) })
	if !inside {
		return ok(term.A("unsafe"))
	}
	return text(safe)
}

// maxLinks ends the following of links that lead in a circle.
const maxLinks = 255

func safeRelative(p, dir string) (string, bool) {
	if strings.HasPrefix(p, "/") || filepath.IsAbs(p) {
		return "", false
	}
	var done []string
	parts := strings.Split(p, "/")
	for links := 0; len(parts) > 0; {
		part := parts[0]
		parts = parts[1:]
		switch part {
		case "", ".":
			continue
		case "..":
			if len(done) == 0 {
				return "", false
			}
			done = done[:len(done)-1]
			continue
		}
		target, err := os.Readlink(filepath.Join(append([]string{dir}, append(done, part)...)...))
		if err != nil {
			done = append(done, part)
			continue
		}
		if links++; links > maxLinks || filepath.IsAbs(target) {
			return "", false
		}
		parts = append(strings.Split(filepath.ToSlash(target), "/"), parts...)
	}
	return strings.Join(done, "/"), true
}
