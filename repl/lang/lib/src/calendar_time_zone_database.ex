# What knows the time zones. A period of a zone is a map with utc_offset,
# std_offset (seconds) and zone_abbr.
defmodule Calendar.TimeZoneDatabase do
  @callback time_zone_period_from_utc_iso_days(Calendar.iso_days(), Calendar.time_zone()) ::
              {:ok, map} | {:error, atom}
  @callback time_zone_periods_from_wall_datetime(Calendar.naive_datetime(), Calendar.time_zone()) ::
              {:ok, map}
              | {:ambiguous, map, map}
              | {:gap, {map, Calendar.naive_datetime()}, {map, Calendar.naive_datetime()}}
              | {:error, atom}
end

defmodule Calendar.UTCOnlyTimeZoneDatabase do
  @behaviour Calendar.TimeZoneDatabase

  def time_zone_period_from_utc_iso_days(_, time_zone), do: period(time_zone)

  def time_zone_periods_from_wall_datetime(_, time_zone), do: period(time_zone)

  defp period("Etc/UTC"), do: {:ok, %{std_offset: 0, utc_offset: 0, zone_abbr: "UTC"}}
  defp period(_), do: {:error, :utc_only_time_zone_database}
end
