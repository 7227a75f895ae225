package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gex/repl/line"
)

// historyFile is where entries are kept between sessions, "" for nowhere: the
// file that GEX_HISTORY names, or that of the user's state.
func historyFile(getenv func(string) string) string {
	switch path := getenv("GEX_HISTORY"); path {
	case "":
		return stateFile(getenv, "history")
	case "off":
		return ""
	default:
		return path
	}
}

// stateFile is a file of gex's own that lasts, in $XDG_STATE_HOME or where the
// system has such files; "" when there is no home.
func stateFile(getenv func(string) string, name string) string {
	dir := getenv("XDG_STATE_HOME")
	var err error
	switch {
	case filepath.IsAbs(dir):
	case runtime.GOOS == "windows":
		dir, err = os.UserCacheDir() // %LocalAppData%
	case runtime.GOOS == "darwin":
		dir, err = os.UserConfigDir()
	default:
		dir, err = os.UserHomeDir()
		dir = filepath.Join(dir, ".local", "state")
	}
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "gex", name)
}

// lineSettings are those of the line editor before IEx.configure.
func lineSettings(getenv func(string) string) line.Settings {
	size, err := strconv.Atoi(getenv("GEX_HISTORY_SIZE"))
	if err != nil {
		size = 0 // the editor's default
	}
	return line.Settings{HistorySize: size}
}

// secretWords are what stands in entries that set or ask for a cookie.
var secretWords = []string{"set_cookie", "setcookie", "--cookie", ":cookie", "cookie:", "GEX_COOKIE", "RELEASE_COOKIE"}

// minCookie is how long a cookie must be for the entries with it to be kept out
// of the history: a shorter one is no secret but might be any word.
const minCookie = 4

// secret tells whether an entry has to do with cookies or has one in it.
func (p *program) secret(entry string) bool {
	for _, w := range secretWords {
		if strings.Contains(entry, w) {
			return true
		}
	}
	for _, c := range p.cookies() {
		if len(c) >= minCookie && hasWord(entry, c) {
			return true
		}
	}
	return false
}

// cookies are those that this node knows.
func (p *program) cookies() []string {
	list := []string{p.o.cookie, os.Getenv("GEX_COOKIE"), os.Getenv("RELEASE_COOKIE")}
	if p.node != nil {
		list = append(list, p.node.Cookies()...)
	}
	return list
}

// hasWord tells whether text has word in it with no letter or digit beside it.
func hasWord(text, word string) bool { return replaceWord(text, word, "") != text }

// replaceWord replaces a word wherever no letter or digit is beside it.
func replaceWord(text, word, by string) string {
	letter := func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	var out strings.Builder
	done := 0
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return out.String() + text[done:]
		}
		start := from + i
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		from = start + len(word)
		after, _ := utf8.DecodeRuneInString(text[from:])
		if !letter(before) && !letter(after) {
			out.WriteString(text[done:start] + by)
			done = from
		}
	}
}

// historyNode is the name by which entries made on this node are known, "" without
// one.
func (p *program) historyNode() string {
	if p.node == nil || !p.node.Alive() {
		return ""
	}
	return p.node.Self().String()
}
