defmodule Greeter do
  def greet(name \\ "world"), do: "Hello #{name}!"
end

IO.puts(Greeter.greet())
IO.puts(:stderr, "to stderr")
