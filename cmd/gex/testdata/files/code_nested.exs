# Deeper in, the frames of the compiler take its place.
defmodule CodeNested do
  def run(fun), do: {:ok, fun.(1)}
end

CodeNested.run(fn x -> x + :a end)
