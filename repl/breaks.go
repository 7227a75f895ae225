package repl

import (
	"errors"
	"slices"
	"sync"

	"gex/proto/term"
	"gex/repl/lang/lib"
	"gex/repl/lang/vm"
)

// breaks are the breakpoints that break! has set.
type breaks struct {
	mu   sync.Mutex
	list []*breakpoint // by id
	last int
}

// breakpoint stops the calls of a function, until it has stopped stops of them.
type breakpoint struct {
	lib.Breakpoint
	module    term.Atom
	name      term.Atom
	arity     int
	stops     int
	condition term.Term // of the tuple of arguments, nil for all calls
}

func (sh *Shells) breakRows() []vm.Row {
	withRuntime := func(f func(*vm.Machine, *lib.Runtime, []term.Term) (term.Term, bool)) vm.Native {
		return func(m *vm.Machine, args []term.Term) (term.Term, bool) {
			s := sh.session(m)
			if s == nil {
				s = sh.front()
			}
			if s == nil {
				return m.Error(runtimeError("breakpoints need a shell"))
			}
			return f(m, s.cfg.Runtime, args)
		}
	}
	return []vm.Row{
		{Name: "__break__", Arity: 5, Func: withRuntime(sh.breaks.set)},
		{Name: "__hit__", Arity: 2, Func: sh.breaks.hit},
		{Name: "__breaks__", Arity: 0, Func: sh.breaks.all},
		{Name: "__reset__", Arity: 1, Func: sh.breaks.reset},
		{Name: "__remove__", Arity: 1, Func: withRuntime(sh.breaks.remove)},
	}
}

// set is __break__(module, function, arity, condition, stops): {:ok, id} or
// {:error, reason}.
func (b *breaks) set(m *vm.Machine, rt *lib.Runtime, args []term.Term) (term.Term, bool) {
	arity, ok := args[2].AsInt()
	stops, okStops := args[4].AsInt()
	if !ok || !okStops || !args[0].IsAtom() || !args[1].IsAtom() || arity < 0 || arity > 255 {
		return m.Badarg()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	module, name := args[0].Atom(), args[1].Atom()
	fa, err := rt.Breakable(module, name, int(arity))
	if err != nil {
		return errorReason(breakErrors[err]), true
	}
	at := slices.IndexFunc(b.list, func(p *breakpoint) bool {
		return p.module == module && p.Function == fa
	})
	p := &breakpoint{Breakpoint: lib.Breakpoint{Function: fa, Stop: term.Intern(pryModule)}, module: module, name: name,
		arity: int(arity), stops: int(max(stops, 0)), condition: args[3]}
	list := slices.Clone(b.list)
	if at >= 0 {
		p.ID = b.list[at].ID
		list[at] = p
	} else {
		p.ID = b.last + 1
		list = append(list, p)
	}
	if err := rt.SetBreakpoints(module, of(list, module)); err != nil {
		return m.Error(runtimeError("could not set breakpoint: " + err.Error()))
	}
	b.list, b.last = list, max(b.last, p.ID)
	return term.Tuple(term.Ok.Term(), term.Int(int64(p.ID))), true
}

// breakErrors are the reasons that IEx.Pry puts into words.
var breakErrors = map[error]string{
	lib.ErrNoModule: "no_beam_file", lib.ErrNotElixir: "non_elixir_module", lib.ErrOwn: "own_module",
	lib.ErrNoFunction: "unknown_function_arity",
}

func of(list []*breakpoint, module term.Atom) []lib.Breakpoint {
	var out []lib.Breakpoint
	for _, p := range list {
		if p.module == module {
			out = append(out, p.Breakpoint)
		}
	}
	return out
}

func (b *breaks) find(id term.Term) *breakpoint {
	n, ok := id.AsInt()
	for _, p := range b.list {
		if ok && int64(p.ID) == n {
			return p
		}
	}
	return nil
}

// hit is __hit__(id, check?): false when a breakpoint stops no calls any more, else
// its condition, and with false for check? the call counts as stopped.
func (b *breaks) hit(_ *vm.Machine, args []term.Term) (term.Term, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.find(args[0])
	if p == nil || p.stops == 0 {
		return term.False.Term(), true
	}
	if args[1].Is(term.False) {
		p.stops--
		return term.True.Term(), true
	}
	return p.condition, true
}

// all is __breaks__(): [{id, module, name, arity, stops}].
func (b *breaks) all(*vm.Machine, []term.Term) (term.Term, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]term.Term, len(b.list))
	for i, p := range b.list {
		out[i] = term.Tuple(term.Int(int64(p.ID)), p.module.Term(), p.name.Term(), term.Int(int64(p.arity)), term.Int(int64(p.stops)))
	}
	return term.List(out...), true
}

// reset is __reset__(id): whether there is such a breakpoint; it stops nothing any
// more.
func (b *breaks) reset(_ *vm.Machine, args []term.Term) (term.Term, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.find(args[0])
	if p != nil {
		p.stops = 0
	}
	return term.Bool(p != nil), true
}

// remove is __remove__(module), nil for all: the modules are as they were.
func (b *breaks) remove(m *vm.Machine, rt *lib.Runtime, args []term.Term) (term.Term, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var kept []*breakpoint
	restored := map[term.Atom]bool{}
	for _, p := range b.list {
		if !args[0].Is(term.AtomNil) && !args[0].Is(p.module) {
			kept = append(kept, p)
			continue
		}
		if restored[p.module] {
			continue
		}
		restored[p.module] = true
		if err := rt.SetBreakpoints(p.module, nil); err != nil && !errors.Is(err, lib.ErrNoModule) {
			return m.Error(runtimeError(err.Error()))
		}
	}
	b.list = kept
	return term.Ok.Term(), true
}
