package format

import (
	"gex/proto/term"
	"gex/repl/lang/inspect"
	"gex/repl/lang/parse"
	"gex/repl/lang/quoted"
	"gex/repl/lang/token"
)

// Source is Code.format_string!/2 up to the document: that of the source, its
// comments in place. File and Line of where are used; a failure to parse is a
// *parse.Error.
func Source(src string, where parse.Options, o *Options) (d inspect.Doc, err error) {
	where.RawStrings, where.TokenMetadata, where.Columns = true, true, false
	where.LiteralEncoder = func(literal, meta term.Term) (term.Term, error) {
		return quoted.Call(quoted.Block, meta, literal), nil
	}
	q, comments, err := Parse(src, where)
	if err != nil {
		return nil, err
	}
	defer caught(&err)
	with := *o
	with.Comments = comments
	return newBuilder(&with).program(q), nil
}

// Parse is Code.string_to_quoted_with_comments/2.
func Parse(src string, o parse.Options) (term.Term, []Comment, error) {
	var cs Comments
	o.Comment = cs.Add
	q, _, err := parse.Program(src, o)
	return q, cs, err
}

// Comments collects the comments of a source: Add is for parse.Options.Comment.
type Comments []Comment

// Add notes the comment text at pos, with the tokens before it and the source
// behind it.
func (cs *Comments) Add(pos token.Pos, text string, before []token.Token, rest string) {
	previous := endsBefore(before)
	if n := len(*cs); n > 0 {
		previous = min(previous, pos.Line-(*cs)[n-1].Line)
	}
	*cs = append(*cs, Comment{pos.Line, pos.Column, previous, endsAfter(rest), text})
}

// Term returns the comments as the list of maps that Elixir has for them.
func (cs Comments) Term() term.Term {
	out := make([]term.Term, len(cs))
	for i, c := range cs {
		out[i] = term.MapOf(
			atomLine, term.Int(int64(c.Line)), atomColumn, term.Int(int64(c.Column)), atomText, term.String(c.Text),
			atomPreviousEOL, term.Int(int64(c.PreviousEOL)), atomNextEOL, term.Int(int64(c.NextEOL)))
	}
	return term.List(out...)
}

// CommentsFromTerm reads a list of maps as Term makes it; false if it is none.
func CommentsFromTerm(t term.Term) (Comments, bool) {
	var cs Comments
	for ; t.IsCons(); t = t.Tail() {
		m, ok := t.Head(), t.Head().IsMap()
		number := func(key term.Term) int {
			if !ok {
				return 0
			}
			v, _ := m.MapGet(key)
			n, isInt := v.AsInt()
			ok = ok && isInt
			return int(n)
		}
		c := Comment{Line: number(atomLine), PreviousEOL: number(atomPreviousEOL), NextEOL: number(atomNextEOL)}
		if !ok {
			return nil, false
		}
		text, _ := m.MapGet(atomText)
		if !text.IsBinary() || len(text.Text()) == 0 || text.Text()[0] != '#' {
			return nil, false
		}
		c.Text = text.Text()
		cs = append(cs, c)
	}
	return cs, t.IsNil()
}

var (
	atomLine        = term.A("line")
	atomColumn      = term.A("column")
	atomText        = term.A("text")
	atomPreviousEOL = term.A("previous_eol_count")
	atomNextEOL     = term.A("next_eol_count")
)

// endsBefore counts the line ends between the last token and a comment.
func endsBefore(toks []token.Token) int {
	if len(toks) == 0 {
		return 1
	}
	switch t := toks[len(toks)-1]; t.Kind {
	case token.EOL, token.Comma, token.Semi:
		return t.Newlines
	}
	return 0
}

// endsAfter counts the line ends after a comment up to what is no blank.
func endsAfter(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == ' ' || s[i] == '\t':
		case s[i] == '\n':
			n++
		case s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n':
			n++
			i++
		default:
			return n
		}
	}
	return n
}

// Text is Source laid out in lines of width columns.
func Text(src string, where parse.Options, width int, o *Options) (string, error) {
	d, err := Source(src, where, o)
	if err != nil {
		return "", err
	}
	return inspect.FormatString(d, width), nil
}
