# Erlang source becomes a module at run time.
source = ~c"""
-module(shapes).
-export([area/1, names/0, classify/1, sum/1, update/2]).
-record(circle, {r = 1}).
-record(rect, {w, h = 2}).
-define(PI, 3).
area(#circle{r = R}) -> ?PI * R * R;
area(#rect{w = W, h = H}) -> W * H.
names() -> {record_info(fields, rect), #rect.h, record_info(size, circle)}.
classify(X) when is_integer(X), X > 0; X =:= 0.0 -> number;
classify(#circle{}) -> circle;
classify(X) when X#rect.w > 5 -> wide;
classify(_) -> other.
sum(L) -> lists:foldl(fun(A, B) -> A + B end, 0, L).
update(C, R) -> C#circle{r = R}.
"""

{:ok, tokens, _} = :erl_scan.string(source)

{forms, []} =
  Enum.reduce(tokens, {[], []}, fn
    {:dot, _} = dot, {forms, acc} -> {[Enum.reverse([dot | acc]) | forms], []}
    token, {forms, acc} -> {forms, [token | acc]}
  end)

# No preprocessor here: the macro is put in by hand.
forms =
  for tokens <- Enum.reverse(forms), not match?([{:-, _}, {:atom, _, :define} | _], tokens) do
    tokens =
      Enum.flat_map(Enum.chunk_every(tokens, 2, 1), fn
        [{:"?", _}, _] -> [{:integer, 1, 3}]
        [{:var, _, :PI} | _] -> []
        [t | _] -> [t]
      end)

    {:ok, form} = :erl_parse.parse_form(tokens)
    form
  end

{:ok, :shapes, binary} = :compile.forms(forms)
{:module, :shapes} = :code.load_binary(:shapes, ~c"shapes.erl", binary)
IO.inspect(:shapes.area({:circle, 2}))
IO.inspect(:shapes.area({:rect, 3, 4}))
IO.inspect(:shapes.names())
IO.inspect(Enum.map([1, 0.0, {:circle, 1}, {:rect, 6, 1}, {:rect, 1, 1}, :x], &:shapes.classify/1))
IO.inspect(:shapes.sum([1, 2, 3]))
IO.inspect(:shapes.update({:circle, 1}, 9))

try do
  :shapes.update(:none, 9)
rescue
  e -> IO.inspect(e)
end

IO.inspect(Enum.sort(:shapes.module_info(:exports)))
