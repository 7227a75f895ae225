defmodule Calc do
  def tokens(s), do: tokens(String.to_charlist(s), [])
  defp tokens([], acc), do: Enum.reverse(acc)
  defp tokens([c | t], acc) when c in ~c" \t", do: tokens(t, acc)
  defp tokens([c | _] = l, acc) when c in ?0..?9 do
    {digits, rest} = Enum.split_while(l, &(&1 in ?0..?9 or &1 == ?.))
    s = to_string(digits)
    n = if ?. in digits, do: String.to_float(s), else: String.to_integer(s)
    tokens(rest, [n | acc])
  end
  defp tokens([c | t], acc) when c in ~c"+-*/()^", do: tokens(t, [List.to_atom([c]) | acc])
  defp tokens([c | _], _), do: throw({:bad_char, <<c::utf8>>})

  def parse(ts) do
    {e, []} = expr(ts, 0)
    e
  end

  @prec %{+: 1, -: 1, *: 2, /: 2, ^: 3}
  defp expr(ts, min) do
    {lhs, ts} = atom(ts)
    climb(lhs, ts, min)
  end
  defp climb(lhs, [op | ts] = all, min) when is_map_key(@prec, op) do
    p = @prec[op]
    if p >= min do
      {rhs, ts} = expr(ts, if(op == :^, do: p, else: p + 1))
      climb({op, lhs, rhs}, ts, min)
    else
      {lhs, all}
    end
  end
  defp climb(lhs, ts, _), do: {lhs, ts}
  defp atom([:- | t]) do
    {e, t} = atom(t)
    {{:neg, e}, t}
  end
  defp atom([:"(" | t]) do
    {e, [:")" | t]} = expr(t, 0)
    {e, t}
  end
  defp atom([n | t]) when is_number(n), do: {n, t}

  def eval({:neg, e}), do: -eval(e)
  def eval({:^, a, b}), do: eval(a) ** eval(b)
  def eval({op, a, b}), do: apply(Kernel, op, [eval(a), eval(b)])
  def eval(n), do: n
end

for s <- ["1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "-4 + 10 / 4", "1.5 * (2 - 0.5)", "1 / 0", "2 $ 3", "(1 + 2", "2 +"] do
  r =
    try do
      s |> Calc.tokens() |> Calc.parse() |> Calc.eval()
    rescue
      e in ArithmeticError -> {:arith, Exception.message(e)}
      e in [MatchError, FunctionClauseError] -> {:syntax, e.__struct__, Exception.message(e)}
    catch
      {:bad_char, c} -> {:bad, c}
    end

  IO.puts("#{s} => #{inspect(r)}")
end
IO.inspect(Calc.parse(Calc.tokens("1+2*-3")))

