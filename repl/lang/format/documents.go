package format

import "gex/repl/lang/inspect"

var space = inspect.Break{S: " "}

func glue(a, b doc) doc { return inspect.Cat{a, space, b} }

func lines(a, b doc) doc { return inspect.Cat{a, inspect.Line{}, b} }

func nest(d doc, by int) doc {
	if by == 0 {
		return d
	}
	return inspect.Nest{D: d, By: by}
}

func parens(d doc) doc {
	return inspect.Cat{inspect.Cat{inspect.Text("("), inspect.Nest{D: d, By: inspect.Cursor}}, inspect.Text(")")}
}

// surround puts d between delimiters, on lines of its own if it does not fit.
func surround(left, d, right doc) doc {
	if d == nil {
		return inspect.Cat{left, right}
	}
	inner := inspect.Nest{D: inspect.Glue(left, "", d), By: 2, OnBreak: true}
	return inspect.Group{D: inspect.Glue(inner, "", right)}
}

// hugging groups d, what f makes of it, and all of that; with hug, d may break
// inside while the rest fits.
func hugging(hug bool, d doc, f func(doc) doc) doc {
	inner, outer := inspect.GroupNormal, inspect.GroupNormal
	if hug {
		inner, outer = inspect.GroupOptimistic, inspect.GroupPessimistic
	}
	return inspect.Group{D: f(inspect.Group{D: d, Mode: inner}), Mode: outer}
}

// appendToGroup puts s at the end of d, inside its last group.
func appendToGroup(d doc, s string) doc {
	switch d := d.(type) {
	case inspect.Cat:
		last := len(d) - 1
		out := append(make(inspect.Cat, 0, len(d)), d[:last]...)
		return append(out, appendToGroup(d[last], s))
	case inspect.Group:
		return inspect.Group{D: inspect.Cat{d.D, inspect.Text(s)}, Mode: d.Mode}
	}
	return inspect.Cat{d, inspect.Text(s)}
}

func ungroup(d doc) doc {
	if g, ok := d.(inspect.Group); ok {
		return g.D
	}
	return d
}

// join is how the elements of a container stand.
type join uint8

const (
	joinBreak join = iota // on one line or each on its own
	joinFlex              // as many on a line as fit
	joinLine              // each on its own line
	joinEmpty             // there are none
)

// chain joins documents.
func chain(ds []doc, j join) doc {
	d := ds[0]
	for _, next := range ds[1:] {
		switch j {
		case joinLine:
			d = lines(d, next)
		case joinFlex:
			d = inspect.FlexGlue(d, " ", next)
		default:
			d = glue(d, next)
		}
	}
	return d
}
