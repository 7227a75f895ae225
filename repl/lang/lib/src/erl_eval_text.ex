# What erl_eval:eval_str/1 does: it evaluates text. Modules named erl_eval have
# no code but what was typed, so this is not one.
defmodule :erl_eval_text do
  @compile {:no_warn_undefined, [:erl_eval, :erl_scan, :erl_parse]}

  def eval_str(text) when is_binary(text), do: eval_str(:erlang.binary_to_list(text))

  def eval_str(text) when is_list(text) do
    with {:ok, tokens} <- scan(:erl_scan.tokens([], text, 0)),
         {:ok, forms} <- :erl_parse.parse_exprs(tokens) do
      value(forms)
    else
      {:error, {_location, module, reason}} -> failed(~c"*** ~ts", [module.format_error(reason)])
      {:error, message} -> {:error, message}
    end
  end

  defp scan({:more, _}), do: failed(~c"*** Incomplete form (missing .<cr>?)", [])
  defp scan({:done, {:error, reason, _}, _rest}), do: {:error, reason}

  defp scan({:done, {:ok, tokens, _}, rest}) do
    case :lists.all(fn c -> c in [?\s, ?\n, ?\t] end, rest) do
      true -> {:ok, tokens}
      false -> failed(~c"*** Non-white space found after end-of-form: ~ts", [rest])
    end
  end

  defp value(forms) do
    {:value, value, _} = :erl_eval.exprs(forms, :erl_eval.new_bindings())
    {:ok, value}
  catch
    :error, reason -> failed(~c"*** eval failed: ~p", [reason])
    :throw, reason -> failed(~c"*** eval failed with thrown exception: ~p", [reason])
    :exit, reason -> failed(~c"*** eval failed with exit exception: ~p", [reason])
  end

  defp failed(format, args), do: {:error, :lists.flatten(:io_lib.format(format, args))}
end
