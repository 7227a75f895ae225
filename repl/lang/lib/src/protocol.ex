defmodule Protocol do
  @doc false
  def __check__(env, functions) do
    if functions == 0 do
      IO.warn("protocols must define at least one function, but none was defined", env)
    end

    if Module.get_attribute(env.module, :optional_callbacks, []) != [] do
      message =
        "cannot define @optional_callbacks inside protocol, all of the protocol definitions are required"

      IO.warn(message, env)
    end
  end

  def assert_protocol!(module), do: assert_protocol!(module, "")

  defp assert_protocol!(module, extra) do
    case Code.ensure_compiled(module) do
      {:module, ^module} ->
        :ok

      {:error, reason} ->
        raise ArgumentError,
              "could not load module #{inspect(module)} due to reason #{inspect(reason)}" <> extra
    end

    try do
      module.__protocol__(:module)
    rescue
      UndefinedFunctionError -> raise ArgumentError, "#{inspect(module)} is not a protocol" <> extra
    else
      ^module ->
        :ok

      other ->
        raise ArgumentError,
              "expected #{inspect(module)} to be a protocol, got: #{inspect(other)}" <> extra
    end
  end

  def assert_impl!(protocol, base), do: assert_impl!(protocol, base, "")

  defp assert_impl!(protocol, base, extra) do
    impl = Module.concat(protocol, base)

    case Code.ensure_compiled(impl) do
      {:module, ^impl} ->
        :ok

      {:error, reason} ->
        raise ArgumentError,
              "could not load module #{inspect(impl)} due to reason #{inspect(reason)}" <> extra
    end

    try do
      impl.__impl__(:protocol)
    rescue
      UndefinedFunctionError ->
        raise ArgumentError, "#{inspect(impl)} is not an implementation of a protocol" <> extra
    else
      ^protocol ->
        :ok

      other ->
        raise ArgumentError,
              "expected #{inspect(impl)} to be an implementation of #{inspect(protocol)}, got: #{inspect(other)}" <> extra
    end
  end

  defmacro derive(protocol, module, options \\ []) do
    quote do
      Protocol.__derive__([{unquote(protocol), unquote(options)}], unquote(module), __ENV__)
    end
  end

  def __derive__(derives, for, %Macro.Env{} = env) when is_atom(for) do
    struct = Macro.struct!(for, env)

    foreach = fn
      protocol when is_atom(protocol) -> derive(protocol, for, {struct, []}, env)
      {protocol, opts} when is_atom(protocol) -> derive(protocol, for, {struct, opts}, env)
    end

    :lists.foreach(foreach, :lists.flatten(derives))
    :ok
  end

  defp derive(protocol, for, {struct, opts}, env) do
    impl = Module.concat(protocol, Any)
    extra = ", cannot derive #{inspect(protocol)} for #{inspect(for)}"
    assert_protocol!(protocol, extra)

    cond do
      exports?(protocol, :"MACRO-__deriving__", 3) ->
        code = apply(protocol, :"MACRO-__deriving__", [env, for, opts])
        Code.eval_quoted(code, [], env)

      true ->
        assert_impl!(protocol, Any, extra)

        if exports?(impl, :"MACRO-__deriving__", 4) do
          code = apply(impl, :"MACRO-__deriving__", [env, for, struct, opts])
          Code.eval_quoted(code, [], env)
        else
          delegate(protocol, for, impl, env)
        end
    end

    :ok
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
