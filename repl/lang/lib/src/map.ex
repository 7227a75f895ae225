defmodule Map do
  def keys(map), do: :maps.keys(map)
  def values(map), do: :maps.values(map)
  def to_list(map), do: :maps.to_list(map)
  @deprecated "Use Kernel.map_size/1 instead"
  def size(map), do: map_size(map)
  def new, do: %{}

  def new(list) when is_list(list), do: :maps.from_list(list)
  def new(%_{} = enumerable), do: new_from_enum(enumerable)
  def new(%{} = map), do: map
  def new(enumerable), do: new_from_enum(enumerable)

  defp new_from_enum(enumerable), do: enumerable |> Enum.to_list() |> :maps.from_list()

  def new(enumerable, transform), do: new_from_enum(enumerable, transform)

  defp new_from_enum(enumerable, transform) when is_function(transform, 1) do
    transform |> :lists.map(Enum.to_list(enumerable)) |> :maps.from_list()
  end

  def from_keys(keys, value), do: :maps.from_keys(keys, value)

  def has_key?(map, key), do: :maps.is_key(key, map)

  def fetch(map, key) do
    case map do
      %{^key => value} -> {:ok, value}
      %{} -> :error
      other -> :erlang.error({:badmap, other}, [map, key])
    end
  end

  def fetch!(map, key), do: :maps.get(key, map)

  def get(map, key, default \\ nil)

  def get(map, key, default) do
    case map do
      %{^key => value} -> value
      %{} -> default
      other -> :erlang.error({:badmap, other}, [map, key, default])
    end
  end

  def get_lazy(map, key, fun) when is_function(fun, 0) do
    case map do
      %{^key => value} -> value
      %{} -> fun.()
      other -> :erlang.error({:badmap, other}, [map, key, fun])
    end
  end

  def put(map, key, value), do: :maps.put(key, value, map)

  def put_new(map, key, value) do
    case map do
      %{^key => _value} -> map
      %{} -> :maps.put(key, value, map)
      other -> :erlang.error({:badmap, other})
    end
  end

  def put_new_lazy(map, key, fun) when is_function(fun, 0) do
    case map do
      %{^key => _value} -> map
      %{} -> :maps.put(key, fun.(), map)
      other -> :erlang.error({:badmap, other})
    end
  end

  def replace(map, key, value) do
    case map do
      %{^key => _value} -> %{map | key => value}
      %{} -> map
      other -> :erlang.error({:badmap, other})
    end
  end

  def replace!(map, key, value), do: :maps.update(key, value, map)

  def replace_lazy(map, key, fun) when is_map(map) and is_function(fun, 1) do
    case map do
      %{^key => value} -> %{map | key => fun.(value)}
      %{} -> map
    end
  end

  def take(map, keys)

  def take(map, keys) when is_map(map) and is_list(keys), do: :maps.with(keys, map)

  def take(map, keys) when is_map(map) do
    IO.warn("Map.take/2 with an Enumerable of keys that is not a list is deprecated. Use a list of keys instead.")
    take(map, Enum.to_list(keys))
  end

  def take(other, _keys), do: :erlang.error({:badmap, other})

  def drop(map, keys)

  def drop(map, keys) when is_map(map) and is_list(keys), do: :maps.without(keys, map)

  def drop(map, keys) when is_map(map) do
    IO.warn("Map.drop/2 with an Enumerable of keys that is not a list is deprecated. Use a list of keys instead.")
    drop(map, Enum.to_list(keys))
  end

  def drop(other, keys), do: :erlang.error({:badmap, other}, [other, keys])

  def delete(map, key), do: :maps.remove(key, map)

  def merge(map1, map2), do: :maps.merge(map1, map2)

  def merge(map1, map2, fun) when is_function(fun, 3), do: :maps.merge_with(fun, map1, map2)

  def intersect(map1, map2), do: :maps.intersect(map1, map2)

  def intersect(map1, map2, fun) when is_function(fun, 3) do
    :maps.intersect_with(fun, map1, map2)
  end

  def update(map, key, default, fun) when is_function(fun, 1) do
    case map do
      %{^key => value} -> %{map | key => fun.(value)}
      %{} -> :maps.put(key, default, map)
      other -> :erlang.error({:badmap, other}, [map, key, default, fun])
    end
  end

  def update!(map, key, fun) when is_function(fun, 1) do
    case map do
      %{^key => value} -> %{map | key => fun.(value)}
      %{} -> :erlang.map_get(key, map)
      other -> :erlang.error({:badmap, other}, [map, key, fun])
    end
  end

  def pop(map, key, default \\ nil) do
    case map do
      %{^key => value} -> {value, :maps.remove(key, map)}
      %{} -> {default, map}
      other -> :erlang.error({:badmap, other}, [map, key, default])
    end
  end

  def pop!(map, key) do
    case map do
      %{^key => value} -> {value, :maps.remove(key, map)}
      %{} -> raise KeyError, key: key, term: map
      other -> :erlang.error({:badmap, other}, [map, key])
    end
  end

  def pop_lazy(map, key, fun) when is_function(fun, 0) do
    case map do
      %{^key => value} -> {value, :maps.remove(key, map)}
      %{} -> {fun.(), map}
      other -> :erlang.error({:badmap, other}, [map, key, fun])
    end
  end

  def split(map, keys) when is_map(map) and is_list(keys) do
    {:maps.with(keys, map), :maps.without(keys, map)}
  end

  def split(map, keys) when is_map(map) do
    IO.warn("Map.split/2 with an Enumerable of keys that is not a list is deprecated. Use a list of keys instead.")
    split(map, Enum.to_list(keys))
  end

  def split(other, keys), do: :erlang.error({:badmap, other}, [other, keys])

  def split_with(map, fun) when is_map(map) and is_function(fun, 1) do
    {yes, no} = :lists.partition(fn entry -> !!fun.(entry) end, :maps.to_list(map))
    {:maps.from_list(yes), :maps.from_list(no)}
  end

  def get_and_update(map, key, fun) when is_function(fun, 1) do
    current = get(map, key)

    case fun.(current) do
      {get, update} -> {get, put(map, key, update)}
      :pop -> {current, delete(map, key)}
      other -> bad_function(other)
    end
  end

  def get_and_update!(map, key, fun) when is_function(fun, 1) do
    value = fetch!(map, key)

    case fun.(value) do
      {get, update} -> {get, put(map, key, update)}
      :pop -> {value, delete(map, key)}
      other -> bad_function(other)
    end
  end

  defp bad_function(other) do
    raise "the given function must return a two-element tuple or :pop, got: #{inspect(other)}"
  end

  def from_struct(struct) when is_atom(struct) do
    :maps.remove(:__struct__, struct.__struct__())
  end

  def from_struct(%_{} = struct), do: :maps.remove(:__struct__, struct)

  def equal?(%{} = map1, %{} = map2), do: map1 === map2

  def filter(map, fun) when is_map(map) and is_function(fun, 1) do
    :maps.from_list(Enum.filter(:maps.to_list(map), fun))
  end

  def reject(map, fun) when is_map(map) and is_function(fun, 1) do
    :maps.from_list(Enum.reject(:maps.to_list(map), fun))
  end

  @deprecated "Use Map.new/2 instead (invoke Map.from_struct/1 before if you have a struct)"
  def map(map, fun) when is_map(map) do
    :maps.map(fn key, value -> fun.({key, value}) end, map)
  end
end
