defmodule Protocol do
  def assert_protocol!(module) do
    Code.ensure_compiled!(module)

    try do
      module.__protocol__(:module)
    rescue
      UndefinedFunctionError -> raise ArgumentError, "#{inspect(module)} is not a protocol"
    else
      ^module -> :ok
      other -> raise ArgumentError, "expected #{inspect(module)} to be a protocol, got: #{inspect(other)}"
    end
  end

  def assert_impl!(protocol, base) do
    impl = Module.concat(protocol, base)
    Code.ensure_compiled!(impl)

    try do
      impl.__impl__(:protocol)
    rescue
      UndefinedFunctionError ->
        raise ArgumentError, "#{inspect(impl)} is not an implementation of a protocol"
    else
      ^protocol ->
        :ok

      other ->
        raise ArgumentError, "expected #{inspect(impl)} to be an implementation of #{inspect(protocol)}, got: #{inspect(other)}"
    end
  end

  defmacro derive(protocol, module, options \\ []) do
    quote do
      Protocol.__derive__([{unquote(protocol), unquote(options)}], unquote(module), __ENV__)
    end
  end

  def __derive__(derives, for, %Macro.Env{} = env) when is_atom(for) do
    struct = Macro.struct!(for, env)
    Enum.each(derives, &derive_one(&1, for, struct, env))
  end

  defp derive_one({protocol, opts}, for, struct, env) when is_atom(protocol), do: derive(protocol, for, struct, opts, env)
  defp derive_one(protocol, for, struct, env) when is_atom(protocol), do: derive(protocol, for, struct, [], env)

  defp derive(protocol, for, struct, opts, env) do
    impl = Module.concat(protocol, Any)
    ensure_derivable!(protocol, protocol, for)
    assert_protocol!(protocol)

    cond do
      exports?(protocol, :"MACRO-__deriving__", 3) ->
        code = apply(protocol, :"MACRO-__deriving__", [env, for, opts])
        Code.eval_quoted(code, [], env)

      true ->
        ensure_derivable!(impl, protocol, for)

        if exports?(impl, :"MACRO-__deriving__", 4) do
          code = apply(impl, :"MACRO-__deriving__", [env, for, struct, opts])
          Code.eval_quoted(code, [], env)
        else
          delegate(protocol, for, impl, env)
        end
    end

    :ok
  end

  defp ensure_derivable!(module, protocol, for) do
    case Code.ensure_compiled(module) do
      {:module, _} ->
        :ok

      {:error, reason} ->
        raise ArgumentError,
              "could not load module #{inspect(module)} due to reason #{inspect(reason)}, cannot derive #{inspect(protocol)} for #{inspect(for)}"
    end
  end

  defp exports?(module, name, arity), do: :erlang.function_exported(module, name, arity)

  # Without __deriving__ the implementation for Any serves.
  defp delegate(protocol, for, impl, env) do
    functions =
      for {name, arity} <- protocol.__protocol__(:functions) do
        args = Macro.generate_arguments(arity, __MODULE__)
        quote do: def(unquote(name)(unquote_splicing(args)), do: unquote(impl).unquote(name)(unquote_splicing(args)))
      end

    info =
      for {key, value} <- [for: for, protocol: protocol, target: impl] do
        quote do: def(__impl__(unquote(key)), do: unquote(value))
      end

    Module.create(Module.concat(protocol, for), {:__block__, [], functions ++ info}, env)
  end

  def consolidated?(protocol), do: protocol.__protocol__(:consolidated?)

  # Protocols here are never in files, which is what is looked through.
  def extract_protocols(paths) when is_list(paths), do: []

  def extract_impls(protocol, paths) when is_atom(protocol) and is_list(paths), do: []

  def consolidate(protocol, _types) when is_atom(protocol) do
    if Code.ensure_loaded?(protocol) and exports?(protocol, :__protocol__, 1),
      do: {:error, :no_beam_info},
      else: {:error, :not_a_protocol}
  end
end
