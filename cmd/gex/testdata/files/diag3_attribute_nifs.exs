defmodule A do
  @nifs [f: 1]
end
