defprotocol Jsonish do
  def enc(x)
end
defimpl Jsonish, for: Any do
  defmacro __deriving__(module, struct, opts) do
    fields = Keyword.get(opts, :only, Map.keys(struct) -- [:__struct__])
    quote do
      defimpl Jsonish, for: unquote(module) do
        def enc(s) do
          unquote(fields)
          |> Enum.map_join(",", fn f -> ~s("#{f}":) <> Jsonish.enc(Map.get(s, f)) end)
          |> then(&"{#{&1}}")
        end
      end
    end
  end
  def enc(x), do: raise(Protocol.UndefinedError, protocol: @protocol, value: x)
end
defimpl Jsonish, for: [Integer, Float] do
  def enc(x), do: to_string(x)
end
defimpl Jsonish, for: BitString do
  def enc(x), do: inspect(x)
end
defimpl Jsonish, for: List do
  def enc(l), do: "[" <> Enum.map_join(l, ",", &Jsonish.enc/1) <> "]"
end
defimpl Jsonish, for: Map do
  def enc(m), do: "{" <> Enum.map_join(Enum.sort(m), ",", fn {k, v} -> inspect(to_string(k)) <> ":" <> Jsonish.enc(v) end) <> "}"
end
defimpl Jsonish, for: Atom do
  def enc(nil), do: "null"
  def enc(b) when is_boolean(b), do: to_string(b)
  def enc(a), do: inspect(Atom.to_string(a))
end
defmodule User do
  @derive {Jsonish, only: [:name, :age]}
  @derive {Inspect, only: [:name]}
  defstruct [:name, :age, password: "secret"]
end
defmodule Post do
  @derive [Jsonish, {Inspect, except: [:body], optional: [:tags]}]
  defstruct title: "", body: "", tags: []
end
defmodule Opaque do
  defstruct [:x]
end
IO.puts(Jsonish.enc(%User{name: "Jo", age: 4}))
IO.puts(Jsonish.enc([%Post{title: "T", tags: ["a", nil, true, :b, 1.5]}, %{z: 1, a: [2]}]))
IO.inspect(%User{name: "Jo", age: 3})
IO.inspect([%Post{title: "T"}, %Post{tags: [1]}])
require Protocol
Protocol.derive(Inspect, Opaque, only: [])
IO.inspect(%Opaque{x: 1})
IO.inspect(%Opaque{x: 1}, structs: false)
Jsonish.enc(%Opaque{x: 1})

