show = fn {:module, name, binary, _} ->
  path = "#{System.tmp_dir!()}/#{name}.#{System.unique_integer([:positive])}.beam"
  File.write!(path, binary)
  {:docs_v1, line, :elixir, "text/markdown", doc, meta, docs} = Code.fetch_docs(path)
  File.rm!(path)
  IO.inspect({line, doc, Map.drop(meta, [:source_annos, :source_path, :behaviours])})

  for {{kind, name, arity}, line, signature, doc, meta} <- docs, name != :__struct__ and {kind, name} != {:type, :t} do
    IO.inspect({kind, name, arity, line, signature, doc, Map.delete(meta, :source_annos)}, width: 150)
  end
end

show.(defmodule Signatures do
  @moduledoc "Shapes of arguments."
  @text "abc"
  @map %{a: 1}
  @tuple {1, 2, 3}
  @list [1]
  defstruct [:a]
  def a(%Inspect.Opts{}, %__MODULE__{}, %{}, [], [1], {}, {1, 2}, {1, 2, 3}, <<1>>, "x", ~c"c", 1, 1.5, :a, nil, true), do: 1
  def b(x = 1, 1 = x, %{} = y, {:ok, z} = {_, _}, %{} = %{}, _x, _, _y = 1), do: {x, y, z}
  def c("a" <> r, <<r2::binary>>, [a | b], [h, t], %{a: v} = %{}), do: {r, r2, a, b, h, t, v}
  def d(a \\ 1 + 2, b \\ %{a: 1}, _c \\ [x: 1], [] \\ [], %{} = opts \\ %{}), do: {a, b, opts}
  def e(1), do: 1
  def e(2), do: 2
  def f(1), do: 1
  def f(:a), do: 2
  def g(x), do: x
  def h(x) when is_atom(x), do: x
  def h(y), do: y
  def i(1, _), do: 1
  def i(_, x), do: x
  def j(x \\ 1)
  def j(1), do: 1
  def j(z), do: z
  def unquote(:"a b")(x), do: x
  def unquote(:Foo)(x), do: x
  defmacro k(x, do: block), do: {x, block}
  defmacro sigil_q(t, []), do: t
  def n(fun, args) when is_function(fun), do: args
  def n(m, f), do: {m, f}
  def o([]), do: 1
  def o([_ | _]), do: 1
  def o(x), do: x
  def p(a, a), do: a
  def q(_a, _a2), do: 1
  def r(%{}, %{}), do: 1
  def r(x, %{}), do: x
  def s(n) when n > 1, do: n
  def s(0), do: 0
  def t(0), do: 0
  def t(n), do: n
  def u(@text, @map, @tuple, @list), do: 1
  def v(-1, x..y//_, "a#{"b"}"), do: {x, y}
  def w(%{} = %{a: x}, [x] = [_], y = z = 1), do: {x, y, z}
  def x(%Inspect.Opts{} = opts, HTTPThing, %{} = _), do: opts
  def y(x \\ 1, y)
  def y(_, %{}), do: 1
  def z(%{__struct__: _}, a: b), do: b
  def aa(x)
  def aa({y}), do: y
  defdelegate map(e, f), to: Enum
  defdelegate rev(e, f \\ 1), to: Enum, as: :reverse
  defguard is_foo(x, y) when x == y
end)

show.(defmodule Documented do
  @moduledoc since: "1.0", authors: ["a"]
  @moduledoc "About."
  @moduledoc deprecated: "no"
  @behaviour Access
  @doc "x"
  def u(x), do: x
  @doc since: "1"
  @impl true
  def fetch(x, _), do: x
  @doc "shown"
  @impl true
  def pop(x, _), do: x
  @impl Access
  def get_and_update(x, _, _), do: x
  def _w(x), do: x
  defmacro __using__(_), do: 1
  @doc "Two"
  @doc since: "2"
  def y, do: 1
  @doc false
  def hidden, do: 1
  @doc nil
  def za, do: 1
  @doc deprecated: "soft", since: "1.2"
  @doc other: [1, 2], since: "1.3"
  def meta, do: 1
  @deprecated "use y"
  def old, do: 1
  @doc "over"
  def over(x), do: x
  defoverridable over: 1
  def over(y), do: super(y)

  @doc """
  Of several
  lines.
  """
  @spec sp(integer) :: integer
  def sp(x), do: x
  @doc "No body."
  def bod(a, opts \\ [])
  def bod(x, y), do: {x, y}
  @doc "Clauses."
  def cl(1), do: 1
  def cl(2), do: 2
  @opaque oo(a) :: a
  @typedoc "tt"
  @typedoc since: "2"
  @type tt :: 1
  @typedoc false
  @type th :: pp
  @type _un :: 1
  @typep pp :: 1
  @doc false
  @callback hid(a :: 1) :: 2
  @doc since: "3", deprecated: "z", other: [1]
  @callback cc() :: 2
  @doc "Macro back."
  @macrocallback mc(1) :: 2
  @callback dd() :: 2
  @doc "Guard."
  defguard is_bar(x) when x == 1
  @doc "Delegate."
  defdelegate map(e, f), to: Enum
end)

show.(defmodule Hidden do
  @moduledoc false
  @doc "f"
  def f, do: 1
end)

show.(defprotocol Proto do
  @moduledoc "P"
  @doc "f"
  def f(t, x)
  @doc since: "2"
  def g(t)
end)
