defmodule C do
  def f(:a, x) when is_integer(x) and x > 0, do: x
  def g(:a), do: 1
  def h(x), do: f(x, 1)
end
for f <- [fn -> C.f(:z, 1) end, fn -> C.g(:z) end, fn -> C.h(:z) end] do
  try do f.() rescue e -> IO.inspect(hd __STACKTRACE__); {_, st} = Exception.blame(:error, e, __STACKTRACE__); IO.inspect(hd st); end
end
C.g(:q)
