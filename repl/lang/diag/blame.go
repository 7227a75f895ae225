package diag

import (
	"slices"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/inspect"
)

// Blame is Exception.blame/3: the exception with what its arguments, the
// functions and the keys that exist tell about its cause, and the stack trace
// without the arguments that are now in the message.
func (f *Formatter) Blame(kind term.Atom, reason, stack term.Term) (e, st term.Term) {
	if kind != term.Error {
		return reason, stack
	}
	e = f.Normalize(kind, reason, stack)
	module, _ := Module(e)
	switch module.String() {
	case "Elixir.ArithmeticError":
		if frames := Frames(stack); len(frames) > 0 {
			if s := f.operation(frames[0]); s != "" {
				e = put(e, "message", term.String(text(get(e, "message"))+s))
			}
		}
	case "Elixir.KeyError":
		e = f.blameKey(e)
	case "Elixir.UndefinedFunctionError":
		e = f.blameUndefined(e)
	case "Elixir.FunctionClauseError":
		return f.blameClauses(e, stack)
	}
	return e, stack
}

// operation prints the arithmetic operation that failed.
func (f *Formatter) operation(fr Frame) string {
	if fr.Module.String() != "erlang" || fr.Args == nil {
		return ""
	}
	name := fr.Function.String()
	if len(fr.Args) == 1 {
		switch name {
		case "+", "-":
			return ": " + name + "(" + f.inspect(fr.Args[0]) + ")"
		case "bnot":
			return ": Bitwise.bnot(" + f.inspect(fr.Args[0]) + ")"
		}
		return ""
	}
	if len(fr.Args) != 2 {
		return ""
	}
	a, b := f.inspect(fr.Args[0]), f.inspect(fr.Args[1])
	switch name {
	case "+", "-", "*", "/":
		return ": " + a + " " + name + " " + b
	case "div", "rem":
		return ": " + name + "(" + a + ", " + b + ")"
	case "band", "bor", "bxor", "bsl", "bsr":
		return ": Bitwise." + name + "(" + a + ", " + b + ")"
	}
	return ""
}

func (f *Formatter) blameKey(e term.Term) term.Term {
	if get(e, "message").IsBinary() {
		return e
	}
	message := f.keyError(e)
	if key, in := get(e, "key"), get(e, "term"); key.IsAtom() {
		var near []suggestion
		for _, k := range atomKeys(in) {
			if d := Jaro(key.AtomName(), k.AtomName()); d >= 0.77 {
				near = append(near, suggestion{d, k, inspect.Atom(k.AtomName())})
			}
		}
		message += suggest("\nDid you mean:\n\n", near)
	}
	return put(e, "message", term.String(message))
}

// atomKeys returns the keys of a map or keyword list whose keys are all atoms.
func atomKeys(t term.Term) []term.Term {
	var keys []term.Term
	if t.IsMap() {
		for k := range t.Pairs() {
			if !k.IsAtom() {
				return nil
			}
			keys = append(keys, k)
		}
		return keys
	}
	for ; t.IsCons(); t = t.Tail() {
		p := t.Head()
		if !p.IsTupleOf(2) || !p.Elem(0).IsAtom() {
			return nil
		}
		keys = append(keys, p.Elem(0))
	}
	if !t.IsNil() {
		return nil
	}
	return keys
}

type suggestion struct {
	distance float64
	key      term.Term
	text     string
}

// suggest lists the five nearest, in the order of their names.
func suggest(title string, near []suggestion) string {
	if len(near) == 0 {
		return ""
	}
	slices.SortStableFunc(near, func(a, b suggestion) int {
		switch {
		case a.distance > b.distance:
			return -1
		case a.distance < b.distance:
			return 1
		}
		return 0
	})
	near = near[:min(5, len(near))]
	slices.SortStableFunc(near, func(a, b suggestion) int { return term.Compare(a.key, b.key) })
	var b strings.Builder
	b.WriteString(title)
	for _, s := range near {
		b.WriteString("    * " + s.text + "\n")
	}
	return b.String()
}

func (f *Formatter) blameUndefined(e term.Term) term.Term {
	if get(e, "message").IsBinary() {
		return e
	}
	message, kind := f.undefinedText(e)
	module, function, arity := get(e, "module"), get(e, "function"), get(e, "arity")
	switch {
	case kind == hintNone || !module.IsAtom() || !function.IsAtom() || !arity.IsInt():
	case isNil(module):
		if arity.Int() == 0 {
			message += ". If you are using the dot syntax, such as module.function(), " +
				"make sure the left-hand side of the dot is a module atom"
		}
	case kind == hintFunction && module.Is(term.Intern("erlang")) && function.Is(term.Intern("get_stacktrace")) && arity.Int() == 0:
		message += ", use the new try/catch syntax for retrieving the stack backtrace"
	case kind == hintFunction:
		exports, _ := f.functions(module.Atom())
		message += f.behaviourHint(module.Atom(), function.Atom(), int(arity.Int())) +
			FunctionHint(exports, module.Atom(), function.Atom(), int(arity.Int()))
	default:
		message += f.moduleHint(module, function.Atom(), int(arity.Int()))
	}
	return put(e, "message", term.String(message))
}

func (f *Formatter) behaviourHint(module, function term.Atom, arity int) string {
	if f.Behaviours == nil {
		return ""
	}
	for _, b := range f.Behaviours(module, function, arity) {
		return ", but the behaviour " + inspect.Atom(b.String()) + " expects it to be present"
	}
	return ""
}

// FunctionHint is what the report of an undefined function says about those that
// its module exports.
func FunctionHint(exports []Function, module, function term.Atom, arity int) string {
	var same, near []suggestion
	for _, x := range exports {
		if x.Macro && x.Name == function && x.Arity == arity {
			return ". However, there is a macro with the same name and arity. Be sure to require " +
				inspect.Atom(module.String()) + " if you intend to invoke this macro"
		}
		s := suggestion{1, term.Tuple(x.Name.Term(), term.Int(int64(x.Arity))), inspect.AtomCall(x.Name.String()) + "/" + itoa(x.Arity)}
		if x.Name == function {
			same = append(same, s)
		} else if s.distance = Jaro(function.String(), x.Name.String()); s.distance >= 0.77 {
			near = append(near, s)
		}
	}
	if len(same) > 0 {
		near = same
	}
	return suggest(". Did you mean:\n\n", near)
}

func (f *Formatter) moduleHint(module term.Term, function term.Atom, arity int) string {
	var found []string
	if f.Modules != nil {
		for _, m := range f.Modules(strings.TrimPrefix(module.AtomName(), "Elixir.")) {
			exports, _ := f.functions(m)
			for _, x := range exports {
				if !x.Macro && x.Name == function && x.Arity == arity {
					found = append(found, m.String())
					break
				}
			}
		}
	}
	if len(found) == 0 {
		return MissingAlias(module)
	}
	found = found[:min(5, len(found))]
	slices.Sort(found)
	var b strings.Builder
	b.WriteString(". Did you mean:\n")
	for _, m := range found {
		b.WriteString("\n      * " + f.FormatMFA(term.Intern(m), function, Frame{Arity: arity}))
	}
	b.WriteByte('\n')
	return b.String()
}

func (f *Formatter) functions(module term.Atom) ([]Function, bool) {
	if f.Functions == nil {
		return nil, false
	}
	return f.Functions(module)
}

// MissingAlias advises on a module name without a dot.
func MissingAlias(module term.Term) string {
	if !module.IsAtom() {
		return ""
	}
	rest, ok := strings.CutPrefix(module.AtomName(), "Elixir.")
	if !ok || strings.Contains(rest, ".") {
		return ""
	}
	return ". Make sure the module name is correct and has been specified in full (or that an alias has been defined)"
}

// Jaro is String.jaro_distance/2: 1 for equal strings, 0 for strings with
// nothing in common.
func Jaro(a, b string) float64 {
	if a == b {
		return 1
	}
	r, s := []rune(a), []rune(b)
	if len(r) == 0 || len(s) == 0 {
		return 0
	}
	if len(r) > len(s) {
		r, s = s, r
	}
	window := max(len(s)/2-1, 0)
	used := make([]bool, len(s))
	var left, right []rune
	for i, c := range r {
		for j := max(0, i-window); j < min(len(s), i+window+1); j++ {
			if !used[j] && s[j] == c {
				used[j] = true
				left = append(left, c)
				break
			}
		}
	}
	if len(left) == 0 {
		return 0
	}
	for j, u := range used {
		if u {
			right = append(right, s[j])
		}
	}
	swapped := 0
	for i := range left {
		if left[i] != right[i] {
			swapped++
		}
	}
	m := float64(len(left))
	return (m/float64(len(r)) + m/float64(len(s)) + (m-float64(swapped/2))/m) / 3
}

// blameClauses moves the arguments from the stack trace into the exception.
func (f *Formatter) blameClauses(e, stack term.Term) (term.Term, term.Term) {
	if !stack.IsCons() {
		return e, stack
	}
	fr, ok := FrameOf(stack.Head())
	module, function := get(e, "module"), get(e, "function")
	if !ok || fr.Args == nil || !fr.Fun.IsNone() || !module.Is(fr.Module) || !function.Is(fr.Function) {
		return e, stack
	}
	e = put(e, "args", term.List(fr.Args...))
	if f.Clauses != nil {
		if cs, ok := f.Clauses(fr.Module, fr.Function, fr.Args); ok {
			e = put(put(e, "kind", term.A(cs.Kind)), "clauses", cs.term())
		}
	}
	frame := term.Tuple(module, function, term.Int(int64(fr.Arity)), fr.Location)
	return e, term.Cons(frame, stack.Tail())
}

func (f *Formatter) functionClause(e term.Term) string {
	function := get(e, "function")
	if !function.IsAtom() || isNil(function) || !get(e, "module").IsAtom() {
		return "no function clause matches"
	}
	return "no function clause matching in " + f.clauseMFA(e) + f.BlamedArguments(e, f.inspect)
}

func (f *Formatter) clauseMFA(e term.Term) string {
	arity, _ := get(e, "arity").AsInt()
	return f.FormatMFA(get(e, "module").Atom(), get(e, "function").Atom(), Frame{Arity: int(arity)})
}

// BlamedArguments is what the message of a blamed FunctionClauseError says
// about the arguments and the clauses; "" without arguments. show prints an
// argument.
func (f *Formatter) BlamedArguments(e term.Term, show func(term.Term) string) string {
	args, ok := get(e, "args").Slice()
	if !ok || isNil(get(e, "args")) {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n\nThe following arguments were given to " + f.clauseMFA(e) + ":\n")
	for i, a := range args {
		b.WriteString("\n    # " + itoa(i+1) + "\n    " + strings.ReplaceAll(show(a), "\n", "\n    ") + "\n")
	}
	const shown = 10
	clauses, _ := get(e, "clauses").Slice()
	if n := len(clauses); n > 0 {
		b.WriteString("\nAttempted function clauses (showing " + itoa(min(n, shown)) + " out of " + itoa(n) + "):\n\n")
		for _, c := range clauses[:min(n, shown)] {
			b.WriteString("    " + text(get(e, "kind")) + " " + f.clauseText(get(e, "function"), c) + "\n")
		}
		switch {
		case n == shown+1:
			b.WriteString("    ...\n    (1 clause not shown)\n")
		case n > shown:
			b.WriteString("    ...\n    (" + itoa(n-shown) + " clauses not shown)\n")
		}
	}
	return b.String()
}

// ShellError is how iex prints an uncaught error in three parts: the banner
// (coloured as eval_error), what is known about a function clause, and the
// stack trace (coloured as stack_info). The banner and blame stand on one
// line, the trace starts on the next.
func (f *Formatter) ShellError(kind term.Atom, reason, stack term.Term, show func(term.Term) string) (banner, blame, trace string) {
	e, st := f.Blame(kind, reason, stack)
	banner = f.FormatBanner(kind, e, st)
	if m, ok := Module(e); ok && m.String() == "Elixir.FunctionClauseError" {
		if show == nil {
			show = f.inspect
		}
		banner = f.FormatBanner(kind, put(e, "args", nilTerm), st)
		blame = "    " + strings.ReplaceAll(f.BlamedArguments(e, show), "\n", "\n    ")
	}
	return banner, blame, f.FormatStacktrace(st)
}

// ScriptError is how the command line prints an uncaught error: as iex does, but
// where the function is that no clause matched in is not told.
func (f *Formatter) ScriptError(kind term.Atom, reason, stack term.Term) string {
	banner, blame, trace := f.ShellError(kind, reason, stack, nil)
	if blame != "" && stack.IsCons() && stack.Head().IsTupleOf(4) && stack.Head().Elem(2).IsList() {
		top := stack.Head()
		arity, _ := top.Elem(2).Slice()
		entry := term.Tuple(top.Elem(0), top.Elem(1), term.Int(int64(len(arity))), term.Nil)
		trace = f.FormatStacktrace(term.Cons(entry, stack.Tail()))
	}
	return banner + blame + "\n" + trace
}
