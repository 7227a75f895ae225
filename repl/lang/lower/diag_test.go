package lower

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/expand"
	"gex/scripts/peers"
)

// findings are programs that the compiler says something about.
var findings = []string{
	"x",
	"x + y",
	"foo()",
	"foo(1, 2)",
	"1 + foo",
	"^x = 1",
	"x = 1; ^x",
	"^y",
	"_",
	"_ + 1",
	"fn x -> 1 end",
	"fn x, _y -> 1 end",
	"fn _x -> _x end",
	"fn {_a, _a} -> 1 end",
	"case 1 do x -> 2 end",
	"x = 1; case 1 do x -> 2 end",
	"case 1 do 1 end",
	"case 1, do: 2",
	"case 1 do x, y -> 1 end",
	"cond do _ -> 1 end",
	"cond do 1, 2 -> 1 end",
	"receive do x -> 1 end",
	"receive do after 1 -> 1; 2 -> 3 end",
	"try do 1 end",
	"try do 1 rescue 5 -> 1 end",
	"try do 1 rescue x in 5 -> 1 end",
	"try do 1 catch a, b, c -> 1 end",
	"try do 1 else x -> 1 end",
	"try do 1 catch _ -> 1 rescue _ -> 2 end",
	"with x <- 1 do x else _ -> 2 end",
	"with x <- 1, do: 1, foo: 2",
	"with 1",
	"for x <- [1]",
	"for x <- [1], do: 1",
	"for 1, do: 1",
	"for x <- [1], uniq: 5, do: x",
	"for x <- [1], reduce: 0, into: [], do: x",
	"for x <- [1], reduce: 0, do: x",
	"for x <- [1] do acc -> acc end",
	"for x <- [1], foo: 1, do: x",
	"for x <- [1], uniq: true do x end; 1",
	"1; 2",
	"\"a\"; 2",
	"x = 1; x; 2",
	"fn x -> x end; fn x, y -> x end",
	"fn x -> x; x, y -> y end",
	"fn x \\\\ 1 -> x end",
	"&foo/1",
	"&(&2)",
	"&(&0)",
	"&(&1 + &(&2))",
	"&1",
	"&(1)",
	"&(a; b)",
	"&Enum.map()/0",
	"(&Enum.map/300)",
	"%{a: 1, a: 2}",
	"%{1, 2}",
	"%{a | 1}",
	"fn %{x => 1} -> 1 end",
	"fn %{a: 1, a: 2} -> 1 end",
	"fn %{a | b: 1} -> 1 end",
	"%Foo{}",
	"%foo{}",
	"x = 1; %x{}",
	"%Range{foo: 1}",
	"%Range{first: 1, first: 2, last: 3}",
	"fn %Range{foo: 1} -> 1 end",
	"%Range{__struct__: 1, first: 1, last: 1}",
	"fn x when foo(x) -> 1 end",
	"fn x when String.length(x) > 1 -> 1 end",
	"fn x when x.foo() -> 1 end",
	"fn x when (y = x) -> 1 end",
	"fn x when fn -> 1 end -> 1 end",
	"fn x when length(x) == 0 -> x end",
	"fn x when length(x) > 0 -> x end",
	"fn foo(x) -> 1 end",
	"fn String.length(x) -> 1 end",
	"fn x ++ [1] -> 1 end",
	"fn [1 | 2] ++ x -> x end",
	"fn if(x, do: 1) -> 1 end",
	"fn 0.0 -> 1 end",
	"<<1::foo>>",
	"<<1::size(8)-size(9)>>",
	"<<1::integer-float>>",
	"<<\"a\"::integer>>",
	"<<\"a\"::size(8)>>",
	"<<1::utf8-size(8)>>",
	"<<1::utf8-signed>>",
	"<<1::binary-signed>>",
	"<<1::float-size(10)>>",
	"<<1::unit(8)>>",
	"<<1::unit(x)>>",
	"<<1::integer()>>",
	"fn <<x::binary, y>> -> {x, y} end",
	"fn <<x, y::size(x)>> -> y end",
	"x = 1; fn <<y::size(x)>> -> y end",
	"fn <<x::binary>> <> y -> {x, y} end",
	"fn x <> \"a\" -> x end",
	"fn <<[]>> -> 1 end",
	"1 <> \"a\"",
	"\"a\" <> 1",
	"alias 1",
	"alias foo",
	"alias :foo",
	"alias Foo, as: 1",
	"alias Foo, as: Bar.Baz",
	"alias Foo, bar: 1",
	"alias Foo, 1",
	"alias Foo.{A, 1}",
	"require Foo",
	"import Foo",
	"import Enum, only: [foo: 1]",
	"import Enum, only: :foo",
	"import Enum, only: [map: 2], except: [map: 2]",
	"import Enum, except: 1",
	"import Enum, foo: 1",
	"Foo.bar.Baz",
	"x = 1; x.Bar",
	"unquote(1)",
	"unquote_splicing(1)",
	"quote 1",
	"quote do: 1, foo: 2",
	"quote foo: 1, do: 2",
	"quote bind_quoted: 1, do: 2",
	"quote do: unquote_splicing([1])",
	"__CALLER__",
	"__STACKTRACE__",
	"super(1)",
	"def foo, do: 1",
	"defmacro foo, do: 1",
	"@foo",
	"@foo 1",
	"a :: b",
	"[a | b, c]",
	"x = 1; x -1",
	"if 1",
	"if 1, foo: 2",
	"if 1, do: 1, do: 2",
	"unless 1, foo: 2",
	"1..2.0",
	"1..:a",
	"1..2//0",
	"fn 1..2//3 -> 1 end",
	"x |> 1",
	"1 |> fn x -> x end",
	"1 |> {2}",
	"x in 1",
	"fn x when x in y -> 1 end",
	"destructure(1, 2)",
	"use 1",
	"use foo",
	"True",
	"Nil",
	"var!(1)",
	"alias!(1)",
	"put_in(x, 1)",
	"put_in(1.a, 1)",
	"pop_in(x.a)",
	"fn a && b -> 1 end",
	"fn a when a && b -> 1 end",
	"fn a when !a -> 1 end",
	"fn a and b -> 1 end",
	"fn \"a#{b}\" -> 1 end",
	"~w(a b)z",
	"Enum.map([1], fn x -> y end)",
	"raise_not_here 1",
	"a.b.c",
	"x = y = z",
	"if true do x = 1 end; x",
	"length = 1; length [1]",
	"Integer.is_odd(1)",
	"is_struct",
	"fn x -> x = 2 end",
	"fn -> x = 1; x = 2; x end",
	"def",
	"%{} = 1; a",
	"if (x = 1), do: 2",
	"fn _ -> __MODULE_ end",
	"fn __FOO__ -> 1 end",
}

// TestConfirmFindings compares what we report for programs with errors and odd
// ones with the diagnostics of real Elixir.
func TestConfirmFindings(t *testing.T) {
	p := startPeer(t)
	var srcs []term.Term
	for _, s := range findings {
		srcs = append(srcs, term.String(s))
	}
	outside, inside := peers.TempDir(t, peers.OTP29)
	if err := os.WriteFile(filepath.Join(outside, "cases.etf"), appendETF([]byte{131}, term.List(srcs...)), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := peers.Command(peers.OTP29, "elixir", "-e", fmt.Sprintf(findingsScript, filepath.Join(inside, "cases.etf"), filepath.Join(inside, "out.etf")))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	b, err := os.ReadFile(filepath.Join(outside, "out.etf"))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := (&decoder{b: b[1:]}).term().Slice()
	for i, src := range findings {
		t.Run(src, func(t *testing.T) {
			p.t = t
			p.log = nil
			_, err := Eval(p.d.Expander(), mustParse(t, src), nil, expand.NewEnv("iex", 1))
			var got []string
			for _, d := range p.log {
				sev := [...]string{expand.SeverityError: "error", expand.SeverityWarning: "warning"}[d.Severity]
				got = append(got, fmt.Sprintf("%s:%d: %s", sev, d.Line, d.Message))
			}
			if err != nil {
				got = append(got, "raise: "+err.Error())
			}
			if g, w := strings.Join(got, "\n"), want[i].Text(); g != w {
				t.Errorf("\n got %s\nwant %s", g, w)
			}
		})
	}
}

const findingsScript = `
cases = :erlang.binary_to_term(File.read!(%q))
out = for src <- cases do
  {res, diags} = Code.with_diagnostics(fn ->
    try do
      quoted = Code.string_to_quoted!(src, file: "iex")
      env = %%{Code.env_for_eval(file: "iex", line: 1) | lexical_tracker: nil}
      {:elixir_expand.expand(quoted, :elixir_env.env_to_ex(env), env), nil}
      :ok
    catch
      :error, %%CompileError{description: d} -> "iex: " <> d
      :error, e -> Exception.message(Exception.normalize(:error, e, __STACKTRACE__))
    end
  end)
  lines = for d <- diags do
    line = case d.position do {l, _} -> l; l -> l end
    "#{d.severity}:#{line}: #{d.message}"
  end
  Enum.join(lines ++ (if res == :ok, do: [], else: ["raise: " <> res]), "\n")
end
File.write!(%q, :erlang.term_to_binary(out))
`
