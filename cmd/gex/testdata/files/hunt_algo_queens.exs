defmodule Queens do
  def solve(n), do: place(n, n, [])
  defp place(_, 0, qs), do: [qs]
  defp place(n, k, qs) do
    for q <- 1..n, safe?(q, qs, 1), sol <- place(n, k - 1, [q | qs]), do: sol
  end
  defp safe?(_, [], _), do: true
  defp safe?(q, [h | t], d), do: q != h and abs(q - h) != d and safe?(q, t, d + 1)

  def show(sol) do
    n = length(sol)
    for q <- sol do
      [String.duplicate(". ", q - 1), "Q ", List.duplicate(". ", n - q), ?\n]
    end
    |> IO.write()
  end
end

for n <- 4..7, do: IO.puts("#{n}: #{length(Queens.solve(n))}")
Queens.solve(6) |> hd() |> Queens.show()

defmodule Perm do
  def of([]), do: [[]]
  def of(l), do: for(x <- l, r <- of(l -- [x]), do: [x | r])
  def comb(_, 0), do: [[]]
  def comb([], _), do: []
  def comb([h | t], k), do: Enum.map(comb(t, k - 1), &[h | &1]) ++ comb(t, k)
  def powerset([]), do: [[]]
  def powerset([h | t]), do: (p = powerset(t); p ++ Enum.map(p, &[h | &1]))
end

IO.inspect(Perm.of(~c"abc"))
IO.inspect(Perm.comb(Enum.to_list(1..5), 3))
IO.inspect(Perm.powerset([:a, :b, :c]))

