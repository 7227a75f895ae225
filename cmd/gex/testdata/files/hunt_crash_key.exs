m = %{name: "x", names: 1, "str" => 2}
try do m.nam rescue e -> {e, _} = Exception.blame(:error, e, __STACKTRACE__); IO.puts(Exception.message(e)) end
try do Map.fetch!(m, "name") rescue e -> {e, _} = Exception.blame(:error, e, __STACKTRACE__); IO.puts(Exception.message(e)) end
try do Keyword.fetch!([a: 1], :b) rescue e -> IO.puts(Exception.message(e)) end
try do %{m | zip: 1} rescue e -> IO.puts(Exception.message(e)) end
nil_map = nil
try do nil_map.foo rescue e -> IO.puts(Exception.message(e)) end
try do nil_map.foo() rescue e -> IO.puts(Exception.message(e)) end
try do (1).foo rescue e -> IO.puts(Exception.message(e)) end
m.naem

