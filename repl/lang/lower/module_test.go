package lower

import (
	"strings"
	"testing"
)

// modules are files that define modules and say what they must give: the value
// of the last expression, printed.
var modules = []struct{ src, want string }{
	{`defmodule M1 do
  def f(x), do: x + 1
  def g(x, y \\ 10), do: x * y
  defp h(x), do: x
  def i(x) when x > 0, do: {:pos, h(x)}
  def i(_), do: :neg
end
{M1.f(1), M1.g(2), M1.g(2, 3), M1.i(5), M1.i(-1), M1.__info__(:functions)}`,
		`{2, 20, 6, {:pos, 5}, :neg, [f: 1, g: 1, g: 2, i: 1]}`},
	{`defmodule M2 do
  @a 1
  @b @a + 1
  Module.register_attribute(__MODULE__, :acc, accumulate: true)
  @acc 1
  @acc 2
  def a, do: @a
  def b, do: {@b, @acc}
  @a 5
  def a2, do: @a
end
{M2.a(), M2.b(), M2.a2()}`, `{1, {2, [2, 1]}, 5}`},
	{`defmodule M3 do
  defstruct [:name, age: 3]
  def new(n), do: %__MODULE__{name: n}
  def up(%M3{age: a} = s), do: %{s | age: a + 1}
  def up2(%__MODULE__{} = s), do: %M3{s | age: 0}
end
{M3.new("x"), M3.up(M3.new("y")), M3.up2(struct(M3, name: 1, age: 9)), struct(M3).age}`,
		`{%M3{name: "x", age: 3}, %M3{name: "y", age: 4}, %M3{name: 1, age: 0}, 3}`},
	{`defmodule M4 do
  defmacro twice(x), do: quote(do: unquote(x) * 2)
  defmacro hyg do
    quote do
      x = 5
      x
    end
  end
end
defmodule M4User do
  require M4
  def f(y), do: M4.twice(y + 1)
  def g do
    x = 1
    z = M4.hyg()
    {x, z}
  end
end
{M4User.f(3), M4User.g()}`, `{8, {1, 5}}`},
	{`defmodule M5 do
  defmacro __using__(opts) do
    quote do
      @opts unquote(opts)
      def opts, do: @opts
      def hello(x), do: {:default, x}
      defoverridable hello: 1
    end
  end
end
defmodule M5User do
  use M5, a: 1
  def hello(x), do: {:mine, super(x)}
end
{M5User.opts(), M5User.hello(2)}`, `{[a: 1], {:mine, {:default, 2}}}`},
	{`defmodule M6 do
  for {name, v} <- [one: 1, two: 2] do
    def unquote(name)(), do: unquote(v)
  end
  fields = [:a, :b]
  def fields, do: unquote(fields)
end
{M6.one(), M6.two(), M6.fields()}`, `{1, 2, [:a, :b]}`},
	{`defmodule M7 do
  defexception [:code, message: "failed"]
end
defmodule M7b do
  defexception [:value]
  def message(%{value: v}), do: "bad #{v}"
end
a = try do raise M7 rescue e in M7 -> {e.message, e.code} end
b = try do raise M7, code: 5, message: "m" rescue e in [M7] -> {e.message, e.code} end
c = try do raise M7b, value: 3 rescue e -> Exception.message(e) end
d = try do raise M7, "text" rescue e -> e.message end
{a, b, c, d}`, `{{"failed", nil}, {"m", 5}, "bad 3", "text"}`},
	{`defprotocol P8 do
  @fallback_to_any true
  def size(x)
  def add(x, y)
end
defmodule S8 do
  defstruct [:n]
  defimpl P8 do
    def size(%{n: n}), do: n
    def add(%{n: n}, m), do: n + m
  end
end
defimpl P8, for: [List, Tuple] do
  def size(x), do: {@for, if(is_list(x), do: length(x), else: tuple_size(x))}
  def add(x, y), do: {x, y}
end
defimpl P8, for: Any do
  def size(_), do: :any
  def add(x, _), do: x
end
{P8.size([1]), P8.size({1, 2}), P8.size(struct(S8, n: 7)), P8.size(5), P8.add(struct(S8, n: 1), 2), P8.impl_for([]), P8.__protocol__(:functions), P8.S8.__impl__(:for)}`,
		`{{List, 1}, {Tuple, 2}, 7, :any, 3, P8.List, [add: 2, size: 1], S8}`},
	{`defprotocol P9 do
  def f(x)
end
try do P9.f(1) rescue e in Protocol.UndefinedError -> e.protocol end`, `P9`},
	{`defmodule M10 do
  defdelegate count(x), to: Enum
  defdelegate total(x), to: Enum, as: :sum
end
{M10.count([1, 2]), M10.total([1, 2])}`, `{2, 3}`},
	{`defmodule M11 do
  defguard is_even(x) when is_integer(x) and rem(x, 2) == 0
  def f(x) when is_even(x), do: :even
  def f(_), do: :odd
  def g(x), do: is_even(x)
end
{M11.f(2), M11.f(3), M11.g(4)}`, `{:even, :odd, true}`},
	{`defmodule M12 do
  defmodule Inner do
    def x, do: 1
  end
  def y, do: Inner.x() + 1
  def z, do: __MODULE__.Inner
end
{M12.y(), M12.Inner.x(), M12.z()}`, `{2, 1, M12.Inner}`},
	{`defmodule M13 do
  @callback run(term) :: term
  @optional_callbacks stop: 0
  @callback stop() :: :ok
end
defmodule M13Impl do
  @behaviour M13
  @impl true
  def run(x), do: x
end
{M13.behaviour_info(:callbacks), M13.behaviour_info(:optional_callbacks), M13Impl.run(1), Keyword.delete(M13Impl.__info__(:attributes), :vsn)}`,
		`{[stop: 0, run: 1], [stop: 0], 1, [behaviour: [M13]]}`},
	{`defmodule M14 do
  defmacrop add(a, b), do: quote(do: unquote(a) + unquote(b))
  defp helper(x), do: x * 10
  defmacro big(x), do: helper(x)
  def f(x), do: add(x, 1)
  def g, do: big(4)
end
{M14.f(1), M14.g()}`, `{2, 40}`},
	{`defmodule M15 do
  def f(x) do
    x / 0
  rescue
    ArithmeticError -> :inf
  after
    :ok
  end
  def g(x) do
    throw(x)
  catch
    y -> {:caught, y}
  else
    _ -> :never
  end
end
{M15.f(1), M15.g(2)}`, `{:inf, {:caught, 2}}`},
	{`defmodule M16 do
  defmacro __before_compile__(env) do
    quote do
      def injected, do: {unquote(env.module), @things}
    end
  end
end
defmodule M16User do
  @before_compile M16
  Module.register_attribute(__MODULE__, :things, accumulate: true)
  @things :a
  @things :b
end
M16User.injected()`, `{M16User, [:b, :a]}`},
	{`defmodule M17 do
  @enforce_keys [:a]
  defstruct [:a, b: 2]
end
x = try do struct!(M17, b: 1) rescue e in ArgumentError -> e.message end
y = struct!(M17, a: 1)
{x, y}`, `{"the following keys must also be given when building struct M17: [:a]", %M17{a: 1, b: 2}}`},
	{`defmodule M18 do
  def fact(0), do: 1
  def fact(n), do: n * fact(n - 1)
  def cap, do: Enum.map([1, 2, 3], &fact/1)
  def caller(f \\ &__MODULE__.fact/1), do: f.(4)
  def loop(0, acc), do: acc
  def loop(n, acc), do: loop(n - 1, acc + n)
end
{M18.fact(20), M18.cap(), M18.caller(), M18.loop(1000, 0)}`, `{2432902008176640000, [1, 2, 6], 24, 500500}`},
	{`x = 41
defmodule M19 do
  @v x + 1
  def v, do: @v
  def w, do: unquote(x)
end
{M19.v(), M19.w()}`, `{42, 41}`},
	{`defmodule M20 do
  defmacro unless2(c, do: b) do
    quote do
      if !unquote(c), do: unquote(b)
    end
  end
  defmacro assign(name, v) do
    quote do
      var!(unquote(name)) = unquote(v)
    end
  end
  defmacro block do
    quote bind_quoted: [x: 5] do
      x + 1
    end
  end
  defmacro caller, do: Macro.escape({__CALLER__.module, __CALLER__.function})
  defmacro list(do: {:__block__, _, es}), do: es
end
defmodule M20User do
  import M20
  def a, do: unless2(false, do: 1)
  def b do
    assign(y, 3)
    y
  end
  def c, do: block()
  def d, do: caller()
  def e do
    list do
      1
      2
    end
  end
end
{M20User.a(), M20User.b(), M20User.c(), M20User.d(), M20User.e()}`, `{1, 3, 6, {M20User, {:d, 0}}, [1, 2]}`},
	{`defmodule M21 do
  @spec f(integer) :: integer
  @doc "text"
  @type t :: integer
  @moduledoc false
  def f(x), do: x
end
M21.f(1)`, `1`},
	{`defmodule M22 do
  def f(%{a: a}, [h | _], {x, ^a = y} = t \\ {1, 1}) do
    {a, h, x, y, t}
  end
end`, "!undefined variable ^a. No variable \"a\" has been defined before the current pattern"},
	{`defmodule M23 do
  def f, do: undefined_thing(1)
end`, "!undefined function undefined_thing/1 (expected M23 to define such a function or for it to be imported, but none are available)"},
	{`defmodule M24 do
  defp unused(x), do: x
  def f(x), do: 1
end
M24.f(1)`, "?function unused/1 is unused"},
	{`defmodule M24b do
  def f(x), do: 1
end
M24b.f(1)`, `?variable "x" is unused (if the variable is not meant to be used, prefix it with an underscore)`},
	{`defmodule M25 do
  def f(1), do: 1
  def g, do: 2
  def f(2), do: 3
end
M25.g()`, `?clauses with the same name and arity (number of arguments) should be grouped together, "def f/1" was previously defined (nofile:2)`},
	{`defmodule M25b do
  @behaviour Access
end
M25b.module_info(:module)`, "?function fetch/2 required by behaviour Access is not implemented (in module M25b)"},
	{`defmodule M25c do
  @behaviour Access
  def fetch(_, _), do: :error
  @impl true
  def pop(x, _), do: {nil, x}
  @impl Access
  def get_and_update(x, _, _), do: {nil, x}
end
M25c.pop(1, 2)`, `?module attribute @impl was not set for function fetch/2 callback (specified in Access). This either means you forgot to add the "@impl true" annotation before the definition or that you are accidentally overriding this callback`},
	{`Module.create(M26, quote(do: def(f, do: 7)), __ENV__)
apply(M26, :f, [])`, `7`},
	{`defmodule M27 do
  @behaviour GenServer
  def init(x), do: {:ok, x}
  def handle_call(:get, _from, s), do: {:reply, s, s}
  def handle_cast({:set, v}, _), do: {:noreply, v}
end
{:ok, p} = GenServer.start_link(M27, 1)
a = GenServer.call(p, :get)
GenServer.cast(p, {:set, 5})
{a, GenServer.call(p, :get)}`, `{1, 5}`},
	{`defmodule M29 do
  defstruct a: 1
  defimpl String.Chars do
    def to_string(%{a: a}), do: "M29:#{a}"
  end
end
"#{struct(M29)}"`, `"M29:1"`},
}

// TestConfirmModules defines the modules on a real node, with everything but the
// running of code done here.
func TestConfirmModules(t *testing.T) {
	p := startPeer(t)
	for _, m := range modules {
		name := strings.Fields(m.src)[1]
		t.Run(name, func(t *testing.T) {
			p.t = t
			got, err := p.run(m.src)
			text := strings.TrimLeft(m.want, "!?")
			switch m.want[0] {
			case '!', '?':
				if (err != nil) != (m.want[0] == '!') {
					t.Errorf("error %v", err)
				}
				for _, d := range p.log {
					if d.Message == text {
						return
					}
				}
				t.Errorf("not reported: %s\nbut %+v", text, p.log)
			default:
				if err != nil {
					t.Fatalf("%v\n%+v", err, p.log)
				}
				if got != m.want {
					t.Errorf("got %s, want %s", got, m.want)
				}
				for _, d := range p.log {
					t.Logf("%+v", d.Message)
				}
			}
		})
	}
}
