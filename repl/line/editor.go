package line

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/chzyer/readline"
)

// editor is the Reader of a terminal.
type editor struct {
	in, out     *os.File
	rl          *readline.Instance
	keys        *queue // what readline reads
	tty         *tty
	unwatch     func()        // stops following the signals of the terminal
	ended       chan struct{} // closed when no more keys are read
	onInterrupt func()
	onSwitch    func()

	mu        sync.Mutex
	screen    screen
	hist      *history
	set       Settings
	completer Completer

	reading  bool
	prompt   Prompt
	text     []rune // what readline's buffer holds, as the listener saw it last
	pos      int
	pastes   []string // pasted texts whose action is on its way
	abort    bool     // the pending read was given up
	empty    bool     // nothing was typed when Ctrl-C came
	closed   bool     // there is no more input
	left     bool     // Close was called
	over     bool     // readline has seen the end of the input
	switched bool     // the pending read ends for the jobs

	between bool      // a key of ours has ended a read, and the next has not begun
	begun   sync.Cond // between is over

	at    int    // history entry that is shown; len(entries) for the draft
	draft []rune // the text before the first Up
	moved bool   // another key came after the entry was recalled
	find  *search
	menu  *menu

	kept          []rune // what Ctrl-Y inserts
	cutting, cuts bool   // the last key, and this one, added to kept
	undo          undo

	unfinished string // lines read of the entry that the prompt goes on with
	restart    bool   // the pending read begins anew with restore
	restore    state
}

var _ Reader = (*editor)(nil)

func newEditor(o Options, h *history) (*editor, error) {
	t, err := openTTY(o.In, o.Out)
	if err != nil {
		return nil, err
	}
	e := &editor{in: o.In, out: o.Out, keys: newQueue(), tty: t, onInterrupt: o.OnInterrupt, onSwitch: o.OnSwitch, hist: h, set: o.Settings,
		ended: make(chan struct{})}
	e.begun.L = &e.mu
	e.screen = screen{out: o.Out}
	e.screen.resize(t.size())
	nothing := func() error { return nil }
	e.rl, err = readline.NewEx(&readline.Config{
		Stdin: e.keys, Stdout: io.Discard, Stderr: io.Discard,
		Painter: painter{}, Listener: readline.FuncListener(e.changed), FuncFilterInputRune: e.filter,
		FuncMakeRaw: nothing, FuncExitRaw: nothing, FuncOnWidthChanged: func(func()) {},
		FuncIsTerminal: func() bool { return false }, // keeps readline from drawing
		FuncGetWidth:   func() int { return 80 },
		HistoryLimit:   -1, DisableAutoSaveHistory: true,
	})
	if err != nil {
		t.restore()
		return nil, err
	}
	e.rl.HistoryDisable()
	e.unwatch = t.watch(e.resized, e.resumed)
	go e.readKeys()
	return e, nil
}

// painter stands in for readline's default, which it only sets late.
type painter struct{}

func (painter) Paint(line []rune, _ int) []rune { return line }

func (e *editor) ReadLine(ctx context.Context, p Prompt) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return "", io.EOF
	}
	if !p.Continuation {
		e.unfinished, e.screen.above = "", 0
	}
	e.prompt, e.reading, e.abort, e.restart, e.find, e.menu = p, true, false, false, nil, nil
	e.undo, e.moved = undo{}, true
	e.switched = false
	e.proceed()
	if p.Start != "" {
		e.fill(strings.ReplaceAll(p.Start, "\n", string(newline)))
	}
	e.hist.use(p.Node)
	e.at, e.draft = len(e.hist.entries), nil
	e.tty.paste(true)
	e.show()
	e.mu.Unlock()

	stop := context.AfterFunc(ctx, e.giveUp)
	text, err := e.rl.Readline()
	stop()

	e.mu.Lock()
	defer e.mu.Unlock()
	e.reading = false
	if e.left {
		if !errors.Is(err, io.EOF) || !e.over {
			go e.drain()
		}
		return "", io.EOF
	}
	e.tty.paste(false)
	switch {
	case errors.Is(err, readline.ErrInterrupt) && e.abort:
		e.screen.erase()
		e.fill(strings.TrimRight(text, "\n"))
		return "", ctx.Err()
	case errors.Is(err, readline.ErrInterrupt) && e.restart:
		e.screen.erase()
		e.screen.eraseAbove()
		return "", ErrInterrupt
	case errors.Is(err, readline.ErrInterrupt) && e.switched:
		return strings.ReplaceAll(strings.TrimRight(text, "\n"), string(newline), "\n"), ErrSwitch
	case errors.Is(err, readline.ErrInterrupt) && e.empty:
		return "", ErrBreak
	case errors.Is(err, readline.ErrInterrupt):
		return "", ErrInterrupt
	case err != nil:
		if e.keys.ended() {
			e.closed = true
		}
		return "", io.EOF
	}
	text = strings.ReplaceAll(text, string(newline), "\n") + "\n"
	e.unfinished += text
	return text, nil
}

// restoring makes the trace of a panic readable. It is deferred where code of
// ours runs on a goroutine of its own or of readline's.
func (e *editor) restoring() {
	if v := recover(); v != nil {
		e.tty.paste(false)
		_ = e.tty.restore()
		panic(v)
	}
}

// fill makes text, as readline has it, what the line holds.
func (e *editor) fill(text string) {
	e.text, e.pos = []rune(text), len([]rune(text))
	e.rl.Operation.SetBuffer(text)
}

// giveUp ends the pending read.
func (e *editor) giveUp() {
	e.mu.Lock()
	if e.reading {
		e.abort = true
	}
	e.mu.Unlock()
	e.keys.put(string(actAbort))
}

// filter sees each key before readline does.
func (e *editor) filter(r rune) (rune, bool) {
	defer e.restoring()
	e.mu.Lock()
	defer e.mu.Unlock()
	for e.between && r != 0 {
		e.begun.Wait()
	}
	switch {
	case r == 0:
		// The end of the input. What is half typed is no entry.
		e.rl.Operation.SetBuffer("")
		e.text, e.pos, e.over = nil, 0, true
		return 0, true
	case e.left:
		return 0, false
	case r == actAbort:
		return readline.CharInterrupt, e.end(e.abort && e.reading)
	case r == actRestart:
		e.restore = state{slices.Clone(e.text), e.pos}
		return readline.CharInterrupt, e.end(e.restart && e.reading)
	case r == actEOF && len(e.text) == 0 && e.find == nil:
		if e.reading {
			e.screen.finish(e.line())
		}
		return readline.CharDelete, true
	case r == readline.CharEnter || r == readline.CharCtrlJ:
		e.find = nil
		e.finish()
	case r == actCancel && e.find == nil && e.menu == nil && e.reading && e.onSwitch != nil:
		e.switched = true
		e.finish()
		return readline.CharInterrupt, e.end(true)
	case r == readline.CharInterrupt && e.find != nil:
		e.rl.Terminal.KickRead() // it waits after this key for the next line
		return actCancel, true
	case r == readline.CharInterrupt:
		e.empty = len(e.text) == 0
		e.finish()
	case e.find != nil && r >= ' ' && !private(r):
		e.find.query += string(r)
		return actTyped, true
	case r == newline:
		e.find = nil
	}
	return r, true
}

// end notes whether a key of ours ends the read, and returns that. Readline takes
// it for Ctrl-C but goes on, as it has seen another key: what follows is for the
// next line and waits for it.
func (e *editor) end(ends bool) bool {
	e.between = ends
	return ends
}

// proceed lets the keys go on that wait for the next line, or for Close.
func (e *editor) proceed() {
	e.between = false
	e.begun.Broadcast()
}

// finish leaves the line on the screen; readline is about to return it.
func (e *editor) finish() {
	if e.reading {
		v := e.line()
		v.next = "" // so that the entry can be copied
		v.shown = e.shown(v, -1)
		if e.prompt.Continuation {
			v.prompt = strings.Repeat(" ", Columns(v.prompt))
		}
		e.screen.finish(v)
	}
	e.text, e.pos = nil, 0
}

// changed is readline's listener: it is called after each key with the buffer
// and the cursor, and may replace them.
func (e *editor) changed(text []rune, pos int, r rune) ([]rune, int, bool) {
	defer e.restoring()
	switch r {
	case 0, readline.CharEnter, readline.CharCtrlJ, readline.CharInterrupt, readline.CharDelete:
		return nil, 0, false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	before := state{e.text, e.pos}
	e.text, e.pos = text, pos
	acted := private(r) && r != newline && pos > 0
	if acted {
		e.text, e.pos = slices.Delete(text, pos-1, pos), pos-1
		e.act(r)
	} else {
		e.menu, e.moved, e.cutting = nil, true, false
	}
	switch {
	case r == actUndo || r == actRestore || slices.Equal(before.text, e.text):
		e.undo.typing = e.undo.typing && !acted
	case acted:
		e.undo.push(before, 0)
	default:
		e.undo.push(before, r)
	}
	if e.reading && e.keys.empty() {
		e.show()
	}
	return slices.Clone(e.text), e.pos, acted
}

// view is what the screen shows now.
func (e *editor) view() view {
	v := e.line()
	if e.menu != nil {
		v.below = e.menu.view(e.screen.height, e.textRows())
	}
	return v
}

// line is the part of the view that stays when the line is read.
func (e *editor) line() view {
	show := func(rs []rune) string { return strings.ReplaceAll(string(rs), string(newline), "\n") }
	v := view{prompt: e.prompt.Text, next: e.prompt.Next, text: show(e.text)}
	v.cursor = len(show(e.text[:e.pos]))
	if e.find != nil {
		v.prompt = "(search)`" + e.find.query + "': "
		if !e.find.found && e.find.query != "" {
			v.prompt = "(no match)`" + e.find.query + "': "
		}
		v.next = ""
	}
	return v
}

func (e *editor) show() {
	v := e.view()
	v.shown, v.hint = e.shown(v, v.cursor), e.hint(v)
	e.screen.draw(v)
}

func (e *editor) bell() { io.WriteString(e.out, "\a") }

// readKeys reads the terminal until it ends.
func (e *editor) readKeys() {
	defer close(e.ended)
	defer e.restoring()
	var d decoder
	buf := make([]byte, 4096)
	for {
		n, err := e.tty.read(buf)
		d.feed(buf[:n], e.press)
		if err != nil {
			e.keys.Close()
			return
		}
	}
}

// press passes a key on. While no line is read, Ctrl-C interrupts what runs
// and Ctrl-G asks for the jobs; both throw away what was typed ahead.
func (e *editor) press(k key) {
	switch {
	case k.suspend:
		e.suspend()
		return
	case k.paste != "":
		e.mu.Lock()
		e.pastes = append(e.pastes, k.paste)
		e.mu.Unlock()
		k.text = string(actPaste)
	case k.text == "\x03" && e.unread():
		e.keys.clear()
		if e.onInterrupt != nil {
			e.onInterrupt()
		}
		return
	case k.text == string(actCancel) && e.onSwitch != nil && e.unread():
		e.keys.clear()
		e.onSwitch()
		return
	}
	e.keys.put(k.text)
}

// unread tells that no line is being read.
func (e *editor) unread() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return !e.reading || e.between
}

func (e *editor) suspend() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.screen.erase()
	e.tty.suspend()
	e.redraw()
}

// redraw shows the line again after something else had the terminal.
func (e *editor) redraw() {
	if e.reading && !e.between {
		e.tty.paste(true)
		e.show()
	}
}

func (e *editor) resumed() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.screen.erase()
	e.redraw()
}

func (e *editor) resized() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.screen.resize(e.tty.size())
}

func (e *editor) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.screen.write(p)
}

func (e *editor) Width() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.screen.width
}

func (e *editor) Height() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.screen.height
}

func (e *editor) Interactive() bool { return true }

func (e *editor) AddHistory(entry string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	// A history that cannot be written is still there for this session.
	_ = e.hist.add(entry, !e.set.HistoryOff)
}

func (e *editor) Configure(s Settings) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.set = s
	e.hist.resize(s.HistorySize)
}

func (e *editor) SetCompleter(c Completer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.completer = c
}

func (e *editor) Close() error {
	e.unwatch()
	e.mu.Lock()
	if e.left {
		e.mu.Unlock()
		return nil
	}
	e.left, e.closed = true, true
	e.proceed()
	reading := e.reading
	e.tty.paste(false)
	err := e.tty.restore()
	e.mu.Unlock()
	if e.tty.wake() {
		<-e.ended
		e.tty.forget()
	}
	e.keys.clear()
	e.keys.Close()
	e.rl.Config.Stdin.Close()
	if !reading {
		go e.drain()
	}
	return err
}

// drain ends readline's goroutines: they wait for someone who reads.
func (e *editor) drain() {
	for {
		_, err := e.rl.Readline()
		e.mu.Lock()
		over := e.over
		e.mu.Unlock()
		if over && errors.Is(err, io.EOF) {
			return
		}
	}
}
