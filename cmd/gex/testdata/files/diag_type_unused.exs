defmodule A do
  @typep a :: a
  @typep b :: c
  @typep c :: d
  @typep d :: integer
end
