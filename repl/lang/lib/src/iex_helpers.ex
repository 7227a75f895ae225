defmodule IEx.Helpers do
  # v/0,1 and clear/0 are natives of the shell.

  def flush do
    receive do
      message ->
        IO.inspect(message, pretty: true)
        flush()
    after
      0 -> :ok
    end
  end

  def pid(text) when is_binary(text), do: :erlang.list_to_pid(~c"<" ++ :erlang.binary_to_list(text) ++ ~c">")

  def pid(x, y, z) when is_integer(x) and x >= 0 and is_integer(y) and y >= 0 and is_integer(z) and z >= 0 do
    text = [Integer.to_string(x), ".", Integer.to_string(y), ".", Integer.to_string(z)]
    pid(:erlang.iolist_to_binary(text))
  end
end
