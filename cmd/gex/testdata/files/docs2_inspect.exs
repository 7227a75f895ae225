defmodule P do
  @derive {Inspect, only: [:a]}
  defstruct a: 1, b: 2
end
defmodule P2 do
  @derive {Inspect, optional: [:b]}
  defstruct a: 1, b: 2
end
defmodule P3 do
  @derive {Inspect, except: [:b], optional: :all}
  defstruct a: 1, b: 2, c: 3
end
defmodule P4 do
  @derive {Inspect, only: [:c, :a]}
  defstruct a: 1, b: 2, c: 3
end
defmodule P5 do
  @derive Inspect
  defstruct a: 1, b: 2, c: 3
end
defmodule P6 do
  @derive {Inspect, only: []}
  defstruct a: 1, b: 2, c: 3
end
for p <- [P, P2, P3, P4, P5, P6], do: IO.inspect(struct(p))
for p <- [P, P2, P3, P4, P5, P6], do: IO.inspect(struct(p), limit: 1)
for p <- [P, P2, P3, P4, P5, P6], do: IO.inspect(struct(p, b: "a long text that makes the struct break into lines", c: [1,2,3]), pretty: true, width: 30)
defmodule Q do
  defstruct a: 1, b: 2
  defimpl Inspect do
    import Inspect.Algebra
    def inspect(q, opts), do: concat(["#Q<", to_doc(q.a, opts), ">"])
  end
end
defmodule R do
  defstruct a: 1
  defimpl Inspect do
    def inspect(_, _), do: raise "boom"
  end
end
defmodule T do
  defstruct a: 1
  defimpl Inspect do
    def inspect(_, _), do: throw(:ball)
  end
end
IO.inspect(struct(Q)); IO.inspect(Inspect.inspect([1,2,struct(Q)], %Inspect.Opts{}) |> elem(0))
IO.puts Enum.take(String.split(inspect([struct(R)]), "\n"), 12) |> Enum.join("\n")
IO.inspect((try do inspect(struct(R), safe: false) rescue e -> {e.__struct__, Exception.message(e)} end))
IO.inspect((try do inspect(struct(T)) catch k, x -> {k, x} end))
IO.inspect(struct(R, a: 2), structs: false)
IO.inspect(Inspect.impl_for([1]))
IO.inspect Inspect.__protocol__(:functions)
IO.inspect Inspect.Algebra.to_doc(%{a: 1}, %Inspect.Opts{limit: 3})
IO.inspect [1,2,{3, 4}], inspect_fun: fn x, _ when is_integer(x) -> "int"; x, o -> Inspect.inspect(x, o) end
IO.inspect Inspect.Algebra.to_doc_with_opts(%{a: 1}, %Inspect.Opts{limit: 3})
IO.inspect Inspect.inspect([1,2,{3, 4}], %Inspect.Opts{inspect_fun: fn x, _ when is_integer(x) -> "int"; x, o -> Inspect.inspect(x, o) end}) |> elem(0)
IO.inspect Inspect.inspect([a: 1, b: [2]], %Inspect.Opts{limit: 4})|> elem(0)
IO.inspect Inspect.inspect({:a, []}, %Inspect.Opts{limit: 4, syntax_colors: [atom: :red, number: :blue]})|> elem(0)
IO.inspect Inspect.impl_for!(struct(P))
IO.inspect Inspect.impl_for!(1..2)
IO.inspect Inspect.impl_for!(%ArgumentError{})
