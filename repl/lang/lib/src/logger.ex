defmodule Logger do
  @levels [:error, :info, :debug, :emergency, :alert, :critical, :warning, :notice]

  defmacro emergency(message, metadata \\ []), do: call(:emergency, message, metadata)
  defmacro alert(message, metadata \\ []), do: call(:alert, message, metadata)
  defmacro critical(message, metadata \\ []), do: call(:critical, message, metadata)
  defmacro error(message, metadata \\ []), do: call(:error, message, metadata)
  defmacro warning(message, metadata \\ []), do: call(:warning, message, metadata)
  defmacro warn(message, metadata \\ []), do: call(:warning, message, metadata)
  defmacro notice(message, metadata \\ []), do: call(:notice, message, metadata)
  defmacro info(message, metadata \\ []), do: call(:info, message, metadata)
  defmacro debug(message, metadata \\ []), do: call(:debug, message, metadata)

  defmacro log(level, message, metadata \\ []), do: call(level, message, metadata)

  # The message is evaluated only where it is logged.
  defp call(level, message, metadata) do
    quote do
      level = unquote(level)

      case :logger.allow(level, __MODULE__) do
        true -> Logger.bare_log(level, unquote(message), unquote(metadata))
        false -> :ok
      end
    end
  end

  def bare_log(level, message, metadata \\ [])

  def bare_log(level, fun, metadata) when is_function(fun, 0) do
    case fun.() do
      {message, more} when not is_integer(message) -> bare_log(level, message, more ++ metadata)
      message -> bare_log(level, message, metadata)
    end
  end

  def bare_log(level, message, metadata) do
    event = if is_map(message) or is_list(message) or is_binary(message), do: message, else: to_string(message)
    :logger.log(level, event, Map.new(metadata))
  end

  def levels, do: @levels

  def level, do: :maps.get(:level, :logger.get_primary_config())

  def compare_levels(left, right), do: :logger.compare_levels(left, right)

  def configure(options) do
    case options[:level] do
      nil -> :ok
      :none -> :logger.set_primary_config(:level, :emergency)
      :all -> :logger.set_primary_config(:level, :debug)
      level -> :logger.set_primary_config(:level, level)
    end

    :ok
  end

  def metadata do
    case :logger.get_process_metadata() do
      :undefined -> []
      metadata -> Map.to_list(metadata)
    end
  end

  def metadata(pairs) do
    all =
      Enum.reduce(pairs, Map.new(metadata()), fn
        {key, nil}, acc -> Map.delete(acc, key)
        {key, value}, acc -> Map.put(acc, key, value)
      end)

    :logger.set_process_metadata(all)
  end

  def reset_metadata(pairs \\ []) do
    :logger.set_process_metadata(%{})
    metadata(pairs)
  end

  def flush, do: :ok
end
