package lower

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/scripts/peers"
)

// expressions are programs whose value real Elixir and our abstract code, run by
// erl_eval, must agree on. A row may give the first release that knows what it
// uses, as in "27: code".
var expressions = strings.Split(strings.TrimSpace(`
1 + 2 * 3 - 4 / 2
div(7, 2) + rem(-7, 3)
-5 + +3
2 ** 10
1 == 1.0 and 1 === 1
1 != 2 or 1 !== 1
[1, 2] ++ [3] -- [1]
"a" <> "b" <> "c"
"x#{1 + 1}y#{:z}w"
x = 1; y = x + 1; {x, y}
x = 1; x = x + 1; x = x * 10; x
{a, b} = {1, 2}; [a | [b]]
[h | t] = [1, 2, 3]; {h, t}
%{a: x} = %{a: 1, b: 2}; x
%{"k" => v} = %{"k" => [1]}; v
x = 1; ^x = 1
x = 1; case 2 do ^x -> :same; _ -> :other end
case {1, 2} do {a, b} when a > b -> :gt; {a, b} when a < b when a == 7 -> {:lt, a, b} end
if 1 > 2, do: :a, else: :b
if nil, do: 1
unless false, do: :x
if x = 5, do: x + 1
cond do 1 == 2 -> :a; nil -> :b; x = 3 -> x; true -> :c end
cond do false -> 1; true -> 2 end
true and false
false or true
nil || 5
nil && 5
1 && 2
!nil
!!1
not true
1 in [1, 2, 3]
4 not in [1, 2]
x = 3; x in 1..5
3 in 1..10//2
"a" in ["a", "b"]
:lists.member(1, [1, 2])
f = fn x -> x * 2 end; f.(4)
f = fn 0 -> :zero; n when n > 0 -> :pos; _ -> :neg end; {f.(0), f.(3), f.(-1)}
y = 2; f = fn ^y -> :two; y -> {:other, y} end; {f.(2), f.(3)}
f = fn a, b -> a - b end; f.(5, 3)
f = &(&1 + &2); f.(1, 2)
(&[&1, &2 | &1]).(1, [2])
Enum.map([1, 2, 3], &(&1 * &1))
Enum.map([1, 2, 3], &Integer.to_string/1)
Enum.reduce([1, 2, 3], 0, &+/2)
Enum.map([1, nil], &is_nil/1)
f = &{&1, &2}; f.(:a, :b)
f = &"#{&1}!"; f.(:hey)
m = Enum; m.count([1, 2])
m = String; f = &m.upcase/1; f.("abc")
[1, 2, 3] |> Enum.map(&(&1 + 1)) |> Enum.sum()
5 |> then(fn x -> x * 2 end)
5 |> tap(fn x -> x * 2 end)
%{a: 1, b: 2} |> Map.put(:c, 3) |> Map.delete(:a)
Map.fetch(%{a: 1}, :a)
Map.get(%{a: 1}, :zz, 9)
m = %{a: 1}; %{m | a: 2}
m = %{a: %{b: 1}}; m.a.b
m = %{a: 1}; m[:a]
m = %{a: [b: 5]}; m[:a][:b]
elem({1, 2, 3}, 1)
put_elem({1, 2}, 0, :z)
tuple_size({1, 2}) + map_size(%{a: 1}) + length([1])
for x <- [1, 2, 3], do: x * 2
for x <- [1, 2, 3], x > 1, do: x
for x <- [1, 2], y <- [:a, :b], do: {x, y}
for {:ok, x} <- [ok: 1, error: 2, ok: 3], do: x
for x <- [1, nil, 2], x, do: x
for x <- [1, 2, 2, 1], uniq: true, do: x
for {k, v} <- %{a: 1, b: 2}, into: %{}, do: {v, k}
for x <- [1, 2], into: %{z: 0}, do: {x, x}
for x <- 1..3, into: "", do: <<x + 64>>
for <<c <- "abc">>, do: c
for <<c <- "abc">>, c != ?b, into: "", do: <<c - 32>>
for <<r::8, g::8 <- <<1, 2, 3, 4>> >>, do: {r, g}
for <<x::4 <- <<0xAB>> >>, y <- [1, 2], do: x * y
for x <- [1, 2, 3], reduce: 0 do acc -> acc + x end
for x <- [1, 2, 3], y <- [10], reduce: [] do [] -> [x]; acc -> [x * y | acc] end
y = 2; for ^y <- [1, 2, 2], do: :hit
for {x, y} when x > y <- [{1, 2}, {3, 1}], do: x - y
for x <- [3, 1, 2], into: MapSet.new(), do: x
for x <- [1, 2], into: [0], do: x
with {:ok, a} <- {:ok, 1}, b = a + 1, {:ok, c} <- {:ok, b * 2}, do: {a, b, c}
with {:ok, a} <- :error, do: a
with {:ok, a} <- :error, {:ok, b} <- a do b else :error -> :failed end
with {:ok, a} <- {:bad, 1} do a else {:bad, n} when n > 0 -> {:neg, n}; _ -> :x end
x = 1; with {:ok, y} <- {:ok, 5}, do: x + y
with x when x > 3 <- 2, do: x
try do 1 / 0 rescue e in ArithmeticError -> {:rescued, e.message} end
try do raise "oops" rescue e -> Exception.message(e) end
try do raise ArgumentError, message: "bad" rescue e in [RuntimeError, ArgumentError] -> e.message end
try do throw(:ball) catch x -> {:caught, x} end
try do exit(:bye) catch :exit, r -> {:exit, r} end
try do :erlang.error(:custom) catch :error, :custom -> :got end
try do :erlang.error(:custom) rescue e in ErlangError -> e.original end
try do 1 else 1 -> :one; _ -> :other end
try do 5 after :cleanup end
try do %{a: 1}.b rescue e in KeyError -> {e.key, e.term} end
try do nil.foo rescue _ -> :failed end
try do :atom + 1 rescue ArithmeticError -> :arith end
try do case 1 do 2 -> 3 end rescue e in CaseClauseError -> e.term end
try do {:ok, x} = :error; x rescue e in MatchError -> e.term end
try do raise "x" rescue RuntimeError -> length(__STACKTRACE__) >= 0 end
try do Map.fetch!(%{}, :a) rescue KeyError -> :nokey end
try do (fn x when x > 0 -> x end).(-1) rescue FunctionClauseError -> :nomatch end
try do throw({:a, 1}) catch {:a, n} when n > 5 -> :big; {:a, n} -> {:small, n} end
try do 1 and true rescue e in BadBooleanError -> e.term end
receive do x -> x after 0 -> :none end
send(self(), {:hi, 1}); receive do {:hi, n} -> n after 100 -> :none end
send(self(), :a); send(self(), :b); receive do :b -> receive do :a -> :both end end
<<1, 2, 3>>
<<1::16, 2::little-16, 3::signed-8>>
<<x::8, rest::binary>> = <<1, 2, 3>>; {x, rest}
<<n, s::binary-size(n), rest::bits>> = <<2, "abcd">>; {n, s, rest}
<<"ab", c::utf8, rest::binary>> = "abçd"; {c, rest}
<<a::float, b::float-32>> = <<1.5::float, 2.5::32-float>>; {a, b}
<<a::3, b::5>> = <<0b10100011>>; {a, b}
"foo" <> rest = "foobar"; rest
<<1::size(3)>>
n = 4; <<5::size(n), 1::size(n)>>
<<"é"::utf16>>
<< <<1, 2>>::binary, 3>>
x = "ab"; <<x::binary, "c">>
n = 2; <<a::binary-size(n), _::binary>> = "hello"; a
<<len::8, data::binary-size(len * 2)>> = <<1, "ab">>; {len, data}
<<x::unit(8)-size(2)>> = <<1, 2>>; x
~s(a #{1} b)
~S(a #{1} b)
~w(a b c)
~w(a b)a
~c(abc)
'abc' ++ ~c"d"
1..5
Enum.to_list(1..9//3)
1..3 |> Enum.map(& &1)
to_string(12) <> to_string(:a)
"#{[?a, ?b]}"
to_charlist("ab")
inspect(%{a: 1})
is_atom(:a) and is_binary("x") and is_list([]) and is_map(%{})
is_struct(%{}) or is_struct(1..2)
is_struct(1..2, Range)
is_exception(%RuntimeError{})
match?({:ok, x} when x > 1, {:ok, 2})
match?(%{a: _}, %{b: 1})
destructure([a, b, c], [1, 2]); {a, b, c}
x = [a: [b: 1]]; put_in(x[:a][:b], 2)
x = %{a: %{b: 1}}; put_in(x.a.b, 2)
x = %{a: %{b: 1}}; update_in(x.a[:b], &(&1 + 1))
x = %{a: %{b: 1}}; get_in(x, [:a, :b])
x = %{a: %{b: 1}}; pop_in(x[:a][:b])
x = %{a: 1}; get_and_update_in(x.a, &{&1, &1 + 1})
a = 1; b = 2; binding()
fn -> :ok end.()
(fn x -> fn y -> x + y end end).(1).(2)
quote do: 1 + 2
quote do: foo(unquote(1 + 1))
quote do: [1, unquote_splicing([2, 3]), 4]
x = {:a, [], nil}; quote do: fn unquote(x) -> unquote(x) end
Macro.to_string(quote do: if(a, do: b))
quote(do: {1, unquote(2), 3})
quote bind_quoted: [x: 5], do: x
quote do: Enum.map([1], fn x -> x end)
alias Enum, as: E; E.count([1])
import Enum, only: [count: 1]; count([1, 2])
require Integer; 3
alias String.Chars; Chars
__MODULE__
%Range{first: 1, last: 2, step: 1}
%{__struct__: Range, first: f} = 1..2; f
%Range{first: f} = 3..4; f
%name{} = 1..2; name
r = 1..2; %{r | last: 5}
abs(-3) + round(2.6) + trunc(3.9) + max(1, 2) + min(1, 2)
hd([1]) + hd(tl([1, 2]))
:erlang.element(1, {:a})
apply(Enum, :sum, [[1, 2]])
spawn(fn -> :ok end) |> is_pid()
if true do a = 1; a + 1 else 0 end
(a = 1; b = a; b)
{x = 1, y = 2}; x + y
[a: 1, b: 2][:b]
%{1 => :a, "b" => 2, {1, 2} => 3}
"a
b"
?a
0x1F + 0b11 + 0o17
1_000_000 * 1_000_000 * 1_000_000
100000000000000000000000 + 1
1.0e10
:"hello world"
nil
[]
{}
%{}
"é" |> String.length()
String.upcase("abc") <> String.reverse("abc")
f = fn f, n -> if n == 0, do: 1, else: n * f.(f, n - 1) end; f.(f, 10)
case [1, 2, 3] do [_, x | _] -> x end
case %{a: 1} do %{a: a, b: b} -> {a, b}; %{a: a} -> a end
k = :a; case %{a: 5} do %{^k => v} -> v end
case "abc" do "a" <> r -> r end
case 5 do x when is_integer(x) and x > 3 or x == 0 -> :y; _ -> :n end
case %{x: 1} do m when m.x == 1 -> :ok; _ -> :no end
case {1, [2, {3}]} do {a, [b, {c}]} -> a + b + c end
case 1 do x when x in [1, 2] -> :in; _ -> :out end
case 1.5 do x when x in 1..3 -> :in; _ -> :out end
case [a: 1] do [a: x] -> x end
x = 5; (case 1 do 1 -> x = 6; x end) + x
if true, do: (x = 1; x), else: 2
Process.get(:nothing, :default)
:math.pow(2, 3)
Tuple.to_list({1, 2})
Tuple.insert_at({1, 2}, 0, :z)
Map.put(%{}, :a, :b)
Map.has_key?(%{a: 1}, :a)
List.to_tuple([1, 2])
Integer.parse("12ab")
Enum.zip([1, 2], [:a, :b])
String.split("a b c")
Keyword.get([a: 1], :a)
raise_it = fn -> raise "e" end; try do raise_it.() rescue RuntimeError -> :r end
try do reraise(RuntimeError, [message: "m"], []) rescue e -> e.message end
(fn -> try do throw(1) catch :throw, x -> x + 1 after :ok end end).()
var!(x) = 3; x
Bitwise.band(5, 3) + Bitwise.bsl(1, 4)
import Bitwise; 5 &&& 3 ||| 8
x = 5; "#{x}" <> "#{x + 1}"
<<0, "a"::binary, 255>>
"\x01\u00e9\n"
for x <- [1, 2], y = x * 2, y > 2, do: {x, y}
for x <- [1, 2, 3], rem(x, 2) == 1, uniq: true, into: %{}, do: {x, 1}
Enum.each([1], fn _ -> :ok end)
for _ <- 1..3, do: :x
e = for x <- [1], do: x; e
a = b = 3; {a, b}
{:ok, a} = {b, 5} = {:ok, 5}; {a, b}
f = fn {a, b} = t -> {t, a, b} end; f.({1, 2})
f = fn %{a: a} = m when map_size(m) > 1 -> a; _ -> nil end; {f.(%{a: 1, b: 2}), f.(%{a: 1})}
f = fn -> 1; 2 end; f.()
f = fn x \\ 1 -> x end
`), "\n")

// TestConfirmValues runs the expressions through real Elixir and, lowered by us,
// through erl_eval of the same node.
func TestConfirmValues(t *testing.T) {
	for _, o := range []peers.OTP{peers.OTP29, peers.OTP27, peers.OTP25} {
		t.Run(o.String(), func(t *testing.T) {
			peers.Require(t, o)
			confirmValues(t, o)
		})
	}
}

func confirmValues(t *testing.T, o peers.OTP) {
	rows := sources()
	var ts []term.Term
	for _, src := range rows {
		ev, d, err := lowerSource(t, src)
		if err != nil {
			for _, x := range d {
				t.Logf("%s", x.Message)
			}
			t.Errorf("%s: %v", src, err)
			continue
		}
		ts = append(ts, term.Tuple(term.String(src), absform.Portable(exprsTerm(ev.Exprs))))
	}
	outside, inside := peers.TempDir(t, o)
	file := filepath.Join(outside, "cases.etf")
	if err := os.WriteFile(file, appendETF([]byte{131}, term.List(ts...)), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := peers.Command(o, "elixir", "-e", fmt.Sprintf(compareScript, filepath.Join(inside, "cases.etf")))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	checked := false
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "DIFFERS ") {
			t.Error(line)
		} else if strings.HasPrefix(line, "CHECKED ") {
			checked = true
			t.Log(line)
		}
	}
	if !checked {
		t.Fatalf("the peer did not finish:\n%s", out)
	}
}

// sources joins the rows of the table whose strings go over lines.
func sources() []string {
	var out []string
	for i := 0; i < len(expressions); i++ {
		s := expressions[i]
		if s == `"a` {
			i++
			s += "\n" + expressions[i]
		}
		if s == `f = fn x \\ 1 -> x end` {
			continue
		}
		out = append(out, s)
	}
	return out
}

const compareScript = `
Code.compiler_options(ignore_module_conflict: true)
cases = :erlang.binary_to_term(File.read!(%q))
run = fn f ->
  me = self()
  {pid, ref} = spawn_monitor(fn ->
    v = try do {:ok, f.()} catch k, r -> {k, (if is_map(r) and is_map_key(r, :__struct__), do: r.__struct__, else: r)} end
    send(me, {self(), v})
  end)
  receive do
    {^pid, v} -> Process.demonitor(ref, [:flush]); v
    {:DOWN, ^ref, _, _, r} -> {:down, r}
  after 5000 -> :timeout end
end
show = fn v -> Regex.replace(~r/counter: -?[0-9]+/, Regex.replace(~r/#PID<[^>]*>|#Reference<[^>]*>|#Function<[^>]*>/, inspect(v, limit: :infinity), "#X"), "counter: 1") end
for {src, exprs} <- cases do
  want = run.(fn -> {v, _} = Code.eval_string(src, [], file: "iex"); v end)
  got = run.(fn -> {:value, v, _} = :erl_eval.exprs(exprs, []); v end)
  w = show.(want)
  g = show.(got)
  if w != g, do: IO.puts("DIFFERS " <> inspect(src) <> " want " <> w <> " got " <> g)
end
IO.puts("CHECKED #{length(cases)}")
`
