defmodule Module do
  # What asks or changes a module that is being defined is native.

  def create(module, quoted, opts)

  def create(module, quoted, env) when is_atom(module) and (is_map(env) or is_list(env)) do
    :elixir_module.create(module, quoted, env)
  end

  def get_last_attribute(module, key, default \\ nil) when is_atom(module) and is_atom(key) do
    case Module.get_attribute(module, key, default) do
      [value | _] when value != default -> if accumulates?(module, key), do: value, else: Module.get_attribute(module, key)
      [] -> if accumulates?(module, key), do: default, else: []
      value -> value
    end
  end

  defp accumulates?(module, key), do: :elixir_module.accumulates(module, key)

  @deprecated "Use Code.eval_quoted/3 instead"
  def eval_quoted(module_or_env, quoted, binding \\ [], opts \\ [])

  def eval_quoted(%Macro.Env{} = env, quoted, binding, opts) when is_list(binding) and is_list(opts) do
    Code.eval_quoted(quoted, binding, struct!(env, opts))
  end

  def eval_quoted(module, quoted, binding, opts) when is_atom(module) and is_list(binding) and is_list(opts) do
    Code.eval_quoted(quoted, binding, struct!(Code.env_for_eval(opts), module: module))
  end

  def reserved_attributes do
    %{
      after_compile: %{doc: "A hook that will be invoked right after the current module is compiled."},
      after_verify: %{doc: "A hook that will be invoked right after the current module is verified."},
      before_compile: %{doc: "A hook that will be invoked before the module is compiled."},
      behaviour: %{doc: "Specifies that the current module implements a given behaviour."},
      callback: %{doc: "Provides a specification for a behaviour callback."},
      compile: %{doc: "Defines options for module compilation."},
      deprecated: %{doc: "Provides the deprecation reason for a function."},
      derive: %{doc: "Derives an implementation for the given protocol for the struct defined in the current module."},
      dialyzer: %{doc: "Defines Dialyzer warnings to request or suppress."},
      doc: %{doc: "Provides documentation for a function/macro/callback."},
      enforce_keys: %{doc: "Ensures the given keys are always set when building the struct defined in the current module."},
      external_resource: %{doc: "Specifies an external resource for the current module."},
      fallback_to_any: %{doc: "If set to `true` generates a default protocol implementation for all types (inside `defprotocol`)."},
      file: %{doc: "Changes the filename used in stacktraces for the function or macro that follows the attribute."},
      for: %{doc: "The current module/type a protocol implementation is being defined for (inside `defimpl`)."},
      impl: %{doc: "Declares an implementation of a callback function or macro."},
      macrocallback: %{doc: "Provides a specification for a macro behaviour callback."},
      moduledoc: %{doc: "Provides documentation for the current module."},
      on_definition: %{doc: "A hook that will be invoked when each function or macro in the current module is defined."},
      on_load: %{doc: "A hook that will be invoked whenever the module is loaded."},
      opaque: %{doc: "Defines an opaque type to be used in `@spec`."},
      optional_callbacks: %{doc: "Specifies which behaviour callbacks and macro behaviour callbacks are optional."},
      protocol: %{doc: "The current protocol being implemented (inside `defimpl`)."},
      spec: %{doc: "Provides a specification for a function."},
      type: %{doc: "Defines a type to be used in `@spec`."},
      typedoc: %{doc: "Provides documentation for a type."},
      typep: %{doc: "Defines a private type to be used in `@spec`."},
      undefined_impl_description: %{doc: "A string with additional description to be used on `Protocol.UndefinedError` when looking up the implementation fails."},
      vsn: %{doc: "Specify the module version."}
    }
  end
end
