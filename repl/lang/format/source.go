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
	var comments []Comment
	o.Comment = func(pos token.Pos, text string, before []token.Token, rest string) {
		previous := endsBefore(before)
		if n := len(comments); n > 0 {
			previous = min(previous, pos.Line-comments[n-1].Line)
		}
		comments = append(comments, Comment{pos.Line, pos.Column, previous, endsAfter(rest), text})
	}
	q, _, err := parse.Program(src, o)
	return q, comments, err
}

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
