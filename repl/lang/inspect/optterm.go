package inspect

import (
	"fmt"

	"gex/proto/term"
)

var (
	atomInspect     = term.Intern("Elixir.Inspect")
	atomInspectName = term.Intern("inspect")
)

// OptionError is an option that Inspect.Opts does not know.
type OptionError struct {
	Key   string
	Value term.Term
}

func (e *OptionError) Error() string {
	return fmt.Sprintf("invalid option %s %s for inspect", AtomKey(e.Key), String(e.Value))
}

// Set changes the options by the keyword list or the pairs of the
// %Inspect.Opts{} struct kw, as Kernel.inspect/2 reads them. Unknown keys are
// ignored as struct/2 ignores them; a value that makes no sense is an
// *OptionError. Colours given as names become escape sequences by ansi; nil
// takes binaries alone.
func (o *Options) Set(kw term.Term, ansi func(term.Term) (string, bool)) error {
	if kw.IsMap() {
		for k, v := range kw.Pairs() {
			if k.IsAtom() {
				if err := o.set(k.AtomName(), v, ansi); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for ; kw.IsCons(); kw = kw.Tail() {
		p := kw.Head()
		if !p.IsTupleOf(2) || !p.Elem(0).IsAtom() {
			return &OptionError{"", p}
		}
		if err := o.set(p.Elem(0).AtomName(), p.Elem(1), ansi); err != nil {
			return err
		}
	}
	return nil
}

func (o *Options) set(key string, v term.Term, ansi func(term.Term) (string, bool)) error {
	name := ""
	if v.IsAtom() {
		name = v.AtomName()
	}
	ok := true
	number := func(dst *int) {
		switch {
		case name == "infinity":
			*dst = Unlimited
		case v.IsInt():
			*dst = int(max(0, min(v.Int(), 1<<30)))
		default:
			ok = false
		}
	}
	truth := func() bool { return name != "false" && name != "nil" }
	choose := func(names ...string) int {
		for i, n := range names {
			if n == name {
				return i
			}
		}
		ok = false
		return 0
	}
	switch key {
	case "limit":
		number(&o.Limit)
	case "printable_limit":
		number(&o.PrintableLimit)
	case "width":
		number(&o.Width)
	case "pretty":
		o.Pretty = truth()
	case "safe":
		o.Unsafe = !truth()
	case "structs":
		o.StructsAsMaps = !truth()
	case "base":
		o.Base = Base(choose("decimal", "binary", "octal", "hex"))
	case "binaries":
		if o.Binaries = AsBinaries; name == "infer" || name == "as_strings" {
			o.Binaries = Binaries(choose("infer", "as_binaries", "as_strings"))
		}
	case "charlists":
		if o.Charlists = AsLists; name == "infer" || name == "as_charlists" {
			o.Charlists = Charlists(choose("infer", "as_lists", "as_charlists"))
		}
	case "inspect_fun":
		o.InspectFun = v
		if v.Kind() == term.KindExport {
			if e := v.Export(); e.Module == atomInspect && e.Name == atomInspectName && e.Arity == 2 {
				o.InspectFun = term.Term{}
			}
		}
	case "custom_options":
		o.CustomOptions = v
	case "syntax_colors":
		ok = o.setColors(v, ansi)
	}
	if !ok {
		return &OptionError{key, v}
	}
	return nil
}

func (o *Options) setColors(kw term.Term, ansi func(term.Term) (string, bool)) bool {
	o.Colors = Colors{}
	for ; kw.IsCons(); kw = kw.Tail() {
		p := kw.Head()
		if !p.IsTupleOf(2) || !p.Elem(0).IsAtom() {
			return false
		}
		seq, ok := p.Elem(1).Text(), p.Elem(1).IsBinary()
		if !ok && ansi != nil {
			seq, ok = ansi(p.Elem(1))
		}
		if !ok {
			return false
		}
		if _, had := o.Colors[p.Elem(0).AtomName()]; !had {
			o.Colors[p.Elem(0).AtomName()] = seq
		}
	}
	return kw.IsNil()
}

// Term returns o as an %Inspect.Opts{} struct.
func (o *Options) Term() term.Term {
	fun := o.InspectFun
	if fun.IsNone() {
		fun = (&term.Export{Module: atomInspect, Name: atomInspectName, Arity: 2}).Term()
	}
	number := func(n int) term.Term {
		if n < 0 {
			return term.A("infinity")
		}
		return term.Int(int64(n))
	}
	colors := term.Nil
	for k, seq := range o.Colors {
		colors = term.Cons(term.Tuple(term.A(k), term.String(seq)), colors)
	}
	return term.MapOf(
		atomStruct.Term(), term.A("Elixir.Inspect.Opts"),
		term.A("base"), term.A([...]string{"decimal", "binary", "octal", "hex"}[o.Base]),
		term.A("binaries"), term.A([...]string{"infer", "as_binaries", "as_strings"}[o.Binaries]),
		term.A("char_lists"), term.A("infer"),
		term.A("charlists"), term.A([...]string{"infer", "as_lists", "as_charlists"}[o.Charlists]),
		term.A("custom_options"), o.CustomOptions,
		term.A("inspect_fun"), fun,
		term.A("limit"), number(o.Limit),
		term.A("pretty"), term.Bool(o.Pretty),
		term.A("printable_limit"), number(o.PrintableLimit),
		term.A("safe"), term.Bool(!o.Unsafe),
		term.A("structs"), term.Bool(!o.StructsAsMaps),
		term.A("syntax_colors"), colors,
		term.A("width"), number(o.Width))
}
