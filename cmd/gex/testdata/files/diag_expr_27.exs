defmodule Foo
