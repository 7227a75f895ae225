package lib

import (
	"strings"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/diag"
	"gex/repl/lang/inspect"
	"gex/repl/lang/vm"
)

// InspectOptions are Elixir's defaults together with what this node knows:
// the fields of structs, their own implementations of Inspect (run in p), and
// numbers for other nodes.
func (r *Runtime) InspectOptions(p *proc.Process) *inspect.Options {
	o := inspect.New()
	o.NodeIndex = r.nodeIndex
	s := &structs{Runtime: r, p: p}
	o.Structs, o.Apply = s, s.apply
	o.FunName, o.FunFile = vm.FunName, vm.FunFile
	return o
}

// nodeIndex is the first number in a printed pid: 0 for this node.
func (r *Runtime) nodeIndex(n term.Atom, _ uint32) int {
	if r.Node.Local(n) {
		return 0
	}
	return int(n)
}

func trimElixir(name string) string {
	const prefix = "Elixir."
	if len(name) > len(prefix) && name[:len(prefix)] == prefix {
		return name[len(prefix):]
	}
	return name
}

// messageOf runs message/1 of an exception's module in p; a failure of it is the
// message.
func (r *Runtime) messageOf(p *proc.Process, module term.Atom, e term.Term) string {
	t, exc := r.Call(p, module, term.Intern("message"), e)
	if exc == nil && t.IsBinary() {
		return t.Text()
	}
	o := r.InspectOptions(p)
	shown := func(t term.Term) string { return string(inspect.Append(nil, t, o)) }
	if exc == nil {
		return "got " + shown(t) + " while retrieving Exception.message/1 for " + shown(e) + " (expected a string)"
	}
	f := r.Formatter(p)
	raised := f.Normalize(exc.Class.Atom(), exc.Reason, exc.Stacktrace)
	kind, _ := diag.Module(raised)
	return "got " + inspect.Atom(kind.String()) + " with message " + shown(term.String(f.MessageOf(raised))) +
		" while retrieving Exception.message/1 for " + shown(e) + ". Stacktrace:\n" + f.FormatStacktrace(exc.Stacktrace)
}

// Formatter makes texts of exceptions and reports as this node prints them;
// exceptions with a message/1 of their own run it in p.
func (r *Runtime) Formatter(p *proc.Process) *diag.Formatter {
	return &diag.Formatter{
		Dir: workDir(),
		Clauses: func(module, function term.Atom, args []term.Term) (diag.Clauses, bool) {
			return r.clauses(p, module, function, args)
		},
		Modules: r.namesakes,
		Inspect: r.InspectOptions(p),
		Message: func(e term.Term) (string, bool) {
			module, ok := diag.Module(e)
			if !ok || r.System.Table.Lookup(module, term.Intern("message"), 1) == nil {
				return "", false
			}
			return r.messageOf(p, module, e), true
		},
		Functions: func(module term.Atom) ([]diag.Function, bool) {
			if !r.System.Table.Ensure(module) {
				return nil, false
			}
			var fs []diag.Function
			for _, f := range r.System.Table.Functions(module) {
				if name, macro := cutMacro(f.Name.String()); macro {
					fs = append(fs, diag.Function{Name: term.Intern(name), Arity: f.Arity - 1, Macro: true})
				} else {
					fs = append(fs, diag.Function{Name: f.Name, Arity: f.Arity})
				}
			}
			return fs, true
		},
	}
}

// namesakes returns the modules whose last part is name, or whose name differs
// from it in the case of letters; none for a name of several parts.
func (r *Runtime) namesakes(name string) []term.Atom {
	if strings.Contains(name, ".") {
		return nil
	}
	var found []term.Atom
	for _, m := range r.System.Table.Modules() {
		full, elixir := strings.CutPrefix(m.String(), "Elixir.")
		if elixir && full != name && (strings.EqualFold(full, name) || strings.HasSuffix(full, "."+name)) {
			found = append(found, m)
		}
	}
	return found
}
