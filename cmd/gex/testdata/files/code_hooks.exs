defmodule CodeHooks do
  defmacro __using__(opts) do
    quote do
      IO.inspect({:using, unquote(opts)})
      @before_compile CodeHooks
      @after_compile CodeHooks
      @after_verify CodeHooks
      @on_definition CodeHooks
      Module.register_attribute(__MODULE__, :note, accumulate: true)
    end
  end

  defmacro __before_compile__(env) do
    notes = Module.get_attribute(env.module, :note)
    IO.inspect({:before, env.module, notes})

    quote do
      def notes, do: unquote(notes)
    end
  end

  def __after_compile__(env, binary), do: IO.inspect({:after, env.module, is_binary(binary), env.module.notes()})
  def __after_verify__(module), do: IO.inspect({:verified, module})

  def __on_definition__(env, kind, name, args, guards, body) do
    IO.inspect({kind, name, length(args), length(guards), body != nil, env.module})
  end
end

defmodule CodeHooked do
  use CodeHooks, level: 3
  @note "one"
  def a(x) when is_atom(x), do: x
  @note "two"
  defp b(y), do: y
  def c, do: b(1)
  defmacro d(z), do: z
end

IO.inspect(CodeHooked.notes())
IO.inspect(CodeHooked.__info__(:functions))

defmodule CodeFunHook do
  def twice(env), do: IO.inspect({:twice, env.module})
end

defmodule CodeFunHooked do
  @before_compile {CodeFunHook, :twice}
  @before_compile {CodeFunHook, :twice}
end

defmodule CodeOver do
  defmacro __using__(_) do
    quote do
      def hello(name), do: "hello " <> name
      def bye, do: "bye"
      defoverridable hello: 1, bye: 0
    end
  end
end

defmodule CodeOvers do
  use CodeOver
  def hello(name), do: super(name) <> "!"
end

IO.inspect({CodeOvers.hello("x"), CodeOvers.bye()})
