package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gex/node"
	"gex/node/erpc"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/ioclient"
	"gex/repl/render"
)

// Config is what a remote shell is made of.
type Config struct {
	Node   *node.Node
	Target term.Atom
	// Connect connects to the target, or says why it cannot.
	Connect func(ctx context.Context) error
	// Leader starts a group leader before the terminal or pipe; apply has functions
	// called on the target.
	Leader func(apply Apply) (*proc.Process, error)
	// Shell, if set, is told which process there is the Erlang shell that a group
	// leader is for, which the functions of that shell ask for.
	Shell func(leader *proc.Process, shell term.Term)
	// Stderr takes what the shell itself has to say.
	Stderr io.Writer
	// Name is what the banner begins with, such as the name and version of the
	// program.
	Name string
	// Quiet leaves out the banner and the prompts, Echo writes each line read after
	// its prompt, HaltOnError ends the session after the first entry that failed.
	Quiet, Echo, HaltOnError bool
	// Terminal tells that a person types: a lost connection is made again then.
	Terminal bool
	// DotFile is evaluated on the target before the first entry: a file there, "" for
	// the one that its IEx takes, if there is one. NoDotFile takes none.
	DotFile   string
	NoDotFile bool
	Colors    *render.Colors
	// Remember keeps an entry in the history.
	Remember func(entry string)
}

// Session is a shell whose entries are evaluated on another node.
type Session struct {
	cfg    Config
	target *Target
	failed atomic.Bool
	broken atomic.Bool

	p        *proc.Process
	eval     *evaluator // nil for the Erlang shell
	counter  int
	terminal bool

	mu          sync.Mutex // guards what other goroutines touch
	proc        *proc.Process
	running     bool               // an entry is evaluated
	worker      term.Term          // the evaluator, or the Erlang shell
	tag         term.Term          // of messages to the evaluator
	leader      *proc.Process      // before the terminal
	giveUp      context.CancelFunc // of the attempts to connect, nil at other times
	reading     string
	readingMore bool
	typed       typed

	completing atomic.Bool
	over       chan struct{} // closed when the shell is over
}

// New returns a shell that Run starts.
func New(cfg Config) *Session { return &Session{cfg: cfg, counter: 1, over: make(chan struct{})} }

// Failed tells whether an entry failed, the input ended in the middle of one, or the
// shell could not go on.
func (s *Session) Failed() bool { return s.failed.Load() }

func (s *Session) fail() { s.failed.Store(true) }

// Broken tells whether the shell has ended because it could not go on.
func (s *Session) Broken() bool { return s.broken.Load() }

// breakDown notes that the shell cannot go on, and why.
func (s *Session) breakDown(format string, args ...any) {
	s.fail()
	s.broken.Store(true)
	s.say(format, args...)
}

// interruptTag is the message by which Interrupt reaches the process.
var interruptTag = term.A("$interrupt")

func isInterrupt(msg term.Term) bool {
	return msg.IsTupleOf(1) && term.Identical(msg.Elem(0), interruptTag)
}

// Run reads entries and has them evaluated until the input ends. It is the function
// of a Go-written process. The connection is up when it is called.
func (s *Session) Run(p *proc.Process) {
	s.mu.Lock()
	s.p, s.proc = p, p
	s.mu.Unlock()
	p.SetTrapExit(true)
	defer s.close()
	if err := s.start(); err != nil {
		s.breakDown("%s", s.describe(err))
		return
	}
	s.banner()
	if s.erlangShell() {
		s.runErlang()
		return
	}
	s.dotFile()
	for !(s.cfg.HaltOnError && s.Failed()) && s.entry() {
	}
}

// erlangShell tells whether the shell of Erlang itself serves: a person on a node
// without Elixir.
func (s *Session) erlangShell() bool { return s.cfg.Terminal && s.target.Elixir == "" }

// start asks what there is on the target and starts an evaluator with what is kept of
// the one before.
func (s *Session) start() error {
	if err := s.newLeader(); err != nil {
		return err
	}
	t, err := probe(s.p, s.cfg.Target)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.target = t
	s.mu.Unlock()
	if s.erlangShell() {
		return s.startErlang()
	}
	return s.startEvaluator()
}

func (s *Session) startEvaluator() error {
	var kept term.Term
	if s.eval != nil {
		kept = s.eval.kept
	}
	e, err := startEvaluator(s.p, s.target, kept, nil)
	if err != nil {
		return err
	}
	s.eval = e
	s.setWorker(e.pid, e.tag)
	return nil
}

// setWorker notes the process there that is the shell, and the tag of messages to an
// evaluator.
func (s *Session) setWorker(pid, tag term.Term) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.worker, s.tag = pid, tag
}

// newLeader replaces the group leader: what an evaluator that is gone has asked of
// the old one is not answered.
func (s *Session) newLeader() error {
	leader, err := s.cfg.Leader(applyOn(s.cfg.Node, s.cfg.Target))
	if err != nil {
		return err
	}
	s.mu.Lock()
	old := s.leader
	s.leader = leader
	s.mu.Unlock()
	s.p.SetGroupLeader(leader.Self())
	if old != nil {
		_ = s.p.Exit(old.Self(), term.Kill.Term())
	}
	columns, _ := ioclient.Converse(s.p, term.Tuple(term.A("get_geometry"), term.A("columns")), nil)
	s.terminal = columns.IsInt()
	return nil
}

// close ends what the shell has started.
func (s *Session) close() {
	defer close(s.over)
	s.mu.Lock()
	leader, worker := s.leader, s.worker
	s.leader, s.worker = nil, term.Term{}
	s.mu.Unlock()
	if worker.IsPid() {
		_ = s.p.Exit(worker, term.Kill.Term())
	}
	if leader != nil {
		_ = s.p.Exit(leader.Self(), term.Kill.Term())
	}
}

// Elixir tells whether the shell reads Elixir, as it does on a node that has it.
func (s *Session) Elixir() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.target == nil || s.target.Elixir != ""
}

// Dismiss ends the shell from outside. It may be called from any goroutine.
func (s *Session) Dismiss() {
	s.mu.Lock()
	p := s.proc
	s.mu.Unlock()
	if p != nil {
		p.Post(&proc.Do{Func: func(p *proc.Process) { _ = p.Exit(p.Self(), term.Kill.Term()) }})
	}
}

// banner says where one is.
func (s *Session) banner() {
	if s.cfg.Quiet {
		return
	}
	how := ""
	if s.cfg.Terminal && s.target.Elixir == "" {
		how = "The node has no Elixir: type Erlang, each expression with a full stop at its end.\n"
	}
	if s.terminal {
		how += "Press Ctrl+D to leave the shell; the node goes on.\n"
	}
	s.print(fmt.Sprintf("%s: remote shell of %s (%s)\n%s\n", s.cfg.Name, s.cfg.Target, s.target.Runs(), how))
}

// say prints what the shell itself has to say.
func (s *Session) say(format string, args ...any) {
	fmt.Fprintf(s.cfg.Stderr, "gex: "+format+"\n", args...)
}

// describe words an error.
func (s *Session) describe(err error) string {
	var e *ended
	var ce *erpc.Error
	switch {
	case errors.As(err, &e):
		return fmt.Sprintf("no shell starts on %s: %v", s.cfg.Target, e.reason)
	case errors.As(err, &ce):
		return fmt.Sprintf("no shell starts on %s: %v %v", s.cfg.Target, ce.Class, ce.Reason)
	}
	return fmt.Sprintf("%s: %v", s.cfg.Target, err)
}

// dotFile has the file evaluated that IEx on the target would start with.
func (s *Session) dotFile() {
	file := s.cfg.DotFile
	if s.cfg.NoDotFile || !s.target.Helpers || !s.cfg.Terminal {
		return
	}
	source := fmt.Sprintf("import_file(%q)", file)
	if file == "" {
		source = `import_file_if_available("~/.iex.exs")`
	}
	r, err := s.evaluate(source, whole, Nothing)
	s.show(r, err)
	s.counter = 1
}

// entry reads one entry and has it evaluated; false at the end.
func (s *Session) entry() bool {
	var src strings.Builder
	for {
		line, err := s.readLine(src.Len() > 0)
		switch {
		case errors.Is(err, errInterrupted):
			return true
		case errors.Is(err, io.EOF) && src.Len() > 0:
			s.fail()
			r, _ := s.evaluate(src.String(), last, Inspected)
			fmt.Fprintln(s.cfg.Stderr, r.text)
			return false
		case errors.Is(err, io.EOF):
			return false
		case err != nil:
			return s.recovered(err)
		}
		src.WriteString(line)
		if strings.TrimSpace(line) == breakWord {
			return s.givenUp(src.String())
		}
		if s.endsNode(src.String()) && !s.confirmed() {
			return true
		}
		r, err := s.evaluate(src.String(), more, Format{"inspect", s.cfg.Colors.Enabled()})
		if err == nil && r.more {
			continue
		}
		s.cfg.Remember(strings.TrimRight(src.String(), "\n"))
		return s.show(r, err)
	}
}

// breakWord is the line that gives an entry up.
const breakWord = "#iex:break"

// givenUp reports an entry that was given up.
func (s *Session) givenUp(src string) bool {
	if strings.TrimSpace(src) == breakWord {
		return true
	}
	s.fail()
	s.print(s.cfg.Colors.Paint(render.EvalError, "** (TokenMissingError) iex:"+strconv.Itoa(s.counter)+": incomplete expression") + "\n")
	return true
}

// evaluate has a source evaluated. The errors are errInterrupted, ErrLost and *ended.
func (s *Session) evaluate(src string, how extent, f Format) (result, error) {
	// An interrupt that came when the evaluation before was over is for nothing now.
	for stale := true; stale; {
		_, stale, _ = s.p.Receive(isInterrupt, 0)
	}
	s.setRunning(true)
	defer s.setRunning(false)
	s.eval.send(src, s.counter, how, f)
	msg, _, err := s.p.Receive(func(msg term.Term) bool {
		return s.eval.ours(msg) || s.eval.gone(msg) || isInterrupt(msg)
	}, -1)
	switch {
	case err != nil:
		return result{}, err
	case isInterrupt(msg):
		return result{}, errInterrupted
	case s.eval.gone(msg):
		return result{}, s.eval.end(msg)
	}
	return s.eval.result(msg), nil
}

// show prints what came of an entry; false when the shell ends.
func (s *Session) show(r result, err error) bool {
	if err != nil {
		return s.recovered(err)
	}
	var b strings.Builder
	for _, d := range r.diagnostics {
		role := render.EvalError
		if d.severity == "warning" {
			role = render.EvalInterrupt
		}
		b.WriteString(s.cfg.Colors.Paint(role, d.severity+":") + " " + d.text)
	}
	switch {
	case !r.ok:
		s.fail()
		b.WriteString(s.cfg.Colors.Paint(render.EvalError, r.text) + "\n")
		if r.trace != "" {
			b.WriteString(s.cfg.Colors.Paint(render.StackInfo, strings.TrimRight(r.trace, "\n")+"\n"))
		}
	case !r.none:
		b.WriteString(r.text + "\n")
	}
	if b.Len() > 0 {
		s.print(b.String())
	}
	if r.ok {
		s.counter++
	}
	return true
}

// recovered goes on after an error with another evaluator, which has the bindings;
// false when the shell ends.
func (s *Session) recovered(err error) bool {
	var e *ended
	var text string
	switch {
	case errors.Is(err, ErrLost):
		return s.lost()
	case errors.Is(err, errInterrupted):
		s.eval.kill()
		text = "** (EXIT) interrupted"
	case errors.As(err, &e):
		s.fail()
		text = fmt.Sprintf("** (EXIT from %s) shell process exited with reason: %s", s.pidText(s.eval.pid), s.reasonText(e.reason))
	default:
		return false // the process has been told to end
	}
	big := s.eval.big
	if err = s.newLeader(); err == nil {
		err = s.startEvaluator()
	}
	s.print(s.cfg.Colors.Paint(render.EvalError, text) + "\n")
	switch {
	case errors.Is(err, ErrLost):
		return s.lost()
	case err != nil:
		s.breakDown("%s", s.describe(err))
		return false
	case big:
		s.tellBig()
	}
	return true
}

func (s *Session) tellBig() { s.say("the bindings are gone: they are too big to be kept") }

// pidText is how the target prints one of its pids.
func (s *Session) pidText(pid term.Term) string {
	t, err := call(s.p, s.cfg.Target, "erlang", "pid_to_list", []term.Term{pid}, answerLimit)
	if err != nil {
		return fmt.Sprint(pid)
	}
	return "#PID" + text(t)
}

// reasonText is how the target words an exit reason.
func (s *Session) reasonText(reason term.Term) string {
	t, err := call(s.p, s.cfg.Target, "Elixir.Exception", "format_exit", []term.Term{reason}, answerLimit)
	if err != nil {
		return fmt.Sprint(reason)
	}
	return text(t)
}

// Times between attempts to connect again.
const (
	firstRetry = 500 * time.Millisecond
	lastRetry  = 2 * time.Second
)

// lost makes the connection again; false when that is given up.
func (s *Session) lost() bool {
	if !s.cfg.Terminal {
		s.breakDown("the connection with %s is lost", s.cfg.Target)
		return false
	}
	s.say("the connection with %s is lost; connecting again (Ctrl-C gives up)", s.cfg.Target)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.setGiveUp(cancel)
	defer s.setGiveUp(nil)
	begun, said := time.Now(), ""
	for pause := firstRetry; ; pause = min(2*pause, lastRetry) {
		err := s.cfg.Connect(ctx)
		if err == nil {
			if err = s.start(); err == nil {
				break
			}
		}
		if why := err.Error(); ctx.Err() == nil && why != said {
			s.say("%s", why)
			said = why
		}
		// Exit signals and Interrupt end the pause.
		_, _, err = s.p.Receive(isInterrupt, pause)
		if err != nil || ctx.Err() != nil {
			s.breakDown("given up after %v", time.Since(begun).Round(time.Second))
			return false
		}
	}
	what := "the bindings are kept"
	switch {
	case s.erlangShell():
		what = "the shell is a new one"
	case s.eval.kept.IsNone():
		what = "nothing was bound"
		if s.eval.big {
			what = "the bindings were too big to be kept"
		}
	}
	s.say("connected with %s again after %v; %s", s.cfg.Target, time.Since(begun).Round(100*time.Millisecond), what)
	return true
}

func (s *Session) setGiveUp(cancel context.CancelFunc) {
	s.mu.Lock()
	s.giveUp = cancel
	s.mu.Unlock()
}

func (s *Session) setRunning(on bool) {
	s.mu.Lock()
	s.running = on
	s.mu.Unlock()
}

// Interrupt breaks off the evaluation, or the attempts to connect again; false if
// there is neither. It may be called from any goroutine.
func (s *Session) Interrupt() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.giveUp != nil:
		s.giveUp()
	case s.proc == nil || !s.running && !s.typed.erlang:
		return false
	}
	s.proc.Deliver(term.Tuple(interruptTag))
	return true
}

// Interrupted prints that a line was broken off. It may be called from any goroutine.
func (s *Session) Interrupted() {
	s.mu.Lock()
	leader := s.leader
	s.mu.Unlock()
	if leader != nil {
		text := s.cfg.Colors.Paint(render.EvalError, "** (EXIT) interrupted") + "\n"
		s.cfg.Node.Send(leader.Self(), ioclient.Unanswered(leader.Self(), ioclient.PutChars(term.String(text))))
	}
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
	return fmt.Sprintf("%s(%s)%d> ", prefix, s.cfg.Target, s.counter)
}

// Reads tells whether prompt is that of an entry of this shell which is being typed
// now, and whether the line goes on with one.
func (s *Session) Reads(prompt string) (entry, more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.typed.erlang {
		return prompt != "" && s.reading == prompt, s.readingMore
	}
	return s.typed.reads(prompt)
}
