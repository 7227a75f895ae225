defmodule H do
  defmacro no_leak do
    quote do
      x = 100
      x
    end
  end
  defmacro leak do
    quote do
      var!(x) = 200
    end
  end
  defmacro read_x, do: quote(do: var!(x))
  defmacro swap(a, b) do
    quote do
      {unquote(b), unquote(a)} = {unquote(a), unquote(b)}
    end
  end
  defmacro ctx, do: quote(do: {__MODULE__, __ENV__.line > 0, __ENV__.function})
  defmacro my_if(c, do: d, else: e) do
    quote do
      case unquote(c) do
        x when x in [false, nil] -> unquote(e)
        _ -> unquote(d)
      end
    end
  end
  defmacro alias_hyg do
    quote do
      alias Map, as: M
      M.new(a: 1)
    end
  end
  defmacro counter do
    name = Macro.unique_var(:c, __MODULE__)
    quote do
      unquote(name) = 1
      unquote(name) + 1
    end
  end
  defmacro imported do
    quote do
      import Enum, only: [sum: 1]
      sum([1, 2, 3])
    end
  end
end
defmodule User do
  require H
  def run do
    x = 1
    a = H.no_leak()
    IO.inspect({x, a})
    H.leak()
    IO.inspect({x, H.read_x()})
    y = 5
    H.swap(x, y)
    IO.inspect({x, y})
    IO.inspect(H.ctx())
    IO.inspect(H.my_if(x == 5, do: x, else: y))
    IO.inspect(H.alias_hyg())
    IO.inspect(H.counter())
    IO.inspect(H.imported())
  end
end
User.run()
q = quote do: (x = 1; fn y -> x + y end)
IO.puts(Macro.to_string(q))
IO.inspect(q)
{:x, meta, ctx} = quote(do: x)
IO.inspect({meta, ctx})
IO.inspect(quote(do: foo(1, unquote(1 + 1), [unquote_splicing([3, 4])])))
IO.inspect(Macro.expand_once(quote(do: unless(true, do: 1)), __ENV__) |> Macro.to_string())

