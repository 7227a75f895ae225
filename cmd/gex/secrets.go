package main

import (
	"errors"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/pflag"

	"gex/cookie"
	"gex/repl/line"
)

// cookieOption is the pflag.Value of an option that says what the cookie is: read
// makes it of the text.
type cookieOption struct {
	o    *options
	name string
	kind string
	read func(text string) (string, error)
}

func (v cookieOption) String() string { return "" }
func (v cookieOption) Type() string   { return v.kind }
func (v cookieOption) Set(text string) error {
	if v.o.cookie != "" && v.o.cookieOption != v.name {
		return errors.New("--cookie, --cookie-file and --ask-cookie exclude each other")
	}
	var err error
	v.o.cookie, err = v.read(text)
	v.o.cookieOption = v.name
	return err
}

// addCookieFlags adds the options about the cookie.
func (o *options) addCookieFlags(f *pflag.FlagSet) {
	f.Var(cookieOption{o, "cookie", "string", func(text string) (string, error) { return text, nil }}, "cookie",
		"the `COOKIE` that nodes must share; it is not shown by ps")
	f.Var(cookieOption{o, "cookie-file", "string", cookie.Read}, "cookie-file", "a `FILE` with the cookie, which nobody else may have access to")
	ask := f.VarPF(cookieOption{o, "ask-cookie", "bool", func(string) (string, error) { return askCookie() }}, "ask-cookie", "", "ask for the cookie at the terminal")
	ask.NoOptDefVal = "true"
}

// terminalDevice is the terminal of the program, whatever its input is.
func terminalDevice() string {
	if runtime.GOOS == "windows" {
		return "CONIN$"
	}
	return "/dev/tty"
}

func askCookie() (string, error) {
	in, err := os.OpenFile(terminalDevice(), os.O_RDWR, 0)
	if err != nil {
		return "", line.ErrNoTerminal
	}
	defer in.Close()
	secret, err := line.ReadSecret(in, os.Stderr, "Cookie: ")
	if err == nil && secret == "" {
		err = errors.New("a cookie must not be empty")
	}
	return secret, err
}

// words are the arguments of the program before hideCookies.
var words []string

// hideCookies takes the cookies out of the command line as other programs see it
// (ps). The arguments themselves are kept in words.
func hideCookies() {
	for _, arg := range os.Args[1:] {
		words = append(words, strings.Clone(arg))
	}
	for _, s := range cookieSpans(words) {
		overwrite(os.Args[1+s.arg][s.from:s.to])
	}
}

// span is a part of an argument.
type span struct{ arg, from, to int }

// cookieWords are what a cookie follows, in any spelling that somebody might try.
var cookieWords = []string{"--cookie", "-cookie", "-setcookie", "--setcookie", "--set-cookie"}

// cookieSpans tells where on a command line cookies stand. It takes more for one
// than is one, rather than less.
func cookieSpans(args []string) (spans []span) {
	for i, arg := range args {
		for _, word := range cookieWords {
			if strings.HasPrefix(arg, word+"=") {
				spans = append(spans, span{i, len(word) + 1, len(arg)})
			}
			if i > 0 && args[i-1] == word {
				spans = append(spans, span{i, 0, len(arg)})
			}
		}
		from := 0
		if strings.HasPrefix(arg, "--erl=") {
			from = len("--erl=")
		} else if i == 0 || args[i-1] != "--erl" {
			continue
		}
		spans = append(spans, switchSpans(i, arg, from)...)
	}
	return spans
}

// switchSpans are those in switches of erl, which begin at from.
func switchSpans(arg int, text string, from int) (spans []span) {
	secret := false
	for from < len(text) {
		rest := strings.TrimLeft(text[from:], " \t\n")
		from = len(text) - len(rest)
		to := len(text)
		if n := strings.IndexAny(rest, " \t\n"); n >= 0 {
			to = from + n
		}
		switch word := text[from:to]; {
		case strings.HasPrefix(word, "-"):
			secret = word == "-setcookie" || word == "-cookie"
		case secret && word != "":
			spans = append(spans, span{arg, from, to})
		}
		from = to
	}
	return spans
}

// conceal takes the cookies of the command line out of a text, such as an error
// message that quotes an option.
func conceal(text string) string {
	for _, s := range cookieSpans(words) {
		if secret := words[s.arg][s.from:s.to]; secret != "" {
			text = replaceWord(text, secret, "***")
		}
	}
	return text
}
