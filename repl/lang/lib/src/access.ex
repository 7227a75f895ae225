defmodule Access do
  @callback fetch(term :: term, key :: term) :: term
  @callback get_and_update(data :: term, key :: term, function :: term) :: term
  @callback pop(data :: term, key :: term) :: term

  def fetch(container, key)

  def fetch(%module{} = container, key) do
    module.fetch(container, key)
  rescue
    exception in UndefinedFunctionError ->
      reraise unsupported(exception, module, :fetch, 2), __STACKTRACE__
  end

  def fetch(map, key) when is_map(map) do
    case map do
      %{^key => value} -> {:ok, value}
      _ -> :error
    end
  end

  def fetch(list, key) when is_list(list) and is_atom(key) do
    case :lists.keyfind(key, 1, list) do
      {_, value} -> {:ok, value}
      false -> :error
    end
  end

  def fetch(list, key) when is_list(list) do
    raise ArgumentError,
          "the Access calls for keywords expect the key to be an atom, got: " <> inspect(key)
  end

  def fetch(nil, _key), do: :error

  # What a struct's module raises when it lacks a callback, with the reason.
  defp unsupported(%{module: module, function: function, arity: arity} = exception, module, function, arity) do
    reason =
      "#{inspect(module)} does not implement the Access behaviour\n\n" <>
        "You can use the \"struct.field\" syntax to access struct fields. " <>
        "You can also use Access.key!/1 to access struct fields dynamically " <>
        "inside get_in/put_in/update_in"

    %{exception | reason: reason}
  end

  defp unsupported(exception, _module, _function, _arity), do: exception

  def fetch!(container, key) do
    case fetch(container, key) do
      {:ok, value} -> value
      :error -> raise(KeyError, key: key, term: container)
    end
  end

  def get(container, key, default \\ nil)

  def get(%module{} = container, key, default) do
    case module.fetch(container, key) do
      {:ok, value} -> value
      :error -> default
    end
  rescue
    exception in UndefinedFunctionError ->
      reraise unsupported(exception, module, :fetch, 2), __STACKTRACE__
  end

  def get(map, key, default) when is_map(map) do
    case map do
      %{^key => value} -> value
      _ -> default
    end
  end

  def get(list, key, default) when is_list(list) and is_atom(key) do
    case :lists.keyfind(key, 1, list) do
      {_, value} -> value
      false -> default
    end
  end

  def get(list, key, _default) when is_list(list) and is_integer(key) do
    raise ArgumentError, """
    the Access module does not support accessing lists by index, got: #{inspect(key)}

    Accessing a list by index is typically discouraged in Elixir, \
    instead we prefer to use the Enum module to manipulate lists \
    as a whole. If you really must access a list element by index, \
    you can use Enum.at/2 or the functions in the List module\
    """
  end

  def get(list, key, _default) when is_list(list) do
    raise ArgumentError, """
    the Access module supports only keyword lists (with atom keys), got: #{inspect(key)}

    If you want to search lists of tuples, use List.keyfind/3\
    """
  end

  def get(nil, _key, default), do: default

  def get_and_update(container, key, fun)

  def get_and_update(%module{} = container, key, fun) do
    module.get_and_update(container, key, fun)
  rescue
    exception in UndefinedFunctionError ->
      reraise unsupported(exception, module, :get_and_update, 3), __STACKTRACE__
  end

  def get_and_update(map, key, fun) when is_map(map), do: Map.get_and_update(map, key, fun)

  def get_and_update(list, key, fun) when is_list(list) and is_atom(key) do
    Keyword.get_and_update(list, key, fun)
  end

  def get_and_update(list, key, _fun) when is_list(list) and is_integer(key) do
    raise ArgumentError, """
    the Access module does not support accessing lists by index, got: #{inspect(key)}

    Accessing a list by index is typically discouraged in Elixir, \
    instead we prefer to use the Enum module to manipulate lists \
    as a whole. If you really must modify a list element by index, \
    you can use Access.at/1 or the functions in the List module\
    """
  end

  def get_and_update(list, key, _fun) when is_list(list) do
    raise ArgumentError,
          "the Access module supports only keyword lists (with atom keys), got: " <> inspect(key)
  end

  def get_and_update(nil, key, _fun) do
    raise ArgumentError, "could not put/update key #{inspect(key)} on a nil value"
  end

  def pop(%module{} = container, key) do
    module.pop(container, key)
  rescue
    exception in UndefinedFunctionError ->
      reraise unsupported(exception, module, :pop, 2), __STACKTRACE__
  end

  def pop(map, key) when is_map(map), do: Map.pop(map, key)
  def pop(list, key) when is_list(list), do: Keyword.pop(list, key)

  def pop(nil, key) do
    raise ArgumentError, "could not pop key #{inspect(key)} on a nil value"
  end

  def key(key, default \\ nil) do
    fn
      :get, data, next ->
        next.(Map.get(to_map(data), key, default))

      :get_and_update, data, next ->
        value = Map.get(to_map(data), key, default)

        case next.(value) do
          {get, update} -> {get, Map.put(data, key, update)}
          :pop -> {value, Map.delete(data, key)}
        end
    end
  end

  defp to_map(nil), do: %{}
  defp to_map(data), do: data

  def key!(key) do
    fn
      :get, %{} = data, next ->
        next.(Map.fetch!(data, key))

      :get_and_update, %{} = data, next ->
        value = Map.fetch!(data, key)

        case next.(value) do
          {get, update} -> {get, Map.put(data, key, update)}
          :pop -> {value, Map.delete(data, key)}
        end

      _op, data, _next ->
        raise "Access.key!/1 expected a map/struct, got: #{inspect(data)}"
    end
  end

  def elem(index) when is_integer(index) and index >= 0 do
    pos = index + 1

    fn
      :get, data, next when is_tuple(data) ->
        next.(:erlang.element(pos, data))

      :get_and_update, data, next when is_tuple(data) ->
        value = :erlang.element(pos, data)

        case next.(value) do
          {get, update} -> {get, :erlang.setelement(pos, data, update)}
          :pop -> raise "cannot pop data from a tuple"
        end

      _op, data, _next ->
        raise "Access.elem/1 expected a tuple, got: #{inspect(data)}"
    end
  end

  def all, do: &all/3

  defp all(:get, data, next) when is_list(data), do: Enum.map(data, next)

  defp all(:get_and_update, data, next) when is_list(data) do
    update_each(data, fn _ -> true end, next)
  end

  defp all(_op, data, _next) do
    raise "Access.all/0 expected a list, got: #{inspect(data)}"
  end

  # Gets and updates the elements that `picked` accepts.
  defp update_each([head | rest], picked, next) do
    if picked.(head) do
      case next.(head) do
        {get, update} ->
          {gets, updates} = update_each(rest, picked, next)
          {[get | gets], [update | updates]}

        :pop ->
          {gets, updates} = update_each(rest, picked, next)
          {[head | gets], updates}
      end
    else
      {gets, updates} = update_each(rest, picked, next)
      {gets, [head | updates]}
    end
  end

  defp update_each([], _picked, _next), do: {[], []}

  def at(index) when is_integer(index) do
    fn op, data, next -> at(op, data, index, next) end
  end

  defp at(:get, data, index, next) when is_list(data), do: data |> Enum.at(index) |> next.()

  defp at(:get_and_update, data, index, next) when is_list(data) do
    get_and_update_at(data, index, next, fn -> nil end)
  end

  defp at(_op, data, _index, _next) do
    raise "Access.at/1 expected a list, got: #{inspect(data)}"
  end

  def at!(index) when is_integer(index) do
    fn op, data, next -> at!(op, data, index, next) end
  end

  defp at!(:get, data, index, next) when is_list(data) do
    case Enum.fetch(data, index) do
      {:ok, value} -> next.(value)
      :error -> raise Enum.OutOfBoundsError, index: index, enumerable: data
    end
  end

  defp at!(:get_and_update, data, index, next) when is_list(data) do
    get_and_update_at(data, index, next, fn ->
      raise Enum.OutOfBoundsError, index: index, enumerable: data
    end)
  end

  defp at!(_op, data, _index, _next) do
    raise "Access.at!/1 expected a list, got: #{inspect(data)}"
  end

  defp get_and_update_at(data, index, next, missing) do
    position = if index < 0, do: length(data) + index, else: index

    case position >= 0 and Enum.split(data, position) do
      {before, [value | rest]} ->
        case next.(value) do
          {get, update} -> {get, before ++ [update | rest]}
          :pop -> {value, before ++ rest}
        end

      _ ->
        missing.()
        {nil, data}
    end
  end

  def filter(func) when is_function(func) do
    fn op, data, next -> filter(op, data, func, next) end
  end

  defp filter(:get, data, func, next) when is_list(data) do
    data |> Enum.filter(func) |> Enum.map(next)
  end

  defp filter(:get_and_update, data, func, next) when is_list(data) do
    update_each(data, func, next)
  end

  defp filter(_op, data, _func, _next) do
    raise "Access.filter/1 expected a list, got: #{inspect(data)}"
  end

  def slice(%{__struct__: Range, step: step} = range) when step > 0 do
    fn op, data, next -> slice(op, data, range, next) end
  end

  def slice(%{__struct__: Range} = range) do
    raise ArgumentError,
          "Access.slice/1 does not accept ranges with negative steps, got: #{inspect(range)}"
  end

  defp slice(:get, data, range, next) when is_list(data) do
    data |> Enum.slice(range) |> Enum.map(next)
  end

  defp slice(:get_and_update, data, first..last//step, next) when is_list(data) do
    size = length(data)
    first = if first < 0, do: max(first + size, 0), else: first
    last = if last < 0, do: last + size, else: last
    slice_list(data, 0, first, last, step, next)
  end

  defp slice(_op, data, _range, _next) do
    raise ArgumentError, "Access.slice/1 expected a list, got: #{inspect(data)}"
  end

  defp slice_list([head | rest], index, first, last, step, next)
       when index >= first and index <= last and rem(index - first, step) == 0 do
    case next.(head) do
      :pop ->
        {gets, updates} = slice_list(rest, index + 1, first, last, step, next)
        {[head | gets], updates}

      {get, update} ->
        {gets, updates} = slice_list(rest, index + 1, first, last, step, next)
        {[get | gets], [update | updates]}
    end
  end

  defp slice_list([head | rest], index, first, last, step, next) do
    {gets, updates} = slice_list(rest, index + 1, first, last, step, next)
    {gets, [head | updates]}
  end

  defp slice_list([], _index, _first, _last, _step, _next), do: {[], []}

  def find(predicate) when is_function(predicate, 1) do
    fn op, data, next -> find(op, data, predicate, next) end
  end

  defp find(:get, data, predicate, next) when is_list(data) do
    data |> Enum.find(predicate) |> next.()
  end

  defp find(:get_and_update, data, predicate, next) when is_list(data) do
    case Enum.split_while(data, fn x -> !predicate.(x) end) do
      {before, [value | rest]} ->
        case next.(value) do
          {get, update} -> {get, before ++ [update | rest]}
          :pop -> {value, before ++ rest}
        end

      {_, []} ->
        {nil, data}
    end
  end

  defp find(_op, data, _predicate, _next) do
    raise "Access.find/1 expected a list, got: #{inspect(data)}"
  end

  def values, do: &values/3

  defp values(:get, data, next) when is_map(data) do
    for {_key, value} <- data, do: next.(value)
  end

  defp values(:get_and_update, data, next) when is_map(data) do
    {gets, entries} = update_entries(:maps.to_list(data), next)
    {gets, :maps.from_list(entries)}
  end

  defp values(op, [] = data, next), do: values_of_list(op, data, next)
  defp values(op, [{key, _} | _] = data, next) when is_atom(key), do: values_of_list(op, data, next)

  defp values(_op, data, _next) do
    raise "Access.values/0 expected a map or a keyword list, got: #{inspect(data)}"
  end

  defp values_of_list(:get, data, next), do: for({_key, value} <- data, do: next.(value))
  defp values_of_list(:get_and_update, data, next), do: update_entries(data, next)

  defp update_entries([{key, value} | rest], next) do
    case next.(value) do
      {get, update} ->
        {gets, entries} = update_entries(rest, next)
        {[get | gets], [{key, update} | entries]}

      :pop ->
        {gets, entries} = update_entries(rest, next)
        {[value | gets], entries}
    end
  end

  defp update_entries([], _next), do: {[], []}
end
