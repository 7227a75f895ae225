defmodule A do
  import Foo
  def f, do: 1
