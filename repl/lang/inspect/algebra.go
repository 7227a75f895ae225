package inspect

// Doc is a document of Inspect.Algebra. A nil Doc is the empty document.
type Doc interface{ doc() }

type (
	// Text is a string whose width is its length in bytes, as Elixir counts
	// a plain binary.
	Text string
	// Str is a string with a width of its own: string/1.
	Str struct {
		S     string
		Width int
	}
	// Cat is the concatenation of documents.
	Cat []Doc
	// Line is a mandatory line break: line/0.
	Line struct{}
	// Break is a break: S when flat, a new line when broken. A flex break is
	// decided on its own, a strict one with its group.
	Break struct {
		S    string
		Flex bool
	}
	// Nest indents the breaks inside D.
	Nest struct {
		D Doc
		// By is the number of columns, or Cursor or Reset.
		By int
		// OnBreak makes the nesting apply only in a broken group.
		OnBreak bool
	}
	// Group is a unit that is laid out flat if it fits.
	Group struct {
		D    Doc
		Mode GroupMode
	}
	// Fits is next_break_fits/2.
	Fits struct {
		D       Doc
		Enabled bool
	}
	// Force is force_unfit/1: the groups around D break.
	Force struct{ D Doc }
	// Collapse is collapse_lines/1: the line breaks that follow count as at
	// most Max.
	Collapse struct{ Max int }
	// Color writes Seq, which has no width, before D.
	Color struct {
		D   Doc
		Seq string
	}
	// Limited sets the width for D and what follows: Unlimited is no_limit/1.
	Limited struct {
		D     Doc
		Width int
	}
)

// GroupMode says how a group decides whether it fits.
type GroupMode uint8

// The modes of group/2.
const (
	GroupNormal GroupMode = iota
	GroupOptimistic
	GroupPessimistic
	GroupInherit
)

// Values of Nest.By.
const (
	Cursor = -1 // nest to the current column
	Reset  = -2 // nest to column 0
)

// Unlimited as a width, a limit or a printable limit is Elixir's :infinity.
const Unlimited = -1

func (Text) doc()     {}
func (Str) doc()      {}
func (Cat) doc()      {}
func (Line) doc()     {}
func (Break) doc()    {}
func (Nest) doc()     {}
func (Group) doc()    {}
func (Fits) doc()     {}
func (Force) doc()    {}
func (Collapse) doc() {}
func (Color) doc()    {}
func (Limited) doc()  {}

// Glue joins two documents with a strict break.
func Glue(left Doc, s string, right Doc) Doc { return Cat{left, Break{S: s}, right} }

// FlexGlue joins two documents with a flex break.
func FlexGlue(left Doc, s string, right Doc) Doc {
	return Cat{left, Break{S: s, Flex: true}, right}
}

// isEmpty tells whether d is the empty document itself.
func isEmpty(d Doc) bool {
	if d == nil {
		return true
	}
	c, ok := d.(Cat)
	return ok && len(c) == 0
}

// simple tells whether d is made of strings alone; lists of such elements
// fill their lines.
func simple(d Doc) bool {
	switch d := d.(type) {
	case nil, Text, Str:
		return true
	case Cat:
		for _, e := range d {
			if !simple(e) {
				return false
			}
		}
		return true
	case Color:
		return simple(d.D)
	}
	return false
}
