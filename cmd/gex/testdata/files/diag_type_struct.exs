defmodule A do
  @type t :: %A{}
end
