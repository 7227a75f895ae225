defmodule S do defstruct [:a, :b] end
defmodule D do @derive JSON.Encoder; defstruct [:a, :b] end
defmodule D2 do @derive {JSON.Encoder, only: [:b]}; defstruct [:a, :b] end
defmodule D3 do @derive {JSON.Encoder, except: [:b]}; defstruct [:a, :b, c: 1] end
defmodule D4 do defstruct [:a]; defimpl JSON.Encoder do def encode(%{a: a}, e), do: e.([a, :x], e) end end
defmodule D5 do @derive {JSON.Encoder, only: []}; defstruct [:a] end
show = fn f -> IO.puts((try do inspect(f.(), limit: :infinity, width: 100000) rescue e -> "** #{inspect e.__struct__} #{Exception.message(e)} #{inspect Map.drop(Map.from_struct(e), [:message, :__exception__])}" catch k, v -> "** #{inspect {k, v}}" end)) end
for x <- ["", " ", "1", "-1", "-", "01", "1.", "1.5", "1e", "1e5", "1E+5", "1.0e-3", "-0", "-0.0", "1.e5", "+1", ".5", "1e400", "true", "tru", "trux", "truex", "false", "fals", "null", "nul", "nulx", "nil", "\"a\"", "\"a", "\"\\", "\"\\n\\t\\\"\\/\\b\\f\\r\\\\\"", "\"\\x\"", "\"\\u0041\"", "\"\\u00\"", "\"\\u00", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\ud83dx\"", "\"\\ud83d\\u0041\"", "\"\\ude00\"", "\"\\ud83d\\ude0", "\"\x01\"", "\"a\nb\"", "\"\xff\"", "\"é\"", "\"\xc3\"", "\"\xc3", "[", "[]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1,2]", "[[[]]]", "]", "{", "{}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "{\"a\":1 \"b\"}", "{\"a\":1,\"a\":2}", "{1:2}", "[1}", " [ 1 , 2 ] ", "1 2", "1 x", "{} []", "\u00A01", "123456789012345678901234567890", "1.7976931348623157e309", "\t\n\r 1", "[1,2", "{\"a\":[{\"b\":null}]}", "\"\\u0000\"", "\"\\uD800\\uDC00\"", "@", "\"a\\ud83d\\", "\"\\ud83d\\u", "\uFEFF1"] do
  show.(fn -> {x, JSON.decode(x)} end)
  show.(fn -> JSON.decode!(x) end)
  show.(fn -> JSON.decode(x, [], []) end)
end
for x <- [1, -5, 1.0, 1.5e300, 1.0e-10, -0.0, 123456789.123, 1.0e20, :a, nil, true, false, "", "a\"b\\c/d\b\f\n\r\t\x01\x7f", "é→😀", "\u2028", "\xff", "a\xc3", [], [1, [2]], %{}, %{1 => 2}, %{1.5 => 2}, %{"x" => [1]}, %{nil => 1}, [a: 1], {1}, self() |> is_pid(), ~c"abc", struct(S), struct(D, a: 1, b: 2), struct(D2, a: 1, b: [2]), struct(D3, a: 1, b: 2), struct(D4, a: 3), struct(D5, a: 1), 1..2, MapSet.new([1]), %{{1} => 2}, %{[1] => 2}, <<1::3>>, fn -> 1 end |> is_function(), 123456789012345678901234567890, %{S => D}, S, make_ref() |> is_reference(), [{1, 2}], %{"é\"" => 1}] do
  show.(fn -> JSON.encode!(x) end)
end
show.(fn -> JSON.encode_to_iodata!([1, %{a: "b"}]) |> IO.iodata_to_binary() end)
show.(fn -> JSON.encode_to_iodata!(1) end)
show.(fn -> JSON.encode_to_iodata!(:a) end)
show.(fn -> JSON.encode_to_iodata!("x") end)
show.(fn -> JSON.encode_to_iodata!([1, 2]) end)
show.(fn -> JSON.encode_to_iodata!(%{a: 1}) end)
enc = fn {:tuple, x}, e -> JSON.protocol_encode([x, "t"], e); x, _ when is_integer(x) -> ["\"", Integer.to_string(x), "\""]; x, e -> JSON.protocol_encode(x, e) end
show.(fn -> JSON.encode!([{:tuple, 1}, 2, %{4 => 5, a: {:tuple, 3}}], enc) end)
show.(fn -> JSON.Encoder.impl_for(1) end)
show.(fn -> JSON.Encoder.impl_for(struct(S)) end)
show.(fn -> for x <- [1, 1.0, "a", :a, [], %{}, {}, self(), &is_atom/1, <<1::3>>, struct(D), nil], do: JSON.Encoder.impl_for(x) end)
show.(fn -> JSON.Encoder.encode([1], &JSON.protocol_encode/2) |> IO.iodata_to_binary() end)
show.(fn -> JSON.protocol_encode("a", &JSON.protocol_encode/2) |> IO.iodata_to_binary() end)
for o <- [[null: :nul], [float: &{:f, &1}], [integer: &{:i, &1}], [string: &{:s, &1}], [array_push: fn x, acc -> [x, x | acc] end], [array_start: fn _ -> [:s] end, array_finish: fn acc, old -> {{:arr, acc}, [:f | old]} end], [object_push: fn k, v, acc -> [{String.upcase(k), v} | acc] end], [object_start: fn _ -> [] end, object_finish: fn acc, old -> {{:obj, acc}, old} end], [object_start: fn _ -> %{} end, object_push: fn k, v, acc -> Map.put(acc, k, v) end, object_finish: fn acc, old -> {acc, old} end]] do
  show.(fn -> JSON.decode("{\"a\": [1, 2.5, null, \"x\", true, {}], \"b\": {\"c\": []}} rest", [:acc], o) end)
end
show.(fn -> JSON.decode("[1,2", [], []) end)
show.(fn -> JSON.decode(:a) end)
show.(fn -> JSON.decode("1", [], :bad) end)
require Protocol; Protocol.derive(JSON.Encoder, S, only: [:a])
show.(fn -> JSON.encode!(struct(S, a: 1)) end)
show.(fn -> defmodule D6 do @derive {JSON.Encoder, only: [:zz]}; defstruct [:a] end end)
show.(fn -> defmodule D7 do @derive {JSON.Encoder, foo: [:zz]}; defstruct [:a] end; JSON.encode!(struct(D7)) end)
