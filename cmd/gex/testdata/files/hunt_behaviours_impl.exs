defmodule Parser do
  @callback parse(String.t()) :: {:ok, term} | {:error, String.t()}
  @callback extensions() :: [String.t()]
  @optional_callbacks extensions: 0
  def parse!(impl, text) do
    case impl.parse(text) do
      {:ok, v} -> v
      {:error, e} -> raise ArgumentError, "parsing error: #{e}"
    end
  end
  defmacro __using__(_) do
    quote do
      @behaviour Parser
      @impl Parser
      def extensions, do: []
      defoverridable extensions: 0
    end
  end
end
defmodule IntParser do
  use Parser
  @impl Parser
  def parse(t) do
    case Integer.parse(t) do
      {n, ""} -> {:ok, n}
      {_, rest} -> {:error, "trailing #{inspect(rest)}"}
      :error -> {:error, "no int"}
    end
  end
  @impl Parser
  def extensions, do: ["int" | super()]
end
defmodule Forgetful do
  use Parser
end
defmodule Wrong do
  @behaviour Parser
  @impl true
  def parse(x), do: {:ok, x}
  @impl true
  def other(x), do: x
  def extensions, do: []
end
IO.inspect(IntParser.extensions())
IO.inspect(Parser.parse!(IntParser, "12"))
IO.inspect(Forgetful.extensions())
IO.inspect(Parser.behaviour_info(:callbacks))
IO.inspect(Parser.behaviour_info(:optional_callbacks))
IO.inspect(IntParser.__info__(:attributes)[:behaviour])
Parser.parse!(IntParser, "12x")

