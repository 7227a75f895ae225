package repl

import (
	"strings"

	"gex/proto/term"
	"gex/repl/lang/vm"
	"gex/repl/render"
)

const (
	iexModule    = "Elixir.IEx"
	configModule = "Elixir.IEx.Config"
)

// configRows are the functions of IEx.Config.
func (sh *Shells) configRows() []vm.Row {
	return []vm.Row{
		{Name: "started?", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) {
			return term.Bool(sh.front() != nil), true
		}},
		{Name: "color", Arity: 2, Func: sh.color},
	}
}

// color is IEx.Config.color(role, text): a text in the colour of its role, without one outside a shell.
func (sh *Shells) color(m *vm.Machine, args []term.Term) (term.Term, bool) {
	s := sh.session(m)
	if s == nil {
		s = sh.front()
	}
	if s == nil || !args[0].IsAtom() || !args[1].IsBinary() {
		return args[1], true
	}
	return term.String(s.colors().Paint(render.Role(args[0].AtomName()), args[1].Text())), true
}

// setting is what IEx.configure has set under a key.
func (s *Session) setting(key string) (term.Term, bool) {
	all, _ := s.cfg.Runtime.Persistent(term.A(iexModule))
	for ; all.IsCons(); all = all.Tail() {
		if p := all.Head(); p.IsTupleOf(2) && p.Elem(0).Is(term.Intern(key)) {
			return p.Elem(1), true
		}
	}
	return term.Term{}, false
}

// colors are those of the shell after IEx.configure.
func (s *Session) colors() *render.Colors {
	kw, ok := s.setting("colors")
	s.colorsMu.Lock()
	defer s.colorsMu.Unlock()
	if ok && !term.Identical(kw, s.colorsSet) {
		s.cfg.Colors.Configure(kw)
		s.colorsSet = kw
	}
	return s.cfg.Colors
}

// lineWidth is the width of results in columns.
func (s *Session) lineWidth() int {
	if n, ok := s.setting("width"); ok && n.IsInt() {
		if width, small := n.AsInt(); small && s.columns > 0 {
			return min(s.columns, int(width))
		} else if small {
			return min(80, int(width))
		}
	}
	return s.width
}

// keptResults is how many values v() can reach; less than 0 is all.
func (s *Session) keptResults() int {
	if n, ok := s.setting("history_size"); ok {
		if kept, small := n.AsInt(); small {
			return int(kept)
		}
	}
	return 20
}

// promptText is the prompt that IEx.configure has set, filled in; the default
// otherwise.
func (s *Session) promptText(prefix, counter string) string {
	n := s.cfg.Runtime.Node
	key, text := "default_prompt", "%prefix(%counter)>"
	if n.Alive() {
		key, text = "alive_prompt", "%prefix(%node)%counter>"
	}
	if t, ok := s.setting(key); ok && t.IsBinary() {
		text = t.Text()
	}
	return strings.NewReplacer("%prefix", prefix, "%counter", counter, "%node", n.Self().String()).Replace(text) + " "
}
