package peers

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// Timeout is how long Expect and Wait wait. Nodes start slowly on a busy machine.
var Timeout = 30 * time.Second

// Shell is a running program that is sent lines and whose output, standard output
// and standard error as one stream, is waited for. Its methods fail the test
// instead of returning errors, so they belong on the test's goroutine.
type Shell struct {
	t     testing.TB
	cmd   *exec.Cmd
	stdin io.WriteCloser
	tty   bool          // stdin is our side of a terminal
	done  chan struct{} // closed when the program has ended

	mu      sync.Mutex
	output  []byte
	seen    int           // output before this offset has been expected
	changed chan struct{} // closed and replaced when output grows
	err     error         // of cmd.Wait, after done
}

// Start runs the command with pipes. It is killed, with all its children, when
// the test ends; what it wrote is logged if the test failed.
func Start(t testing.TB, cmd *exec.Cmd) *Shell {
	t.Helper()
	s := newShell(t, cmd)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.stdin = stdin
	cmd.Stdout, cmd.Stderr = writer{s}, writer{s}
	// A daemon that the program left behind may hold the pipe for ever.
	cmd.WaitDelay = time.Second
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.watch(func() {})
	return s
}

// StartTerminal runs the command on a terminal of 24 lines and 80 columns: what
// it writes contains the echo of what is typed, and control sequences.
func StartTerminal(t testing.TB, cmd *exec.Cmd) *Shell {
	t.Helper()
	s := newShell(t, cmd)
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	s.stdin, s.tty = terminal, true
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		io.Copy(writer{s}, terminal) // ends with an error when the program does
	}()
	s.watch(func() {
		select {
		case <-copied:
		case <-time.After(time.Second):
		}
		terminal.Close()
		<-copied
	})
	return s
}

func newShell(t testing.TB, cmd *exec.Cmd) *Shell {
	return &Shell{t: t, cmd: cmd, done: make(chan struct{}), changed: make(chan struct{})}
}

// watch waits for the program in a goroutine that the test's cleanup joins.
func (s *Shell) watch(drain func()) {
	go func() {
		err := s.cmd.Wait()
		drain()
		s.mu.Lock()
		s.err = err
		s.mu.Unlock()
		close(s.done)
	}()
	s.t.Cleanup(func() {
		s.Kill()
		if s.t.Failed() {
			s.t.Logf("%q wrote:\n%s", s.cmd.Args, s.Output())
		}
	})
}

type writer struct{ s *Shell }

func (w writer) Write(p []byte) (int, error) {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	w.s.output = append(w.s.output, p...)
	close(w.s.changed)
	w.s.changed = make(chan struct{})
	return len(p), nil
}

// Use has what goes wrong with the shell fail a subtest, until that ends.
func (s *Shell) Use(t testing.TB) {
	outer := s.t
	s.t = t
	t.Cleanup(func() { s.t = outer })
}

// Send writes text as it is; add the newline yourself. Control keys of a terminal
// are their bytes, "\x03" for Ctrl-C.
func (s *Shell) Send(text string) {
	s.t.Helper()
	if _, err := io.WriteString(s.stdin, text); err != nil {
		s.t.Fatalf("write %q to %q: %v\n%s", text, s.cmd.Args, err, s.Output())
	}
}

// Eval sends a line and returns what [Shell.Expect] returns for the pattern.
func (s *Shell) Eval(line, pattern string) []string {
	s.t.Helper()
	s.Send(line + "\n")
	return s.Expect(pattern)
}

// Expect waits until the output that no earlier call has consumed matches the
// regular expression, and consumes it up to the end of the match. It returns the
// match and its groups, as regexp.FindStringSubmatch does. A pattern ending in .*
// may match half a line; end it with what follows, such as \n or the prompt.
func (s *Shell) Expect(pattern string) []string {
	s.t.Helper()
	re, deadline := regexp.MustCompile(pattern), time.After(Timeout)
	for {
		over := s.Ended()
		s.mu.Lock()
		changed, fresh := s.changed, s.output[s.seen:]
		if loc := re.FindSubmatchIndex(fresh); loc != nil {
			groups := make([]string, 0, len(loc)/2)
			for i := 0; i < len(loc); i += 2 {
				group := ""
				if loc[i] >= 0 {
					group = string(fresh[loc[i]:loc[i+1]])
				}
				groups = append(groups, group)
			}
			s.seen += loc[1]
			s.mu.Unlock()
			return groups
		}
		rest := string(fresh)
		s.mu.Unlock()
		if over {
			s.t.Fatalf("%q ended without writing %q; it wrote:\n%s", s.cmd.Args, pattern, rest)
		}
		select {
		case <-changed:
		case <-s.done:
		case <-deadline:
			s.t.Fatalf("%q did not write %q within %v; it wrote:\n%s", s.cmd.Args, pattern, Timeout, rest)
		}
	}
}

// Output returns everything written so far.
func (s *Shell) Output() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.output)
}

// CloseInput ends the program's input. On a terminal it types Ctrl-D.
func (s *Shell) CloseInput() {
	s.t.Helper()
	if s.tty {
		s.Send("\x04")
		return
	}
	s.stdin.Close()
}

// Signal sends a signal to the program, not to its children.
func (s *Shell) Signal(sig os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatalf("signal %v to %q: %v", sig, s.cmd.Args, err)
	}
}

// PID returns the process id of the program, for looking at its memory or state.
// It is the BEAM itself for erl, iex and elixir, which replace their start
// scripts.
func (s *Shell) PID() int { return s.cmd.Process.Pid }

// Resize changes the size of the terminal.
func (s *Shell) Resize(lines, columns int) {
	s.t.Helper()
	terminal, ok := s.stdin.(*os.File)
	if !ok || !s.tty {
		s.t.Fatalf("%q has no terminal", s.cmd.Args)
	}
	if err := pty.Setsize(terminal, &pty.Winsize{Rows: uint16(lines), Cols: uint16(columns)}); err != nil {
		s.t.Fatal(err)
	}
}

// Ended reports whether the program has ended.
func (s *Shell) Ended() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// Wait waits until the program ends and returns its exit status, or -1 if a
// signal ended it.
func (s *Shell) Wait() int {
	s.t.Helper()
	select {
	case <-s.done:
	case <-time.After(Timeout):
		s.t.Fatalf("%q did not end within %v; it wrote:\n%s", s.cmd.Args, Timeout, s.Output())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var exit *exec.ExitError
	if s.err != nil && !errors.As(s.err, &exit) && !errors.Is(s.err, exec.ErrWaitDelay) {
		s.t.Fatalf("%q: %v", s.cmd.Args, s.err)
	}
	return s.cmd.ProcessState.ExitCode()
}

// Kill ends the program and its children at once and waits for that.
func (s *Shell) Kill() {
	if !s.Ended() {
		killGroup(s.cmd)
	}
	<-s.done
	s.stdin.Close()
}

// Run runs a command to its end and returns its output and exit status.
func Run(t testing.TB, cmd *exec.Cmd) (output string, status int) {
	t.Helper()
	s := Start(t, cmd)
	s.stdin.Close()
	status = s.Wait()
	return s.Output(), status
}
