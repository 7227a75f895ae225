package main

import (
	"strings"
)

// A block is a run of examples that share their variables: prompts and values
// up to an empty line.
type block struct {
	// where is the function the examples document, as in "map/2", or "module".
	where    string
	examples []example
}

type example struct {
	expr string
	// expected is the text below the prompt, or "" when nothing is expected.
	expected string
}

// extract returns the blocks of a documentation text by the rules of
// ExUnit.DocTest: the lines from an iex> on belong to a block, at the column of
// that prompt, until a line that is empty or a fence.
func extract(where, doc string) []block {
	var blocks []block
	lines := strings.Split(strings.ReplaceAll(doc, "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		if !isPrompt(strings.TrimLeft(lines[i], " \t"), "iex") {
			continue
		}
		indent := strings.Index(lines[i], "iex")
		b := block{where: where}
		afterPrompt := true
		for ; i < len(lines); i++ {
			line := cut(lines[i], indent)
			if line == "" || strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") {
				break
			}
			switch {
			case isPrompt(line, "iex"):
				b.prompt(skipPrompt(line))
				afterPrompt = true
			case afterPrompt && isPrompt(line, "..."):
				b.continueExpr(skipPrompt(line))
			default:
				b.expect(line)
				afterPrompt = false
			}
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// cut drops the first n bytes of a line.
func cut(line string, n int) string {
	if len(line) <= n {
		return ""
	}
	return line[n:]
}

func isPrompt(line, mark string) bool {
	return strings.HasPrefix(line, mark+">") || strings.HasPrefix(line, mark+"(")
}

// skipPrompt drops iex>, iex(1)> and the like.
func skipPrompt(line string) string {
	if line[3] == '>' {
		return line[4:]
	}
	_, rest, _ := strings.Cut(line, ")>")
	return rest
}

// prompt starts an example. Without a value in between, the lines of two
// prompts are one example.
func (b *block) prompt(expr string) {
	if n := len(b.examples); n > 0 && b.examples[n-1].expected == "" {
		b.continueExpr(expr)
		return
	}
	b.examples = append(b.examples, example{expr: expr})
}

func (b *block) continueExpr(expr string) {
	last := &b.examples[len(b.examples)-1]
	last.expr += "\n" + expr
}

func (b *block) expect(line string) {
	last := &b.examples[len(b.examples)-1]
	if last.expected != "" {
		last.expected += "\n"
	}
	last.expected += line
}

// raises returns the exception and the message that "** (Name) message" stands
// for.
func (e example) raises() (exception, message string, ok bool) {
	rest, ok := strings.CutPrefix(e.expected, "** (")
	if !ok {
		return "", "", false
	}
	exception, message, ok = strings.Cut(rest, ")")
	return exception, strings.TrimLeft(message, " \t\n"), ok
}

// opaque says whether the expected text is what inspect shows of a value that
// no code makes, as #PID<0.1.0> is.
func (e example) opaque() bool {
	name, _, ok := strings.Cut(e.expected, "<")
	if !ok || !strings.HasPrefix(name, "#") {
		return false
	}
	for _, part := range strings.Split(name[1:], ".") {
		if part == "" || part[0] < 'A' || part[0] > 'Z' || strings.ContainsFunc(part, notAlphanumeric) {
			return false
		}
	}
	return true
}

func notAlphanumeric(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_')
}
