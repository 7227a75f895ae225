try do Code.eval_string("x = 1\ny + 1\n") rescue e -> IO.inspect(e) end
try do Code.eval_string("x = 1\n  y + 1\n", [], file: "foo.ex", line: 10) rescue e -> IO.inspect(e) end
try do Code.eval_string("x = 1\n  y + 1\n", [], __ENV__) rescue e -> IO.inspect(e) end
try do Code.compile_string("x = 1\n  y + 1\n") rescue e -> IO.inspect(e) end
Code.compile_string("x = 1\nalias Foo.Bar\n fn y -> 1 end\ndefmodule A do\n def f(x), do: g.z()\n defp h, do: Foo.bar()\nend\n")
