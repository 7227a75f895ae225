package diag

import (
	"fmt"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/inspect"
)

// Normalize is Exception.normalize/3: the exception struct of an Erlang error
// reason. stack is the stack trace as a term, or the zero Term. Reasons of
// kinds other than error come back as they are.
func (f *Formatter) Normalize(kind term.Atom, reason, stack term.Term) term.Term {
	if kind != term.Error || IsException(reason) {
		return reason
	}
	frames := Frames(stack)
	if reason.IsAtom() {
		switch reason.AtomName() {
		case "badarg":
			return f.badarg(reason, frames)
		case "badarith":
			return New("ArithmeticError")
		case "system_limit":
			if why, details, ok := f.errorInfo(reason, frames,
				"a system limit has been reached due to errors at the given arguments"); ok {
				return NewMessage("SystemLimitError", why+details)
			}
			return New("SystemLimitError")
		case "cond_clause":
			return New("CondClauseError")
		case "undef", "function_clause":
			return f.fromFrames(reason.AtomName(), frames)
		}
	}
	if e := f.tagged(reason, frames); !e.IsNone() {
		return e
	}
	if _, details, ok := f.errorInfo(reason, frames, ""); ok {
		return New("ErlangError", "original", reason, "reason", term.String(details))
	}
	return New("ErlangError", "original", reason)
}

// tagged normalizes the reasons that are tuples; the zero Term if reason is
// no tuple that Elixir knows.
func (f *Formatter) tagged(reason term.Term, frames []Frame) term.Term {
	if !reason.IsTuple() || reason.Arity() < 2 || !reason.Elem(0).IsAtom() {
		return term.Term{}
	}
	es := reason.Elems()
	tag := es[0].AtomName()
	if len(es) == 3 {
		switch tag {
		case "badbool":
			return New("BadBooleanError", "operator", es[1], "term", es[2])
		case "badkey":
			return f.badkey(es[1], es[2])
		}
		return term.Term{}
	}
	if len(es) != 2 {
		return term.Term{}
	}
	if module := tagModules[tag]; module != "" {
		return New(module, "term", es[1])
	}
	switch tag {
	case "badarity":
		if es[1].IsTupleOf(2) {
			return New("BadArityError", "function", es[1].Elem(0), "args", es[1].Elem(1))
		}
	case "badkey":
		return New("KeyError", "key", es[1], "term", keyErrorTerm(frames))
	case "badarg":
		return NewMessage("ArgumentError", "argument error: "+f.inspect(es[1]))
	}
	return term.Term{}
}

// tagModules are the exceptions of reasons {tag, term}.
var tagModules = map[string]string{
	"badfun": "BadFunctionError", "badmatch": "MatchError", "badmap": "BadMapError",
	"case_clause": "CaseClauseError", "else_clause": "WithClauseError", "try_clause": "TryClauseError",
}

func (f *Formatter) badkey(key, in term.Term) term.Term {
	if in.IsMap() {
		return New("KeyError", "key", key, "term", in)
	}
	message := "key " + f.inspect(key) + " not found in: " +
		f.inspectWith(in, func(o *inspect.Options) { o.Pretty, o.Limit = true, inspect.Unlimited }) +
		"\n\nIf you are using the dot syntax, such as map.field, make sure the left-hand side of the dot is a map"
	return New("KeyError", "key", key, "term", in, "message", term.String(message))
}

// keyErrorTerm finds the map that a key was not in among the arguments of
// the first frame.
func keyErrorTerm(frames []Frame) term.Term {
	if len(frames) == 0 {
		return nilTerm
	}
	fr := frames[0]
	at, ok := map[string]int{
		"Elixir.Map.get_and_update!/3": 0, "Elixir.Map.update!/3": 0, "maps.update/3": 2, "maps.get/2": 1,
		"erlang.map_get/2": 1,
	}[fr.key()]
	if !ok || fr.Args == nil {
		return nilTerm
	}
	return fr.Args[at]
}

// fromFrames makes the exceptions that say which function was called.
func (f *Formatter) fromFrames(reason string, frames []Frame) term.Term {
	module, function, arity := nilTerm, nilTerm, nilTerm
	if len(frames) > 0 && frames[0].Fun.IsNone() {
		fr := frames[0]
		module, function, arity = fr.Module.Term(), fr.Function.Term(), term.Int(int64(fr.Arity))
	}
	name := "UndefinedFunctionError"
	if reason == "function_clause" {
		name = "FunctionClauseError"
	}
	return New(name, "module", module, "function", function, "arity", arity)
}

func (f *Formatter) badarg(reason term.Term, frames []Frame) term.Term {
	if len(frames) > 0 {
		if fr := frames[0]; fr.key() == "erlang.apply/3" && fr.Args != nil && !fr.Args[0].IsAtom() {
			return NewMessage("ArgumentError", f.badApply(fr.Args[0], fr.Args[1], fr.Args[2]))
		}
	}
	if why, details, ok := f.errorInfo(reason, frames, "errors were found at the given arguments"); ok {
		return NewMessage("ArgumentError", why+details)
	}
	return New("ArgumentError")
}

// badApply explains a call on what is no module.
func (f *Formatter) badApply(module, function, args term.Term) string {
	named := "you attempted to apply a function named " + f.inspect(function) + " on "
	if module.IsMap() && function.IsAtom() {
		if v, ok := module.MapGet(function); ok {
			s := named + "a map/struct. If you are using Kernel.apply/3, make sure the module is an atom. "
			if v.IsFun() {
				return s + "If you are trying to invoke an anonymous function in a map/struct, add a dot between the " +
					"function name and the parenthesis: map." + text(function) + ".()"
			}
			return s + "If you are using the dot syntax, ensure there are no parentheses after the field name, " +
				"such as map." + text(function)
		}
	}
	if function.IsAtom() && args.IsNil() {
		return named + f.inspect(module) + ". If you are using Kernel.apply/3, make sure the module is an atom. " +
			"If you are using the dot syntax, such as module.function(), make sure the left-hand side of the dot is " +
			"an atom representing a module"
	}
	return "you attempted to apply a function on " + f.inspect(module) +
		". Modules (the first argument of apply) must always be an atom"
}

// errorInfo explains an error by the error_info of its first frame: which
// arguments were wrong and how. The texts are in the map itself under the
// numbers of the arguments, general and reason, or follow from the function
// and its arguments as OTP's format_error/2 derives them.
func (f *Formatter) errorInfo(reason term.Term, frames []Frame, why string) (string, string, bool) {
	if len(frames) == 0 {
		return "", "", false
	}
	fr := frames[0]
	info, ok := fr.info("error_info")
	if !ok || !info.IsMap() {
		return "", "", false
	}
	args := map[int]string{}
	general := ""
	for k, v := range info.Pairs() {
		switch {
		case k.IsInt():
			args[int(k.Int())] = text(v)
		case k.IsAtom() && k.AtomName() == "general":
			general = text(v)
		case k.IsAtom() && k.AtomName() == "reason":
			why = text(v)
		}
	}
	if c, ok := info.MapGet(term.A("cause")); ok && c.IsTupleOf(4) {
		number := c.Elem(0)
		if n, ok := info.MapGet(term.A("override_segment_position")); ok {
			number = n
		}
		if s := f.segment(number, c, reason); s != "" {
			why, general = "construction of binary failed", s
		}
	}
	if c, ok := info.MapGet(term.A("cause")); ok && c.IsTupleOf(2) && fr.Module.String() == "io" && fr.Args != nil {
		args, general = f.ioError(fr.Function.String(), fr.Args, c)
	}
	if len(args) == 0 && general == "" {
		cause := ""
		if c, ok := info.MapGet(term.A("cause")); ok && c.IsAtom() {
			cause = c.AtomName()
		}
		args = BadArguments(fr.Module.String(), fr.Function.String(), fr.Args, reason, cause)
	}
	var b strings.Builder
	for n := 1; n <= fr.Arity; n++ {
		if s, ok := args[n]; ok && s != "" {
			fmt.Fprintf(&b, "  * %s argument: %s\n", nth(n), s)
		}
	}
	switch {
	case b.Len() > 0:
		return why, ":\n\n" + b.String(), true
	case general != "":
		return why, ": " + general, true
	}
	return "", "", false
}

func nth(n int) string {
	switch n {
	case 1:
		return "1st"
	case 2:
		return "2nd"
	case 3:
		return "3rd"
	}
	return fmt.Sprintf("%dth", n)
}

// segment explains why a segment of a bit string could not be built: cause is
// {Number, Type, Error, Value} as the construction leaves it in error_info.
func (f *Formatter) segment(number, cause, reason term.Term) string {
	if !number.IsInt() || !cause.Elem(1).IsAtom() || !cause.Elem(2).IsAtom() {
		return ""
	}
	kind, value := cause.Elem(1).AtomName(), cause.Elem(3)
	shown := f.inspect(value)
	what := ""
	switch e := cause.Elem(2).AtomName(); {
	case isAtom(reason, "system_limit"):
		what = "the size " + plain(value) + " is too large"
	case kind == "float" && e == "invalid":
		what = "expected one of the supported sizes 16, 32, or 64 but got: " + plain(value)
	case kind == "float" && e == "no_float":
		what = "the value " + shown + " is outside the range expressible as a float"
	case kind == "binary" && e == "unit":
		what = "the size of the value " + shown + " is not a multiple of the unit for the segment"
	case e == "short":
		what = "the value " + shown + " is shorter than the size of the segment"
	case e == "size":
		what = "expected a non-negative integer as size but got: " + shown
	case e == "type":
		want := map[string]string{"binary": "a binary", "float": "a float or an integer", "integer": "an integer"}[kind]
		if want == "" {
			want = "a non-negative integer encodable as " + kind
		}
		what = "expected " + want + " but got: " + shown
	default:
		return ""
	}
	return fmt.Sprintf("segment %d of type '%s': %s", number.Int(), kind, what)
}
