package scan

import (
	"fmt"
	"strings"
	"testing"
)

func TestPieces(t *testing.T) {
	tests := []struct{ src, want string }{
		{"", ""},
		{"x = 1 + foo(2)", "identifier:x match_op:= int:1 dual_op:+ paren_identifier:foo (:( int:2 ):)"},
		{"a not  in b # why", "identifier:a in_op:not  in identifier:b #:# why"},
		{"# one\nx # two\n", "#:# one identifier:x #:# two"},
		{"%{a: :b, \"c d\": ?e}", "{:%{ kw_identifier:a: atom::b ,:, kw_identifier:\"c d\": char:?e }:}"},
		{"Foo.Bar.baz :\"q\" nil", "alias:Foo .:. alias:Bar .:. identifier:baz atom_quoted::\"q\" nil:nil"},
		{`"a#{b <> "c#{1}" # d` + "\n" + `} e" f`, `bin_string:"a#{b <> "c#{1}" # d` + "\n" + `} e" {:#{ identifier:b concat_op:<> bin_string:"c#{1}" {:#{ int:1 }:} #:# d }:} identifier:f`},
		{"~r/a b/i", "sigil:~r/a b/i"},
		{"'c'", "list_string:'c'"},
		{"x. # c\n y", "identifier:x .:. #:# c identifier:y"},
		// What is unfinished or wrong.
		{`x = "abc`, `identifier:x match_op:= bin_string!:"abc`},
		{`f "a#{b`, `identifier:f bin_string!:"a#{b`},
		{"~s(ab", "sigil!:~s(ab"},
		{":", "!::"},
		{"1 ) 2 ( 3", "int:1 )!:) int:2 (:( int:3"},
		{"[1, (2]", "[:[ int:1 ,:, (:( int:2 ]!:]"},
		{"1a + é日 \x00 b", "!:1a dual_op:+ !:é日 !:\x00 identifier:b"},
		{"Foo(1) + 1", "alias:Foo (!:( int:1 )!:) dual_op:+ int:1"},
		{"end + 1", "!:end dual_op:+ int:1"},
		{"0x", "!:0x"},
		{"x \\", "identifier:x !:\\"},
		{"\xff", ""},
	}
	for _, tt := range tests {
		var got []string
		for _, p := range Pieces(tt.src) {
			kind := p.Kind.Name()
			if p.Comment {
				kind = "#"
			}
			if p.Broken {
				kind += "!"
			}
			got = append(got, kind+":"+tt.src[p.Start:p.End])
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("%q\n got %s\nwant %s", tt.src, got, tt.want)
		}
	}
}

// FuzzPieces looks at the places: in order, and within the source or the string
// around them.
func FuzzPieces(f *testing.F) {
	for _, s := range []string{"x = 1", `"a#{b # c` + "\n}d\" ", "~S'''\n  a\n  ''' x", "fn -> end)", "1 not in\n 2", `"#{"#{'#{1}'}"}` + "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		type span struct{ from, to int }
		around := []span{{0, len(src)}}
		for _, p := range Pieces(src) {
			for len(around) > 1 && p.Start >= around[len(around)-1].to {
				around = around[:len(around)-1]
			}
			in := around[len(around)-1]
			if p.Start < in.from || p.End > in.to || p.Start > p.End {
				t.Fatalf("%q: %d to %d is not within %v", src, p.Start, p.End, in)
			}
			if p.End > p.Start && strings.Contains(src[p.Start:p.End], "#{") {
				around = append(around, span{p.Start, p.End})
				continue
			}
			around[len(around)-1].from = p.End
		}
	})
}

func BenchmarkPieces(b *testing.B) {
	line := "Enum.map(%{a: 1, b: \"two #{x}\"}, fn {k, v} -> {k, v + 0x1F} end) |> IO.inspect(label: :here)\n"
	for _, n := range []int{80, 4000} {
		src := strings.Repeat(line, n/len(line)+1)[:n]
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Pieces(src)
			}
		})
	}
}
