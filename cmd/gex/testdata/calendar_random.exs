# Writes what the calendar modules give for random arguments, a line for each.
# The numbers come from a generator of its own, so that they are the same
# everywhere; arguments: the seed and how many rounds.
defmodule Random do
  def next(max) do
    state = rem(Process.get(:state) * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407, 18_446_744_073_709_551_616)
    Process.put(:state, state)
    rem(div(state, 4_294_967_296), max)
  end

  def in_range(first, last), do: first + next(last - first + 1)
  def one_of(list), do: Enum.at(list, next(length(list)))

  def date do
    year = one_of([in_range(-9999, 9999), in_range(1990, 2030), in_range(-5, 5)])
    month = in_range(1, 12)
    Date.new!(year, month, in_range(1, Calendar.ISO.days_in_month(year, month)))
  end

  def time do
    precision = in_range(0, 6)
    unit = Integer.pow(10, 6 - precision)
    Time.new!(next(24), next(60), next(60), {next(Integer.pow(10, precision)) * unit, precision})
  end

  def naive, do: NaiveDateTime.new!(date(), time())

  def datetime do
    offset = one_of([0, in_range(-50, 56) * 900])
    naive = naive()

    case offset do
      0 -> DateTime.from_naive!(naive, "Etc/UTC")
      _ ->
        naive
        |> Map.from_struct()
        |> Map.merge(%{time_zone: "A/B", zone_abbr: "AB", utc_offset: offset, std_offset: one_of([0, 3600])})
        |> then(&struct!(DateTime, &1))
    end
  end

  def amount, do: one_of([in_range(-3, 3), in_range(-100, 100), in_range(-1_000_000, 1_000_000)])

  def units(names), do: for(name <- names, next(3) == 0, do: {name, amount()})

  def microsecond do
    case next(3) do
      0 -> [microsecond: {in_range(-5_000_000, 5_000_000), in_range(0, 6)}]
      _ -> []
    end
  end

  def duration, do: units([:year, :month, :week, :day]) |> small() |> Kernel.++(units([:hour, :minute, :second])) |> Kernel.++(microsecond())

  # Years stay where they can be written.
  def small(units), do: Enum.map(units, fn {unit, n} -> {unit, rem(n, 1000)} end)

  def format do
    Enum.map_join(1..in_range(1, 6), fn _ ->
      "%" <> one_of(["", "", "-", "0", "_"]) <> one_of(["", "", "2", "5", "12"]) <> <<one_of(~c"aAbBcdfHIjmMpPqsSuxXyYzZ%")>> <> one_of(["", " ", "/", "é"])
    end)
  end

  def mutated(text) do
    case next(4) do
      0 -> text
      1 -> String.replace(text, one_of(["-", ":", "T", ".", "Z", "0", "1", "P"]), one_of(["", " ", "+", "-", "9", ",", "z"]), global: false)
      2 -> at = next(byte_size(text) + 1); binary_part(text, 0, at) <> one_of(["0", "x", "-", ":", "Z", "+01:00"]) <> binary_part(text, at, byte_size(text) - at)
      3 -> text <> one_of(["Z", "+00:00", "-00:00", "+02:30", "-1130", "+05", "+24:00", ".5", ",123456789"])
    end
  end

  def show(name, args, fun) do
    result =
      try do
        inspect(fun.(), limit: :infinity, width: 1_000_000)
      rescue
        e -> "** (#{inspect(e.__struct__)}) #{Exception.message(e)}"
      end

    IO.write([name, " ", inspect(args, width: 1_000_000), " => ", String.replace(result, "\n", "\\n"), "\n"])
  end

  def round do
    {a, b} = {date(), date()}
    on = one_of([:monday, :tuesday, :wednesday, :thursday, :friday, :saturday, :sunday, :default])
    show("date", {a, on}, fn ->
      {Date.day_of_week(a, on), Date.day_of_year(a), Date.quarter_of_year(a), Date.day_of_era(a), Date.beginning_of_week(a, on), Date.end_of_week(a, on),
       Date.end_of_month(a), Date.to_gregorian_days(a), Date.to_iso8601(a), Date.from_iso8601(Date.to_iso8601(a)), :calendar.iso_week_number(Date.to_erl(a))}
    end)
    show("dates", {a, b}, fn -> {Date.diff(a, b), Date.compare(a, b)} end)
    n = amount()
    show("add", {a, n}, fn -> Date.from_gregorian_days(Date.to_gregorian_days(a) + n) == Date.add(a, n) && Date.add(a, n) end)
    d = small(units([:year, :month, :week, :day]))
    show("shift", {a, d}, fn -> Date.shift(a, d) end)
    step = one_of([1, 2, 7, -1, -30, 400])
    last = Date.add(a, rem(n, 2000))
    show("range", {a, last, step}, fn ->
      range = Date.range(a, last, step)
      {Enum.count(range), Enum.take(range, 3), Enum.slice(range, 1..-1//3) |> Enum.take(-2), Enum.at(range, -1), b in range, Enum.to_list(range) |> List.last()}
    end)

    {t, u} = {time(), time()}
    unit = one_of([:second, :millisecond, :microsecond, :nanosecond, :minute, :hour, 3, 1000, 7_919])
    show("time", {t, u, unit}, fn -> {Time.compare(t, u), Time.diff(t, u, unit), Time.add(t, n, unit), to_string(t), Time.to_iso8601(t, :basic), Time.to_seconds_after_midnight(t)} end)
    td = units([:hour, :minute, :second]) ++ microsecond()
    show("shift time", {t, td}, fn -> {Time.shift(t, td), Time.shift(t, td).microsecond} end)

    {x, y} = {naive(), naive()}
    unit = one_of([:day, unit])
    show("naive", {x, y, n, unit}, fn -> {NaiveDateTime.compare(x, y), NaiveDateTime.diff(x, y, unit), NaiveDateTime.add(x, n, unit), NaiveDateTime.to_gregorian_seconds(x), NaiveDateTime.end_of_day(x).microsecond} end)
    nd = duration()
    show("shift naive", {x, nd}, fn -> {NaiveDateTime.shift(x, nd), NaiveDateTime.shift(x, nd).microsecond} end)

    {v, w} = {datetime(), datetime()}
    show("datetime", {v, w, unit}, fn -> {DateTime.compare(v, w), DateTime.diff(v, w, unit), to_string(v), DateTime.to_iso8601(v), DateTime.to_iso8601(v, :basic, n), DateTime.to_gregorian_seconds(v)} end)
    show("unix", {v, unit}, fn -> {DateTime.to_unix(v, unit), DateTime.from_unix(DateTime.to_unix(v, unit), unit)} end)
    show("add datetime", {v, n, unit}, fn -> DateTime.add(v, n, unit) end)
    show("shift datetime", {v, nd}, fn -> DateTime.shift(v, nd) end)
    f = format()
    show("strftime", {v, f}, fn -> Calendar.strftime(v, f) end)
    show("strftime", {x, f}, fn -> Calendar.strftime(x, f) end)

    s = one_of([NaiveDateTime.to_iso8601(x), NaiveDateTime.to_iso8601(x, :basic), DateTime.to_iso8601(v), DateTime.to_iso8601(v, :basic), to_string(v), Date.to_iso8601(a), Time.to_iso8601(t)]) |> mutated()
    show("parse", s, fn ->
      {Date.from_iso8601(s), Time.from_iso8601(s), NaiveDateTime.from_iso8601(s), DateTime.from_iso8601(s), DateTime.from_iso8601(s, :basic), Calendar.ISO.parse_date(s, :basic), Calendar.ISO.parse_time(s, :basic), Calendar.ISO.parse_naive_datetime(s, :basic)}
    end)

    duration = Duration.new!(nd)
    iso = mutated(Duration.to_iso8601(duration))
    show("duration", {duration, n}, fn -> {Duration.to_string(duration), Duration.to_iso8601(duration), Duration.multiply(duration, n), Duration.negate(duration), Duration.add(duration, Duration.new!(td)), Duration.subtract(duration, Duration.new!(td))} end)
    show("parse duration", iso, fn -> {Duration.from_iso8601(iso), Calendar.ISO.parse_duration(iso)} end)
    seconds = in_range(-70_000_000_000, 260_000_000_000)
    show("erlang", seconds, fn ->
      {:calendar.gregorian_seconds_to_datetime(seconds), :calendar.system_time_to_rfc3339(seconds, offset: ~c"+01:30"), :calendar.seconds_to_daystime(seconds), NaiveDateTime.from_gregorian_seconds(seconds, {rem(abs(n), 1_000_000), 6}), DateTime.from_unix(seconds, one_of([:second, :millisecond]))}
    end)
  end
end

[seed, rounds] = Enum.map(System.argv(), &String.to_integer/1)
Process.put(:state, seed)
for _ <- 1..rounds, do: Random.round()
