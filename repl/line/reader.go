package line

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/chzyer/readline"
)

// ErrInterrupt is returned by ReadLine when Ctrl-C ended the input. What was
// typed is lost.
var ErrInterrupt = errors.New("interrupted")

// ErrBreak is the ErrInterrupt of a line in which nothing was typed.
var ErrBreak = fmt.Errorf("%w an empty line", ErrInterrupt)

// ErrSwitch is returned by ReadLine, with the text typed so far, when Ctrl-G asks
// for the jobs.
var ErrSwitch = errors.New("the jobs are asked for")

// Prompt is what stands before a line.
type Prompt struct {
	// Text is the prompt itself; it may have colour sequences.
	Text string
	// Next stands before the further lines of an entry that has several. If
	// it is empty, blanks as wide as Text do.
	Next string
	// Continuation says that the line goes on with an unfinished entry. On
	// Enter the prompt is replaced by blanks, so that the entry can be copied.
	Continuation bool
	// Node is the node on which the line is evaluated, "" if it has no name: Up
	// begins with the entries made there, and AddHistory marks those to come.
	Node string
	// NoHistory keeps Up, Down and the search from recalling entries, for
	// input that is no code.
	NoHistory bool
	// Start is the text that the line has already.
	Start string
}

// Reader reads lines. One goroutine reads at a time; Write may be called by
// any number at any time.
type Reader interface {
	// ReadLine returns the next line with its newline; the last line of the
	// input may lack it, and an entry recalled from history or pasted may
	// have several. Errors are io.EOF, ErrInterrupt, ErrSwitch and ctx's; after ctx's
	// error the text typed so far is kept for the next call.
	ReadLine(ctx context.Context, p Prompt) (string, error)
	// Write prints p. A line that is being typed is redrawn after it.
	io.Writer
	// Width returns the columns of the terminal, 80 when there is none.
	Width() int
	// Height returns its rows, 24 when there is none.
	Height() int
	// Interactive tells whether a person is typing.
	Interactive() bool
	// AddHistory adds an entry of one or more lines to the history, as made on
	// the node of the last prompt.
	AddHistory(entry string)
	// Configure changes the settings.
	Configure(Settings)
	// SetCompleter sets what Tab asks; nil makes Tab a bell.
	SetCompleter(Completer)
	// Close restores the terminal. It does not wait for a pending ReadLine.
	Close() error
}

// Completer finds how the text before pos, in bytes, can go on.
type Completer func(text string, pos int) Completion

// Completion is what Tab does.
type Completion struct {
	// Insert is inserted at the cursor: the part that all candidates share.
	Insert string
	// Lists are shown below the text until the next key if nothing is inserted.
	// Tab shows more of long ones.
	Lists []List
}

// List is a list of candidates, as they are shown.
type List struct {
	// Title stands above the list, "" for none.
	Title string
	Items []string
}

// Settings are what may change while a Reader is open.
type Settings struct {
	// HistoryOff keeps new entries out of the history file.
	HistoryOff bool
	// HistorySize is the number of entries kept; 0 is 2000.
	HistorySize int
	// Suggest shows behind the text how the newest entry of the history that
	// begins with it goes on, with the sequences SuggestionStyle before it; ""
	// shows none. Alt-g turns Suggest on and off.
	Suggest         bool
	SuggestionStyle string
	// Highlight shows the text in the colours of Highlighter, if there is one.
	// Alt-h turns Highlight on and off.
	Highlight   bool
	Highlighter Highlighter
}

// Options are those of New.
type Options struct {
	In  *os.File // os.Stdin if nil
	Out *os.File // os.Stdout if nil
	// HistoryFile keeps the history between sessions; "" keeps it in memory.
	HistoryFile string
	// Secret tells that an entry must not be written to HistoryFile.
	Secret func(entry string) bool
	Settings
	// OnInterrupt is called for Ctrl-C while no line is being read.
	OnInterrupt func()
	// OnSwitch is called for Ctrl-G while no line is being read. If it is nil,
	// Ctrl-G does no more than leave a search.
	OnSwitch func()
	// Plain reads without editing even on a terminal.
	Plain bool
}

// New returns the editor if both files are a terminal that can move its
// cursor, a plain reader otherwise. Without the history file the editor works
// all the same; the error of reading it is returned beside the Reader.
func New(o Options) (Reader, error) {
	if o.In == nil {
		o.In = os.Stdin
	}
	if o.Out == nil {
		o.Out = os.Stdout
	}
	if o.Plain || !IsTerminal(o.In) || !IsTerminal(o.Out) || os.Getenv("TERM") == "dumb" {
		return NewPlain(o.In, o.Out), nil
	}
	h, herr := openHistory(o.HistoryFile, o.HistorySize, o.Secret)
	e, err := newEditor(o, h)
	if err != nil {
		return NewPlain(o.In, o.Out), err
	}
	return e, herr
}

// IsTerminal tells whether f is a terminal.
func IsTerminal(f *os.File) bool { return readline.IsTerminal(int(f.Fd())) }
