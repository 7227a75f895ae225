defmodule M do
  require Integer
  Integer.to_string(1)
  x = 1
  alias Foo.Q
  defmacro m do
    quote do: Q.x()
  end
  import List
  def g, do: &flatten/1
  alias Foo.St, as: Sx
  alias Enum
  alias Foo.A1, as: A2
  def h, do: A2
  alias Foo.W1, warn: false
  import Keyword, except: [get: 2]
  require Logger, as: L
  defmodule N do
    alias Foo.Inner
    def k, do: Sx
  end
  alias Foo.Dup
  alias Foo.Bar.Dup
end
defmodule P do
  defmacro __using__(_) do
    quote do
      alias Foo.FromUse
      import String
      require Bitwise
    end
  end
end
defmodule R do
  use P
  import M, only: [g: 0]
  import M, only: [g: 0]
  f = fn -> (import Enum; 1) end
  f.()
end
