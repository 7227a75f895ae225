package sys

import (
	"bytes"
	"unicode/utf8"

	"gex/proto/term"
)

// Atoms of the I/O protocol.
var (
	atomIORequest   = term.Intern("io_request")
	atomIOReply     = term.Intern("io_reply")
	atomPutChars    = term.Intern("put_chars")
	atomGetLine     = term.Intern("get_line")
	atomGetChars    = term.Intern("get_chars")
	atomGetUntil    = term.Intern("get_until")
	atomGetPassword = term.Intern("get_password")
	atomGetGeometry = term.Intern("get_geometry")
	atomGetopts     = term.Intern("getopts")
	atomSetopts     = term.Intern("setopts")
	atomRequests    = term.Intern("requests")
	atomColumns     = term.Intern("columns")
	atomRows        = term.Intern("rows")
	atomUnicode     = term.Intern("unicode")
	atomLatin1      = term.Intern("latin1")
	atomBinary      = term.Intern("binary")
	atomEncoding    = term.Intern("encoding")
	atomEof         = term.Intern("eof")
	atomEnotsup     = term.Intern("enotsup")
	atomRequest     = term.Intern("request")
	atomInterrupted = term.Intern("interrupted")
	atomTerminated  = term.Intern("terminated")
	atomDone        = term.Intern("done")
	atomMore        = term.Intern("more")
	atomEcho        = term.Intern("echo")
	atomTerminal    = term.Intern("terminal")
)

// errorTuple is {error, Reason}.
func errorTuple(reason term.Atom) term.Term { return term.Tuple(term.Error.Term(), reason.Term()) }

// ioRequest is one request of the I/O protocol (STDLIB User's Guide, "The
// Erlang I/O Protocol") in a form that needs no more looking at terms.
type ioRequest interface{ isIORequest() }

type (
	// putChars writes text.
	putChars struct{ text []byte }
	// putCharsApply writes the chardata that a call returns.
	putCharsApply struct {
		module, function term.Atom
		args             []term.Term
		latin1           bool
	}
	// getInput reads: a line (n == 0) or n characters.
	getInput struct {
		prompt string
		n      int
		latin1 bool
		secret bool
	}
	// getUntil reads until a callback has enough.
	getUntil struct {
		prompt           string
		module, function term.Atom
		extra            []term.Term
		latin1           bool
	}
	// getGeometry asks for the width or height of the terminal.
	getGeometry struct{ what term.Atom }
	// getOpts asks for all options, setOpts changes some.
	getOpts struct{}
	setOpts struct{ opts []term.Term }
	// several runs requests in turn up to the first error.
	several struct{ requests []term.Term }
	// badRequest is answered {error, request}, or what it says.
	badRequest struct{ reply term.Term }
)

func (putChars) isIORequest()      {}
func (putCharsApply) isIORequest() {}
func (getInput) isIORequest()      {}
func (getUntil) isIORequest()      {}
func (getGeometry) isIORequest()   {}
func (getOpts) isIORequest()       {}
func (setOpts) isIORequest()       {}
func (several) isIORequest()       {}
func (badRequest) isIORequest()    {}

// parseIORequest reads a request. Requests without an encoding are those of
// old nodes and mean latin1.
func parseIORequest(t term.Term) ioRequest {
	bad := badRequest{errorTuple(atomRequest)}
	if t.Is(atomGetopts) {
		return getOpts{}
	}
	es := t.Elems()
	if len(es) < 2 || !es[0].IsAtom() {
		return bad
	}
	name, args := es[0].KnownAtom(), es[1:]
	latin1 := true
	switch name {
	case atomPutChars, atomGetLine, atomGetChars, atomGetUntil, atomGetPassword:
		if args[0].Is(atomUnicode) || args[0].Is(atomLatin1) {
			latin1 = args[0].Is(atomLatin1)
			args = args[1:]
		}
	}
	switch {
	case name == atomPutChars && len(args) == 1:
		text, err := appendText(nil, args[0], latin1)
		if err != nil {
			return badRequest{term.Tuple(term.Error.Term(), term.Tuple(atomPutChars.Term(), encodingAtom(latin1), args[0]))}
		}
		return putChars{text}
	case name == atomPutChars && len(args) == 3 && args[0].IsAtom() && args[1].IsAtom():
		if list, ok := args[2].Slice(); ok {
			return putCharsApply{args[0].Atom(), args[1].Atom(), list, latin1}
		}
	case name == atomGetLine && len(args) == 1:
		return getInput{prompt: promptText(args[0]), latin1: latin1}
	case name == atomGetPassword && len(args) <= 1:
		return getInput{secret: true, latin1: latin1}
	case name == atomGetChars && len(args) == 2:
		if n, ok := args[1].AsInt(); ok && n >= 0 {
			return getInput{prompt: promptText(args[0]), n: int(n), latin1: latin1}
		}
	case name == atomGetUntil && len(args) == 4 && args[1].IsAtom() && args[2].IsAtom():
		if extra, ok := args[3].Slice(); ok {
			return getUntil{promptText(args[0]), args[1].Atom(), args[2].Atom(), extra, latin1}
		}
	case name == atomGetGeometry && len(args) == 1 && args[0].IsAtom():
		return getGeometry{args[0].KnownAtom()}
	case name == atomSetopts && len(args) == 1:
		if opts, ok := args[0].Slice(); ok {
			return setOpts{opts}
		}
	case name == atomRequests && len(args) == 1:
		if list, ok := args[0].Slice(); ok {
			return several{list}
		}
	}
	return bad
}

func encodingAtom(latin1 bool) term.Term {
	if latin1 {
		return atomLatin1.Term()
	}
	return atomUnicode.Term()
}

// promptText is the text of a prompt: chardata, an atom, or nothing.
func promptText(t term.Term) string {
	if t.IsAtom() {
		return t.AtomName()
	}
	text, err := appendText(nil, t, false)
	if err != nil {
		return ""
	}
	return string(text)
}

// appendText appends chardata as UTF-8. In latin1 bytes are characters.
func appendText(dst []byte, t term.Term, latin1 bool) ([]byte, error) {
	if !latin1 {
		return term.AppendCharData(dst, t)
	}
	raw, err := term.AppendIOData(nil, t)
	if err != nil {
		return dst, err
	}
	for _, b := range raw {
		dst = utf8.AppendRune(dst, rune(b))
	}
	return dst, nil
}

// ioOptions are the options of an I/O server that clients may set.
type ioOptions struct {
	binary bool // answer with binaries instead of lists
	latin1 bool // encoding of the device
	echo   bool
}

// set applies options of setopts; an unknown one is {error, enotsup} and
// nothing changes.
func (o *ioOptions) set(opts []term.Term) term.Term {
	n := *o
	for _, opt := range opts {
		if opt.IsAtom() {
			switch opt.KnownAtom() {
			case atomBinary:
				n.binary = true
			case term.Intern("list"):
				n.binary = false
			default:
				return errorTuple(atomEnotsup)
			}
			continue
		}
		kv := opt.Elems()
		if len(kv) != 2 || !kv[0].IsAtom() {
			return errorTuple(atomEnotsup)
		}
		switch kv[0].KnownAtom() {
		case atomBinary:
			n.binary = kv[1].Is(term.True)
		case atomEcho:
			n.echo = kv[1].Is(term.True)
		case atomEncoding:
			n.latin1 = kv[1].Is(atomLatin1)
		case term.Intern("expand_fun"), term.Intern("line_history"), term.Intern("log"):
			// Completion and history are the terminal's own.
		default:
			return errorTuple(atomEnotsup)
		}
	}
	*o = n
	return term.Ok.Term()
}

// get lists the options as getopts answers them.
func (o *ioOptions) get(terminal bool) term.Term {
	pair := func(k term.Atom, v term.Term) term.Term { return term.Tuple(k.Term(), v) }
	yes := term.Bool(terminal)
	return term.List(
		pair(atomEcho, term.Bool(o.echo)), pair(atomBinary, term.Bool(o.binary)),
		pair(atomEncoding, encodingAtom(o.latin1)), pair(atomTerminal, yes),
		pair(term.Intern("stdout"), yes), pair(term.Intern("stderr"), yes), pair(term.Intern("stdin"), yes),
	)
}

// chars is text as the client wants it: a binary, or a list of code points.
func (o *ioOptions) chars(text []byte, latin1 bool) term.Term {
	if o.binary {
		if latin1 {
			out := make([]byte, 0, len(text))
			for _, r := range string(text) {
				if r > 255 {
					return errorTuple(term.Intern("collect_line"))
				}
				out = append(out, byte(r))
			}
			return term.Binary(out)
		}
		return term.Binary(bytes.Clone(text))
	}
	return term.Charlist(string(text))
}
