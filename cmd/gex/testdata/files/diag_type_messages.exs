for {code, n} <- Enum.with_index([
~S"""
defmodule A do
  @spec foo(integer) :: integer
  def bar(x), do: x
end
""",
~S"""
defmodule A do
  @typep t :: integer
  def bar(x), do: x
end
""",
~S"""
defmodule A do
  @type 1
end
""",
~S"""
defmodule A do
  @spec foo
end
""",
~S"""
defmodule A do
  @spec foo(integer)
  def foo(x), do: x
end
""",
~S"""
defmodule A do
  @type t(1) :: integer
end
""",
~S"""
defmodule A do
  @type t :: nope
end
""",
~S"""
defmodule A do
  @type t :: nope(1)
  def f, do: 1
end
""",
~S"""
defmodule A do
  @type t :: integer
  @type t :: atom
end
""",
~S"""
defmodule A do
  @type integer :: atom
end
""",
~S"""
defmodule A do
  @type t :: string()
  @type u :: nonempty_string()
end
""",
~S"""
defmodule A do
  @type t :: char_list()
end
""",
~S"""
defmodule A do
  @type t :: fun(integer)
end
""",
~S"""
defmodule A do
  @type t :: %{a | b}
end
""",
~S"""
defmodule A do
  @type t :: [integer, atom]
end
""",
~S"""
defmodule A do
  @type t :: 1..0
end
""",
~S"""
defmodule A do
  @type t :: 1..:a
end
""",
~S"""
defmodule A do
  @type t :: <<_::a>>
end
""",
~S"""
defmodule A do
  @type t :: <<_::_*300>>
end
""",
~S"""
defmodule A do
  defstruct [:a]
  @type t :: %A{b: integer}
end
""",
~S"""
defmodule A do
  @type t :: a :: b :: integer
end
""",
~S"""
defmodule A do
  @type t :: 1 :: integer
end
""",
~S"""
defmodule A do
  @type t :: (foo.bar)
end
""",
~S"""
defmodule A do
  @type t :: record(:nope)
end
""",
~S"""
defmodule A do
  @spec f(a) :: a when a: integer
  def g(a), do: a
end
""",
~S"""
defmodule A do
  @spec f(a) :: integer when a: var
  def f(a), do: a
end
""",
~S"""
defmodule A do
  @spec f(a) :: b when a: integer
  def f(a), do: a
end
""",
~S"""
defmodule A do
  @spec f(integer) :: integer when 1
  def f(a), do: a
end
""",
~S"""
defmodule A do
  @type t(a) :: integer
end
""",
~S"""
defmodule A do
  @type t(_a) :: {_a, _a}
end
""",
~S"""
defmodule A do
  @type t(a) :: {a, b}
end
""",
~S"""
defmodule A do
  @opaque t :: u
  @typep u :: term
end
""",
~S"""
defmodule A do
  @opaque t :: term
end
""",
~S"""
defmodule A do
  @typedoc "private"
  @typep t :: integer
  @type u :: t
end
""",
~S"""
defmodule A do
  @callback foo
end
""",
~S"""
defmodule A do
  @callback foo(integer)
end
""",
~S"""
defmodule A do
  @optional_callbacks :foo
  @callback bar(integer) :: integer
end
""",
~S"""
defmodule A do
  @callback bar(integer) :: integer
  @optional_callbacks bar: 1
  @optional_callbacks bar: 1
end
""",
~S"""
defmodule A do
  @type t :: "abc"
end
""",
~S"""
defmodule A do
  @type t :: %{1 => 2, a: 3, required(:b) => nope}
end
""",
~S"""
defmodule A do
  @type t :: ...
end
""",
~S"""
defmodule A do
  @type t :: unquote(1.5)
end
""",
~S"""
defmodule A do
  @type t :: %{integer}
end
""",
~S"""
defmodule A do
  @type t :: (integer, atom)
end
""",
~S"""
defmodule A do
  @spec foo(integer \\ 1) :: integer
  def foo(x), do: x
end
""",
~S"""
defmodule A do
  @type bitstring :: integer
  @type any(x) :: x
end
""",
~S"""
defmodule A do
  @type _ :: integer
end
""",
~S"""
defmodule A do
  @type t :: Unknown.t
  @type u :: Foo.Bar.t(1, 2)
  @spec x(t) :: u
  def x(a), do: a
end
""",
~S"""
defmodule A do
  @typep t(x) :: x
  @typep u :: u2
  @typep u2 :: u
  @typep v :: integer
end
""",
~S"""
defmodule A do
  @macrocallback foo(x)
end
""",
~S"""
defmodule A do
  @spec foo(integer) :: integer
  defp bar(x), do: x
  @spec bar(integer) :: integer
  @spec baz(1) :: 2
  def q, do: bar(1)
end
""",
~S"""
defmodule A do
  @spec foo(integer) :: integer
  defmacro foo(x), do: x
end
""",
~S"""
defmodule A do
  @type t :: %Nope{}
end
""",
~S"""
defmodule A do
  @type t :: {:a, integer, 1.0}
end
""",
~S"""
defmodule A do
  @type t :: __MODULE__
  @type u :: &foo/1
end
""",
~S"""
defmodule A do
  @type t() :: String.t() | (x :: integer) | y :: atom
  @type u :: (x.y)
end
""",
~S"""
defmodule A do
  @spec foo(a, _b) :: a when a: term, _b: term
  def foo(a, _), do: a
  @spec Foo.foo(1) :: 2
end
""",
~S"""
defmodule A do
  def f do
    @foo 1
  end
end
""",
~S"""
defmodule A do
  def f do
    @type t :: integer
  end
end
""",
~S"""
defmodule A do
  @type t :: integer
  def f do
    @type
  end
end
""",
~S"""
defmodule A do
  @foo 1
  @typep t :: integer
  defp g, do: 1
  def x(a), do: 1
  def f(), do: Foo.bar()
  @spec n(1) :: 2
end
""",
~S"""
defmodule A do
  @type a :: nope1
  @typep b :: nope2
  @opaque c :: nope3
  @spec f :: nope4
end
""",
~S"""
defmodule A do
  @spec f :: nope4
  @type b :: {integer}
  @type c :: integer
  @type a :: nope1
end
""",
~S"""
defmodule A do
  @spec f :: integer
  @spec g :: nope4
  @spec h :: integer
end
""",
~S"""
defmodule A do
  @callback f :: nope5
  @spec g :: nope4
end
""",
~S"""
defmodule A do
  @type t :: {integer, {atom, nope}}
  def f(1), do: 1
end
""",
~S"""
defmodule A do
  @type t :: integer | atom | nope
end
""",
~S"""
defmodule A do
  @type t :: (integer, nope -> atom)
  @type u :: (... -> nope)
end
""",
~S"""
defmodule A do
  @type t :: (... -> nope)
end
""",
~S"""
defmodule A do
  @type t :: String.t(nope)
end
""",
~S"""
defmodule A do
  @type u(x) :: x
  @type t :: u(nope)
end
""",
~S"""
defmodule A do
  @type t :: list(nope)
  @type u :: [nope2]
end
""",
~S"""
defmodule A do
  @type t :: [nope, ...]
end
""",
~S"""
defmodule A do
  @type t :: [a: integer, b: nope]
end
""",
~S"""
defmodule A do
  @type t :: x :: nope
end
""",
~S"""
defmodule A do
  @spec f(integer, nope) :: integer
  def f(_, _), do: 1
end
""",
~S"""
defmodule A do
  @spec f(integer, x) :: integer
  def f(_, _), do: 1
end
""",
~S"""
defmodule A do
  @spec f(integer) :: integer
  @spec f(atom) :: atom
  @spec f(nope) :: atom
  def f(_), do: 1
end
""",
~S"""
defmodule A do
  @spec f(integer \\ 1) :: integer
  def f(_), do: 1
end
""",
~S"""
defmodule A do
  defstruct [:a]
  @type t :: %A{a: nope}
end
""",
~S"""
defmodule A do
  defstruct [:a]
  @type t :: %A{:a => 1, b}
  @type u :: %__MODULE__{a: 1, b: 2}
end
""",
~S"""
defmodule A do
  @type t :: <<_::8, _::_*2>>
  @type a :: <<>>
  @type b :: <<_::_*8>>
  @type c :: <<_::8>>
  @type d :: -1
  @type e :: -5..-3
  @type f :: {}
  @type g :: []
  @type h :: %{}
  @type i :: nil
  @type j :: as_boolean(term)
  @type k :: struct
  @type l :: %{optional(atom) => term, required(:a) => integer}
  @type m :: {:a, "x"}
end
""",
~S"""
defmodule A do
  @type t :: %{optional(nope) => 1}
end
""",
~S"""
defmodule A do
  @opaque t :: any
  @opaque u :: term()
  @opaque v(x) :: {x, 1}
end
""",
~S"""
defmodule A do
  @type t :: Nope
  @type u :: Elixir.String.t
  @type v :: :lists.foo
  @type w :: x.foo
end
""",
~S"""
defmodule A do
  @type t :: 1 + 2
end
""",
~S"""
defmodule A do
  @type t :: fn -> 1 end
end
""",
~S"""
defmodule A do
  @type t :: ([integer])
  @type u :: (-> atom)
  @type v :: (() -> atom)
  @type x :: (integer, ... -> atom)
end
""",
~S"""
defmodule A do
  @spec 1 :: integer
end
""",
~S"""
defmodule A do
  @spec (a + b) :: integer
end
""",
~S"""
defmodule A do
  @spec f :: integer
  @spec f() :: atom
  def f, do: 1
  @spec unquote(:g)(integer) :: integer
  def g(_), do: 1
end
""",
~S"""
defmodule A do
  @type {:a, 1}
end
""",
~S"""
defmodule A do
  @type t
end
""",
~S"""
defmodule A do
  @type Foo.t :: integer
end
""",
~S"""
defmodule A do
  @type "t" :: integer
end
""",
~S"""
defmodule A do
  @opaque 1
end
""",
~S"""
defmodule A do
  @type t :: integer when a: integer
end
""",
~S"""
defmodule A do
  @type list(a) :: [a]
  @type struct() :: 1
  @type record(x) :: x
end
""",
~S"""
defmodule A do
  @type number :: 1
end
""",
~S"""
defmodule A do
  @type keyword :: 1
  @type mfa() :: 1
end
""",
~S"""
defmodule A do
  @type duration :: 1
  @type dynamic :: 2
  @type bool :: 3
  @type set :: 4
  @type charlist :: 5
end
""",
~S"""
defmodule A do
  @type var :: 1
  @type record() :: 1
end
""",
~S"""
defmodule A do
  @type t :: %{integer | a: 1}
  def f(x), do: x
end
""",
~S"""
defmodule A do
  @type t :: %{required(a) => b}
end
""",
~S"""
defmodule A do
  @type t :: %{:a => 1, "b" => 2}
end
""",
~S"""
defmodule A do
  @type t :: %a{}
end
""",
~S"""
defmodule A do
  defstruct [:a]
  @type t :: %A{1 => 2}
end
""",
~S"""
defmodule A do
  @type t :: %A{}
  defstruct [:a]
end
""",
~S"""
defmodule A do
  @type t :: <<_::size(8)>>
end
""",
~S"""
defmodule A do
  @type t :: <<1>>
end
""",
~S"""
defmodule A do
  @type t :: -x
end
""",
~S"""
defmodule A do
  @type t :: 1..
end
""",
~S"""
defmodule A do
  @type t :: nonempty_list
  @type t2 :: maybe_improper_list(a)
end
""",
~S"""
defmodule A do
  @type t :: {integer, nope, atom}
end
""",
~S"""
defmodule A do
  @type t :: nope | integer | atom
end
""",
~S"""
defmodule A do
  @type t :: integer | nope | atom
end
""",
~S"""
defmodule A do
  @type t :: (nope -> atom)
end
""",
~S"""
defmodule A do
  @type t :: (integer -> nope)
end
""",
~S"""
defmodule A do
  @type t :: %{a: 1, b: nope}
end
""",
~S"""
defmodule A do
  @type t :: %{nope => 1}
end
""",
~S"""
defmodule A do
  @type t :: %{required(1) => nope}
end
""",
~S"""
defmodule A do
  @spec f(a, b) :: {a, nope} when a: integer, b: atom
  def f(_, _), do: 1
end
""",
~S"""
defmodule A do
  @spec f(a, b) :: {a, b} when a: integer, b: nope
  def f(_, _), do: 1
end
""",
~S"""
defmodule A do
  @spec f(a, b) :: {a, b} when a: integer, b: nope, c: foo
  def f(_, _), do: 1
end
""",
~S"""
defmodule A do
  @typep a :: integer
  @typep b(x) :: x
  @opaque c :: a
end
""",
~S"""
defmodule A do
  @typep a :: integer
  @spec x(a) :: a
  defp x(1), do: 1
end
""",
~S"""
defmodule A do
  @type t(a, a) :: a
end
""",
~S"""
defmodule A do
  @type t(a, b) :: b
end
""",
~S"""
defmodule A do
  @typedoc "p"
  @typep t :: 1
  @typedoc "q"
  @type u :: t
  @typedoc false
  @typep x :: 1
  @type z :: x
end
""",
~S"""
defmodule A do
  @spec unquote(1) :: 2
end
""",
~S"""
defmodule A do
  @callback f(integer) :: nope
end
""",
~S"""
defmodule A do
  @callback f(x :: integer, y) :: integer
end
""",
~S"""
defmodule A do
  @callback f(x :: integer, y :: integer) :: integer
  @callback Foo.f :: 1
end
""",
~S"""
defmodule A do
  @callback f(x) :: x when x: var
  @callback g(x) :: x when x: _
  @callback h() :: (integer)
  @callback i(list) :: keyword
  @callback j(module, node, timeout, arity, byte, char, iodata, iolist, no_return, fun, mfa, number, identifier) :: boolean
end
""",
~S"""
defmodule A do
  @type t :: _
end
""",
~S"""
defmodule A do
  @spec f(_) :: 1
  def f(_), do: 1
end
"""
]) do
  IO.puts("-- #{n}")

  try do
    Code.compile_string(code, "type#{n}.exs")
    IO.puts("ok")
  rescue
    e -> IO.puts(Exception.message(e))
  after
    :code.purge(A)
    :code.delete(A)
  end
end
