package inspect

import (
	"math"

	"gex/proto/term"
)

// MaxDepth is how deep terms may nest; what is deeper prints as "...". Elixir
// has no such bound; it keeps hostile terms from exhausting the stack.
const MaxDepth = 100_000

// String prints t on one line, as Kernel.inspect/1.
func String(t term.Term) string { return string(Append(nil, t, nil)) }

// Append prints t as Kernel.inspect/2 does and appends it to dst. nil options
// are New().
func Append(dst []byte, t term.Term, o *Options) []byte {
	if o == nil {
		o = New()
	}
	d, _ := ToDoc(t, o)
	width := Unlimited
	if o.Pretty {
		width = o.Width
	}
	return Format(dst, Group{D: d}, width)
}

// ToDoc is Inspect.Algebra.to_doc_with_opts/2: the document of t, and what is
// left of o.Limit after it. o is not changed.
func ToDoc(t term.Term, o *Options) (Doc, int) {
	p := newPrinter(o)
	d := p.doc(t)
	return d, p.left()
}

// OwnDoc is ToDoc without o.InspectFun and implementations of Inspect for t
// itself; what is inside of t prints as ever. A struct shows all its fields.
func OwnDoc(t term.Term, o *Options) (Doc, int) {
	p := newPrinter(o)
	var d Doc
	if module, isStruct := structModule(t); isStruct && !p.StructsAsMaps {
		d = p.ownStruct(module, t)
	} else {
		d = p.print(t)
	}
	return d, p.left()
}

// MapDoc is OwnDoc with the struct printed as a map.
func MapDoc(t term.Term, o *Options) (Doc, int) {
	p := newPrinter(o)
	d := p.plainMap(t)
	return d, p.left()
}

// printer holds the budget while one term prints.
type printer struct {
	*Options
	limit int // math.MaxInt when there is none
	depth int
}

func newPrinter(o *Options) *printer {
	p := &printer{Options: o, limit: o.Limit}
	if o.Limit < 0 {
		p.limit = math.MaxInt
	}
	return p
}

func (p *printer) left() int {
	if p.limit == math.MaxInt {
		return Unlimited
	}
	return p.limit
}

func (p *printer) doc(t term.Term) Doc {
	if p.depth >= MaxDepth {
		return Text("...")
	}
	p.depth++
	defer func() { p.depth-- }()
	if !p.InspectFun.IsNone() && p.Apply != nil {
		o := *p.Options
		o.Limit = p.left()
		d, limit := p.Apply(t, &o)
		p.charge(limit)
		return d
	}
	return p.print(t)
}

// charge takes over what an implementation left of the budget.
func (p *printer) charge(limit int) {
	if limit >= 0 && p.limit >= 0 {
		p.limit = min(p.limit, limit)
	}
}

func (p *printer) print(t term.Term) Doc {
	switch t.Kind() {
	case term.KindInt, term.KindBig:
		return p.color(Text(p.integer(nil, t)), "number")
	case term.KindFloat:
		return p.color(Text(AppendFloat(nil, t.Float())), "number")
	case term.KindAtom:
		return p.atom(t)
	case term.KindNil:
		return p.color(Text("[]"), "list")
	case term.KindCons:
		return p.list(t)
	case term.KindTuple:
		return p.tuple(t)
	case term.KindMap:
		return p.anyMap(t)
	case term.KindBits:
		return p.bits(t)
	case term.KindFun:
		return Text(p.fun(t.Fun()))
	case term.KindExport:
		return Text(export(t.Export()))
	case term.KindPid:
		return Text("#PID" + p.pid(t.Pid()))
	case term.KindPort:
		return Text(p.port(t.Port()))
	case term.KindRef:
		return Text("#Reference" + p.ref(t.Ref()))
	case term.KindRecord:
		return Text(AppendErlang(nil, t, &ErlangOptions{Pretty: true, Width: 80, NodeIndex: p.NodeIndex}))
	}
	return Text("#None<>")
}

func (p *printer) atom(t term.Term) Doc {
	key := "atom"
	switch t.KnownAtom() {
	case term.True, term.False:
		key = "boolean"
	case term.AtomNil:
		key = "nil"
	}
	return p.color(Text(Atom(t.AtomName())), key)
}
