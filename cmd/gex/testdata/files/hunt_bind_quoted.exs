defmodule Gen do
  defmacro defconst(name, value) do
    quote bind_quoted: [name: name, value: value] do
      def unquote(name)(), do: unquote(value)
      def unquote(:"#{name}?")(x), do: x == unquote(Macro.escape(value))
    end
  end
  defmacro defkv(kv) do
    quote bind_quoted: [kv: kv] do
      for {k, v} <- kv do
        def unquote(k)(), do: unquote(v)
      end
      def all, do: unquote(Enum.map(kv, &elem(&1, 0)))
    end
  end
  defmacro delayed(x) do
    quote unquote: false do
      quote do
        unquote(x)
      end
    end
    |> then(fn q -> quote(do: (x = unquote(x); unquote(q))) end)
  end
end
defmodule Consts do
  require Gen
  Gen.defconst(:pi, 3.14)
  Gen.defconst(:list, [1, 2, 3])
  Gen.defkv(a: 1, b: 2)
  for n <- 1..3, m <- [:x, :y] do
    @doc false
    def unquote(:"#{m}#{n}")(arg \\ unquote(n)), do: {unquote(m), unquote(n), arg}
  end
  name = :dyn
  args = Macro.generate_arguments(2, __MODULE__)
  def unquote(name)(unquote_splicing(args)), do: {unquote_splicing(args)}
  Module.put_attribute(__MODULE__, :foo, 42)
  def foo, do: @foo
  t = {:a, :b, %{c: 1}}
  def t, do: unquote(Macro.escape(t))
end
defmodule Main do
  def run do
    IO.inspect({Consts.pi(), Consts.pi?(3.14), Consts.list(), Consts.list?([1])})
    IO.inspect({Consts.a(), Consts.b(), Consts.all()})
    IO.inspect({Consts.x1(), Consts.y3(:z), Consts.dyn(1, 2), Consts.foo(), Consts.t()})
    IO.inspect(Consts.__info__(:functions) |> length())
    require Gen
    IO.inspect(Gen.delayed(1 + 2))
  end
end
Main.run()
