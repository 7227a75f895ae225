package diag

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"gex/proto/term"
)

// ioError explains a failure of a function of :io, as OTP's erl_stdlib_errors
// does: the texts by number of the argument, or a general one. cause is {io, Why}
// or, from the device, {device, Why}.
func (f *Formatter) ioError(function string, args []term.Term, cause term.Term) (map[int]string, string) {
	withDevice := map[string]int{"format": 3, "fwrite": 3, "put_chars": 2, "nl": 1, "write": 2}[function] == len(args)
	placed := func(s string) (map[int]string, string) {
		if withDevice {
			return map[int]string{1: s}, ""
		}
		return nil, s
	}
	why := cause.Elem(1)
	if isAtom(cause.Elem(0), "io") {
		switch {
		case isAtom(why, "arguments"):
			return placed("the device does not exist")
		case isAtom(why, "calling_self"):
			return placed("the device is not allowed to be the current process")
		case isAtom(why, "terminated"):
			return placed("the device has terminated")
		}
		return nil, ""
	}
	if why.IsTupleOf(3) && isAtom(why.Elem(0), "no_translation") {
		return placed("device failed to transcode string from " + formatted(why.Elem(1)) + " to " + formatted(why.Elem(2)))
	}
	if why.IsAtom() {
		name := why.AtomName()
		if s, known := posix[name]; known && name != "terminated" && name != "badarg" {
			return placed(s + " (" + name + ")")
		}
	}
	if function == "format" || function == "fwrite" {
		first := 1
		if withDevice {
			first = 2
		}
		for i, s := range badFormat(args[first-1:]) {
			if s != "" {
				return map[int]string{first + i: s}, ""
			}
		}
	}
	if why.IsAtom() {
		return nil, "unknown error: " + why.AtomName()
	}
	return nil, ""
}

// badFormat tells what is wrong with a format and its arguments.
func badFormat(args []term.Term) [2]string {
	format, isText := formatText(args[0])
	switch {
	case !isText:
		return [2]string{"not a valid format string", ""}
	case len(args) > 1 && !args[1].IsList():
		return [2]string{"", "not a list"}
	}
	wanted, fault := controls(format)
	if fault != "" {
		return [2]string{"format string invalid (" + fault + ")", ""}
	}
	var given []term.Term
	if len(args) > 1 {
		given, _ = args[1].Slice()
	}
	if len(wanted) != len(given) {
		return [2]string{"wrong number of arguments", ""}
	}
	var faults []string
	for i, kind := range wanted {
		a := given[i]
		_, isString := stringText(a)
		if kind == "integer" && !a.IsInteger() || kind == "float" && !a.IsFloat() || kind == "string" && !isString {
			faults = append(faults, "element "+strconv.Itoa(i+1)+" must be of type "+kind)
		}
	}
	if len(faults) > 0 {
		return [2]string{"", strings.Join(faults, "\n")}
	}
	return [2]string{"failed to format string", ""}
}

func formatText(t term.Term) (string, bool) {
	switch {
	case t.IsAtom():
		return t.AtomName(), true
	case t.IsBinary():
		return t.Text(), true
	}
	return stringText(t)
}

// stringText is the text of what ~ts takes.
func stringText(t term.Term) (string, bool) {
	if t.IsAtom() {
		return t.AtomName(), true
	}
	if t.IsBinary() {
		return t.Text(), true
	}
	if !t.IsList() {
		return "", false
	}
	var b strings.Builder
	for ; t.IsCons(); t = t.Tail() {
		h := t.Head()
		if c, isInt := h.AsInt(); isInt && c >= 0 && c <= utf8.MaxRune {
			b.WriteRune(rune(c))
			continue
		}
		if h.IsAtom() {
			return "", false
		}
		s, valid := stringText(h)
		if !valid {
			return "", false
		}
		b.WriteString(s)
	}
	return b.String(), t.IsNil() || t.IsBinary()
}

// controls reads a format of io:format/2: the kinds of its arguments ("" for any
// term), or what is wrong with it.
func controls(format string) (kinds []string, fault string) {
	for {
		_, after, found := strings.Cut(format, "~")
		if !found {
			return kinds, ""
		}
		after = strings.TrimPrefix(after, "-")
		for field := 0; field < 3; field++ {
			switch {
			case strings.HasPrefix(after, "*"):
				kinds, after = append(kinds, "integer"), after[1:]
			case field == 2 && after != "" && (len(after) > 1 || !strings.ContainsRune("~n", rune(after[0]))):
				_, n := utf8.DecodeRuneInString(after)
				after = after[n:]
			default:
				after = strings.TrimLeft(after, "0123456789")
			}
			if field == 2 || !strings.HasPrefix(after, ".") {
				break
			}
			after = after[1:]
		}
		after = strings.TrimLeft(after, "tlkK")
		if after == "" {
			return nil, "truncated"
		}
		c, n := utf8.DecodeRuneInString(after)
		format = after[n:]
		switch c {
		case '~', 'n':
		case 'c', 'b', 'B', '#', '+':
			kinds = append(kinds, "integer")
		case 'x', 'X':
			kinds = append(kinds, "integer", "")
		case 'e', 'f', 'g':
			kinds = append(kinds, "float")
		case 's':
			kinds = append(kinds, "string")
		case 'i', 'w', 'p':
			kinds = append(kinds, "")
		case 'W', 'P':
			kinds = append(kinds, "", "integer")
		default:
			return nil, fmt.Sprintf("invalid control ~%c", c)
		}
	}
}

// formatted is an encoding as Erlang writes it.
func formatted(t term.Term) string {
	if t.IsAtom() {
		return t.AtomName()
	}
	return plain(t)
}
