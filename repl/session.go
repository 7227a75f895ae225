package repl

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/code"
	"gex/repl/lang/expand"
	"gex/repl/lang/lib"
	"gex/repl/lang/parse"
	"gex/repl/lang/scan"
	"gex/repl/lang/vm"
	"gex/repl/line"
	"gex/repl/render"
)

// Config is what a shell is made of.
type Config struct {
	Runtime *lib.Runtime
	// Shells are those that the natives of Runtime know; its own if nil.
	Shells *Shells
	// Banner is printed first, "" for none.
	Banner string
	// Stderr takes what goes wrong with the shell itself.
	Stderr io.Writer
	// Diagnostics receives the compiler's errors and warnings of what is typed;
	// that of Runtime if nil.
	Diagnostics expand.Diagnostics
	// Echo writes each line read after its prompt: the transcript of a piped
	// session.
	Echo bool
	// HaltOnError ends the session after the first entry that failed.
	HaltOnError bool
	// Quiet leaves out the banner and the prompts.
	Quiet bool
	// Colors are those of results and errors.
	Colors *render.Colors
	// DotFile is evaluated before the first entry, in the context of the shell;
	// "" for none.
	DotFile string
	// Reader is where entries are typed; nil if nobody types.
	Reader Editor
	// Editing is what IEx.configure starts from for the Reader.
	Editing line.Settings
}

// Session is one shell.
type Session struct {
	cfg    Config
	failed atomic.Bool

	p        *proc.Process // the server
	over     bool          // the group leader has ended it
	terminal bool
	width    int // of results, at most 80
	columns  int // of the terminal, 0 for none

	mu          sync.Mutex // guards what Interrupt, Complete and offer touch
	eval        *evaluator
	evalProc    *proc.Process
	evalRef     *term.Ref
	own         *proc.Process // the evaluator that the shell has started
	running     bool
	waiting     bool      // for a process whose breakpoint was left
	leader      term.Term // the group leader
	scope       *scope
	wishes      []*takeOver
	reading     string // the prompt of the entry that is read, "" for none
	readingMore bool   // of a further line of it

	// unanswered accepts the reply to a read that is under way while the evaluator is
	// replaced, which await must leave in the mailbox.
	unanswered func(msg term.Term) bool

	completing atomic.Bool // Complete has a process
	pending    string      // the lines of the entry before the one that is read; guarded by mu

	counter   int
	lastMatch bool      // the last entry was a match, so no pipe may go on from it
	starting  bool      // the file of Config.DotFile runs
	buffer    term.Term // what the parser of IEx.configure is given next
	edited    term.Term // the settings that the editor has
	colorsMu  sync.Mutex
	colorsSet term.Term
}

// result is a value of the history, for v().
type result struct {
	counter int
	value   term.Term
}

// New returns a shell that Run starts.
func New(cfg Config) *Session {
	if cfg.Shells == nil {
		cfg.Shells = NewShells()
	}
	if cfg.Diagnostics == nil {
		cfg.Diagnostics = cfg.Runtime.Diagnostics
	}
	return &Session{cfg: cfg, counter: 1, buffer: term.Nil}
}

// Failed tells whether an entry failed, or the input ended in the middle of one.
func (s *Session) Failed() bool { return s.failed.Load() }

// Run reads and evaluates until the input ends. It is the function of a
// Go-written process whose group leader is where it reads and writes.
func (s *Session) Run(p *proc.Process) {
	s.mu.Lock()
	s.p, s.leader = p, p.GroupLeader()
	s.mu.Unlock()
	p.SetTrapExit(true)
	s.measure()
	if s.cfg.Banner != "" && !s.cfg.Quiet {
		s.print(s.cfg.Banner + "\n")
	}
	s.cfg.Shells.begin(s)
	defer s.cfg.Shells.end(s)
	s.startEvaluator()
	s.runDotFile()
	for !(s.cfg.HaltOnError && s.Failed()) && !s.over && s.entry() {
	}
}

// measure asks for the width of the terminal, which may have changed.
func (s *Session) measure() {
	n, terminal := columns(s.p)
	s.terminal, s.columns, s.width = terminal, n, 80
	if terminal {
		s.width = min(80, n)
	}
}

// startEvaluator starts an evaluator with no bindings.
func (s *Session) startEvaluator() {
	scope := lib.NewScope("iex", 1)
	scope.Env = helpersEnv(scope.Env)
	s.setScope(scope)
	e := &evaluator{session: s}
	ep, ref, err := s.cfg.Runtime.Node.Spawn(s.p, e, node.SpawnOptions{Monitor: true,
		Initial: proc.MFA{Module: term.Intern("Elixir.IEx.Evaluator"), Function: term.Intern("init"), Arity: 5}})
	if err != nil {
		s.print("** (SystemLimitError) " + err.Error() + "\n")
		return
	}
	s.mu.Lock()
	e.proc = ep
	s.eval, s.evalProc, s.evalRef, s.own = e, ep, ref, ep
	s.mu.Unlock()
	shells := s.cfg.Shells
	shells.enter(ep, e)
	ep.Post(&proc.Do{Func: func(p *proc.Process) { p.OnExit(func(term.Term) { shells.enter(p, nil) }) }})
}

// entry reads one entry and evaluates it; false at the end of the input.
func (s *Session) entry() bool {
	var src strings.Builder
	var nesting scan.Nesting
	parsed := 0 // how much of it was last parsed
	custom, configured := s.parser()
	for {
		s.configureEditor()
		s.setPending(src.String())
		line, err := s.readLine(src.Len() > 0)
		switch {
		case errors.Is(err, errInterrupted), errors.Is(err, errTaken):
			return true
		case err != nil:
			if src.Len() > 0 {
				s.incomplete(src.String())
			}
			return false
		}
		src.WriteString(line)
		if configured {
			q, how := s.customParse(custom, line)
			if how == parseMore {
				continue
			}
			s.remember(src.String())
			if how == parseWhole {
				s.evaluate(q)
			}
			return true
		}
		if strings.TrimSpace(line) == breakWord {
			s.buffer = term.Nil
			s.fail()
			s.print(s.parseError(parse.Break("iex", s.counter)) + "\n")
			return true
		}
		// What is clearly not at its end is not parsed anew for each line once it
		// is long.
		open := nesting.Add(line)
		if open && src.Len() > longEntry && src.Len() < parsed+parsed/4 {
			continue
		}
		parsed = src.Len()
		q, ok := s.parse(src.String(), &err)
		if !ok {
			continue
		}
		s.remember(src.String())
		s.buffer = term.Nil
		if err != nil {
			s.fail()
			s.print(s.parseError(err) + "\n")
			return true
		}
		s.buffer = parserState(q)
		s.evaluate(q)
		return true
	}
}

// longEntry is the size from which an entry counts as long.
const longEntry = 8 << 10

// parse parses an entry; false when it needs more lines.
func (s *Session) parse(src string, failure *error) (q term.Term, whole bool) {
	defer func() {
		if v := recover(); v != nil {
			*failure, whole = newFault(v), true
		}
	}()
	o := parse.Options{File: "iex", Line: s.counter, Columns: false}
	if len(s.eval.history) > 0 || s.lastMatch {
		o.Shorthand, o.AfterMatch = "v(-1)", s.lastMatch
	}
	q, warnings, err := parse.Program(src, o)
	var pe *parse.Error
	if errors.As(err, &pe) && pe.Incomplete {
		return q, false
	}
	if err != nil {
		*failure = err
		return q, true
	}
	for _, w := range warnings {
		s.cfg.Diagnostics.Report(expand.Diagnostic{Severity: expand.SeverityWarning, Message: w.Text, File: "iex", Line: w.Line, Column: w.Column})
	}
	return q, true
}

// incomplete reports input that ends in the middle of an entry.
func (s *Session) incomplete(src string) {
	_, _, err := parse.Program(src, parse.Options{File: "iex", Line: s.counter})
	s.fail()
	fmt.Fprintln(s.cfg.Stderr, s.parseError(err))
}

// evaluate runs an entry in the evaluator and prints what comes of it.
func (s *Session) evaluate(q term.Term) {
	s.lastMatch = isMatch(q)
	if s.terminal {
		s.measure()
	}
	counter := s.counter
	out := s.run(expressions(q), s.scope, func(e *evaluator, value term.Term) string {
		return s.succeeded(e, counter, value)
	})
	if out.text != "" {
		s.print(out.text)
	}
	if out.ok && out.how != goContinue && out.how != goNext {
		s.counter++
	}
	if out.how != goOn {
		s.left(out.how)
	}
}

// outcome is what came of an entry: what is printed of it, whether it has
// succeeded, and how the shell goes on. It is empty when another evaluator has
// taken over.
type outcome struct {
	text string
	ok   bool
	how  going
}

// run runs expressions in the evaluator and returns the lines that are printed of
// them: the text of an error, or what succeeded makes of the value. They are expanded one
// after the other: each sees the modules, imports and macros of those before it.
// What they bind lasts only if all succeed. When another evaluator takes over
// meanwhile, run returns, and what is printed is printed later.
func (s *Session) run(exprs []term.Term, current *scope, succeeded func(*evaluator, term.Term) string) (out outcome) {
	var text string
	var prep *lib.Evaluation
	var j *job
	e := s.eval
	failed := true
	finished := func() {
		if !j.detached {
			s.finished()
		} else if text != "" {
			s.printAsync(text)
		}
	}
	j = &job{
		prepare: func(p *proc.Process) *vm.Machine {
			var err error
			prep, err = s.cfg.Runtime.Prepare(p, expand.CallImports(exprs[0], current.Env), current, s.cfg.Diagnostics)
			if err == nil {
				m := prep.Machine(s.cfg.Runtime).Under(lib.ShellTrace()).Embed()
				if f := current.Env.Function; f != nil {
					m.Within(code.MFA{Module: current.Env.Module, Name: f.Name, Arity: f.Arity})
				}
				return m
			}
			text = s.compileFailure(p, err)
			finished()
			return nil
		},
		done: func(value term.Term, exc *vm.Exception) bool {
			if exc != nil {
				text = s.exception(e.proc, exc)
			} else {
				value, current = prep.Finish(value)
				if exprs = exprs[1:]; len(exprs) > 0 {
					return true
				}
				failed = false
				text = succeeded(e, value)
			}
			finished()
			return false
		},
	}
	s.flushInterrupts()
	s.setRunning(true)
	defer s.setRunning(false)
	for !s.eval.submit(s.evalProc, j) {
		if !s.awaitDown() { // it died while the line was typed
			return outcome{}
		}
		e = s.eval
	}
	if !s.await() {
		return outcome{}
	}
	if !failed {
		s.setScope(current)
	}
	out = outcome{text, !failed, e.going}
	e.going = goOn
	return out
}

func (s *Session) setRunning(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = on
}

// setScope sets what the next entry starts from.
func (s *Session) setScope(scope *lib.Scope) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scope = scope
}

// finished tells the server that a job is over.
func (s *Session) finished() { s.p.Deliver(term.Tuple(finishedTag)) }

var finishedTag = term.A("$evaluated")

// await waits until the job is over; false when the evaluator has died or another
// has taken over.
func (s *Session) await() bool {
	for {
		msg, _, err := s.p.Receive(func(msg term.Term) bool { return s.unanswered == nil || !s.unanswered(msg) }, -1)
		if err != nil {
			return false
		}
		switch es := msg.Elems(); {
		case len(es) == 1 && term.Identical(es[0], finishedTag):
			return true
		case isTakeOver(msg):
			if s.decide() {
				return false
			}
		case s.isInterrupt(msg):
			s.Interrupt()
		case s.isEnd(msg):
			s.end()
			return false
		case s.isDown(msg):
			s.replaceEvaluator(msg.Elem(4))
			return false
		}
	}
}

// awaitDown waits for the end of an evaluator that is known to be dead; false when
// the server ends too.
func (s *Session) awaitDown() bool {
	msg, ok, _ := s.p.Receive(s.isDown, -1)
	if ok {
		s.replaceEvaluator(msg.Elem(4))
	}
	return ok
}

func (s *Session) isDown(msg term.Term) bool {
	es := msg.Tagged(term.Down, 5)
	return es != nil && es[1].IsRef() && *es[1].Ref() == *s.evalRef
}

// replaceEvaluator says why the evaluator ended and starts another, without the
// bindings.
func (s *Session) replaceEvaluator(reason term.Term) {
	s.fail()
	s.print(s.colors().Paint(render.EvalError, s.formatter(s.p).ShellCrash(s.evalProc.Self(), reason)) + "\n")
	s.banner()
	s.lastMatch = false
	s.startEvaluator()
	s.runDotFile()
}

// Interrupt breaks off the running evaluation; false if none runs. It may be
// called from any goroutine.
func (s *Session) Interrupt() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting {
		s.p.Deliver(term.Tuple(abandonTag))
		return true
	}
	if !s.running {
		return false
	}
	s.eval.interrupt(s.evalProc, func() {
		s.fail()
		s.Interrupted()
		s.finished()
	})
	return true
}

// succeeded records the value of an entry and returns how it is printed. It runs
// in the context of the evaluator.
func (s *Session) succeeded(e *evaluator, counter int, value term.Term) string {
	e.history = append(e.history, result{counter, value})
	if kept := s.keptResults(); kept >= 0 && len(e.history) > kept {
		e.history = e.history[len(e.history)-kept:]
	}
	if value.Is(dontDisplay) {
		return ""
	}
	return s.inspect(e.proc, value) + "\n"
}

var dontDisplay = term.Intern("do not show this result in output")

// fail notes that an entry failed.
func (s *Session) fail() { s.failed.Store(true) }

// exception returns how an exception is printed.
func (s *Session) exception(p *proc.Process, exc *vm.Exception) string {
	s.fail()
	if logged(exc.Reason) {
		return s.compileError("CompileError", "cannot compile code "+errorsLogged)
	}
	show := func(t term.Term) string { return s.argument(p, t) }
	banner, blame, trace := s.formatter(p).ShellError(exc.Class.Atom(), exc.Reason, shownTrace(exc.Stacktrace), show)
	text := s.colors().Paint(render.EvalError, banner) + blame + "\n"
	if exc.Stacktrace.IsCons() {
		text += s.colors().Paint(render.StackInfo, strings.TrimRight(trace, "\n")+"\n")
	}
	return text
}

// errorsLogged ends the message of code whose errors have been reported.
const errorsLogged = "(errors have been logged)"

// compileFailure returns how a failed compilation is printed.
func (s *Session) compileFailure(p *proc.Process, err error) string {
	var exc *vm.Exception
	if errors.As(err, &exc) {
		return s.exception(p, exc)
	}
	s.fail()
	name, message := "CompileError", err.Error()
	var xe *expand.Error
	if errors.As(err, &xe) {
		name = strings.TrimPrefix(xe.Exception.String(), "Elixir.")
		if strings.HasSuffix(message, errorsLogged) {
			message = "cannot compile code " + errorsLogged
		}
	}
	return s.compileError(name, message)
}

func (s *Session) compileError(name, message string) string {
	return s.colors().Paint(render.EvalError, "** ("+name+") "+message) + "\n" + s.colors().Paint(render.StackInfo, "\n")
}

// logged tells whether an exception stands for errors that were reported, in
// code that is of no file.
func logged(reason term.Term) bool {
	at := func(key string) term.Term { v, _ := reason.MapGet(term.A(key)); return v }
	if !reason.IsMap() || !at("__struct__").Is(term.Intern("Elixir.CompileError")) || !at("description").IsBinary() {
		return false
	}
	line, ok := at("line").AsInt()
	return strings.HasPrefix(at("description").Text(), "cannot compile file "+errorsLogged) && (!ok || line == 0)
}

func (s *Session) parseError(err error) string {
	var pe *parse.Error
	if errors.As(err, &pe) {
		return "** (" + pe.Kind.String() + ") " + pe.Styled(func(text string) string { return s.colors().Paint(render.EvalError, text) })
	}
	return "** " + err.Error()
}

// prompt returns the prompt of an entry or of its continuation.
func (s *Session) prompt(more bool) string {
	if s.cfg.Quiet {
		return ""
	}
	prefix := "gex"
	if more && s.terminal {
		prefix = "..."
	}
	return s.promptText(prefix, strconv.Itoa(s.counter))
}

// expressions returns the expressions of an entry, at least one.
func expressions(q term.Term) []term.Term {
	if q.IsTupleOf(3) && q.Elem(0).Is(atomBlock) {
		if es, ok := q.Elem(2).Slice(); ok && len(es) > 0 {
			return es
		}
	}
	return []term.Term{q}
}

var atomBlock = term.Intern("__block__")

// isMatch tells whether an entry is a match expression.
func isMatch(q term.Term) bool {
	return q.IsTupleOf(3) && q.Elem(0).Is(term.Intern("="))
}
