defmodule Order do
  def b(1), do: 1
  def b(1), do: 2
  def b(2), do: 2
  def e, do: d(1, 2)
  def e, do: d(2, 3)
  defp d(1, 2), do: 1
  defp d(1, x), do: x
  defp d(1, 3), do: 1
  defp d(2, x), do: x

  def m(x, y) do
    case x do
      1 -> 1
      1 -> 2
      ^y -> 3
      {:ok, z} when z > 1 -> 4
      {:ok, 2} -> 5
      z when is_atom(z) -> z
      _ -> 2
    end
  end

  def same(x) do
    case x do
      {a, a} -> a
      {1, 2} -> 3
      _ -> 4
    end
  end

  def n(x) do
    fn
      1 -> x
      2 -> x
      1 -> 3
    end
  end
end

defmodule Values do
  def literals do
    1
    :foo
    "bar"
    1.5
    nil
    [1]
    {1, 2}
    %{a: 1}
    3
  end

  def variable(x) do
    x
    1
  end

  def operators(x) do
    x + 1
    x == 2
    x != 2
    x <= 2
    x * 2
    [x] ++ [1]
    [x] -- [1]
    rem(x, 2)
    div(x, 2)
    1 + 2
    -x
    3
  end

  def macros(x, y) do
    x |> is_nil()
    y in [1, 2]
    3
  end

  def calls(x) do
    is_atom(x)
    self()
    node()
    max(x, 1)
    &is_atom/1
    &String.upcase/1
    fn -> 1 end
    String.upcase(x)
    [x]
    {x, 1}
    "a#{x}"
    __MODULE__
    3
  end

  def partial(x) do
    length(x)
    hd(x)
    3
  end

  def branches(x, y) do
    if y do
      self()
    else
      x > 1
    end

    case x do
      1 -> self()
      2 -> IO.puts("two")
    end

    _ = self()
    :ok
  end
end

IO.puts("done")
