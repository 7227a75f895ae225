x = 1
dbg(x)
dbg(x + 1)
dbg("abc")
y = dbg([1, 2, 3] |> Enum.map(& &1 * 2) |> Enum.sum())
[1, 2] |> Enum.map(& &1) |> dbg()
dbg()
dbg(case x do
  1 -> :one
  _ -> :other
end)
dbg(if x == 1 do
  :yes
else
  :no
end)
dbg(cond do
  x == 2 -> :two
  true -> :other
end)
dbg(with {:ok, a} <- {:ok, 1}, b = a + 1, do: a + b)
dbg(with {:ok, a} <- :error do
 a
else
  :error -> :nope
end)
dbg(x == 1 and y == 2)
dbg(x == 1 || y)
dbg(fn -> 1 end.())
dbg(%{a: String.duplicate("long ", 30)}, pretty: true)
dbg(Enum.to_list(1..100))
defmodule M do
  def f(a) do
    dbg(a)
    dbg(a + 1)
  end
end
M.f(3)
dbg((
  a = 1
  b = 2
  a + b
))
x = 1
dbg(x == 1 && x == 2 && x == 3)
dbg(x == 1 and (x == 1 and x == 2))
dbg(x == 1 and x == 2 or x == 3)
dbg(unless x do 1 end)
dbg(x, print_location: false)
dbg([1,2] |> Enum.map(& &1), print_location: false, limit: 1)
z = dbg(q = 3)
IO.inspect {z, q}
dbg(if x do
  1
end)
dbg(with a <- 1, true, do: a)
dbg(case x do
  v when v > 5 -> v
  w -> w
end)
defmodule K do
  dbg(1)
end
