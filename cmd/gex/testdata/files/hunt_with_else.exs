defmodule W do
  def run(a, b) do
    with {:ok, x} <- a,
         y when is_integer(y) <- b,
         z = x + y,
         true <- z > 0 || {:neg, z} do
      {:done, z}
    else
      {:error, r} -> {:failed, r}
      :error -> :plain
      {:neg, n} when n < -10 -> :very_negative
      {:neg, n} -> {:negative, n}
    end
  end
  def bare(a), do: with({:ok, x} <- a, do: x)
  def nested(m) do
    with %{a: %{b: b}} <- m,
         [h | _] <- b do
      h
    end
  end
end
IO.inspect(W.run({:ok, 1}, 2))
IO.inspect(W.run({:error, :x}, 2))
IO.inspect(W.run(:error, 2))
IO.inspect(W.run({:ok, -5}, 2))
IO.inspect(W.run({:ok, -50}, 2))
IO.inspect(W.bare({:ok, 1}))
IO.inspect(W.bare(:nope))
IO.inspect(W.nested(%{a: %{b: []}}))
IO.inspect(W.nested(%{a: %{b: [7]}}))
x = :outer
r = with x <- 1, x <- x + 1, do: x
IO.inspect({x, r})
IO.inspect(with(a = 1, b = a + 1, do: a + b))
IO.inspect(with _ <- 1 do :always else _ -> :never end)
try do W.run({:ok, 1}, :atom) rescue e -> IO.inspect(e); IO.puts(Exception.message(e)) end
W.run(:weird, 1)

