defmodule Kernel do
  def struct(struct, fields \\ []) do
    struct(struct, fields, fn {key, value}, acc ->
      case acc do
        %{^key => _} when key != :__struct__ -> :maps.put(key, value, acc)
        _ -> acc
      end
    end)
  end

  def struct!(struct, fields \\ [])

  def struct!(struct, fields) when is_atom(struct) do
    case struct.__struct__(fields) do
      %{__struct__: ^struct} = made -> made
    end
  end

  def struct!(struct, fields) when is_map(struct) do
    struct(struct, fields, fn
      {:__struct__, _}, acc -> acc
      {key, value}, acc -> :maps.update(key, value, acc)
    end)
  end

  defp struct(struct, [], _fun) when is_atom(struct), do: struct.__struct__()

  defp struct(struct, fields, fun) when is_atom(struct) do
    struct(struct.__struct__(), fields, fun)
  end

  defp struct(%_{} = struct, [], _fun), do: struct

  defp struct(%_{} = struct, fields, fun), do: Enum.reduce(fields, struct, fun)

  def get_in(data, keys)
  def get_in(nil, [_ | _]), do: nil

  def get_in(data, [fun]) when is_function(fun), do: fun.(:get, data, & &1)

  def get_in(data, [fun | rest]) when is_function(fun) do
    fun.(:get, data, &Kernel.get_in(&1, rest))
  end

  def get_in(data, [key]), do: Access.get(data, key)
  def get_in(data, [key | rest]), do: Kernel.get_in(Access.get(data, key), rest)

  def put_in(data, [_ | _] = keys, value) do
    elem(Kernel.get_and_update_in(data, keys, fn _ -> {nil, value} end), 1)
  end

  def update_in(data, [_ | _] = keys, fun) when is_function(fun) do
    elem(Kernel.get_and_update_in(data, keys, &{nil, fun.(&1)}), 1)
  end

  def get_and_update_in(data, keys, fun)

  def get_and_update_in(data, [head], fun) when is_function(head, 3) do
    head.(:get_and_update, data, fun)
  end

  def get_and_update_in(data, [head | tail], fun) when is_function(head, 3) do
    head.(:get_and_update, data, &Kernel.get_and_update_in(&1, tail, fun))
  end

  def get_and_update_in(data, [head], fun) when is_function(fun, 1) do
    Access.get_and_update(data, head, fun)
  end

  def get_and_update_in(data, [head | tail], fun) when is_function(fun, 1) do
    Access.get_and_update(data, head, &Kernel.get_and_update_in(&1, tail, fun))
  end

  def pop_in(data, keys)

  def pop_in(nil, [key | _]) do
    raise ArgumentError, "could not pop key #{inspect(key)} on a nil value"
  end

  def pop_in(data, [_ | _] = keys), do: pop_path(data, keys)

  defp pop_path(nil, [_ | _]), do: :pop

  defp pop_path(data, [fun]) when is_function(fun) do
    fun.(:get_and_update, data, fn _ -> :pop end)
  end

  defp pop_path(data, [fun | rest]) when is_function(fun) do
    fun.(:get_and_update, data, &pop_path(&1, rest))
  end

  defp pop_path(data, [key]), do: Access.pop(data, key)

  defp pop_path(data, [key | rest]), do: Access.get_and_update(data, key, &pop_path(&1, rest))

  def to_timeout(duration)

  def to_timeout(:infinity), do: :infinity
  def to_timeout(timeout) when is_integer(timeout) and timeout >= 0, do: timeout

  def to_timeout(%{__struct__: Duration} = duration) do
    case duration do
      %{year: 0, month: 0, microsecond: {micro, _precision}} ->
        sum_timeout(
          [
            week: duration.week,
            day: duration.day,
            hour: duration.hour,
            minute: duration.minute,
            second: duration.second
          ],
          div(micro, 1000)
        )

      %{year: years} when years != 0 ->
        raise ArgumentError,
              "duration with a non-zero year cannot be reliably converted to timeouts"

      _ ->
        raise ArgumentError,
              "duration with a non-zero month cannot be reliably converted to timeouts"
    end
  end

  def to_timeout(components) when is_list(components) do
    timeout = sum_timeout(components, 0)

    case components -- :lists.ukeysort(1, components) do
      [] -> timeout
      [{component, _} | _] -> raise ArgumentError, "timeout component #{inspect(component)} is duplicated"
    end
  end

  defp sum_timeout(components, start) do
    Enum.reduce(components, start, fn {component, amount}, sum ->
      sum + amount * milliseconds(component, amount)
    end)
  end

  defp milliseconds(component, amount) when is_integer(amount) and amount >= 0 do
    case component do
      :week -> 604_800_000
      :day -> 86_400_000
      :hour -> 3_600_000
      :minute -> 60_000
      :second -> 1000
      :millisecond -> 1
      _ -> unsupported(component)
    end
  end

  defp milliseconds(component, amount)
       when component in [:week, :day, :hour, :minute, :second, :millisecond] do
    raise ArgumentError,
          "timeout component #{inspect(component)} must be a non-negative integer, got: #{inspect(amount)}"
  end

  defp milliseconds(component, _amount), do: unsupported(component)

  defp unsupported(component) do
    raise ArgumentError,
          "timeout component #{inspect(component)} is not a valid timeout component, valid values are: :week, :day, :hour, :minute, :second, :millisecond"
  end
end

# What the code of Kernel's macros calls.
defmodule Kernel.Utils do
  def destructure(list, count) when is_list(list), do: take(list, count)
  def destructure(nil, count), do: take([], count)

  defp take(_list, 0), do: []
  defp take([], count), do: [nil | take([], count - 1)]
  defp take([head | tail], count), do: [head | take(tail, count - 1)]

  def raise(message) when is_binary(message), do: RuntimeError.exception(message)
  def raise(module) when is_atom(module), do: module.exception([])
  def raise(%_{__exception__: true} = exception), do: exception

  def raise(other) do
    ArgumentError.exception(
      "raise/1 and reraise/2 expect a module name, string or exception " <>
        "as the first argument, got: #{inspect(other)}"
    )
  end
end
