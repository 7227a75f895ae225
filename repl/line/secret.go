package line

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/chzyer/readline"
)

// ErrNoTerminal: there is nobody to ask.
var ErrNoTerminal = errors.New("there is no terminal to ask at")

// Keys that end or change a line that is not shown.
const (
	keyInterrupt = 0x03 // Ctrl-C
	keyEnd       = 0x04 // Ctrl-D
	keyErase     = 0x08 // Ctrl-H, as Backspace
	keyKill      = 0x15 // Ctrl-U
	keyBackspace = 0x7f
)

// ReadSecret asks for a line at a terminal, which shows nothing of it from before
// the prompt on. Ctrl-C gives readline's ErrInterrupt. The terminal is as before
// afterwards.
func ReadSecret(in *os.File, out io.Writer, prompt string) (text string, err error) {
	fd := int(in.Fd())
	before, err := readline.MakeRaw(fd)
	if err != nil {
		return "", ErrNoTerminal
	}
	defer func() {
		err = errors.Join(err, readline.Restore(fd, before))
		fmt.Fprintln(out)
	}()
	fmt.Fprint(out, prompt)
	var line []byte
	for key := make([]byte, 1); ; {
		if _, err := io.ReadFull(in, key); err != nil {
			return "", err
		}
		switch key[0] {
		case '\r', '\n':
			return string(line), nil
		case keyInterrupt:
			return "", readline.ErrInterrupt
		case keyEnd:
			if len(line) == 0 {
				return "", io.EOF
			}
		case keyErase, keyBackspace:
			line = line[:max(0, len(line)-1)]
		case keyKill:
			line = line[:0]
		default:
			line = append(line, key[0])
		}
	}
}
