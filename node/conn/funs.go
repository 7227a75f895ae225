package conn

import (
	"errors"
	"time"

	"gex/node/proc"
	"gex/proto/etf"
	"gex/proto/term"
)

// learnTime is how long the other node may take to make a fun for its header.
const learnTime = 5 * time.Second

// errMissing ends the encoding of a message for which a header is missing.
var errMissing = errors.New("fun header not known yet")

// funKey is what the header of a fun depends on.
type funKey struct {
	arity int
	named bool
	asked bool // always true but in the zero key
}

// funs is what a connection knows of the other node's erl_eval. The lock is
// that of the connection.
type funs struct {
	k       *Conn
	headers map[funKey]etf.FunHeader
	missing funKey           // why the last encoding failed
	asking  map[term.Ref]ask // requests under way
	waiting []waiting        // what is kept back, oldest first
	alike   bool             // the other node takes any header
}

type ask struct {
	key   funKey
	timer *time.Timer
}

// waiting is a message that waits for a header, or behind one that does.
type waiting struct {
	sender term.Pid
	out    outgoing
	held   *proc.Process // to be released when it is queued, or nil
}

func (f *funs) init(k *Conn) {
	f.k = k
	f.headers = make(map[funKey]etf.FunHeader)
	f.asking = make(map[term.Ref]ask)
	k.enc.FunHeader = f.header
}

// header is the hook of the encoder.
func (f *funs) header(arity int, named bool) (etf.FunHeader, error) {
	if f.alike {
		return etf.OwnHeader(arity, named), nil
	}
	key := funKey{arity, named, true}
	if h, ok := f.headers[key]; ok {
		return h, nil
	}
	f.missing = key
	return etf.FunHeader{}, errMissing
}

// behindLocked tells whether a message of sender has to wait behind another one.
// What comes from no known process, as all that was kept until the connection
// was up, may be of any.
func (f *funs) behindLocked(sender term.Pid) bool {
	for i := range f.waiting {
		if w := f.waiting[i].sender; w == sender || w == f.k.self || sender == f.k.self {
			return true
		}
	}
	return false
}

// waitLocked keeps a message back, and holds the process that sends it.
func (f *funs) waitLocked(sender term.Pid, x outgoing, from *proc.Process) {
	if from != nil {
		from.Hold()
	}
	f.waiting = append(f.waiting, waiting{sender, x, from})
}

// drop forgets all that waits, and adds those who are held to held.
func (f *funs) drop(held []*proc.Process) []*proc.Process {
	for _, w := range f.waiting {
		if w.held != nil {
			held = append(held, w.held)
		}
	}
	f.waiting = nil
	return held
}

// stop ends all requests.
func (f *funs) stop() {
	f.k.mu.Lock()
	defer f.k.mu.Unlock()
	for ref, a := range f.asking {
		a.timer.Stop()
		delete(f.asking, ref)
	}
}

// askLocked begins to learn a header unless that is under way. The request goes
// ahead of all that waits.
func (f *funs) askLocked(key funKey) {
	for _, a := range f.asking {
		if a.key == key {
			return
		}
	}
	ref := f.k.config.NewRef()
	r := *ref
	f.asking[r] = ask{key, time.AfterFunc(learnTime, func() { f.answer(r, term.Term{}) })}
	request := &proc.SpawnRequest{
		Ref: ref, From: f.k.self.Term(), GroupLeader: f.k.self.Term(),
		Module: atomErpc, Function: atomExecuteCall,
		Args: term.List(ref.Term(), term.ErlEval.Term(), atomExpr, term.List(template(key), term.Nil)),
		Opts: term.List(atomMonitor),
	}
	x, _, _ := f.k.signalControl(term.Term{}, request)
	f.k.appendLocked(x)
}

var (
	atomErpc        = term.Intern("erpc")
	atomExecuteCall = term.Intern("execute_call")
	atomExpr        = term.A("expr")
	atomMonitor     = term.A("monitor")
	atomReturn      = term.A("return")
	atomValue       = term.Intern("value")
	atomClause      = term.A("clause")
	atomVar         = term.A("var")
)

// template is the abstract form of a fun of some arity that shows who asks.
func template(key funKey) term.Term {
	one := term.Int(1)
	var params []term.Term
	for range key.arity {
		params = append(params, term.Tuple(atomVar, one, term.A("_")))
	}
	clauses := term.List(term.Tuple(atomClause, one, term.List(params...), term.Nil,
		term.List(term.Tuple(term.A("atom"), one, term.A("gex")))))
	if key.named {
		return term.Tuple(term.A("named_fun"), one, term.A("Gex"), clauses)
	}
	return term.Tuple(term.A("fun"), one, term.Tuple(term.A("clauses"), clauses))
}

// asks tells whether a spawn request of the other node asks for a header: then
// it is gex and takes any.
func asks(x *proc.SpawnRequest) bool {
	if x.Module != atomErpc || x.Function != atomExecuteCall {
		return false
	}
	args, _ := x.Args.Slice()
	if len(args) != 4 || !args[1].Is(term.ErlEval) || !term.Identical(args[2], atomExpr) || !args[3].IsCons() {
		return false
	}
	form := args[3].Head()
	if !form.IsTuple() {
		return false
	}
	key := funKey{named: form.Arity() == 4}
	body := form.Elem(form.Arity() - 1)
	if !key.named {
		if !body.IsTupleOf(2) {
			return false
		}
		body = body.Elem(1)
	}
	if !body.IsCons() || !body.Head().IsTupleOf(5) {
		return false
	}
	n, ok := body.Head().Elem(2).Len()
	key.arity = n
	return ok && term.Identical(form, template(key))
}

// accept makes all funs go out with our own header.
func (f *funs) accept() {
	f.k.mu.Lock()
	f.alike = true
	f.k.mu.Unlock()
	f.flush()
}

// mine tells whether a reference is that of a request for a header.
func (f *funs) mine(ref *term.Ref) bool {
	f.k.mu.Lock()
	defer f.k.mu.Unlock()
	_, ok := f.asking[*ref]
	return ok
}

// answer takes the exit reason of the process that made the fun, the zero Term
// if there is none.
func (f *funs) answer(ref term.Ref, reason term.Term) {
	f.k.mu.Lock()
	a, ok := f.asking[ref]
	if !ok {
		f.k.mu.Unlock()
		return
	}
	a.timer.Stop()
	delete(f.asking, ref)
	fun := made(ref, reason)
	if fun != nil && fun.Arity == a.key.arity {
		f.headers[a.key] = etf.HeaderOf(fun)
	} else {
		// It does not know erl_eval, so no header is better than another.
		f.alike = true
	}
	f.k.mu.Unlock()
	f.flush()
}

// made returns the fun in {Ref, return, {value, Fun, _}}, nil if there is none.
func made(ref term.Ref, reason term.Term) *term.Fun {
	if !reason.IsTupleOf(3) || reason.Elem(0).Ref() == nil || *reason.Elem(0).Ref() != ref ||
		!term.Identical(reason.Elem(1), atomReturn) {
		return nil
	}
	if es := reason.Elem(2).Tagged(atomValue, 3); es != nil {
		return es[1].Fun()
	}
	return nil
}

// flush queues what waits, up to what needs yet another header: that, and what
// is behind it, goes on waiting.
func (f *funs) flush() {
	k := f.k
	k.mu.Lock()
	var held []*proc.Process
	all := f.waiting
	f.waiting = nil
	for _, w := range all {
		if !f.behindLocked(w.sender) {
			key, missing := k.appendLocked(w.out)
			if !missing {
				if w.held != nil {
					held = append(held, w.held)
				}
				continue
			}
			f.askLocked(key)
		}
		f.waiting = append(f.waiting, w)
	}
	k.mu.Unlock()
	release(held)
}
