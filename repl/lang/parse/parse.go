package parse

import (
	"errors"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/scan"
	"gex/repl/lang/token"
)

// Options say how to parse; the zero Options are those of
// Code.string_to_quoted.
type Options struct {
	// File is named in errors; "nofile" if empty.
	File string
	// Line and Column are the place of the first character, 1 if zero.
	Line, Column int
	// Indentation is what the source was indented by in its file.
	Indentation int
	// Columns adds columns to the metadata, TokenMetadata what a formatter
	// needs: closing, do, end, newlines, delimiters, end_of_expression.
	Columns, TokenMetadata bool
	// ExistingAtomsOnly refuses names that are not atoms yet.
	ExistingAtomsOnly bool
	// RawStrings leaves the escapes in strings as written (unescape: false).
	RawStrings bool
	// LiteralEncoder, if set, wraps each literal; an error text comes back
	// as a SyntaxError.
	LiteralEncoder func(literal, meta term.Term) (term.Term, error)
	// AtomEncoder, if set, makes the terms that stand for the names in the
	// source (static_atoms_encoder), reserved words and operators excepted.
	AtomEncoder func(name string, meta term.Term) (term.Term, error)
	// Comment, if set, is called with each comment.
	Comment func(pos token.Pos, text string, before []token.Token, rest string)

	// Shorthand is source put in front of an entry that starts with a binary
	// operator, so that it goes on from there: "v(-1)" in the shell. With
	// AfterMatch such an entry is an error instead.
	Shorthand  string
	AfterMatch bool
}

// Warning is something odd that parses nevertheless.
type Warning struct {
	// Line and Column are its place; Column is 0 where only the line is
	// known.
	Line, Column int
	Text         string
}

// MaxNesting bounds how deep expressions may nest.
const MaxNesting = 20000

// Program parses src. The warnings come in the order Elixir prints them; with
// an error of the parser come those of the scanner only, as in Elixir. A failure
// is an *Error.
func Program(src string, o Options) (term.Term, []Warning, error) {
	toks, warnings, err := scanSource(src, o)
	if err == nil {
		toks, err = shorthand(toks, o)
	}
	if err != nil {
		return term.Term{}, nil, newError(err, src, o)
	}
	p := &parser{Options: o, toks: toks}
	t, err := p.program()
	if err != nil {
		return term.Term{}, warnings, newError(err, src, o)
	}
	return t, append(warnings, p.warnings...), nil
}

func scanSource(src string, o Options) ([]token.Token, []Warning, error) {
	toks, ws, err := scan.Source(src, o.scan())
	return toks, fromScan(ws), err
}

// scan returns what of o concerns the scanner.
func (o Options) scan() scan.Options {
	so := scan.Options{
		Line: o.Line, Column: o.Column, Indentation: o.Indentation,
		RawStrings: o.RawStrings, Comment: o.Comment,
	}
	if o.ExistingAtomsOnly && o.AtomEncoder == nil {
		so.CheckAtom = func(name string) string {
			if _, ok := term.Lookup(name); !ok {
				return "unsafe atom does not exist"
			}
			return ""
		}
	}
	return so
}

func fromScan(ws []scan.Warning) []Warning {
	out := make([]Warning, len(ws))
	for i, w := range ws {
		out[i] = Warning{Line: w.Pos.Line, Column: w.Pos.Column, Text: w.Text}
	}
	return out
}

// shorthand puts o.Shorthand before tokens that start with a binary operator.
func shorthand(toks []token.Token, o Options) ([]token.Token, error) {
	if o.Shorthand == "" && !o.AfterMatch {
		return toks, nil
	}
	op, ok := scan.StartsWithOperator(toks)
	if !ok {
		return toks, nil
	}
	if o.AfterMatch {
		return nil, &scan.Error{
			Pos: token.Pos{Line: max(o.Line, 1), Column: max(o.Column, 1)},
			Prefix: "pipe shorthand is not allowed immediately after a match expression in IEx. " +
				"To make it work, surround the whole pipeline with parentheses ",
			Token: "'" + op + "'",
		}
	}
	before, _, err := scan.Source(o.Shorthand, scan.Options{Line: o.Line, Column: o.Column})
	return append(before, toks...), err
}

// bailout carries the first error out of the parser's recursion.
type bailout struct{ err *scan.Error }

type parser struct {
	Options
	toks     []token.Token
	i        int
	depth    int
	warnings []Warning
	// lineMeta is the metadata of metaLine, shared by its nodes.
	lineMeta term.Term
	metaLine int
	// oneArg and noBrace are set once the source is known to be wrong, to
	// find the first token that shows it: calls without parentheses take one
	// argument, or no argument that starts with a brace.
	oneArg, noBrace bool
	// cursor tells that the source holds a cursor.
	cursor bool
}

// program parses all of p.toks.
func (p *parser) program() (t term.Term, err error) {
	defer func() {
		if r := recover(); r != nil {
			b, ok := r.(bailout)
			if !ok {
				panic(r)
			}
			err = b.err
		}
	}()
	return p.grammar(), nil
}

func (p *parser) peek() *token.Token {
	if p.i < len(p.toks) {
		return &p.toks[p.i]
	}
	return &eof
}

func (p *parser) peekAt(n int) *token.Token {
	if p.i+n < len(p.toks) {
		return &p.toks[p.i+n]
	}
	return &eof
}

var eof = token.Token{Kind: token.EOF}

func (p *parser) kind() token.Kind { return p.peek().Kind }

// next takes a token.
func (p *parser) next() *token.Token {
	t := p.peek()
	p.i++
	return t
}

// accept takes a token of kind k if it is next.
func (p *parser) accept(k token.Kind) bool {
	if p.kind() == k {
		p.i++
		return true
	}
	return false
}

// skipEOL takes a line end and returns how many it stands for.
func (p *parser) skipEOL() int {
	if t := p.peek(); t.Kind == token.EOL {
		p.i++
		return t.Newlines
	}
	return 0
}

// closing takes a closing delimiter, after a line end or not.
func (p *parser) closing(k token.Kind) *token.Token {
	if p.kind() == token.EOL {
		p.i++
	}
	if p.kind() != k {
		p.unexpected()
	}
	return p.next()
}

func (p *parser) warn(pos token.Pos, text string) {
	p.warnings = append(p.warnings, Warning{Line: pos.Line, Column: pos.Column, Text: text})
}

func (p *parser) warnLine(line int, text string) {
	p.warnings = append(p.warnings, Warning{Line: line, Text: text})
}

func (p *parser) fail(pos token.Pos, prefix, tok string) {
	panic(bailout{&scan.Error{Pos: pos, Prefix: prefix, Token: tok}})
}

// unexpected fails at the next token.
func (p *parser) unexpected() { p.unexpectedAt(p.peek()) }

func (p *parser) unexpectedAt(t *token.Token) {
	if t.Kind == token.EOF {
		e := &scan.Error{Prefix: "syntax error before: ", Incomplete: true}
		if n := len(p.toks); n > 0 {
			e.Pos = p.toks[n-1].Pos
		}
		panic(bailout{e})
	}
	panic(bailout{syntaxError(t)})
}

// enter bounds the recursion; leave ends what it began.
func (p *parser) enter() {
	if p.depth++; p.depth > MaxNesting {
		pos := p.peek().Pos
		if p.kind() == token.EOF && len(p.toks) > 0 {
			pos = p.toks[len(p.toks)-1].Pos
		}
		p.fail(pos, "expressions are nested too deeply", "")
	}
}

func (p *parser) leave() { p.depth-- }

// asError returns the scanner's error inside err.
func asError(err error) *scan.Error {
	var e *scan.Error
	if errors.As(err, &e) {
		return e
	}
	return &scan.Error{Prefix: strings.TrimSpace(err.Error())}
}
