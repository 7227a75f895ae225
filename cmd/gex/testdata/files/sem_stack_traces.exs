# Stack traces of what modules raise, as exceptions and caught values are formatted. Frames that
# belong to the reference's own compiler are left out.
defmodule M do
  def a(x), do: b(x) + 1
  def b(x), do: c(x) + 1
  defp c(x) do
    y = x + 1
    y * 2
  end
  def fun(x) do
    f = fn y -> y + x end
    f.(:a) + 1
  end
  def nested do
    fn -> fn -> raise "deep" end end
  end
  def re(x) do
    try do
      a(x) + 0
    rescue
      e -> reraise e, __STACKTRACE__
    end
  end
  def re2(x) do
    a(x) + 0
  rescue
    e in ArithmeticError -> reraise ArgumentError, [message: "wrapped #{e.message}"], __STACKTRACE__
  end
  def clause(1), do: 1
  def clause(2), do: IO.puts("two")
  def guard(x) when is_integer(x) and x > 0, do: x
  def guard(x, y) when is_integer(x) when is_atom(y), do: {x, y}
  def case_it(x) do
    case x do
      1 -> :one
    end
  end
  def cond_it(x) do
    cond do
      x > 100 -> 1
    end
  end
  def with_it(x) do
    with {:ok, _} <- x do
      1
    else
      :foo -> 2
    end
  end
  def match_it(x) do
    {:ok, y} = x
    y
  end
  def each(l), do: Enum.each(l, fn x -> check(x) end)
  def check(x) when x < 3, do: x
  def tail(0), do: raise("bottom")
  def tail(n), do: tail(n - 1)
  def body(0), do: raise("bottom")
  def body(n), do: 1 + body(n - 1)
  def after_it do
    try do
      raise "a"
    after
      IO.puts("after")
    end
  end
  def bif(x), do: byte_size(x) + 1
  def bif2(x), do: :erlang.atom_to_binary(x)
  def bif3(x), do: length(x)
  def bif4(x), do: String.to_atom(x)
  def key(m), do: m.foo
  def key2(m), do: m.foo.bar
  def upd(m), do: %{m | a: 1}
  def app(f, x), do: f.(x)
  def bool(x), do: x and true
  def str(x), do: "a" <> x
  def thr, do: throw(:t)
  def ext, do: exit({:shutdown, 1})
  def err, do: :erlang.error(:custom)
  def undefd, do: Undef.foo(1)
  def undefd2, do: String.nope(1)
  def priv, do: M.c(1)
  def cmp(x), do: for(y <- x, do: y + 1)
  def red(x), do: for(y <- x, reduce: 0, do: (a -> a + y))
end
t = fn f -> try do f.() catch k, e -> IO.puts(Exception.format(k, e, Enum.reject(__STACKTRACE__, &(elem(&1, 0) in [:elixir_compiler, :elixir_lexical, Module.ParallelChecker, Code])))) end end
t.(fn -> M.a(:x) end)
t.(fn -> M.nested().().() end)
t.(fn -> M.re(:x) end)
t.(fn -> M.re2(:x) end)
t.(fn -> M.clause(3) end)
t.(fn -> M.guard(-1) end)
t.(fn -> M.guard(:a, 1) end)
t.(fn -> M.case_it(3) end)
t.(fn -> M.cond_it(3) end)
t.(fn -> M.with_it(3) end)
t.(fn -> M.match_it(3) end)
t.(fn -> M.each([1, 2, 3]) end)
t.(fn -> M.tail(3) end)
t.(fn -> M.body(3) end)
t.(fn -> M.after_it() end)
t.(fn -> M.bif(3) end)
t.(fn -> M.bif2(3) end)
t.(fn -> M.bif3(3) end)
t.(fn -> M.bif4(3) end)
t.(fn -> M.key(%{a: 1}) end)
t.(fn -> M.key(nil) end)
t.(fn -> M.key2(%{foo: nil}) end)
t.(fn -> M.upd(%{}) end)
t.(fn -> M.upd(3) end)
t.(fn -> M.app(1, 2) end)
t.(fn -> M.app(fn -> 1 end |> then(fn _ -> &M.case_it/1 end), 2) end)
t.(fn -> M.bool(2) end)
t.(fn -> M.str(2) end)
t.(fn -> M.thr() end)
t.(fn -> M.ext() end)
t.(fn -> M.err() end)
t.(fn -> M.undefd() end)
t.(fn -> M.undefd2() end)
t.(fn -> M.priv() end)
t.(fn -> M.cmp([:a]) end)
t.(fn -> M.red([:a]) end)
M.re2(:x)
