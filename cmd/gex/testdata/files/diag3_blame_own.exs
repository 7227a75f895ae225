defmodule E do
  defexception [:message]
  def blame(e, st), do: {%{e | message: "blamed"}, st}
end
{e, _} = Exception.blame(:error, %E{message: "a"}, [])
IO.inspect e
raise E, message: "x"
