package line

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Private runes stand for keys that readline does not know or handles wrongly.
// It inserts them as text; the listener takes them out and acts.
const (
	actUp rune = 0x10F000 + iota
	actDown
	actLeft
	actRight
	actHome
	actEnd
	actBackspace
	actDelete
	actEOF // Ctrl-D: end of input on an empty line, else delete
	actTab
	actPaste
	actSearch
	actSearchForward
	actCancel
	actTranspose
	actClear
	actRedraw
	actAbort // ends the read from outside
	actAcceptWord
	actSuggest
	actHighlight
	actLast
)

// newline stands for a line break inside the buffer.
const newline rune = 0x10F0FF

func private(r rune) bool { return r >= 0x10F000 && r <= 0x10F0FF }

// controls are the bytes that become actions.
var controls = map[byte]rune{
	0x01: actHome, 0x02: actLeft, 0x04: actEOF, 0x05: actEnd, 0x06: actRight, 0x07: actCancel, 0x08: actBackspace,
	'\t': actTab, 0x0C: actClear, 0x0E: actDown, 0x10: actUp, 0x12: actSearch, 0x13: actSearchForward,
	0x14: actTranspose, 0x7F: actBackspace,
}

// kept are the control bytes that readline handles itself: Ctrl-C, Enter,
// Ctrl-J, and the kill and yank keys.
const kept = "\x03\r\n\x0b\x15\x17\x19"

// sequences are what follows ESC, and the keys it stands for.
var sequences = map[string]string{
	"[A": string(actUp), "OA": string(actUp), "[B": string(actDown), "OB": string(actDown),
	"[C": string(actRight), "OC": string(actRight), "[D": string(actLeft), "OD": string(actLeft),
	"[H": string(actHome), "OH": string(actHome), "[1~": string(actHome), "[7~": string(actHome),
	"[F": string(actEnd), "OF": string(actEnd), "[4~": string(actEnd), "[8~": string(actEnd),
	"[3~": string(actDelete), "[1;5D": "\x1bb", "[1;3D": "\x1bb", "[5D": "\x1bb", "b": "\x1bb", "B": "\x1bb",
	"[1;5C": "\x1bf", "[1;3C": "\x1bf", "[5C": "\x1bf", "f": "\x1bf", "F": "\x1bf", "d": "\x1bd", "D": "\x1bd",
	"g": string(actSuggest), "h": string(actHighlight),
	"\x7f": "\x17", "\x08": "\x17", "\r": string(newline), "\n": string(newline),
}

const (
	pasteStart = "[200~"
	pasteEnd   = "\x1b[201~"
	maxPaste   = 1 << 22 // bytes of a paste that are kept

	maxSequence = 32 // bytes after ESC that may belong to a sequence
)

// decoder turns the bytes of a terminal into keys.
type decoder struct {
	pending []byte // start of a sequence or of a character
	pasting bool
	paste   []byte
}

// key is what the decoder finds: text for readline, a pasted text, or one of
// the keys that are dealt with at once.
type key struct {
	text    string
	paste   string
	suspend bool
}

// feed decodes what it can of b and keeps the rest for the next call.
func (d *decoder) feed(b []byte, emit func(key)) {
	d.pending = append(d.pending, b...)
	for len(d.pending) > 0 {
		n := d.step(emit)
		if n == 0 {
			return
		}
		d.pending = d.pending[n:]
	}
	d.pending = nil
}

// step decodes one key and returns how many bytes it took, 0 if more are needed.
func (d *decoder) step(emit func(key)) int {
	p := d.pending
	switch c := p[0]; {
	case d.pasting:
		return d.stepPaste(emit)
	case c == 0x1b:
		return d.stepEscape(emit)
	case c == 0x1a:
		emit(key{suspend: true})
		return 1
	case c < ' ' || c == 0x7F:
		if r, ok := controls[c]; ok {
			emit(key{text: string(r)})
		} else if strings.IndexByte(kept, c) >= 0 {
			emit(key{text: string(rune(c))})
		}
		return 1
	}
	if !utf8.FullRune(p) {
		return 0
	}
	r, n := utf8.DecodeRune(p)
	if !(r == utf8.RuneError && n == 1) && !private(r) {
		emit(key{text: string(p[:n])})
	}
	return n
}

// stepEscape decodes ESC and what follows. Sequences that mean nothing here
// are dropped whole.
func (d *decoder) stepEscape(emit func(key)) int {
	p := d.pending[1:]
	n := 1
	switch {
	case len(p) == 0:
		return 0
	case p[0] == '[':
		for n < len(p) && n <= maxSequence && (p[n] < '@' || p[n] > '~') {
			n++
		}
		switch {
		case n > maxSequence:
			return 1 + n
		case n == len(p):
			return 0
		}
		n++
	case p[0] == 'O':
		if len(p) < 2 {
			return 0
		}
		n = 2
	}
	if s := string(p[:n]); s == pasteStart {
		d.pasting, d.paste = true, nil
	} else if keys, ok := sequences[s]; ok {
		emit(key{text: keys})
	}
	return 1 + n
}

func (d *decoder) stepPaste(emit func(key)) int {
	end := bytes.Index(d.pending, []byte(pasteEnd))
	n := end
	if end < 0 {
		// The end may be split over two reads.
		n = max(0, len(d.pending)-len(pasteEnd)+1)
	}
	if len(d.paste) < maxPaste {
		d.paste = append(d.paste, d.pending[:n]...)
	}
	if end < 0 {
		return n
	}
	d.pasting = false
	emit(key{paste: cleanPaste(string(d.paste))})
	d.paste = nil
	return n + len(pasteEnd)
}

// cleanPaste makes a pasted text fit to be edited: line ends become newlines,
// the last one goes, and so do control characters but tabs.
func cleanPaste(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r != '\n' && r != '\t' && r < ' ', r >= 0x7F && r < 0xA0, private(r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSuffix(s, "\n")
}
