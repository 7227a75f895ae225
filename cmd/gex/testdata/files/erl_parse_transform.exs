# Parse transforms: one that works, one that fails, those that are not there.
defmodule Swap do
  def parse_transform(forms, options) do
    IO.inspect(for {:parse_transform, module} <- options, do: module)
    IO.inspect(for {:attribute, _, :compile, v} <- forms, do: v)

    :lists.map(
      fn
        {:function, line, :f, 0, _} -> {:function, line, :f, 0, [{:clause, line, [], [], [{:atom, line, :swapped}]}]}
        form -> form
      end,
      forms
    )
  end
end

defmodule Refuse do
  def parse_transform(_forms, _options) do
    {:error, [{~c"refuse.erl", [{3, __MODULE__, :no}, {{4, 2}, __MODULE__, :never}]}],
     [{~c"refuse.erl", [{1, __MODULE__, :careful}]}]}
  end

  def format_error(reason), do: ["because of ", :erlang.atom_to_list(reason)]
end

defmodule Warn do
  def parse_transform(forms, _options), do: {:warning, forms, [{~c"warn.erl", [{1, Refuse, :careful}]}]}
end

module = fn compile ->
  [
    {:attribute, 1, :file, {~c"one.erl", 1}},
    {:attribute, 1, :module, :one},
    {:attribute, 2, :export, [f: 0]},
    {:attribute, 3, :compile, compile},
    {:function, 4, :f, 0, [{:clause, 4, [], [], [{:match, 4, {:var, 4, :X}, {:atom, 4, :original}}]}]}
  ]
end

run = fn forms, options ->
  case :compile.forms(forms, options) do
    {:ok, :one, binary} ->
      :code.load_binary(:one, ~c"one", binary)
      IO.inspect(:one.f())

    {:ok, :one, binary, warnings} ->
      :code.load_binary(:one, ~c"one", binary)
      IO.inspect({:one.f(), warnings})

    other ->
      IO.inspect(other)
  end
end

run.(module.(:debug_info), [:report])
run.(module.({:parse_transform, Swap}), [:report])
run.(module.([{:parse_transform, Swap}, :debug_info]), [:return])
run.(module.(:debug_info), [:report, {:parse_transform, Swap}])
run.(module.({:parse_transform, Warn}), [:report, {:parse_transform, Swap}])
run.(module.({:parse_transform, Warn}), [:return])
run.(module.({:parse_transform, Refuse}), [:return])
run.(module.({:parse_transform, Refuse}), [:report])
run.(module.({:parse_transform, :nowhere}), [:report])
run.(module.({:parse_transform, :nowhere}), [:return])
run.(module.([{:parse_transform, Swap}, {:parse_transform, :lists}]), [:report])
run.(module.(:debug_info), [:report, {:parse_transform, :nowhere}])
IO.puts(:compile.format_error({:undef_parse_transform, :nowhere}))
