defmodule Macro.Env do
  defstruct module: nil,
            file: "nofile",
            line: 0,
            function: nil,
            context: nil,
            aliases: [],
            functions: [],
            macros: [],
            macro_aliases: [],
            context_modules: [],
            lexical_tracker: nil,
            requires: [],
            tracers: [],
            versioned_vars: %{}

  def prepend_tracer(%Macro.Env{tracers: tracers} = env, tracer) do
    %{env | tracers: [tracer | tracers]}
  end

  def vars(%Macro.Env{versioned_vars: vars}), do: :maps.keys(vars)

  def has_var?(%Macro.Env{versioned_vars: vars}, variable), do: :erlang.is_map_key(variable, vars)

  def location(%Macro.Env{file: file, line: line}), do: [file: file, line: line]

  def fetch_alias(%Macro.Env{aliases: aliases}, name) when is_atom(name) do
    Keyword.fetch(aliases, :"Elixir.#{name}")
  end

  def fetch_macro_alias(%Macro.Env{macro_aliases: aliases}, name) when is_atom(name) do
    Keyword.fetch(aliases, :"Elixir.#{name}")
  end

  def lookup_alias_as(%Macro.Env{aliases: aliases}, atom) when is_atom(atom) do
    for {name, ^atom} <- aliases, do: name
  end

  def lookup_import(%Macro.Env{functions: functions, macros: macros}, {name, arity} = pair)
      when is_atom(name) and is_integer(arity) do
    found = fn imports, kind ->
      for {module, pairs} <- imports, :lists.member(pair, pairs), do: {kind, module}
    end

    found.(functions, :function) ++ found.(macros, :macro)
  end

  def required?(%Macro.Env{requires: requires}, module) when is_atom(module) do
    :lists.member(module, requires)
  end

  def define_require(env, meta, module, opts \\ []) when is_list(meta) and is_atom(module) and is_list(opts) do
    :elixir_env.define(:require, env, meta, module, opts)
  end

  def define_alias(env, meta, module, opts \\ []) when is_list(meta) and is_atom(module) and is_list(opts) do
    :elixir_env.define(:alias, env, meta, module, opts)
  end

  def define_import(env, meta, module, opts \\ []) when is_list(meta) and is_atom(module) and is_list(opts) do
    case opts[:info_callback] do
      nil -> Code.ensure_loaded?(module) || module.module_info(:exports)
      _ -> :ok
    end

    :elixir_env.define(:import, env, meta, module, opts)
  end

  def expand_alias(env, meta, [head | _] = list, opts \\ []) when is_list(meta) and is_list(opts) do
    case is_atom(head) and :elixir_env.alias(env, meta, list) do
      {:alias, _} = found -> found
      _ -> :error
    end
  end

  def expand_import(env, meta, name, arity, opts \\ [])
      when is_list(meta) and is_atom(name) and is_integer(arity) and is_list(opts) do
    locals = Keyword.get(opts, :allow_locals, true)

    case :elixir_env.resolve(:import, env, meta, name, arity, locals != false) do
      {:macro, module, name} -> {:macro, module, runner(env, module, name)}
      other -> other
    end
  end

  def expand_require(env, meta, module, name, arity, opts \\ [])
      when is_list(meta) and is_atom(module) and is_atom(name) and is_integer(arity) and is_list(opts) do
    case :elixir_env.resolve(:require, env, meta, name, arity, module) do
      true -> {:macro, module, runner(env, module, name)}
      false -> :error
    end
  end

  defp runner(env, module, name) do
    fn meta, args -> :elixir_env.call(env, module, name, meta, args) end
  end

  def in_guard?(%Macro.Env{context: context}), do: context == :guard

  def in_match?(%Macro.Env{context: context}), do: context == :match

  def to_match(%Macro.Env{} = env), do: %{env | context: :match}

  def to_guard(%Macro.Env{} = env), do: %{env | context: :guard}

  def prune_compile_info(env), do: %{env | lexical_tracker: nil, tracers: []}

  def stacktrace(%Macro.Env{function: nil, module: nil} = env), do: frame(env, :elixir_compiler, :__FILE__, 1)

  def stacktrace(%Macro.Env{function: nil, module: module} = env), do: frame(env, module, :__MODULE__, 0)

  def stacktrace(%Macro.Env{function: {name, arity}, module: module} = env), do: frame(env, module, name, arity)

  defp frame(%{file: file, line: line}, module, name, arity) do
    [{module, name, arity, [file: String.to_charlist(:elixir_env.relative(file)), line: line]}]
  end
end
