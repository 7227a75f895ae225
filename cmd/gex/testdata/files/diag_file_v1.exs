x = 1
y = 2
IO.puts(y)
x = 3
f = fn a, b -> a end
f.(1, 2)
case 5 do
  z -> :ok
end
_u = 1
IO.inspect(_u)
{_a, _a} = {1, 1}
for i <- [1, 2], do: :ok
