package format

import (
	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/quoted"
)

// arrow is a "->" clause.
type arrow struct {
	meta, args, body term.Term
}

func arrows(ts []term.Term) []arrow {
	out := make([]arrow, len(ts))
	for i, t := range ts {
		form, meta, parts, ok := call(t, 2)
		if !ok || !form.Is(quoted.Arrow) || !parts[0].IsList() {
			malformed(t)
		}
		out[i] = arrow{meta, parts[0], parts[1]}
	}
	return out
}

// fn makes fn clauses end.
func (b *builder) fn(ts []term.Term, meta term.Term) doc {
	clauses := arrows(ts)
	first, last := line(meta), closingLine(meta)
	c := clauses[0]
	switch {
	case len(clauses) == 1 && c.args.IsNil():
		body := b.block(c.body, line(c.meta), last)
		gap := b.clauseGap(clauses)
		d := nest(inspect.Cat{inspect.Cat{inspect.Text("fn ->"), gap}, body}, 2)
		return inspect.Group{D: b.forced(inspect.Cat{inspect.Cat{d, gap}, inspect.Text("end")}, clauses)}
	case len(clauses) == 1 && !b.breaks(meta):
		args := b.clauseHead(c.args, line(c.meta))
		body := b.block(c.body, line(c.meta), last)
		head := inspect.Group{D: inspect.Nest{D: inspect.Cat{ungroup(args), inspect.Text(" ->")}, By: inspect.Cursor}}
		gap := b.clauseGap(clauses)
		d := nest(inspect.Cat{inspect.Cat{inspect.Cat{inspect.Text("fn "), head}, gap}, body}, 2)
		return inspect.Group{D: b.forced(inspect.Cat{inspect.Cat{d, gap}, inspect.Text("end")}, clauses)}
	}
	d := b.clauses(clauses, first, last)
	return inspect.Force{D: lines(nest(lines(inspect.Text("fn"), d), 2), inspect.Text("end"))}
}

// parenClauses makes (clauses), as in types of functions.
func (b *builder) parenClauses(ts []term.Term, first, last int) doc {
	clauses := arrows(ts)
	c := clauses[0]
	switch {
	case len(clauses) == 1 && c.args.IsNil():
		body := b.block(c.body, line(c.meta), last)
		d := inspect.Cat{inspect.Cat{inspect.Text("(-> "), inspect.Nest{D: body, By: inspect.Cursor}}, inspect.Text(")")}
		return inspect.Group{D: b.forced(d, clauses)}
	case len(clauses) == 1:
		args := b.clauseHead(c.args, line(c.meta))
		body := b.block(c.body, line(c.meta), last)
		head := inspect.Group{D: inspect.Cat{ungroup(args), inspect.Text(" ->")}}
		d := parens(inspect.Cat{head, nest(inspect.Cat{b.clauseGap(clauses), body}, 2)})
		return inspect.Group{D: b.forced(d, clauses)}
	}
	d := b.clauses(clauses, first, last)
	return inspect.Force{D: lines(nest(lines(inspect.Text("("), d), 2), inspect.Text(")"))}
}

// spreadClauses tells whether a body starts on its own line in the source or
// takes several.
func (b *builder) spreadClauses(clauses []arrow) bool {
	for _, c := range clauses {
		if b.breaks(c.meta) {
			return true
		}
		if form, _, args, ok := call(c.body, -1); ok && form.Is(quoted.Block) && len(args) > 1 {
			return true
		}
	}
	return false
}

func (b *builder) clauseGap(clauses []arrow) doc {
	if b.spreadClauses(clauses) {
		return inspect.Line{}
	}
	return space
}

func (b *builder) forced(d doc, clauses []arrow) doc {
	if b.spreadClauses(clauses) {
		return inspect.Force{D: d}
	}
	return d
}

// clauses makes clauses on lines of their own, between two lines.
func (b *builder) clauses(clauses []arrow, first, last int) doc {
	d := b.clause(clauses[0], first, b.clauseEnd(clauses, 0, last))
	for i, c := range clauses[1:] {
		next := b.clause(c, first, b.clauseEnd(clauses, i+1, last))
		empty := inspect.Nest{D: inspect.Break{}, By: inspect.Reset}
		d = lines(inspect.Cat{d, empty}, next)
	}
	return inspect.Group{D: b.forced(d, clauses)}
}

// clauseEnd is the line that ends clause i: that of the end of all for the last.
func (b *builder) clauseEnd(clauses []arrow, i, last int) int {
	if i == len(clauses)-1 {
		return last
	}
	return closingLine(clauses[i].meta)
}

func (b *builder) clause(c arrow, first, last int) doc {
	if c.args.IsNil() {
		return nest(glue(inspect.Text("() ->"), b.block(c.body, line(c.meta), last)), 2)
	}
	b.nesting += 2
	args := b.clauseHead(c.args, first)
	b.nesting -= 2
	body := b.block(c.body, first, last)
	head := inspect.Group{D: inspect.Cat{ungroup(args), inspect.Text(" ->")}}
	return inspect.Cat{head, nest(inspect.Cat{space, body}, 2)}
}

// clauseHead makes the arguments of a clause with the comments before them.
func (b *builder) clauseHead(args term.Term, first int) doc {
	docs, found := b.withComments([]term.Term{args}, nil, first, minLine, func(_ int, t term.Term) piece {
		return piece{d: b.clauseArgs(list(t)), newlines: 1}
	})
	if found {
		return chain(docs, joinLine)
	}
	return chain(docs, joinBreak)
}

// clauseArgs makes the arguments of a clause with its guard.
func (b *builder) clauseArgs(args []term.Term) doc {
	if len(args) == 0 {
		return inspect.Text("()")
	}
	if len(args) == 1 {
		if form, meta, parts, ok := call(args[0], -1); ok && form.Is(quoted.When) && len(parts) > 0 {
			last := len(parts) - 1
			var heads []term.Term
			for _, p := range parts[:last] {
				if p.IsCons() {
					p = quoted.Call(quoted.Block, term.Nil, p)
				}
				heads = append(heads, p)
			}
			special := quoted.Pair(atomSpecial.Term(), atomClauseArgs.Term())
			left := quoted.New(special, meta, term.List(term.List(heads...)))
			return b.binary(operation{op: quoted.When, text: "when", meta: meta, left: left, right: parts[last]}, inNoParens)
		}
	}
	return b.join(args, inNoParens)
}

// section is a part of a do block, between two lines.
type section struct {
	key         string
	first, last int
	body        term.Term
}

// doBlocks returns the sections of the last argument t if it is to print as a
// do block.
func (b *builder) doBlocks(meta, t term.Term) []section {
	if !t.IsCons() || !t.Head().IsTupleOf(2) {
		return nil
	}
	if _, key, ok := block(t.Head().Elem(0)); !ok || !key.Is(quoted.DoAtom) {
		return nil
	}
	inSource := get(meta, quoted.DoAtom).IsList()
	if !inSource && !b.ForceDoEnd {
		return nil
	}
	var out []section
	for _, p := range list(t) {
		if !p.IsTupleOf(2) {
			malformed(p)
		}
		keyMeta, key, ok := block(p.Elem(0))
		if !ok || !key.IsAtom() {
			if !inSource {
				return nil
			}
			malformed(p)
		}
		name := key.AtomName()
		switch name {
		case "do", "rescue", "catch", "else", "after":
			if name == "do" && len(out) > 0 && !inSource {
				return nil
			}
		default:
			if !inSource {
				return nil
			}
		}
		first := line(keyMeta)
		if n := len(out); n > 0 {
			out[n-1].last = first
		}
		out = append(out, section{key: name, first: first, body: p.Elem(1)})
	}
	out[len(out)-1].last = endLine(meta)
	return out
}

// sections makes the sections of a do block behind its do.
func (b *builder) sections(sections []section) doc {
	var d doc
	for i, s := range sections {
		var key doc
		if i > 0 {
			key = inspect.Text(s.key)
		}
		part := key
		if body := b.section(s); body != nil {
			part = nest(lines(key, body), 2)
		}
		if i == 0 {
			d = part
		} else {
			d = lines(d, part)
		}
	}
	return d
}

func (b *builder) section(s section) doc {
	if startsArrow(s.body) {
		return b.clauses(arrows(list(s.body)), s.first, s.last)
	}
	d := b.block(s.body, s.first, s.last)
	if d == nil {
		return nil
	}
	return inspect.Group{D: d}
}
