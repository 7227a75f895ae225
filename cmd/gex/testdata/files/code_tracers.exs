# Tracers of the compiler: the events of user code, with the places they are at. What
# the definitions of Elixir's own macros call is left out.
defmodule Tracer do
  @internal [Module, Protocol, Kernel.Typespec, Kernel.Utils, Kernel.LexicalTracker]

  def trace({:on_module, binary, _}, env), do: show({:on_module, is_binary(binary)}, env)

  def trace({name, meta, module, _, _} = event, env) when name in [:remote_function, :remote_macro] do
    internal = module in @internal or match?("elixir_" <> _, Atom.to_string(module)) or module == :erlang
    if Keyword.has_key?(meta, :column) and not internal, do: show(event, env), else: :ok
  end

  def trace({:alias_reference, meta, _} = event, env) do
    if Keyword.has_key?(meta, :column), do: show(event, env), else: :ok
  end

  def trace(event, env), do: show(event, env)

  defp show(event, env) do
    event =
      if is_tuple(event) and tuple_size(event) > 2 and is_list(elem(event, 1)),
        do: put_elem(event, 1, Keyword.take(elem(event, 1), [:operation, :line, :column])),
        else: event

    IO.puts("#{env.line} #{inspect(env.module)} #{inspect(env.function)} #{inspect(event, width: 1000, limit: :infinity)}")
    :ok
  end
end

defmodule Mac do
  defmacro twice(x), do: quote(do: unquote(x) + unquote(x))
  defmacro __using__(_), do: quote(do: import(List, only: [flatten: 1]))
  def fun(x), do: x
end

defmodule St do
  defstruct [:a, b: 1]
end

defmodule Raises do
  def trace({:remote_function, _, String, name, _}, _), do: raise("no #{name}")
  def trace({:remote_function, _, List, _, _}, _), do: :not_ok
  def trace(_, _), do: :ok
end

run = fn tracers, source ->
  IO.puts("---- " <> inspect(source))
  Code.put_compiler_option(:tracers, tracers)

  try do
    Code.compile_string(source, "nofile.ex")
  rescue
    e -> IO.puts("raised #{inspect(e.__struct__)} #{Exception.message(e)}")
  after
    Code.put_compiler_option(:tracers, [])
  end
end

traced = fn source -> run.([Tracer], source) end

traced.("1 + 1")
traced.("alias Foo.Bar\n_ = Bar.X\nalias Foo.{A, B}, warn: false\nalias Foo.Bar, as: Q\n_ = [Q, Bar, Zed, A, B]")
traced.("import List, only: [first: 1]\nfirst([1])\nimport Mac\ntwice(2)\nfun(1)")
traced.("require Mac\nMac.twice(1)\nMac.fun(1)\nEnum.map([], & &1)\n:lists.reverse([])\nrequire Mac, as: M\nM.fun(1)")
traced.("%St{a: 1}\n%St{} = %St{a: 2}\nx = %St{}\n%St{x | b: 2}\n%{x | b: 3}")
traced.("use Mac\nflatten([1])")

traced.("""
defmodule Mod do
  @moduledoc "x"
  alias Foo.Bar, as: B, warn: false
  defmacrop mm(x), do: x
  defmacro pub(x), do: x
  defp loc(x), do: x

  def main(y) do
    loc(y) + mm(1) + pub(2)
  end

  def calls(y) do
    [__MODULE__.loc2(y), String.length("x"), &loc/1, &String.length/1, to_string(y), "a\#{y}", B]
  end

  def pipes(y) do
    y |> loc() |> List.wrap()
  end

  def quotes, do: quote(do: [first(1), is_nil(1), unquote(loc(1)), send(1, 2)])
  def loc2(y) when is_integer(y) and y > 1, do: y
  def main2(y) when is_tuple(y), do: Kernel.elem(y, 1)
  def main2(y), do: for(x <- y, do: x)
end
""")

traced.("defmodule St2 do\n  defstruct [:x]\n  def new, do: %__MODULE__{x: 1}\nend")
traced.("defmodule Out do\n  defmodule In do\n    def a, do: 1\n  end\n  def b, do: In.a()\nend")
traced.("x = fn -> Enum.map([1], &(&1 + 1)) end\nx.()\ncase 1 do\n  1 -> :ok\nend\nsend(self(), 1)\nhd([1])")
traced.("defmodule One do\nend\ndefmodule Two do\nend")
traced.("x = 1\ndefmodule Three do\nend\nx")

run.([Raises], "String.length(\"x\")")
run.([Raises], "List.wrap(1)")
run.([Tracer, Raises], "self()")

# Evaluated code is not traced.
Code.put_compiler_option(:tracers, [Tracer])
Code.eval_string("String.length(\"x\")")
Code.eval_string("defmodule Evaluated do\n  def f, do: String.length(\"x\")\nend")
Code.put_compiler_option(:tracers, [])

# Macros see the tracers.
defmodule Seen do
  defmacro tracers, do: IO.inspect(__CALLER__.tracers)
end

run.([Raises], "require Seen\nSeen.tracers()")
