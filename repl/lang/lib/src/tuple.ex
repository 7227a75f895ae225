defmodule Tuple do
  def duplicate(data, size) when is_integer(size) and size >= 0 do
    :erlang.make_tuple(size, data)
  end

  def insert_at(tuple, index, value) when is_integer(index) and index >= 0 do
    :erlang.insert_element(index + 1, tuple, value)
  end

  @deprecated "Use insert_at instead"
  def append(tuple, value), do: :erlang.append_element(tuple, value)

  def delete_at(tuple, index) when is_integer(index) and index >= 0 do
    :erlang.delete_element(index + 1, tuple)
  end

  def sum(tuple), do: tuple |> :erlang.tuple_to_list() |> Enum.sum()

  def product(tuple), do: tuple |> :erlang.tuple_to_list() |> Enum.product()

  def to_list(tuple), do: :erlang.tuple_to_list(tuple)
end
