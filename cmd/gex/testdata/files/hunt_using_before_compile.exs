defmodule Router do
  defmacro __using__(opts) do
    quote do
      import Router
      Module.register_attribute(__MODULE__, :routes, accumulate: true)
      @prefix unquote(opts[:prefix] || "/")
      @before_compile Router
      @after_compile Router
      @on_definition {Router, :track}
    end
  end
  defmacro get(path, do: block), do: route(:get, path, block)
  defmacro post(path, do: block), do: route(:post, path, block)
  defp route(verb, path, block) do
    fun = :"#{verb}_#{String.replace(path, "/", "_")}"
    quote do
      @routes {unquote(verb), @prefix <> unquote(path), unquote(fun)}
      def unquote(fun)(var!(params)) do
        _ = var!(params)
        unquote(block)
      end
    end
  end
  def track(env, kind, name, args, guards, _body) do
    IO.puts("def #{kind} #{name}/#{length(args)} guards=#{length(guards)} in #{inspect(env.module)}")
  end
  defmacro __before_compile__(env) do
    routes = Module.get_attribute(env.module, :routes) |> Enum.reverse()
    clauses = for {verb, path, fun} <- routes do
      quote do
        def dispatch(unquote(verb), unquote(path), p), do: unquote(fun)(p)
      end
    end
    quote do
      unquote(clauses)
      def dispatch(verb, path, _), do: {:error, 404, verb, path}
      def routes, do: unquote(Macro.escape(routes))
    end
  end
  def __after_compile__(env, bin), do: IO.puts("compiled #{inspect(env.module)} #{is_binary(bin)}")
end
defmodule App do
  use Router, prefix: "/api/"
  get "users" do
    "users #{inspect(params)}"
  end
  post "users/new" do
    Map.get(params, :name, "anon")
  end
end
IO.inspect(App.routes())
IO.inspect(App.dispatch(:get, "/api/users", %{a: 1}))
IO.inspect(App.dispatch(:post, "/api/users/new", %{name: "x"}))
IO.inspect(App.dispatch(:delete, "/", nil))

