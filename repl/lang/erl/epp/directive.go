package epp

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/erl"
)

// directive handles a form: a directive of the preprocessor, or one to expand
// and parse.
func (e *epp) directive(toks []erl.Token) {
	if len(toks) > 2 && toks[0].Is(aDash) {
		if handle, ok := directives[wordOf(toks[1])]; ok && e.isDirective(toks) {
			handle(e, toks[1], toks[2:])
			return
		}
	}
	e.budget = maxExpanded
	e.fun = function{form: toks}
	out, err := e.expand(toks)
	if err != nil {
		e.report(err)
		return
	}
	e.prefix = e.prefix && (len(out) == 0 || len(out) > 1 && out[0].Is(aDash) && inPrefix[wordOf(out[1])])
	e.parse(out)
	e.moduleMacros(out)
}

func (e *epp) parse(toks []erl.Token) {
	f, err := erl.ParseForm(toks)
	if err != nil {
		e.report(err)
		return
	}
	e.emit(f)
}

// wordOf is the name of an atom or of a reserved word that names a directive.
func wordOf(t erl.Token) string {
	switch {
	case t.Kind == aAtom && t.Value.IsAtom():
		return t.Value.AtomName()
	case t.Is(aIf), t.Is(aElse):
		return t.Kind.String()
	}
	return ""
}

func (e *epp) isDirective(toks []erl.Token) bool {
	switch wordOf(toks[1]) {
	case "if":
		return toks[1].Is(aIf)
	case "doc", "moduledoc":
		return toks[2].Is(aCurly) || toks[2].Is(aOpen) && len(toks) > 3 && toks[3].Is(aCurly)
	}
	return true
}

var directives map[string]func(e *epp, word erl.Token, toks []erl.Token)

func init() {
	directives = map[string]func(e *epp, word erl.Token, toks []erl.Token){
		"feature": (*epp).feature, "define": (*epp).define, "undef": (*epp).undef, "error": (*epp).message,
		"warning": (*epp).message, "include": (*epp).include, "include_lib": (*epp).include, "doc": (*epp).docFile,
		"moduledoc": (*epp).docFile, "ifdef": (*epp).ifdef, "ifndef": (*epp).ifdef, "else": (*epp).otherwise,
		"if": (*epp).ifTrue, "elif": (*epp).elif, "endif": (*epp).endif, "file": (*epp).file,
	}
}

var inPrefix = map[string]bool{"module": true, "feature": true, "if": true, "else": true, "elif": true, "endif": true,
	"ifdef": true, "ifndef": true, "define": true, "undef": true, "include": true, "include_lib": true, "moduledoc": true, "doc": true}

// bad reports a directive that is badly formed, at its first token that does
// not fit: shape names the categories, var_or_atom fits both.
func (e *epp) bad(word erl.Token, toks []erl.Token, shape ...string) {
	at, i := word, 0
	for ; i < len(shape) && i < len(toks); i++ {
		kind := toks[i].Kind.String()
		if kind != shape[i] && !(shape[i] == "var_or_atom" && (kind == "var" || kind == "atom")) {
			break
		}
		at = toks[i]
	}
	if i < len(toks) {
		at = toks[i]
	}
	e.fail(at.Loc(), term.Tuple(aBad.Term(), term.A(wordOf(word))))
}

// fits tells whether the tokens have those categories.
func fits(toks []erl.Token, shape ...string) bool {
	if len(toks) != len(shape) {
		return false
	}
	for i, s := range shape {
		if k := toks[i].Kind.String(); k != s && !(s == "var_or_atom" && (k == "var" || k == "atom")) {
			return false
		}
	}
	return true
}

func (e *epp) undef(word erl.Token, toks []erl.Token) {
	e.prefix = false
	if !fits(toks, "(", "var_or_atom", ")", "dot") {
		e.bad(word, toks, "(", "var_or_atom", ")", "dot")
		return
	}
	delete(e.macros, toks[1].Value.Atom())
}

// message is -error(Term) and -warning(Term).
func (e *epp) message(word erl.Token, toks []erl.Token) {
	e.prefix = false
	if !toks[0].Is(aOpen) {
		e.bad(word, toks)
		return
	}
	kind := word.Value.Atom()
	e.budget, e.fun = maxExpanded, function{}
	out, err := e.expand(toks)
	if err == nil {
		var v term.Term
		if v, err = erl.ParseTerm(out); err == nil {
			e.failIn(kind, word.Loc(), aEpp, term.Tuple(kind.Term(), v))
			return
		}
	}
	e.fail(word.Loc(), term.Tuple(aBad.Term(), kind.Term()))
}

// joinStrings makes one token of adjacent strings.
func joinStrings(toks []erl.Token) []erl.Token {
	var out []erl.Token
	for _, t := range toks {
		if n := len(out); n > 0 && t.Kind == aString && out[n-1].Kind == aString {
			a, _ := erl.Text(out[n-1].Value)
			b, _ := erl.Text(t.Value)
			out[n-1].Value = erl.Chars(append(a, b...))
			continue
		}
		out = append(out, t)
	}
	return out
}

// include is -include and -include_lib.
func (e *epp) include(word erl.Token, toks []erl.Token) {
	toks = joinStrings(toks)
	if !fits(toks, "(", "string", ")", "dot") {
		e.bad(word, toks, "(", "string", ")", "dot")
		return
	}
	lib := wordOf(word) == "include_lib"
	if len(e.stack) > maxIncludes {
		at := toks[1]
		if lib {
			at = word
		}
		e.fail(at.Loc(), term.Tuple(term.A("depth"), erl.Chars([]rune(wordOf(word)))))
		return
	}
	text, _ := erl.Text(toks[1].Value)
	name := e.expandVar(string(text))
	data, path, ok := e.open(name)
	kind := aFile
	if lib {
		kind = aLib
		if !ok {
			data, path, ok = e.openLib(name)
		}
	}
	if !ok {
		e.fail(toks[1].Loc(), term.Tuple(aInclude.Term(), kind.Term(), erl.Chars([]rune(name))))
		return
	}
	e.push(data, path, e.startLoc())
	e.path = append([]string{dirOf(path)}, e.path[1:]...)
}

// startLoc is where an included file starts.
func (e *epp) startLoc() erl.Loc {
	if e.opts.Start.Column > 0 {
		return erl.Loc{Line: 1, Column: 1}
	}
	return erl.Loc{Line: 1}
}

// expandVar replaces $VAR at the start of a path.
func (e *epp) expandVar(name string) string {
	first, rest, _ := strings.Cut(name, "/")
	v, isVar := strings.CutPrefix(first, "$")
	if !isVar || e.opts.Getenv == nil {
		return name
	}
	dir, ok := e.opts.Getenv(v)
	if !ok {
		return name
	}
	return join(dir, rest)
}

func (e *epp) open(name string) (data []byte, path string, ok bool) {
	dirs := e.path
	if strings.HasPrefix(name, "/") {
		dirs = []string{""}
	}
	for _, dir := range dirs {
		path = join(dir, name)
		if data, err := e.opts.ReadFile(path); err == nil {
			return data, path, true
		}
	}
	return nil, "", false
}

func (e *epp) openLib(name string) (data []byte, path string, ok bool) {
	app, rest, _ := strings.Cut(name, "/")
	if e.opts.LibDir == nil {
		return nil, "", false
	}
	dir, ok := e.opts.LibDir(app)
	if !ok {
		return nil, "", false
	}
	path = join(dir, rest)
	data, err := e.opts.ReadFile(path)
	return data, path, err == nil
}

// file is -file(Name, Line): what follows counts from that line.
func (e *epp) file(word erl.Token, toks []erl.Token) {
	e.budget, e.fun = maxExpanded, function{}
	toks, err := e.expand(toks)
	if err != nil {
		e.report(err)
		return
	}
	toks = joinStrings(toks)
	shape := []string{"(", "string", ",", "integer", ")", "dot"}
	line, isInt := int64(0), false
	if fits(toks, shape...) {
		line, isInt = toks[3].Value.AsInt()
	}
	if !isInt || line < 0 || line >= 1<<30 {
		e.bad(word, toks, shape...)
		return
	}
	text, _ := erl.Text(toks[1].Value)
	at, s := word.Loc(), e.src()
	e.fileAttribute(string(text), erl.Loc{Line: int(line)}, at, true)
	s.shown = string(text)
	e.setFile(s.shown, erl.Loc{Line: 1})
	now := s.sc.Loc()
	s.delta += at.Line - int(line)
	now.Line = int(line) + now.Line - at.Line
	now.Column = min(now.Column, 1)
	s.sc.SetLoc(now)
}

// docFile is -doc {file, Name} and -moduledoc {file, Name}.
func (e *epp) docFile(word erl.Token, toks []erl.Token) {
	toks = joinStrings(toks)
	shape := []string{"{", "atom", ",", "string", "}", "dot"}
	first := 1
	if toks[0].Is(aOpen) {
		shape = []string{"(", "{", "atom", ",", "string", "}", ")", "dot"}
		first = 2
	}
	name := wordOf(word)
	if len(toks) <= first || toks[first].Kind != aAtom || !toks[first].Value.Is(aFile) {
		e.fail(toks[min(first, len(toks)-1)].Loc(), term.Tuple(term.A(name), term.A("invalid"), aFile.Term()))
		return
	}
	if !fits(toks, shape...) {
		e.bad(word, toks, shape...)
		return
	}
	text, _ := erl.Text(toks[first+2].Value)
	at := word.Loc()
	attribute := func(at erl.Loc, value []rune) {
		e.emit(term.Tuple(aAttribute.Term(), at.Term(), term.A(name), erl.Chars(value)))
	}
	path := string(text)
	if !strings.HasPrefix(path, "/") {
		path = join(e.path[0], path)
	}
	data, err := e.opts.ReadFile(path)
	if err != nil {
		e.failIn(aWarning, at, aEpp, term.Tuple(term.A(name), aFile.Term(), erl.Chars(text)))
		attribute(at, nil)
		return
	}
	content, _ := decode(data, false)
	dot := toks[len(toks)-1].Loc()
	e.fileAttribute(path, e.startLoc(), e.startLoc(), false)
	attribute(e.startLoc(), content)
	e.fileAttribute(e.src().name, dot, dot, false)
}

var allFeatures = []string{"compr_assign", "maybe_expr"}

// feature is -feature(Name, enable | disable).
func (e *epp) feature(word erl.Token, toks []erl.Token) {
	shaped := fits(toks, "(", "atom", ",", "atom", ")", "dot")
	if shaped && !e.prefix {
		e.fail(word.Loc(), term.A("ftr_after_prefix"))
		return
	}
	how := ""
	if shaped {
		how = wordOf(toks[3])
	}
	if how != "enable" && how != "disable" {
		e.bad(word, toks)
		return
	}
	name := wordOf(toks[1])
	if name != "maybe_expr" && name != "compr_assign" {
		e.failIn(aError, word.Loc(), term.Intern("erl_features"), term.Tuple(term.A("invalid_features"), term.List(term.A(name))))
		return
	}
	e.features[name] = how == "enable"
	e.reserved = e.opts.Reserved
	if !e.features["maybe_expr"] {
		e.reserved = erl.ReservedAlways
	}
	var on []string
	for _, f := range allFeatures {
		if e.features[f] {
			on = append(on, f)
		}
	}
	e.macros[term.Intern("FEATURE_ENABLED")] = featureMacro(on)
}
