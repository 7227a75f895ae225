defmodule A do
  @dialyzer {:nowarn_function, [f: 1, g: 2]}
  @dialyzer [{:no_match, h: 0}]
  def g(_, _), do: 1
end
