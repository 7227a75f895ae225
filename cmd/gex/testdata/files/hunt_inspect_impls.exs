defmodule Temp do
  defstruct [:deg, unit: :c]
  defimpl Inspect do
    import Inspect.Algebra
    def inspect(t, opts), do: concat(["#Temp<", to_doc(t.deg, opts), string("°#{t.unit}"), ">"])
  end
end
defmodule Tree do
  defstruct [:v, kids: []]
  defimpl Inspect do
    import Inspect.Algebra
    def inspect(%{v: v, kids: []}, o), do: to_doc(v, o)
    def inspect(%{v: v, kids: k}, o), do: container_doc("(#{v} ", k, ")", o, &to_doc/2, separator: " |", break: :flex)
  end
end
defmodule Bad do
  defstruct [:x]
  defimpl Inspect do
    def inspect(_, _), do: raise("bad inspect")
  end
end
defmodule Secret do
  @derive {Inspect, only: [:id]}
  defstruct [:id, :pw]
end
IO.inspect(%Temp{deg: 3.5})
IO.inspect(%{a: [%Temp{deg: 1}, %Temp{deg: nil, unit: :f}]})
t = %Tree{v: 1, kids: for(i <- 2..12, do: %Tree{v: i, kids: (if rem(i, 4) == 0, do: [%Tree{v: i * 100}], else: [])})}
IO.inspect(t)
IO.inspect(t, width: 20)
IO.inspect(%Secret{id: 1, pw: 2})
IO.puts(inspect(%Bad{x: 1}))
IO.inspect(%Bad{x: 1}, safe: true)
IO.inspect(Enum.to_list(1..120))
IO.inspect(Enum.to_list(1..10), limit: 3)
IO.inspect(%{a: 1, b: 2, c: 3}, limit: 2)
IO.inspect("long string " <> String.duplicate("x", 100), printable_limit: 10)
IO.inspect([1, 2, 3], label: "lbl")
IO.inspect(~c"abc", charlists: :as_lists)
IO.inspect([97, 98], charlists: :as_charlists)
IO.inspect("bin", binaries: :as_binaries)
IO.inspect(<<0, 255>>, base: :hex)
IO.inspect(255, base: :hex)
IO.inspect([1, -255, 0x10], base: :binary)
IO.inspect({:a, :"b c", :C, nil, true, :"", :+, :a?, :"é", Elixir, Foo.Bar, :"Elixir.foo"})
IO.inspect([a: 1, "b c": 2, C: 3, +: 4])
IO.inspect(%{1 => 2, "a" => :b, {1} => [], nil: 1, a: 2})
IO.inspect(1..2)
IO.inspect(10..1//-3)
IO.inspect(MapSet.new([3, 1, 2]))
IO.inspect(&String.upcase/1)
IO.inspect(1.0e100)
IO.inspect({1.0, 0.1, 1.0e-7, 123456789.123, 1.0e15, 1.0e16, -0.0})
IO.inspect("a\"b\\c\n\t\e\x01é\u200B")
IO.inspect(<<"abc", 255>>)
IO.inspect("héllo", binaries: :as_strings)
IO.inspect([nil | :improper])
IO.inspect(%{{1, 2} => %{deep: %{er: %{er: 1, list: Enum.to_list(1..30)}}}, other: String.duplicate("word ", 20)})
IO.inspect({:ok, %{a: {1, [2, {3, %{b: "c"}}]}}}, pretty: true, width: 10)
IO.inspect([foo: [bar: [baz: "a long enough value to wrap the line", qux: "another long enough value to wrap"]]])
IO.inspect(inspect("x", pretty: true, syntax_colors: [string: :red]) =~ "x")
IO.inspect(Inspect.Algebra.format(Inspect.Algebra.nest(Inspect.Algebra.glue("a", "b"), 2), 1) |> IO.iodata_to_binary())
IO.inspect(%{__exception__: true, __struct__: RuntimeError, message: "m"})
IO.inspect(%RuntimeError{message: "m"})
IO.inspect(%ArgumentError{})
IO.inspect(inspect(%Bad{x: 1}, structs: false))
IO.inspect(self() |> inspect() =~ ~r/#PID<0\.\d+\.0>/)
IO.inspect(Process.list() |> hd() |> is_pid())
IO.inspect(%Bad{x: 1}, safe: false)

