# Dictionaries are opaque: {:dict, map}. The hash table of OTP's dict, and so
# the order of its entries, is not imitated.
defmodule :dict do
  def new, do: {:dict, %{}}

  def is_key(key, {:dict, map}), do: is_map_key(map, key)

  def to_list({:dict, map}), do: :maps.to_list(map)

  def from_list(list), do: {:dict, :maps.from_list(list)}

  def size({:dict, map}), do: map_size(map)

  def is_empty({:dict, map}), do: map_size(map) == 0

  def fetch(key, {:dict, map} = dict) do
    case map do
      %{^key => value} -> value
      _ -> :erlang.error(:badarg, [key, dict])
    end
  end

  def find(key, {:dict, map}) do
    case map do
      %{^key => value} -> {:ok, value}
      _ -> :error
    end
  end

  def fetch_keys({:dict, map}), do: :maps.keys(map)

  def erase(key, {:dict, map}), do: {:dict, :maps.remove(key, map)}

  def take(key, {:dict, map}) do
    case :maps.take(key, map) do
      {value, map} -> {value, {:dict, map}}
      :error -> :error
    end
  end

  def store(key, value, {:dict, map}), do: {:dict, :maps.put(key, value, map)}

  def append(key, value, dict), do: append_list(key, [value], dict)

  def append_list(key, values, {:dict, map}) do
    {:dict, :maps.put(key, :maps.get(key, map, []) ++ values, map)}
  end

  def update(key, fun, {:dict, map} = dict) do
    case map do
      %{^key => value} -> {:dict, :maps.put(key, fun.(value), map)}
      _ -> :erlang.error(:badarg, [key, fun, dict])
    end
  end

  def update(key, fun, initial, {:dict, map}) do
    case map do
      %{^key => value} -> {:dict, :maps.put(key, fun.(value), map)}
      _ -> {:dict, :maps.put(key, initial, map)}
    end
  end

  def update_counter(key, increment, dict), do: update(key, &(&1 + increment), increment, dict)

  def fold(fun, acc, {:dict, map}), do: :maps.fold(fun, acc, map)

  def map(fun, {:dict, map}), do: {:dict, :maps.map(fun, map)}

  def filter(fun, {:dict, map}), do: {:dict, :maps.filter(fun, map)}

  def merge(fun, {:dict, map1}, {:dict, map2}), do: {:dict, :maps.merge_with(fun, map1, map2)}
end
