// Package line reads lines from the user: keys or bytes go in, entries come
// out. On a terminal it edits, on anything else it just reads.
//
// The editor gives each key to chzyer/readline, which keeps the text and the
// kill buffer, and draws the result itself: readline counts one column for
// most wide characters, knows no text of several lines, keeps a history entry
// to one line, and panics in its search and its menu of candidates. So
// readline runs with its drawing, history, search and completion unused, and
// what it does not know reaches it as private runes that stand for actions.
//
//	bytes -> keys -> readline's buffer -> listener: action -> screen
//
// The terminal stays in raw mode from New to Close, so typed-ahead keys are
// neither echoed nor lost and Ctrl-C is a key: it interrupts the input while a
// line is read and calls OnInterrupt otherwise.
//
// All output while a Reader is open goes through its Write, which erases the
// line that is being typed and draws it again below.
package line
