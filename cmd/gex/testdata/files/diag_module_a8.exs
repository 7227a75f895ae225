defmodule A8 do
  @moduledoc "x"
  @moduledoc "y"
end
