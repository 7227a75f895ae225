defmodule Code.Typespec do
  # Types are read from files of compiled modules, which there are none of.

  def fetch_types(module) when is_atom(module) or is_binary(module), do: :error

  def fetch_specs(module) when is_atom(module) or is_binary(module), do: :error

  def fetch_callbacks(module) when is_atom(module) or is_binary(module), do: :error
end
