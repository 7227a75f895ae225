package absform_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"gex/proto/etf"
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/scripts/peers"
)

// parse has a real Erlang read source and returns its forms. Sources end in a
// line of "---".
func parse(t testing.TB, sources ...string) []term.Term {
	t.Helper()
	peers.Require(t, peers.OTP29)
	outside, inside := peers.TempDir(t, peers.OTP29)
	var in strings.Builder
	for _, s := range sources {
		in.WriteString(s + "\n---\n")
	}
	if err := os.WriteFile(outside+"/in", []byte(in.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	script := `{ok, B} = file:read_file("` + inside + `/in"),
Reserved = fun(W) -> W =:= 'maybe' orelse W =:= 'else' orelse erl_scan:reserved_word(W) end,
Parse = fun(S) -> {ok, Ts, _} = erl_scan:string(unicode:characters_to_list(S), 1, [{reserved_word_fun, Reserved}]),
  case erl_parse:parse_form(Ts) of {ok, F} -> F; {error, E} -> {error, E, S} end end,
R = [Parse(S) || S <- binary:split(B, <<"\n---\n">>, [global]), S =/= <<>>],
ok = file:write_file("` + inside + `/out", term_to_binary(R)), halt().`
	out, status := peers.Run(t, peers.Command(peers.OTP29, "erl", "-noshell", "-eval", script))
	if status != 0 {
		t.Fatal(out)
	}
	b, err := os.ReadFile(outside + "/out")
	if err != nil {
		t.Fatal(err, out)
	}
	v, _, err := etf.BinaryToTerm(b, nil)
	if err != nil {
		t.Fatal(err)
	}
	ts, _ := v.Slice()
	if len(ts) != len(sources) {
		t.Fatalf("%d of %d forms came back: %s", len(ts), len(sources), out)
	}
	return ts
}

var sources = []string{
	"f(X) when X > 1, is_atom(X); X == 2 -> {X, [1, 2 | X], \"str\\n\", $a, 1.5, -3, #{a => 1, b => X}};\nf(_) -> [].",
	"f(X) -> X#{a := 1, b => 2}, <<X:8/little-signed-unit:2, 1, \"abc\"/utf8, X/binary, (X + 1):(X * 2)>>.",
	"f(X) -> case X of #{k := V} -> V; <<A:4, B/bits>> -> {A, B}; \"ab\" ++ R -> R; Y = {_, _} -> Y end.",
	"f(X) -> if X -> 1; true -> 2 end, receive {a, Z} when Z > 1 -> Z after 10 -> t end, receive after infinity -> ok end.",
	"f(X) -> try g(X), h of 1 -> one catch throw:T -> T; error:R:S -> {R, S}; _:_ -> u after clean(), up end.",
	"f(X) -> catch g(X), (catch g(X)) + 1.",
	"f(L) -> [X * Y || X <- L, Y <- [1], X > Y] ++ [B || <<B:4>> <= L] ++ [K || K := _ <- L].",
	"f(L) -> << <<X>> || X <- L >>, #{K => V || K := V <- L}, [X || X <:- L], [X || <<X>> <:= L], [K || K := 1 <:- L].",
	"f() -> F = fun(X) -> X; (Y) when Y -> Y end, G = fun N(0) -> 0; N(K) -> N(K - 1) end, F(1) + (F)(2) + G(3).",
	"f(M) -> [fun f/0, fun erlang:abs/1, fun M:f/2, M:g(1), (g())(1), begin a, b end].",
	"f(A, B, C) -> A - (B - C) - A * (B + C), not A andalso (B orelse C), -A, - (-A), bnot A bsl (B bsl C), A ! B ! C, (A ! B) ! C.",
	"f(A, B) -> A ++ (B ++ A) -- B, (A ++ B) ++ A, (A == B) == A, A =:= -1, X = Y = A, X + Y.",
	"f(X) -> maybe {ok, Y} ?= X, Z = Y, {ok, Q} ?= Z, Q else {error, E} -> E; _ -> none end.",
	"f(X) -> maybe ok ?= X end.",
	"'hello world'('Elixir.Foo', 'after') -> 'Elixir.String':upcase(a@b), [$\\n, 1.0e10, 123456789012345678901234567890].",
}

// lineless writes every annotation as 0, so that trees from different text
// compare equal.
func lineless(t term.Term) term.Term {
	es := t.Elems()
	if len(es) >= 2 && es[0].IsAtom() && (es[1].IsInt() || es[1].IsTupleOf(2)) {
		out := append([]term.Term(nil), es...)
		switch es[0].AtomName() {
		case "function":
			if len(es) != 5 {
				break
			}
			fallthrough
		default:
			out[1] = term.Int(0)
		}
		for i := 2; i < len(out); i++ {
			out[i] = lineless(out[i])
		}
		return term.TupleOf(out)
	}
	if es != nil {
		out := make([]term.Term, len(es))
		for i, e := range es {
			out[i] = lineless(e)
		}
		return term.TupleOf(out)
	}
	if t.IsCons() {
		ts, _ := t.Slice()
		for i := range ts {
			ts[i] = lineless(ts[i])
		}
		return term.List(ts...)
	}
	return t
}

func module(form term.Term) term.Term { return term.List(form) }

// TestConfirmRoundTrip reads forms of a real Erlang, writes them as terms and
// as source, and finds the same tree again.
func TestConfirmRoundTrip(t *testing.T) {
	forms := parse(t, sources...)
	var printed []string
	for i, f := range forms {
		m, err := absform.ModuleFromTerm(module(f))
		if err != nil {
			t.Fatalf("%s: %v", sources[i], err)
		}
		if got := absform.ToTerm(m.Functions[0]); !term.Identical(got, f) {
			t.Errorf("%s: not the same term", sources[i])
		}
		printed = append(printed, absform.Sprint(m.Functions[0]))
	}
	for i, f := range parse(t, printed...) {
		if !term.Identical(lineless(f), lineless(forms[i])) {
			t.Errorf("printed source reads differently:\n%s\n---\n%s", sources[i], printed[i])
		}
	}
}

func TestAnnotations(t *testing.T) {
	loc := term.Tuple(term.Int(3), term.Int(7))
	for _, c := range []struct {
		in   term.Term
		want absform.Anno
	}{
		{term.Int(3), absform.Anno{Line: 3}},
		{loc, absform.Anno{Line: 3, Column: 7}},
		{term.List(term.Tuple(term.A("generated"), term.True.Term()), term.Tuple(term.A("location"), loc)), absform.Anno{Line: 3, Column: 7, Generated: true}},
		{term.List(term.Tuple(term.A("location"), term.Int(9)), term.Tuple(term.A("file"), term.Nil)), absform.Anno{Line: 9}},
		{term.Int(-5), absform.Anno{}},
	} {
		e, err := absform.ExprFromTerm(term.Tuple(term.A("nil"), c.in))
		if err != nil || e.Pos() != c.want {
			t.Errorf("got %+v, %v, want %+v", e, err, c.want)
		}
	}
	a := absform.Anno{Line: 2, Column: 4, Generated: true}
	e, err := absform.ExprFromTerm(absform.ToTerm(&absform.Nil{Anno: a}))
	if err != nil || e.Pos() != a {
		t.Errorf("got %+v, %v", e, err)
	}
}

func TestBadForms(t *testing.T) {
	one := term.Int(1)
	deep := term.Tuple(term.A("nil"), one)
	for range absform.MaxDepth + 1 {
		deep = term.Tuple(term.A("tuple"), one, term.List(deep))
	}
	long := term.Tuple(term.A("nil"), one)
	for range 3 * absform.MaxDepth {
		long = term.Tuple(term.A("cons"), one, term.Tuple(term.A("integer"), one, one), long)
	}
	if _, err := absform.ExprFromTerm(long); err != nil {
		t.Errorf("a long list: %v", err)
	}
	for _, c := range []struct {
		in   term.Term
		want error
	}{
		{deep, absform.ErrDepth},
		{term.Int(3), absform.ErrForm},
		{term.Tuple(term.A("atom"), one, one), absform.ErrForm},
		{term.Tuple(term.A("nonsense"), one, one), absform.ErrForm},
		{term.Tuple(term.A("integer"), one, term.A("x")), absform.ErrForm},
		{term.Tuple(term.A("case"), one, term.Tuple(term.A("nil"), one), term.List(one)), absform.ErrForm},
		{term.Tuple(term.A("fun"), one, term.Tuple(term.A("clauses"), term.Nil)), absform.ErrForm},
		{term.Tuple(term.A("tuple"), one, term.Cons(one, one)), absform.ErrForm},
		{term.Tuple(term.A("nil"), term.A("x")), absform.ErrForm},
	} {
		_, err := absform.ExprFromTerm(c.in)
		if !errors.Is(err, c.want) {
			t.Errorf("got %v, want %v", err, c.want)
		}
	}
}

// FuzzFromTerm: nothing that can be decoded breaks the reader, and what it
// reads survives a round trip.
func FuzzFromTerm(f *testing.F) {
	one := term.Int(1)
	for _, t := range []term.Term{
		term.Tuple(term.A("nil"), one),
		term.Tuple(term.A("cons"), one, term.Tuple(term.A("atom"), one, term.A("x")), term.Tuple(term.A("nil"), one)),
		term.Tuple(term.A("map"), one, term.List(term.Tuple(term.A("map_field_assoc"), one, term.Tuple(term.A("nil"), one), term.Tuple(term.A("nil"), one)))),
		term.Tuple(term.A("lc"), one, term.Tuple(term.A("nil"), one), term.List(term.Tuple(term.A("generate"), one, term.Tuple(term.A("var"), one, term.A("X")), term.Tuple(term.A("nil"), one)))),
	} {
		b, err := etf.TermToBinary(t, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, _, err := etf.BinaryToTerm(b, nil)
		if err != nil {
			return
		}
		e, err := absform.ExprFromTerm(v)
		if err != nil {
			return
		}
		w := absform.ToTerm(e)
		again, err := absform.ExprFromTerm(w)
		if err != nil || !term.Identical(absform.ToTerm(again), w) {
			t.Errorf("%v after a round trip", err)
		}
		absform.Sprint(e)
	})
}
