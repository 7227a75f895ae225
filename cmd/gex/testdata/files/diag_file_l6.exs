defmodule M6 do
  import Agent, only: [get: 2, start: 1]
  import Agent, only: [get: 2, stop: 1]
  import Enum, only: :functions
  import Stream, only: :macros
  import GenServer, only: [nope: 1]
  import Task, except: [nope: 1]
  alias Foo.{Aa, Bb}
  alias Foo.Cc, as: Dd
  import List, only: []
  import :lists, only: [reverse: 1, member: 2]
end
defmodule M7 do
  alias Foo.{A, B}
  def f(%A{}), do: B
  def g, do: %B{}
end
