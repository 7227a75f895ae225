defmodule MyE do
  defexception [:a]
  def message(e), do: "m #{e.a}"
end
defmodule MyE2 do
  defexception [:a]
  def message(e), do: "m #{e.a}"
  def exception(x), do: %MyE2{a: x}
end
defmodule MyE3 do
  defexception message: "x"
  @impl true
  def message(e), do: "m #{e.message}"
  def exception(x), do: %MyE3{message: x}
end
