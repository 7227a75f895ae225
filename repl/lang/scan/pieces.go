package scan

import (
	"strings"
	"unicode/utf8"

	"gex/repl/lang/token"
)

// Piece is a stretch of source, as bytes from Start to End, and the kind of token
// that it is.
type Piece struct {
	Kind       token.Kind
	Start, End int
	// Comment tells that it is a comment and no token.
	Comment bool
	// Broken tells that it is no token, or one that does not end.
	Broken bool
}

// Pieces scans source that may be unfinished or wrong, as when it is being
// typed. It returns its tokens and comments in the order of their places, those
// of interpolations within the string that they are in. What is no token is
// passed over; a string without an end goes on to the end of the source. Line
// ends are left out.
func Pieces(src string) []Piece { return pieces(src, 0, 0) }

// maxPieceNesting is how deep the code of interpolations is looked at.
const maxPieceNesting = 20

func pieces(src string, offset, depth int) []Piece {
	var extra []Piece // comments and what is broken, in order
	s, err := newScanner(src, Options{RawStrings: true, Comment: func(pos token.Pos, text string, _ []token.Token, _ string) {
		extra = append(extra, Piece{Start: pos.Offset, End: pos.Offset + len(text), Comment: true})
	}})
	if err != nil {
		return nil
	}
	inside := func(start int) { // comments in a string are found with its code
		for len(extra) > 0 && extra[len(extra)-1].Start >= start {
			extra = extra[:len(extra)-1]
		}
	}
	var ends []place
	for s.off < len(src) {
		start, toks, openers, nested := s.off, s.toks, s.openers, s.depth
		if s.token() == nil {
			if s.last().Str != nil && s.last().Pos.Offset == start {
				inside(start)
			}
			ends = append(ends, place{s.last().Pos.Offset, s.off})
			continue
		}
		inside(start)
		s.toks, s.openers, s.depth = toks, openers, nested // it may have been in an interpolation
		kind, n := brokenToken(src[start:])
		extra = append(extra, Piece{Kind: kind, Start: start, End: start + n, Broken: true})
		s.off = start + n
	}
	out := make([]Piece, 0, len(s.toks)+len(extra))
	for i, t := range s.toks {
		if t.Kind == token.EOL || t.Kind == token.MapOp { // "%{" is one with the brace
			continue
		}
		start := t.Pos.Offset
		for len(extra) > 0 && extra[0].Start < start {
			out, extra = append(out, shifted(extra[0], offset)), extra[1:]
		}
		for len(ends) > 0 && ends[0].start < start {
			ends = ends[1:]
		}
		end := len(src)
		switch {
		case t.In != nil:
			end = t.In.Offset + len("in")
		case len(ends) > 0 && ends[0].start == start:
			end = ends[0].end
		case i+1 < len(s.toks):
			end = max(start, s.toks[i+1].Pos.Offset)
		}
		if len(extra) > 0 && extra[0].Start > start { // a comment after a dot
			end = min(end, extra[0].Start)
		}
		for end > start && isSpace(src[end-1]) {
			end--
		}
		out = append(out, Piece{Kind: t.Kind, Start: start + offset, End: end + offset})
		if t.Str != nil && depth < maxPieceNesting {
			for _, p := range t.Str.Parts {
				if from, to := p.Begin.Offset+2, p.End.Offset; p.Code && from <= to && to < len(src) {
					out = append(out, Piece{Kind: token.LeftBrace, Start: from - 2 + offset, End: from + offset})
					out = append(out, pieces(src[from:to], from+offset, depth+1)...)
					out = append(out, Piece{Kind: token.RightBrace, Start: to + offset, End: to + 1 + offset})
				}
			}
		}
	}
	for _, p := range extra {
		out = append(out, shifted(p, offset))
	}
	return out
}

// place is where a token starts and ends.
type place struct{ start, end int }

func shifted(p Piece, offset int) Piece {
	p.Start += offset
	p.End += offset
	return p
}

// brokenToken tells what kind of token rest, at which the scanner has failed,
// seems to begin with, and how many bytes of it to pass over.
func brokenToken(rest string) (token.Kind, int) {
	switch c := rest[0]; {
	case c == '"':
		return token.BinString, len(rest)
	case c == '\'':
		return token.ListString, len(rest)
	case strings.HasPrefix(rest, `:"`), strings.HasPrefix(rest, ":'"):
		return token.AtomQuoted, len(rest)
	case c == '~' && len(rest) > 1:
		return token.Sigil, len(rest)
	case strings.IndexByte("()[]{}", c) >= 0:
		return delimiters[c], 1
	}
	_, n := utf8.DecodeRuneInString(rest)
	for n < len(rest) && (isLetter(rest[n]) || isDigit(rest[n]) || rest[n] >= utf8.RuneSelf || rest[n] == '_') {
		n++
	}
	return token.EOF, n
}
