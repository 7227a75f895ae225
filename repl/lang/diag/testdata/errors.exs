# Prints errors.jsonl: run with elixir 1.20.4, see golden_test.go.
Code.put_compiler_option(:ignore_module_conflict, true)

exprs = ~S"""
raise "oops"
raise ArgumentError
raise KeyError, key: :a, term: %{}
raise "multi\nline"
throw(:ball)
throw({:a, [1, 2]})
exit(:normal)
exit(:shutdown)
exit({:shutdown, :why})
exit(:boom)
exit("text")
exit(:killed)
exit({:nodedown, :"a@b"})
exit({:noproc, {GenServer, :call, [:x, :y, 5000]}})
exit({{:nodedown, :"a@b"}, {GenServer, :call, [:x, :y, 5000]}})
exit({:timeout, {GenServer, :call, [:x, {:y, "z"}, 5000]}})
exit({{:badmatch, 1}, [{Foo, :bar, 1, [file: ~c"lib/foo.ex", line: 3]}]})
exit({{%RuntimeError{message: "x"}, [{Foo, :bar, [1, 2], []}]}, {GenServer, :call, [:x, :y, 5000]}})
exit({:shutdown, {:failed_to_start_child, :kid, {:EXIT, {:undef, [{Foo, :start_link, [1], []}]}}}})
exit({:shutdown, {:failed_to_start_child, Kid, :why}})
exit({:already_started, 5})
exit({:bad_return_value, 5})
exit({:bad_return, {Foo, :init, :x}})
exit({:start_spec, {:invalid_shutdown, -1}})
exit({:start_spec, {:duplicate_child_name, :a}})
exit({:supervisor_data, {:invalid_period, 0}})
exit({:calling_self, {GenServer, :call, [:x, :y, 5000]}})
:erlang.error(:custom)
:erlang.error({:badmatch, 5})
:erlang.error({:badarg, 5})
:erlang.error({:nocatch, 5})
:erlang.error({:badkey, :a})
:erlang.error({:else_clause, 5})
1 / 0
div(1, 0)
rem(5, 0)
1 + "2"
:a + 1
-"x"
Bitwise.band(1, :a)
Bitwise.bnot(:a)
:math.sqrt(-1)
{:ok, _} = {:error, Enum.to_list(1..60)}
case :zebra do :a -> 1 end
cond do false -> 1 end
with {:ok, x} <- {:error, 1} do x else :nope -> 1 end
try do 5 else 6 -> 1 end
1 and true
5.foo
5.foo()
nil.foo
%{a: 1}.b
%{abc: 1, abd: 2}.abe
%{abc: 1}.abc()
%{abc: fn -> 1 end}.abc()
:foo.bar
:foo.bar(1)
Map.fetch!(%{"a" => 1}, "b")
Map.fetch!(%{name: 1, age: 2}, :nane)
Keyword.fetch!([name: 1], :nmae)
:maps.get(:k, [])
:maps.get(:k, %{})
Map.update!(%{kay: 1}, :key, & &1)
String.upcas("x")
String.nope()
Enum.mapp([1], 1)
Strin.upcase("x")
Foo.Bar.baz(1)
:lists.revers([1])
String.to_existing_atom("not_there_#{1}")
(fn 1 -> :one end).(2)
(fn 1 -> :one end).(1, 2)
(fn -> :one end).(1)
Enum.map(5, & &1)
Enum.map(%ArgumentError{}, & &1)
String.upcase(nil)
String.at("abc", nil)
Enum.fetch!([1], 5)
Enum.max([])
5.(1)
:x.(1)
elem([1], 0)
elem({1}, 1)
elem({1}, -1)
put_elem({1}, 3, 1)
:erlang.setelement(:a, {1}, 1)
String.to_atom(5)
String.to_atom(<<255>>)
String.to_integer("x")
String.to_integer("12", 40)
String.to_integer(5, 10)
String.to_float("x")
:erlang.binary_to_term("x")
:erlang.binary_to_term(5)
binary_part("abc", 2, 5)
binary_part("abc", 5, 1)
:erlang.binary_part("abc", {1, 9})
:erlang.binary_part("abc", 5)
hd([])
tl(5)
length(5)
length([1 | 2])
map_size(5)
tuple_size(5)
byte_size(5)
bit_size(:a)
abs(:a)
round("x")
trunc(nil)
:erlang.float("x")
:erlang.list_to_atom(5)
:erlang.list_to_atom([1 | 2])
:erlang.list_to_existing_atom(~c"nope_nope_#{2}")
:erlang.list_to_binary(5)
:erlang.list_to_integer(~c"x")
:erlang.list_to_integer(~c"x", 99)
:erlang.list_to_float(5)
:erlang.list_to_tuple(5)
:erlang.list_to_pid(~c"x")
:erlang.tuple_to_list(5)
:erlang.iolist_to_binary(5)
:erlang.iolist_to_binary([1 | 2])
:erlang.integer_to_binary("a")
:erlang.integer_to_binary(1, 99)
:erlang.integer_to_list(1.0)
:erlang.float_to_binary(1)
:erlang.float_to_binary(1.0, [:bad])
:erlang.float_to_binary(1.0, :bad)
:erlang.atom_to_binary("a")
:erlang.atom_to_binary(:a, :nope)
:erlang.binary_to_atom("a", :nope)
:erlang.make_tuple(-1, 0)
:erlang.phash2(1, 0)
:erlang.split_binary("abc", 5)
:erlang.convert_time_unit(1, :nope, :second)
:erlang.system_time(:nope)
:erlang.monotonic_time(:nope)
:erlang.whereis("x")
:erlang.register(:undefined, self())
:erlang.register("x", self())
:erlang.register(:x, 5)
:erlang.unregister(:nope_nope)
:erlang.send(:no_such_name, 1)
send("x", 1)
Process.link(5)
Process.monitor(5)
:erlang.monitor(:nope, self())
Process.exit(5, :x)
Process.flag(:nope, 1)
Process.flag(:trap_exit, 1)
Process.info(5)
Process.info(self(), :nope)
Process.send_after(self(), :x, -1)
Process.send_after(5, :x, 1)
Process.cancel_timer(5)
Process.alive?(5)
:erlang.group_leader(1, 2)
:erlang.node(5)
:erlang.apply(5, :a, [])
:erlang.apply(:a, 5, [])
:erlang.apply(:lists, :reverse, :x)
:erlang.spawn(5)
:erlang.spawn(:a, :b, :c)
:erlang.demonitor(5)
:erlang.demonitor(make_ref(), [:x])
:erlang.fun_info(5)
:erlang.fun_info(&is_atom/1, :x)
:erlang.is_function(1, -1)
:erlang.map_get(:a, %{})
:erlang.map_get(:a, 5)
:erlang.is_map_key(:a, 5)
:erlang.make_fun(1, 2, 3)
:erlang.function_exported(1, 2, 3)
:erlang.system_info(:nope)
:erlang.statistics(:nope)
:erlang.unique_integer([:x])
:erlang.unique_integer(:x)
:erlang.size(5)
:erlang.++(5, 1)
[1] -- 5
:erlang.term_to_binary(1, [:x])
:erlang.crc32(5)
:erlang.md5(5)
:erlang.pid_to_list(5)
:erlang.ref_to_list(5)
:persistent_term.get(:nope)
:lists.reverse(5)
:lists.member(1, 5)
:lists.keyfind(1, 0, [])
:lists.keyfind(1, 1, 5)
:maps.from_list(5)
:maps.from_list([5])
:maps.values(5)
:maps.put(1, 2, 3)
:maps.merge(1, 2)
:maps.merge(%{}, 2)
:maps.remove(1, 2)
:binary.copy(5)
:binary.copy("x", -1)
:binary.at("abc", 9)
:binary.at("abc", -1)
:binary.first("")
:binary.part("abc", 2, 5)
:binary.part("abc", 9, 5)
:math.sqrt(:a)
:math.pow(:a, 1)
:math.log(0)
File.read!("/nope")
File.mkdir!("/proc/x")
File.cp!("/nope", "/tmp/x")
File.rename!("/nope", "/tmp/x")
System.fetch_env!("NOPE_NOPE")
Version.parse!("x")
Version.match?("1.0.0", "x x")
URI.parse(5)
URI.new!("http://a b")
Regex.compile!("(")
Code.string_to_quoted!("1 +")
Code.string_to_quoted!("foo(")
Code.string_to_quoted!("foo(\n1\n2\n3\n4\n5\n6\n7")
Code.string_to_quoted!("(1]")
Code.string_to_quoted!("(\n1,\n  2]")
Code.string_to_quoted!("1\n2\n3 = = 4")
Code.string_to_quoted!("                                  foo bar baz = = 4")
Code.string_to_quoted!("\"abc")
Code.string_to_quoted!("x = )")
Code.string_to_quoted!("end")
Code.eval_string("<<1::size(-1)>>")
<<"x"::integer>>
<<1, :a::float>>
<<5::binary>>
<<"abc"::binary-size(5)>>
<<1.0e300::float-32>>
<<-1::utf8>>
Protocol.assert_protocol!(String)
struct!(URI, nope: 1)
raise BadFunctionError, term: &is_atom/1
raise BadBooleanError, term: 1, operator: :and
raise UndefinedFunctionError, module: Foo, function: :"a b", arity: 2
raise UndefinedFunctionError, module: Foo, function: :x, arity: 2, reason: "why not"
raise UndefinedFunctionError, function: :x, arity: 0
raise UndefinedFunctionError
raise FunctionClauseError
raise Enum.OutOfBoundsError, index: 3
raise ErlangError, original: :x
raise IO.StreamError, reason: :terminated
raise CompileError, file: "a.ex", line: 3, description: "bad"
raise CompileError, description: "bad"
raise SyntaxError, file: "a.ex", line: 3, column: 2, description: "bad"
raise UnicodeConversionError, encoded: "a", rest: <<255>>, kind: :invalid
List.to_string([:a])
IO.chardata_to_string([5000000])
Integer.parse("x", 99)
Float.round(1.0, 16)
Enum.random([])
Tuple.duplicate(0, -1)
"""

eval = fn src ->
  try do
    Code.eval_string(src, [], file: "iex", line: 1)
    nil
  catch
    kind, reason -> {kind, reason, __STACKTRACE__}
  end
end

# The frames of the evaluator below the expression are of no interest, and a
# fun cannot be read everywhere.
cut = fn stack -> Enum.take_while(stack, fn f -> elem(f, 0) not in [:erl_eval, :elixir, :elixir_eval, :elixir_compiler] end) end

opaque = fn opaque, t ->
  cond do
    is_function(t) -> Function.info(t)[:type] != :external
    is_pid(t) or is_reference(t) or is_port(t) -> true
    is_tuple(t) -> opaque.(opaque, Tuple.to_list(t))
    is_map(t) -> opaque.(opaque, :maps.to_list(t))
    is_list(t) and t != [] -> opaque.(opaque, hd(t)) or opaque.(opaque, tl(t))
    true -> false
  end
end

for src <- String.split(exprs, "\n", trim: true), {kind, reason, stack} <- [eval.(src)] do
  stack = cut.(stack)
  unless opaque.(opaque, {reason, stack}) do
    {e, st} = Exception.blame(kind, reason, stack)
    # Clauses need the debug information of the library; they are left out.
    e = if is_struct(e, FunctionClauseError), do: %{e | clauses: nil, kind: nil}, else: e
    IO.puts(JSON.encode!(%{
      src: src, kind: kind,
      t: Base.encode64(:erlang.term_to_binary({reason, stack})),
      format: Exception.format(kind, reason, stack),
      blamed: Exception.format(kind, e, st)
    }))
  else
    IO.puts(:stderr, "skipped #{src}")
  end
end
