package epp

import (
	"strings"
	"unicode/utf8"

	"gex/proto/term"
	"gex/repl/lang/erl"
)

// Macro is a macro that is defined from outside.
type Macro struct {
	Name     term.Atom
	Value    term.Term
	Redefine bool // may take the place of another, a predefined one too
}

// Options say how a file is read.
type Options struct {
	SourceName    string // name in file attributes and ?FILE; "" for that of the file
	Includes      []string
	Macros        []Macro
	Latin1        bool    // encoding where the file names none; else UTF-8
	Start         erl.Loc // line 1 if zero; with a column, all positions have columns
	Deterministic bool    // file attributes without directories
	Reserved      func(name string) bool
	Features      []string

	// ReadFile returns what a file holds.
	ReadFile func(path string) ([]byte, error)
	// LibDir returns the directory of an application, for include_lib.
	LibDir func(app string) (string, bool)
	// Getenv returns a variable of the environment, for include.
	Getenv func(name string) (string, bool)
	// Eval returns the value of a guard expression, for -if.
	Eval func(expr term.Term) (term.Term, error)
}

// Result is a file that was read.
type Result struct {
	Forms    []term.Term
	Encoding string   // "latin1" or "utf8" as the file names it, "" if it does not
	Features []string // enabled at the end
}

// Limits of includes within includes, and of tokens that macros of one form
// expand to.
const (
	maxIncludes = 8
	maxExpanded = 1 << 21
)

// ParseFile reads a file. The error is that of ReadFile for the file itself, or
// a *MacroError.
func ParseFile(name string, o Options) (*Result, error) {
	if o.Start.Line == 0 {
		o.Start = erl.Loc{Line: 1}
	}
	if o.SourceName == "" {
		o.SourceName = name
	}
	if o.Reserved == nil {
		o.Reserved = erl.Reserved
	}
	src, err := o.ReadFile(name)
	if err != nil {
		return nil, err
	}
	e := &epp{opts: o, reserved: o.Reserved, prefix: true, features: map[string]bool{"maybe_expr": true}}
	for _, f := range o.Features {
		e.features[f] = true
	}
	if err := e.predefine(); err != nil {
		return nil, err
	}
	encoding := encodingOf(src)
	e.path = append([]string{dirOf(name)}, o.Includes...)
	e.push(src, o.SourceName, e.opts.Start)
	e.run()
	r := &Result{Forms: e.forms, Encoding: encoding}
	for _, f := range allFeatures {
		if e.features[f] && f != "maybe_expr" {
			r.Features = append(r.Features, f)
		}
	}
	return r, nil
}

// epp is a file, and those it includes, while they are read.
type epp struct {
	opts     Options
	reserved func(name string) bool
	forms    []term.Term
	macros   map[term.Atom]*macro
	features map[string]bool
	prefix   bool // before anything that ends the place of -feature
	stack    []*source
	path     []string // where includes are looked for; the first goes with the file
	fun      function // of the form that is read
	budget   int      // tokens that may still be made for it
}

// source is one file while it is read.
type source struct {
	sc     *erl.Scanner
	name   string // as it was opened
	shown  string // as -file has it
	delta  int    // lines that -file added
	conds  []cond // open conditions
	dir    string // of the file that included it
	broken bool   // not in its encoding from the end of the text on
}

// cond is an open condition: ifdef, ifndef, if, elif or else.
type cond = term.Atom

func (e *epp) src() *source { return e.stack[len(e.stack)-1] }

func (e *epp) emit(f term.Term) { e.forms = append(e.forms, f) }

// push starts to read a file.
func (e *epp) push(data []byte, name string, at erl.Loc) {
	text, whole := decode(data, e.opts.Latin1)
	s := &source{name: name, shown: name, broken: !whole}
	if len(e.stack) > 0 {
		s.dir = e.path[0]
	}
	s.sc = erl.NewScanner(text, at, erl.Options{
		Reserved: func(name string) bool { return e.reserved(name) },
		Text:     keepKeyword,
	}, false)
	e.stack = append(e.stack, s)
	e.fileAttribute(name, at, at, false)
	e.setFile(name, at)
}

// keepKeyword keeps the text of quoted atoms that a feature could make words.
func keepKeyword(kind term.Atom, text []rune) bool {
	return kind == aAtom && (string(text) == "'maybe'" || string(text) == "'else'")
}

func (e *epp) sourceName(name string) term.Term {
	if e.opts.Deterministic {
		name = name[strings.LastIndexByte(name, '/')+1:]
	}
	return erl.Chars([]rune(name))
}

// fileAttribute emits -file(Name, Line) at a place.
func (e *epp) fileAttribute(name string, line, at erl.Loc, generated bool) {
	anno := at.Term()
	if generated {
		anno = term.List(term.Tuple(aGenerated.Term(), term.True.Term()), term.Tuple(aLocation.Term(), anno))
	}
	e.emit(term.Tuple(aAttribute.Term(), anno, aFile.Term(), term.Tuple(e.sourceName(name), term.Int(int64(line.Line)))))
}

func (e *epp) fail(at erl.Loc, desc term.Term) { e.failIn(aError, at, aEpp, desc) }

func (e *epp) failIn(kind term.Atom, at erl.Loc, module term.Atom, desc term.Term) {
	e.emit(term.Tuple(kind.Term(), term.Tuple(at.Term(), module.Term(), desc)))
}

// run reads forms until the first file ends.
func (e *epp) run() {
	for {
		toks, ok := e.form()
		if !ok {
			if !e.leave() {
				return
			}
			continue
		}
		if toks != nil {
			e.directive(toks)
		}
	}
}

// form returns the tokens of the next form, none after a fault that was
// reported, false at the end of the file.
func (e *epp) form() ([]erl.Token, bool) {
	toks, err := e.src().sc.Form()
	if err != nil {
		e.report(err)
		return nil, true
	}
	if len(toks) == 0 {
		e.invalidUnicode()
		return nil, false
	}
	return toks, true
}

func (e *epp) report(err error) {
	if fault, ok := err.(*erl.Error); ok {
		e.emit(term.Tuple(aError.Term(), fault.Term()))
	}
}

func (e *epp) invalidUnicode() {
	if s := e.src(); s.broken {
		s.broken = false
		e.failIn(aError, s.sc.Loc(), term.Intern("file_io_server"), term.A("invalid_unicode"))
	}
}

// leave ends a file and returns to the one that included it; false after the
// last.
func (e *epp) leave() bool {
	s := e.src()
	for _, c := range s.conds {
		e.fail(s.sc.Loc(), illegal("unterminated", c))
	}
	s.conds = nil
	if len(e.stack) == 1 {
		e.emit(term.Tuple(aEOF.Term(), s.sc.Loc().Term()))
		return false
	}
	e.path = append([]string{s.dir}, e.path[1:]...)
	e.stack = e.stack[:len(e.stack)-1]
	old := e.src()
	at := old.sc.Loc()
	at.Line += old.delta
	e.setFile(old.shown, at)
	e.fileAttribute(old.name, at, at, false)
	if old.shown != old.name {
		e.fileAttribute(old.shown, old.sc.Loc(), at, true)
	}
	return true
}

func illegal(how string, what term.Atom) term.Term {
	return term.Tuple(term.A("illegal"), erl.Chars([]rune(how)), what.Term())
}

// decode returns the characters of a file; false if it is not in its encoding,
// where the characters end before the fault.
func decode(data []byte, latin1 bool) ([]rune, bool) {
	switch encodingOf(data) {
	case "latin1":
		latin1 = true
	case "utf8":
		latin1 = false
	}
	out := make([]rune, 0, len(data))
	if latin1 {
		for _, b := range data {
			out = append(out, rune(b))
		}
		return out, true
	}
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n <= 1 {
			return out, false
		}
		out, data = append(out, r), data[n:]
	}
	return out, true
}

// encodingOf returns the encoding that a comment in the first two lines names:
// "latin1", "utf8" or "".
func encodingOf(data []byte) string {
	const limit = 512
	text := string(data[:min(len(data), limit)])
	for range 2 {
		line, rest, _ := strings.Cut(text, "\n")
		if _, comment, ok := strings.Cut(line, "%"); ok {
			for {
				_, after, ok := strings.Cut(comment, "coding")
				if !ok {
					break
				}
				comment = after
				after = strings.TrimLeft(after, " ")
				if after == "" || after[0] != ':' && after[0] != '=' {
					continue
				}
				name := strings.ToLower(strings.TrimLeft(after, ":= "))
				switch {
				case strings.HasPrefix(name, "latin-1") && !alphanumeric(name, 7):
					return "latin1"
				case strings.HasPrefix(name, "utf-8") && !alphanumeric(name, 5):
					return "utf8"
				}
				return ""
			}
		}
		text = rest
	}
	return ""
}

func alphanumeric(s string, i int) bool {
	return i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9')
}

// dirOf returns the directory of a path, "." if it has none.
func dirOf(path string) string {
	switch i := strings.LastIndexByte(path, '/'); i {
	case -1:
		return "."
	case 0:
		return "/"
	default:
		return strings.TrimRight(path[:i], "/")
	}
}

// join puts a directory before a path as file:path_open does.
func join(dir, name string) string {
	if dir == "." || dir == "" {
		return name
	}
	name = strings.TrimPrefix(name, "./")
	return strings.TrimRight(dir, "/") + "/" + name
}
