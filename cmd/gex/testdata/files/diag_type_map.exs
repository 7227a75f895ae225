defmodule A do
  @type t :: %{a: [nope]}
end
