package node_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gex/node"
	"gex/node/proc"
	"gex/node/sys"
	"gex/proto/epmd/epmdtest"
	"gex/proto/etf"
	"gex/proto/term"
	"gex/scripts/peers"
)

const clusterCookie = "clustertest"

// cluster is an epmd of its own and what is registered with it.
type cluster struct {
	t    testing.TB
	port int
}

func newCluster(t testing.TB) *cluster {
	t.Helper()
	return &cluster{t, epmdtest.Serve(t)}
}

// member is a node of the cluster written in Go.
type member struct {
	*node.Node
	t      testing.TB
	sys    *node.System
	mu     sync.Mutex
	report []string
	logs   []sys.LogEvent
}

// functions are what others may call: erpc, rpc and spawns of these.
func functions(m *member) node.Funcs {
	values := map[string]func(args []term.Term) term.Term{
		"erlang:node/0":   func([]term.Term) term.Term { return m.Self().Term() },
		"lists:sum/1":     func(a []term.Term) term.Term { return sum(a[0]) },
		"test:identity/1": func(a []term.Term) term.Term { return a[0] },
		"global:resolve_it/4": func(a []term.Term) term.Term {
			switch a[0].Export().Name.String() {
			case "first":
				return a[2]
			}
			return term.A("none")
		},
		"erl_eval:expr/2": func(a []term.Term) term.Term { return term.Tuple(term.A("value"), evalFun(a[0]), term.Nil) },
	}
	funcs := node.Funcs{
		"test:tell/2": func(p *proc.Process, a []term.Term) (term.Term, error) {
			p.Send(a[0], term.Tuple(p.Self(), a[1]), proc.SendOptions{})
			return term.Term{}, nil
		},
		"test:wait/0": func(p *proc.Process, a []term.Term) (term.Term, error) {
			_, _, err := p.Receive(nil, -1)
			return term.Term{}, err
		},
		"test:exit/1": func(p *proc.Process, a []term.Term) (term.Term, error) {
			return term.Term{}, &node.Exception{Class: term.Exit, Reason: a[0]}
		},
		"test:crash/1": func(p *proc.Process, a []term.Term) (term.Term, error) {
			return term.Term{}, &node.Exception{Class: term.Error, Reason: a[0], Stack: term.Nil}
		},
	}
	for name, f := range values {
		funcs[name] = func(_ *proc.Process, a []term.Term) (term.Term, error) { return f(a), nil }
	}
	return funcs
}

func sum(list term.Term) term.Term {
	ts, _ := list.Slice()
	var n int64
	for _, t := range ts {
		n += t.Int()
	}
	return term.Int(n)
}

// evalFun makes of {'fun', _, {clauses, Clauses}} a fun as erl_eval does, well
// enough to be sent.
func evalFun(form term.Term) term.Term {
	body := form.Elem(form.Arity() - 1)
	clauses, named := body, true
	if form.Arity() == 3 {
		clauses, named = body.Elem(1), false
	}
	arity, _ := clauses.Head().Elem(2).Len()
	return sourceFun(arity, named, clauses).Term()
}

// source is the code of a fun of which only the source matters.
type source struct{ env term.Term }

func (s source) EvalEnv(*term.Fun) (term.Term, bool) { return s.env, true }

func sourceFun(arity int, named bool, clauses term.Term) *term.Fun {
	none := term.A("none")
	env := []term.Term{term.Int(1), term.MapOf(), none, none, term.MapOf(), clauses}
	if named {
		env = append(env, term.A("Me"))
	}
	return &term.Fun{Module: term.ErlEval, Arity: arity, Code: source{term.Tuple(env...)}}
}

// start makes a node NAME@127.0.0.1 with its system processes.
func (c *cluster) start(name string, change ...func(*node.NetConfig)) *member {
	c.t.Helper()
	m := c.bare(name, change...)
	if m.Alive() {
		m.system()
	}
	return m
}

// bare makes a node without system processes.
func (c *cluster) bare(name string, change ...func(*node.NetConfig)) *member {
	c.t.Helper()
	m := &member{t: c.t}
	m.Node = node.New(node.Config{Crash: func(p *proc.Process, reason term.Term) { m.ReportCrash(p, reason, m.log) }})
	m.SetResolver(functions(m))
	c.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := m.Shutdown(ctx); err != nil {
			c.t.Errorf("shutdown of %s: %v", name, err)
		}
	})
	config := node.NetConfig{Name: name + "@127.0.0.1", Long: true, Cookie: clusterCookie, EpmdPort: c.port,
		Addresses: []string{"127.0.0.1"}, Report: m.reported}
	for _, f := range change {
		f(&config)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := m.Start(ctx, config); err != nil {
		c.t.Fatal(err)
	}
	return m
}

func (m *member) system() {
	m.t.Helper()
	var err error
	if m.sys, err = m.StartSystem(term.Term{}, m.log); err != nil {
		m.t.Fatal(err)
	}
}

func (m *member) log(e sys.LogEvent) {
	m.mu.Lock()
	m.logs = append(m.logs, e)
	m.mu.Unlock()
}

func (m *member) reported(err error) {
	m.mu.Lock()
	m.report = append(m.report, err.Error())
	m.mu.Unlock()
}

func (m *member) reports() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.report)
}

// connect connects, and fails the test if that fails.
func (m *member) connect(to string) {
	m.t.Helper()
	if err := m.tryConnect(to); err != nil {
		m.t.Fatal(err)
	}
}

func (m *member) tryConnect(to string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return m.Connect(ctx, term.Intern(to))
}

// agent is a process that does what the test tells it.
type agent struct {
	t    testing.TB
	m    *member
	p    *proc.Process
	work chan func()
}

func (m *member) agent(name string) *agent {
	m.t.Helper()
	a := &agent{t: m.t, m: m, work: make(chan func())}
	o := node.SpawnOptions{TrapExit: true}
	if name != "" {
		o.Name = term.Intern(name)
	}
	p, err := m.SpawnGo(nil, func(*proc.Process) {
		for f := range a.work {
			f()
		}
	}, o)
	if err != nil {
		m.t.Fatal(err)
	}
	a.p = p
	var once sync.Once
	m.t.Cleanup(func() { once.Do(func() { close(a.work) }) })
	return a
}

// outside returns a pid or reference of the agent's node as other nodes know it.
func (a *agent) outside(t term.Term) term.Term {
	a.t.Helper()
	b, err := etf.AppendTerm(nil, t, &etf.EncodeOptions{Self: a.m.Names()})
	if err != nil {
		a.t.Fatal(err)
	}
	t, _, err = etf.Decode(b, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	return t
}

// far is the agent's pid for other nodes.
func (a *agent) far() term.Term { return a.outside(a.p.Self()) }

// do runs f in the process.
func (a *agent) do(f func(p *proc.Process)) {
	done := make(chan struct{})
	a.work <- func() { defer close(done); f(a.p) }
	<-done
}

// next returns the next message.
func (a *agent) next() (msg term.Term) {
	a.t.Helper()
	ok := false
	a.do(func(p *proc.Process) { msg, ok, _ = p.Receive(nil, 20*time.Second) })
	if !ok {
		a.t.Fatal("no message came")
	}
	return msg
}

func (a *agent) want(want term.Term) {
	a.t.Helper()
	if got := a.next(); !term.Identical(got, want) {
		a.t.Fatalf("got %s, want %s", show(got), show(want))
	}
}

func (a *agent) send(to, msg term.Term) {
	a.do(func(p *proc.Process) { p.Send(to, msg, proc.SendOptions{}) })
}

func at(name, nodeName string) term.Term {
	return term.Tuple(term.A(name), term.A(nodeName))
}

// show prints a term roughly.
func show(t term.Term) string {
	switch t.Kind() {
	case term.KindAtom:
		return t.AtomName()
	case term.KindInt:
		return strconv.FormatInt(t.Int(), 10)
	case term.KindBits:
		return strconv.Quote(t.Text())
	case term.KindTuple:
		return "{" + showAll(t.Elems()) + "}"
	case term.KindCons:
		ts, _ := t.Slice()
		return "[" + showAll(ts) + "]"
	case term.KindPid:
		return "<" + t.Pid().Node.String() + "." + strconv.Itoa(int(t.Pid().ID)) + ">"
	case term.KindRef:
		return "#ref"
	case term.KindNil:
		return "[]"
	}
	return "?" + strconv.Itoa(int(t.Kind()))
}

func showAll(ts []term.Term) string {
	var parts []string
	for _, t := range ts {
		parts = append(parts, show(t))
	}
	return strings.Join(parts, ",")
}

// eventually polls until cond holds.
func (m *member) nodes() string {
	var names []string
	for _, n := range m.Nodes(node.NodesConnected) {
		names = append(names, n.String())
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// erl starts a BEAM of the cluster and returns its shell.
func (c *cluster) erl(otp peers.OTP, name string, args ...string) *peers.Shell {
	c.t.Helper()
	env := []string{"ERL_EPMD_PORT=" + strconv.Itoa(c.port)}
	args = append([]string{"-name", name + "@127.0.0.1", "-setcookie", clusterCookie, "-start_epmd", "false"}, args...)
	s := peers.Start(c.t, peers.CommandEnv(otp, env, "erl", args...))
	s.Eval(`io:format("up~n").`, `up\n`)
	return s
}
