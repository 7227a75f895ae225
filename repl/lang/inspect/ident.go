package inspect

import (
	"strconv"
	"strings"

	"gex/proto/term"
)

func (o *Options) node(n term.Atom, creation uint32) string {
	if o.NodeIndex == nil {
		return "0"
	}
	return strconv.Itoa(o.NodeIndex(n, creation))
}

func u(n uint64) string { return strconv.FormatUint(n, 10) }

func (o *Options) pid(p *term.Pid) string {
	return "<" + o.node(p.Node, p.Creation) + "." + u(uint64(p.ID)) + "." + u(uint64(p.Serial)) + ">"
}

func (o *Options) port(p *term.Port) string {
	return "#Port<" + o.node(p.Node, p.Creation) + "." + u(p.ID) + ">"
}

// ref prints the words of a reference from the most significant down.
func (o *Options) ref(r *term.Ref) string {
	var b strings.Builder
	b.WriteString("<" + o.node(r.Node, r.Creation))
	for i := min(int(r.N), len(r.W)) - 1; i >= 0; i-- {
		b.WriteString("." + u(uint64(r.W[i])))
	}
	b.WriteByte('>')
	return b.String()
}

func export(e *term.Export) string {
	return "&" + Atom(e.Module.String()) + "." + AtomCall(e.Name.String()) + "/" + strconv.Itoa(e.Arity)
}

// fun prints a closure: #Function<INDEX.UNIQ/ARITY in MODULE.NAME>, the name
// being that of the function it was made in.
func (o *Options) fun(f *term.Fun) string {
	name := ""
	if o.FunName != nil {
		name = o.FunName(f)
	}
	if name == "" && f.Module.String() == "erl_eval" {
		name = "-expr/6-fun-0-" // where every fun of erl_eval is made
	}
	if o.FunFile != nil {
		if file := o.FunFile(f); file != "" {
			return "#Function<" + u(uint64(f.Index)) + "." + funUniq(f) + " in file:" + file + ">"
		}
	}
	var b strings.Builder
	b.WriteString("#Function<" + u(uint64(f.Index)) + "." + funUniq(f) + "/" + strconv.Itoa(f.Arity) +
		" in " + Atom(f.Module.String()))
	if parent, arity, ok := FunParent(name); ok {
		b.WriteString("." + AtomCall(parent) + "/" + arity)
	} else if name != "" {
		b.WriteString("." + AtomCall(name))
	}
	b.WriteByte('>')
	return b.String()
}

func funUniq(f *term.Fun) string { return strconv.FormatInt(f.OldUniq, 10) }

// FunParent splits the name of the function of a closure, "-f/1-fun-0-", into
// the function it was made in and that one's arity.
func FunParent(name string) (parent, arity string, ok bool) {
	rest, ok := strings.CutPrefix(name, "-")
	i := strings.LastIndexByte(rest, '/')
	if !ok || i < 0 {
		return "", "", false
	}
	parts := strings.Split(rest[i+1:], "-")
	if len(parts) != 4 || parts[3] != "" {
		return "", "", false
	}
	return rest[:i], parts[0], true
}
