IO.puts("start")

defmodule CodeBody do
  def f, do: 1

  raise "in the body"
end
