// Package regex matches regular expressions of the PCRE2 dialect, as Erlang's
// re has them: a pattern goes in, a Regexp comes out; a subject goes in, the
// places of the match and of its groups come out, in bytes.
//
// A pattern is parsed into a tree (parse.go), the tree is compiled into a
// program (compile.go), and the program runs with backtracking on a stack of
// its own (match.go), never on the Go stack but for groups that are nested in
// the pattern and for recursion, which is bounded. The work of a match is
// bounded too: beyond Options.Limit steps it ends with ErrLimit.
//
// Differs from PCRE2: a recursion is atomic, as in PCRE before 10.30; of the
// verbs (*…) there are FAIL and ACCEPT; callouts do not exist; a newline of CRLF
// counts as LF for the dot.
package regex
