package repl

import (
	"slices"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/complete"
	"gex/repl/ioclient"
	"gex/repl/lang/code"
	"gex/repl/lang/lib"
	"gex/repl/lang/vm"
)

// Guest is somebody at the terminal of another node who wants a shell here.
type Guest struct {
	// Terminal tells that there is one, and not a pipe.
	Terminal bool
	// Erlang tells that it was Erlang's shell that was asked for.
	Erlang bool
	// DotFile is the file to evaluate first if DotFileGiven; "" for none.
	DotFile      string
	DotFileGiven bool
}

// Serve has shells be started for clients of other nodes (iex --remsh, erl
// -remsh): config says what such a shell is like. What is nil in the
// configuration of Stderr and Diagnostics is shown on the terminal of the guest.
func (sh *Shells) Serve(rt *lib.Runtime, config func(Guest) Config) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.reception = &reception{rt, config}
}

// reception is what shells for guests are started with.
type reception struct {
	rt     *lib.Runtime
	config func(Guest) Config
}

// registerRemote defines what the clients of remote shells call here.
func (sh *Shells) registerRemote(t *code.Table) {
	vm.Register(t, iexModule, []vm.Row{
		{Name: "start", Arity: 2, Func: sh.startIEx(true)},
		{Name: "__shell__", Arity: 1, Func: sh.shellOf},
	})
	vm.Register(t, "iex", []vm.Row{
		{Name: "start", Arity: 0, Func: sh.startIEx(false)},
		{Name: "start", Arity: 2, Func: sh.startIEx(false)},
	})
	vm.Register(t, "shell", []vm.Row{
		{Name: "start", Arity: 0, Func: sh.startErlang},
		{Name: "start", Arity: 1, Func: sh.startErlang},
	})
	vm.Register(t, "edlin_expand", []vm.Row{
		{Name: "expand", Arity: 1, Func: sh.expand},
		{Name: "expand", Arity: 2, Func: sh.expand},
	})
}

// startIEx is iex:start(Opts, {M, F, A}), where the function is called ahead of the
// shell. own tells that the client completes by itself unless told otherwise, as
// those do that call 'Elixir.IEx':start/2.
func (sh *Shells) startIEx(own bool) vm.Native {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		var g guest
		g.completes = own
		if len(a) == 2 {
			first := a[1].Elems()
			if len(first) != 3 || !first[0].IsAtom() || !first[1].IsAtom() || !first[2].IsList() {
				return m.Badarg()
			}
			g.first = first
			for o := a[0]; o.IsCons(); o = o.Tail() {
				g.option(o.Head())
			}
		}
		return sh.welcome(m, g)
	}
}

// startErlang is shell:start/0,1.
func (sh *Shells) startErlang(m *vm.Machine, _ []term.Term) (term.Term, bool) {
	return sh.welcome(m, guest{Guest: Guest{Erlang: true}})
}

// guest is what is known of one when the shell starts.
type guest struct {
	Guest
	first     []term.Term // module, function and arguments to call ahead
	completes bool
}

// option takes an option of iex:start.
func (g *guest) option(o term.Term) {
	if !o.IsTupleOf(2) || !o.Elem(0).Is(term.Intern("dot_iex")) && !o.Elem(0).Is(term.Intern("dot_iex_path")) {
		return
	}
	if path, err := term.AppendCharData(nil, o.Elem(1)); err == nil && !o.Elem(1).IsAtom() {
		g.DotFile, g.DotFileGiven = string(path), true
	}
}

// welcome starts the shell of a guest, whose group leader is that of the caller,
// and returns its pid.
func (sh *Shells) welcome(m *vm.Machine, g guest) (term.Term, bool) {
	sh.mu.Lock()
	r := sh.reception
	sh.mu.Unlock()
	if r == nil {
		return errorReason("nofile"), true
	}
	p, err := r.rt.Node.SpawnGo(nil, func(p *proc.Process) { sh.serve(p, r, g) }, node.SpawnOptions{
		GroupLeader: m.Proc().GroupLeader(),
		Initial:     proc.MFA{Module: term.Intern("Elixir.IEx.Server"), Function: term.Intern("run"), Arity: 1}})
	if err != nil {
		return m.SystemLimit()
	}
	return p.Self(), true
}

// serve is the process of a guest's shell. It ends normally, which is how the client
// learns that it is over, whatever the end of the client asks for: Elixir's has the
// node halt at the end of its input.
func (sh *Shells) serve(p *proc.Process, r *reception, g guest) {
	_, g.Terminal = columns(p)
	cfg := r.config(g.Guest)
	cfg.Runtime, cfg.Shells = r.rt, sh
	w := &leaderWriter{p: p.Self(), leader: p.GroupLeader(), node: r.rt.Node}
	if cfg.Stderr == nil {
		cfg.Stderr = w
	}
	if cfg.Diagnostics == nil {
		cfg.Diagnostics = &lib.Printer{Out: w, Color: cfg.Colors.Enabled()}
	}
	if g.first != nil {
		args, _ := g.first[2].Slice()
		if _, exc := cfg.Runtime.Call(p, g.first[0].Atom(), g.first[1].Atom(), args...); exc != nil {
			p.SetExit(exc.Reason)
			return
		}
	}
	ioclient.Do(p, setOptions(term.Tuple(term.A("binary"), term.Bool(true)), term.Tuple(term.A("encoding"), ioclient.Unicode)))
	if g.completes {
		if fun, exc := cfg.Runtime.Call(p, term.Intern("iex"), term.Intern("expander")); exc == nil {
			ioclient.Do(p, setOptions(term.Tuple(term.A("expand_fun"), fun)))
		}
	}
	s := New(cfg)
	p.OnExit(func(term.Term) { s.Dismiss() })
	s.Run(p)
}

func setOptions(options ...term.Term) term.Term {
	return term.Tuple(term.A("setopts"), term.List(options...))
}

// leaderWriter writes to a group leader from any goroutine.
type leaderWriter struct {
	p, leader term.Term
	node      *node.Node
}

func (w *leaderWriter) Write(b []byte) (int, error) {
	w.node.Send(w.leader, ioclient.Unanswered(w.p, ioclient.PutChars(term.Binary(slices.Clone(b)))))
	return len(b), nil
}

// shellOf is the pid of the shell with a group leader, nil if there is none.
func (sh *Shells) shellOf(_ *vm.Machine, a []term.Term) (term.Term, bool) {
	if s := sh.led(a[0]); s != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.p.Self(), true
	}
	if leader := a[0].Pid(); leader != nil {
		sh.mu.Lock()
		defer sh.mu.Unlock()
		if shell, ok := sh.elsewhere[*leader]; ok {
			return shell, true
		}
	}
	return term.AtomNil.Term(), true
}

// expand is edlin_expand:expand(Before) of the line editor of OTP 25 and
// expand(Before, Options) of later ones: what Tab does behind the characters Before,
// the last of them first. It is called for the group leader of a shell.
func (sh *Shells) expand(m *vm.Machine, a []term.Term) (term.Term, bool) {
	s := sh.led(m.Proc().Parent())
	if s == nil {
		s = sh.led(m.Proc().GroupLeader())
	}
	var r complete.Result
	if text, ok := reversed(a[0]); ok && s != nil {
		m.Block(func() { r = s.complete(text) })
	}
	return expansion(r, len(a) == 2), true
}

// reversed is the text of characters that stand in reversed order; those of more
// than one code point are lists of them.
func reversed(t term.Term) (string, bool) {
	chars, proper := t.Slice()
	if !proper {
		return "", false
	}
	slices.Reverse(chars)
	text, err := term.AppendCharData(nil, term.List(chars...))
	return string(text), err == nil
}

// expansion is {yes | no, Insert, Matches}: charlists, or, where the editor knows
// them, a map for each list under its title.
func expansion(r complete.Result, titles bool) term.Term {
	matches, plain := []term.Term{}, []term.Term{}
	for _, l := range r.Lists {
		var items []term.Term
		for _, text := range l.Items {
			items = append(items, term.Charlist(text))
		}
		plain = append(plain, items...)
		matches = append(matches, term.MapOf(term.A("title"), term.Charlist(l.Title), term.A("elems"), term.List(items...),
			term.A("options"), term.List(term.A("highlight_all"))))
	}
	if !titles || len(r.Lists) < 2 {
		matches = plain
	}
	found := term.A("yes")
	if r.Insert == "" && len(matches) == 0 {
		found = term.A("no")
	}
	return term.Tuple(found, term.Charlist(r.Insert), term.List(matches...))
}
