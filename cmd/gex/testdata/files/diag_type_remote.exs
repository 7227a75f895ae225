defmodule A do
  @type t :: A.u
  @type v :: __MODULE__.w(1)
  @type x :: t(1)
end
