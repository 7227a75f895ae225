package render

import (
	"os"

	"github.com/mattn/go-isatty"
)

// Choice is what the user said about colours on the command line.
type Choice uint8

// The choices.
const (
	Auto   Choice = iota // neither
	Never                // --no-color
	Always               // --color
)

// Enabled tells whether to write colours to out: the command line decides,
// then NO_COLOR (https://no-color.org), then whether out is a terminal that is
// not dumb. getenv is os.Getenv if nil.
func Enabled(choice Choice, out *os.File, getenv func(string) string) bool {
	if getenv == nil {
		getenv = os.Getenv
	}
	switch {
	case choice != Auto:
		return choice == Always
	case getenv("NO_COLOR") != "", getenv("TERM") == "dumb", out == nil:
		return false
	}
	return isatty.IsTerminal(out.Fd()) || isatty.IsCygwinTerminal(out.Fd())
}
