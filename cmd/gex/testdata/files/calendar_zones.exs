# A calendar of its own: years count from 543 years earlier, all else is ISO.
defmodule Buddhist do
  @behaviour Calendar
  @ahead 543

  defdelegate days_in_month(year, month), to: Calendar.ISO
  defdelegate months_in_year(year), to: Calendar.ISO
  defdelegate day_rollover_relative_to_midnight_utc, to: Calendar.ISO
  defdelegate time_to_day_fraction(h, m, s, us), to: Calendar.ISO
  defdelegate time_from_day_fraction(fraction), to: Calendar.ISO
  defdelegate time_to_string(h, m, s, us), to: Calendar.ISO
  defdelegate valid_time?(h, m, s, us), to: Calendar.ISO
  defdelegate iso_days_to_beginning_of_day(days), to: Calendar.ISO
  defdelegate iso_days_to_end_of_day(days), to: Calendar.ISO
  defdelegate parse_time(s), to: Calendar.ISO
  defdelegate shift_time(h, m, s, us, d), to: Calendar.ISO

  def leap_year?(y), do: Calendar.ISO.leap_year?(y - @ahead)
  def day_of_week(y, m, d, on), do: Calendar.ISO.day_of_week(y - @ahead, m, d, on)
  def day_of_year(y, m, d), do: Calendar.ISO.day_of_year(y - @ahead, m, d)
  def quarter_of_year(y, m, d), do: Calendar.ISO.quarter_of_year(y - @ahead, m, d)
  def year_of_era(y, _, _), do: {y, 0}
  def day_of_era(y, m, d), do: Calendar.ISO.day_of_era(y - @ahead, m, d)
  def valid_date?(y, m, d), do: Calendar.ISO.valid_date?(y - @ahead, m, d)
  def date_to_string(y, m, d), do: "BE" <> Calendar.ISO.date_to_string(y, m, d)

  def naive_datetime_to_string(y, m, d, h, mi, s, us),
    do: "BE" <> Calendar.ISO.naive_datetime_to_string(y, m, d, h, mi, s, us)

  def datetime_to_string(y, m, d, h, mi, s, us, tz, abbr, utc, std),
    do: "BE" <> Calendar.ISO.datetime_to_string(y, m, d, h, mi, s, us, tz, abbr, utc, std)

  def naive_datetime_to_iso_days(y, m, d, h, mi, s, us),
    do: Calendar.ISO.naive_datetime_to_iso_days(y - @ahead, m, d, h, mi, s, us)

  def naive_datetime_from_iso_days(days) do
    {y, m, d, h, mi, s, us} = Calendar.ISO.naive_datetime_from_iso_days(days)
    {y + @ahead, m, d, h, mi, s, us}
  end

  def parse_date("BE" <> s) do
    with {:ok, {y, m, d}} <- Calendar.ISO.parse_date(s), do: {:ok, {y, m, d}}
  end

  def parse_date(_), do: {:error, :not_buddhist}

  def parse_naive_datetime("BE" <> s), do: Calendar.ISO.parse_naive_datetime(s)
  def parse_naive_datetime(_), do: {:error, :not_buddhist}
  def parse_utc_datetime("BE" <> s), do: Calendar.ISO.parse_utc_datetime(s)
  def parse_utc_datetime(_), do: {:error, :not_buddhist}

  def shift_date(y, m, d, duration) do
    {y, m, d} = Calendar.ISO.shift_date(y - @ahead, m, d, duration)
    {y + @ahead, m, d}
  end

  def shift_naive_datetime(y, m, d, h, mi, s, us, duration) do
    {y, m, d, h, mi, s, us} =
      Calendar.ISO.shift_naive_datetime(y - @ahead, m, d, h, mi, s, us, duration)

    {y + @ahead, m, d, h, mi, s, us}
  end
end

# Days begin at noon: not compatible with the others.
defmodule Noon do
  def day_rollover_relative_to_midnight_utc, do: {1, 2}
  def date_to_string(y, m, d), do: Calendar.ISO.date_to_string(y, m, d)

  def naive_datetime_to_string(y, m, d, h, mi, s, us),
    do: Calendar.ISO.naive_datetime_to_string(y, m, d, h, mi, s, us)
end

# Summer time of 2019 in Copenhagen, and nothing else.
defmodule Zones do
  @behaviour Calendar.TimeZoneDatabase
  @winter %{utc_offset: 3600, std_offset: 0, zone_abbr: "CET"}
  @summer %{utc_offset: 3600, std_offset: 3600, zone_abbr: "CEST"}
  @starts ~N[2019-03-31 01:00:00]
  @ends ~N[2019-10-27 01:00:00]

  def time_zone_period_from_utc_iso_days(iso_days, "Europe/Copenhagen") do
    {y, m, d, h, mi, s, us} = Calendar.ISO.naive_datetime_from_iso_days(iso_days)
    utc = NaiveDateTime.new!(y, m, d, h, mi, s, us)
    summer? = NaiveDateTime.compare(utc, @starts) != :lt and NaiveDateTime.before?(utc, @ends)
    {:ok, if(summer?, do: @summer, else: @winter)}
  end

  def time_zone_period_from_utc_iso_days(_, _), do: {:error, :time_zone_not_found}

  def time_zone_periods_from_wall_datetime(wall, "Europe/Copenhagen") do
    after? = fn limit -> NaiveDateTime.compare(wall, limit) != :lt end

    cond do
      not after?.(~N[2019-03-31 02:00:00]) ->
        {:ok, @winter}

      not after?.(~N[2019-03-31 03:00:00]) ->
        {:gap, {@winter, ~N[2019-03-31 02:00:00]}, {@summer, ~N[2019-03-31 03:00:00]}}

      not after?.(~N[2019-10-27 02:00:00]) ->
        {:ok, @summer}

      not after?.(~N[2019-10-27 03:00:00]) ->
        {:ambiguous, @summer, @winter}

      true ->
        {:ok, @winter}
    end
  end

  def time_zone_periods_from_wall_datetime(_, _), do: {:error, :time_zone_not_found}
end

try_ = fn fun ->
  IO.inspect(
    try do
      fun.()
    rescue
      e -> {e.__struct__, Exception.message(e)}
    end
  )
end

zone = "Europe/Copenhagen"
try_.(fn -> DateTime.from_naive(~N[2019-07-01 12:00:00.5], zone, Zones) end)
try_.(fn -> DateTime.from_naive(~N[2019-03-31 02:30:00.5], zone, Zones) end)
try_.(fn -> DateTime.from_naive(~N[2019-10-27 02:30:00.5], zone, Zones) end)
try_.(fn -> DateTime.from_naive(~N[2019-10-27 02:30:00.5], "X/Y", Zones) end)
try_.(fn -> DateTime.from_naive!(~N[2019-03-31 02:30:00], zone, Zones) end)
try_.(fn -> DateTime.from_naive!(~N[2019-10-27 02:30:00], zone, Zones) end)
try_.(fn -> DateTime.from_naive!(~N[2019-10-27 02:30:00], "X/Y", Zones) end)
try_.(fn -> DateTime.new(~D[2019-10-27], ~T[02:30:00], zone, Zones) end)
try_.(fn -> DateTime.new!(~D[2019-10-27], ~T[02:30:00], zone, Zones) end)
try_.(fn -> DateTime.new!(~D[2019-03-31], ~T[02:30:00], zone, Zones) end)
try_.(fn -> DateTime.new!(~D[2019-03-31], ~T[02:30:00], "X/Y", Zones) end)
try_.(fn -> DateTime.shift_zone(~U[2019-07-01 12:00:00.123Z], zone, Zones) end)
try_.(fn -> DateTime.shift_zone!(~U[2019-12-01 12:00:00Z], zone, Zones) end)
try_.(fn -> DateTime.shift_zone!(~U[2019-12-01 12:00:00Z], "X/Y", Zones) end)
try_.(fn -> DateTime.now("X/Y", Zones) end)
try_.(fn -> DateTime.now!(zone, Zones).time_zone end)
before = DateTime.from_naive!(~N[2019-03-31 01:59:59.123], zone, Zones)
try_.(fn -> DateTime.add(before, 3, :second, Zones) end)
try_.(fn -> DateTime.add(before, 1, :day, Zones) end)
try_.(fn -> DateTime.add(before, 2, :microsecond, Zones) end)
try_.(fn -> DateTime.shift(before, [day: 1], Zones) end)
try_.(fn -> DateTime.shift(before, [hour: 1], Zones) end)
try_.(fn -> DateTime.shift(before, [month: 7, microsecond: {5, 6}], Zones) end)
hour = [hour: 1]
try_.(fn -> DateTime.shift(before, hour) end)
try_.(fn -> DateTime.diff(DateTime.add(before, 1, :day, Zones), before, :hour) end)
try_.(fn -> DateTime.to_unix(before, :millisecond) end)
try_.(fn -> DateTime.to_gregorian_seconds(before) end)
try_.(fn -> {DateTime.to_iso8601(before), DateTime.to_iso8601(before, :basic), DateTime.to_iso8601(before, :extended, 7200)} end)
try_.(fn -> Calendar.strftime(DateTime.shift_zone!(before, "Europe/Copenhagen", Zones), "%c %z %Z") end)
Calendar.put_time_zone_database(Zones)
try_.(fn -> Calendar.get_time_zone_database() end)
try_.(fn -> DateTime.shift_zone(~U[2019-07-01 12:00:00Z], zone) end)
try_.(fn -> DateTime.add(before, 1) end)
Calendar.put_time_zone_database(Calendar.UTCOnlyTimeZoneDatabase)

{:ok, date} = Date.new(2567, 2, 29, Buddhist)
try_.(fn -> {date, to_string(date), Date.to_iso8601(date), Date.to_erl(date)} end)
try_.(fn -> {Date.leap_year?(date), Date.day_of_week(date), Date.year_of_era(date), Date.end_of_month(date)} end)
try_.(fn -> {Date.add(date, 1), Date.shift(date, year: 1), Date.beginning_of_week(date), Date.end_of_week(date, :sunday)} end)
try_.(fn -> {Date.diff(date, ~D[2024-01-01]), Date.compare(date, ~D[2024-02-29]), Date.convert(date, Calendar.ISO)} end)
try_.(fn -> Date.new(2566, 2, 29, Buddhist) end)
try_.(fn -> Date.convert!(~D[2024-02-29], Buddhist) end)
try_.(fn -> Date.from_iso8601("2024-02-29", Buddhist) end)
try_.(fn -> Enum.to_list(Date.range(date, Date.add(date, 2))) end)
try_.(fn -> Date.range(date, ~D[2024-03-01]) end)
try_.(fn -> inspect(Date.range(date, Date.add(date, 2))) end)
try_.(fn -> Code.eval_string("~D[BE2567-02-29 Buddhist]") end)
try_.(fn -> Code.eval_string("~D[2567-02-29 Buddhist]") end)
try_.(fn -> Code.eval_string("~N[BE2567-02-29 10:00:00 Buddhist]") end)
try_.(fn -> Code.eval_string("~U[BE2567-02-29 10:00:00Z Buddhist]") end)
try_.(fn -> Code.eval_string("~U[BE2567-02-29 10:00:00+01:00 Buddhist]") end)
try_.(fn -> Code.eval_string("~T[10:00:00 Buddhist]") end)
naive = NaiveDateTime.convert!(~N[2024-02-29 12:00:00.5], Buddhist)
try_.(fn -> {naive, to_string(naive), NaiveDateTime.to_iso8601(naive), NaiveDateTime.add(naive, 1, :day)} end)
try_.(fn -> {NaiveDateTime.diff(naive, ~N[2024-02-29 11:59:59]), NaiveDateTime.compare(naive, ~N[2024-02-29 12:00:00.5])} end)
try_.(fn -> {NaiveDateTime.shift(naive, year: 1), NaiveDateTime.end_of_day(naive), NaiveDateTime.to_gregorian_seconds(naive)} end)
try_.(fn -> NaiveDateTime.from_gregorian_seconds(63_000_000_000, {0, 0}, Buddhist) end)
datetime = DateTime.convert!(~U[2024-02-29 12:00:00.5Z], Buddhist)
try_.(fn -> {datetime, to_string(datetime), DateTime.to_iso8601(datetime), DateTime.to_unix(datetime)} end)
try_.(fn -> {DateTime.add(datetime, 1), DateTime.shift(datetime, month: 1), DateTime.compare(datetime, ~U[2024-02-29 12:00:00Z])} end)
try_.(fn -> DateTime.from_naive(naive, zone, Zones) end)
try_.(fn -> DateTime.from_naive(NaiveDateTime.convert!(~N[2019-03-31 02:30:00], Buddhist), zone, Zones) end)
try_.(fn -> DateTime.shift_zone(datetime, zone, Zones) end)
try_.(fn -> DateTime.from_unix(0, :second, Buddhist) end)
try_.(fn -> DateTime.from_iso8601("2024-02-29 12:00:00Z", Buddhist) end)
try_.(fn -> Time.convert(~T[10:00:00.5], Buddhist) end)
try_.(fn -> {Time.new!(1, 2, 3, {0, 0}, Buddhist), Time.compare(Time.new!(1, 2, 3, {0, 0}, Buddhist), ~T[01:02:03])} end)
try_.(fn -> Calendar.strftime(naive, "%c %j %A %q") end)
try_.(fn -> Date.new!(1, 1, 1, Buddhist) |> Date.to_iso8601() end)
noon = %{~D[2024-01-01] | calendar: Noon}
try_.(fn -> Date.compare(noon, ~D[2024-01-01]) end)
try_.(fn -> Date.diff(noon, ~D[2024-01-01]) end)
try_.(fn -> Date.convert(noon, Calendar.ISO) end)
try_.(fn -> Date.convert!(noon, Calendar.ISO) end)
naive_noon = %{~N[2024-01-01 00:00:00] | calendar: Noon}
try_.(fn -> NaiveDateTime.compare(naive_noon, ~N[2024-01-01 00:00:00]) end)
try_.(fn -> NaiveDateTime.diff(naive_noon, ~N[2024-01-01 00:00:00]) end)
try_.(fn -> NaiveDateTime.convert!(~N[2024-01-01 00:00:00], Noon) end)
try_.(fn -> NaiveDateTime.local_now(Noon) end)
try_.(fn -> DateTime.convert!(~U[2024-01-01 00:00:00Z], Noon) end)
try_.(fn -> DateTime.convert(~U[2024-01-01 00:00:00Z], Noon) end)
try_.(fn -> Date.utc_today(Buddhist).calendar end)
try_.(fn -> Time.utc_now(Buddhist).calendar end)
try_.(fn -> NaiveDateTime.utc_now(Buddhist).calendar end)
try_.(fn -> DateTime.utc_now(:second, Buddhist).calendar end)
try_.(fn -> NaiveDateTime.local_now(Buddhist).calendar end)
try_.(fn -> Date.range(~D[2000-01-02], noon) end)
