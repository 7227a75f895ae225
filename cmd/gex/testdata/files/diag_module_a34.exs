defmodule A34 do
  use GenServer
end
