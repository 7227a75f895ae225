package line

import (
	"bufio"
	"context"
	"io"
	"sync"
)

// plain reads lines of any length from what is no terminal. A goroutine reads
// ahead by one line, so that a pending read can be given up.
type plain struct {
	in    io.Reader
	out   io.Writer
	outMu sync.Mutex

	start sync.Once
	want  chan struct{}
	got   chan plainLine
	asked bool // a line was asked for and has not come

	close  sync.Once
	closed chan struct{}
}

type plainLine struct {
	text string
	err  error
}

// NewPlain returns a Reader without editing.
func NewPlain(in io.Reader, out io.Writer) Reader {
	return &plain{in: in, out: out, want: make(chan struct{}, 1), got: make(chan plainLine, 1), closed: make(chan struct{})}
}

var _ Reader = (*plain)(nil)

func (p *plain) loop() {
	r := bufio.NewReader(p.in)
	for {
		select {
		case <-p.want:
		case <-p.closed:
			return
		}
		s, err := r.ReadString('\n')
		if s != "" {
			err = nil
		}
		p.got <- plainLine{s, err}
	}
}

func (p *plain) ReadLine(ctx context.Context, prompt Prompt) (string, error) {
	p.start.Do(func() { go p.loop() })
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if _, err := p.Write([]byte(prompt.Text)); err != nil {
		return "", err
	}
	if !p.asked {
		p.asked = true
		p.want <- struct{}{}
	}
	select {
	case l := <-p.got:
		p.asked = false
		return l.text, l.err
	case <-ctx.Done():
		return "", ctx.Err()
	case <-p.closed:
		return "", io.EOF
	}
}

func (p *plain) Write(b []byte) (int, error) {
	p.outMu.Lock()
	defer p.outMu.Unlock()
	return p.out.Write(b)
}

func (p *plain) Height() int            { return 24 }
func (p *plain) Width() int             { return 80 }
func (p *plain) Interactive() bool      { return false }
func (p *plain) AddHistory(string)      {}
func (p *plain) Configure(Settings)     {}
func (p *plain) SetCompleter(Completer) {}

func (p *plain) Close() error {
	p.close.Do(func() { close(p.closed) })
	return nil
}
