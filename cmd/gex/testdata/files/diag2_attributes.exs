attempt = fn source ->
  try do
    Code.eval_string(source)
    IO.puts("fine: " <> inspect(source))
  rescue
    e -> IO.puts(inspect(e.__struct__) <> ": " <> Exception.message(e))
  end
end

values = ["1", "nil", "true", ":a", "\"x\"", "{:a, 0}", "{:a, 1}", "{\"x\", 1}", "[a: 1]", "[]", "%{}", "[since: 1]"]

for name <- ~w(doc moduledoc typedoc impl behaviour on_load external_resource deprecated nifs file), value <- values do
  IO.write("@#{name} #{value}: ")
  attempt.("defmodule X do\n @#{name} #{value}\n raise \"good\"\nend")
  IO.write("put_attribute #{name} #{value}: ")
  attempt.("defmodule X do\n Module.put_attribute(__MODULE__, :#{name}, #{value})\n raise \"good\"\nend")
end

attempt.("defmodule A do\n @on_load :missing\nend")
attempt.("defmodule B do\n defstruct [:a]\n @derive Inspect\nend")
attempt.("defmodule C do\n @derive Inspect\n defstruct [:a]\nend")
attempt.("defmodule D do\n defstruct [:a]\n @enforce_keys [:a]\nend")
attempt.("defmodule E do\n @enforce_keys 1\n defstruct [:a]\nend")
attempt.("defmodule F do\n @enforce_keys [:b]\n defstruct [:a]\nend")
