# Dictionaries as lists of pairs, sorted by key; keys are the same if they
# compare equal.
defmodule :orddict do
  def new, do: []

  def is_key(key, [{k, _} | _]) when key < k, do: false
  def is_key(key, [{k, _} | rest]) when key > k, do: is_key(key, rest)
  def is_key(_key, [{_, _} | _]), do: true
  def is_key(_key, []), do: false

  def to_list(dict), do: dict

  def from_list([]), do: []
  def from_list([{_, _}] = pair), do: pair
  def from_list(pairs), do: :lists.ukeysort(1, :lists.reverse(pairs))

  def size(dict), do: length(dict)

  def is_empty([]), do: true
  def is_empty([_ | _]), do: false

  def fetch(key, [{k, _} | rest]) when key > k, do: fetch(key, rest)
  def fetch(key, [{k, value} | _]) when key == k, do: value

  def find(key, [{k, _} | _]) when key < k, do: :error
  def find(key, [{k, _} | rest]) when key > k, do: find(key, rest)
  def find(_key, [{_, value} | _]), do: {:ok, value}
  def find(_key, []), do: :error

  def fetch_keys([{key, _} | rest]), do: [key | fetch_keys(rest)]
  def fetch_keys([]), do: []

  def erase(key, [{k, _} | _] = dict) when key < k, do: dict
  def erase(key, [{k, _} = pair | rest]) when key > k, do: [pair | erase(key, rest)]
  def erase(_key, [{_, _} | rest]), do: rest
  def erase(_key, []), do: []

  def take(key, dict) do
    case find(key, dict) do
      {:ok, value} -> {value, erase(key, dict)}
      :error -> :error
    end
  end

  def store(key, value, [{k, _} | _] = dict) when key < k, do: [{key, value} | dict]
  def store(key, value, [{k, _} = pair | rest]) when key > k, do: [pair | store(key, value, rest)]
  def store(key, value, [{_, _} | rest]), do: [{key, value} | rest]
  def store(key, value, []), do: [{key, value}]

  def append(key, value, dict), do: update(key, &(&1 ++ [value]), [value], dict)

  def append_list(key, values, dict), do: update(key, &(&1 ++ values), values, dict)

  def update(key, fun, [{k, _} = pair | rest]) when key > k, do: [pair | update(key, fun, rest)]
  def update(key, fun, [{k, value} | rest]) when key == k, do: [{key, fun.(value)} | rest]

  def update(key, _fun, initial, [{k, _} | _] = dict) when key < k, do: [{key, initial} | dict]

  def update(key, fun, initial, [{k, _} = pair | rest]) when key > k do
    [pair | update(key, fun, initial, rest)]
  end

  def update(key, fun, _initial, [{_, value} | rest]), do: [{key, fun.(value)} | rest]
  def update(key, _fun, initial, []), do: [{key, initial}]

  def update_counter(key, increment, dict), do: update(key, &(&1 + increment), increment, dict)

  def fold(fun, acc, [{key, value} | rest]), do: fold(fun, fun.(key, value, acc), rest)
  def fold(fun, acc, []) when is_function(fun, 3), do: acc

  def map(fun, [{key, value} | rest]), do: [{key, fun.(key, value)} | map(fun, rest)]
  def map(fun, []) when is_function(fun, 2), do: []

  def filter(fun, [{key, value} = pair | rest]) do
    case fun.(key, value) do
      true -> [pair | filter(fun, rest)]
      false -> filter(fun, rest)
    end
  end

  def filter(fun, []) when is_function(fun, 2), do: []

  def merge(fun, [{k1, _} = pair | rest], [{k2, _} | _] = dict2) when k1 < k2 do
    [pair | merge(fun, rest, dict2)]
  end

  def merge(fun, [{k1, _} | _] = dict1, [{k2, _} = pair | rest]) when k1 > k2 do
    [pair | merge(fun, dict1, rest)]
  end

  def merge(fun, [{key, value1} | rest1], [{_, value2} | rest2]) do
    [{key, fun.(key, value1, value2)} | merge(fun, rest1, rest2)]
  end

  def merge(fun, [], dict2) when is_function(fun, 3), do: dict2
  def merge(fun, dict1, []) when is_function(fun, 3), do: dict1
end
