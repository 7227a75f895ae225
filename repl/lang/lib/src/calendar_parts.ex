# What the calendar modules share. What raises is a macro, so that the function
# that was called is the last frame.
defmodule Calendar.Parts do
  # The value of {:ok, value}; the message says why there is none.
  defmacro value!(result, reason, message) do
    quote do
      case unquote(result) do
        {:ok, value} -> value
        {:error, unquote(reason)} -> raise ArgumentError, unquote(message)
      end
    end
  end

  # Refuses what is no unit that Calendar.ISO counts a time in.
  defmacro check_time_unit!(unit) do
    quote do
      unit = unquote(unit)

      if unit not in [:second, :millisecond, :microsecond, :nanosecond] and not is_integer(unit) do
        raise ArgumentError,
              "unsupported time unit. Expected :day, :hour, :minute, :second, :millisecond, " <>
                ":microsecond, :nanosecond, or a positive integer, got #{inspect(unit)}"
      end
    end
  end

  # The value of {:ok, value}, which is a moment in another calendar.
  defmacro converted!(result, moment, calendar) do
    quote do
      value!(
        unquote(result),
        :incompatible_calendars,
        "cannot convert #{inspect(unquote(moment))} to target calendar #{inspect(unquote(calendar))}, reason: " <>
          "#{inspect(unquote(moment).calendar)} and #{inspect(unquote(calendar))} have different day rollover " <>
          "moments, making this conversion ambiguous"
      )
    end
  end

  # A duration of pairs of units and values, each of which is checked.
  defmacro duration!(unit_pairs, check) do
    quote do
      Enum.each(unquote(unit_pairs), unquote(check))
      struct!(Duration, unquote(unit_pairs))
    end
  end

  # Checks one unit of a duration: of those known, some are not supported.
  defmacro check_duration_unit!(unit, value, supported, unsupported \\ []) do
    expected = "Expected " <> Enum.map_join(supported, ", ", &inspect/1)

    quote do
      case {unquote(unit), unquote(value)} do
        {unit, _} when unit in unquote(unsupported) ->
          raise ArgumentError, "unsupported unit #{inspect(unit)}. " <> unquote(expected)

        {unit, _} when unit not in unquote(supported) ->
          raise ArgumentError, "unknown unit #{inspect(unit)}. " <> unquote(expected)

        {:microsecond, {value, precision}} when is_integer(value) and precision in 0..6 ->
          :ok

        {:microsecond, value} ->
          raise ArgumentError,
                "unsupported value #{inspect(value)} for :microsecond. Expected a tuple " <>
                  "{ms, precision} where precision is an integer from 0 to 6"

        {_, value} when is_integer(value) ->
          :ok

        {unit, value} ->
          raise ArgumentError, "unsupported value #{inspect(value)} for #{inspect(unit)}. Expected an integer"
      end
    end
  end

  def order(first, second) when first > second, do: :gt
  def order(first, second) when first < second, do: :lt
  def order(_first, _second), do: :eq

  # Moments, as days and the parts of a day.
  def order_moments({days1, {parts1, per_day1}}, {days2, {parts2, per_day2}}) do
    order({days1, parts1 * per_day2}, {days2, parts2 * per_day1})
  end

  # What stands within a sigil: texts in other calendars end with their names.
  def in_sigil(text, Calendar.ISO), do: text
  def in_sigil(text, calendar), do: text <> " " <> inspect(calendar)
end
