defmodule C do
  def f(:a, x) when is_integer(x) and x > 0, do: x
  def f(:b, %{k: k} = m) when map_size(m) > 1, do: k
  defp p([h | _]), do: h
  def q(l), do: {p(l)}
end
try do C.f(:c, 1) rescue e -> {e, _} = Exception.blame(:error, e, __STACKTRACE__); IO.puts(Exception.message(e)) end
try do C.q([]) rescue e -> IO.puts(Exception.message(e)) end
try do (fn 1 -> 1 end).(2) rescue e -> IO.puts(Exception.message(e)) end
C.f(:a, -1)

