# Paths as text. Only expand/1, absname/1, wildcard/2 and those that ask for the
# current directory look at the file system. Paths of Windows keep their drive.
defmodule Path do
  def absname(path), do: absname(path, &File.cwd!/0)

  def absname(path, relative_to) do
    path = text(path)

    case type(path) do
      :relative when is_function(relative_to, 0) -> tidy(join(relative_to.(), path))
      :relative -> tidy(join(relative_to, path))
      _ -> tidy(path)
    end
  end

  # Without repeated separators, "." in the middle and the separator at the end.
  defp tidy(path) do
    case split(path) do
      [] ->
        ""

      [only] ->
        only

      [first | rest] ->
        {middle, [last]} = Enum.split(rest, -1)
        join([first | Enum.reject(middle, &(&1 == "."))] ++ [last])
    end
  end

  def type(name)
      when is_list(name)
      when is_binary(name) do
    case text(name) do
      "/" <> _ -> :absolute
      "\\" <> _ -> if windows?(), do: :absolute, else: :relative
      <<letter, ?:, separator, _::binary>> when letter in ?a..?z or letter in ?A..?Z ->
        cond do
          not windows?() -> :relative
          separator in ~c"/\\" -> :absolute
          true -> :volumerelative
        end

      _ ->
        :relative
    end
  end

  defp windows?, do: match?({:win32, _}, :os.type())

  def relative(name) do
    path = text(name)

    case type(path) do
      :relative -> path
      :volumerelative -> binary_part(path, 2, byte_size(path) - 2)
      :absolute -> if path == "/", do: ".", else: without_root(path)
    end
  end

  defp without_root(<<letter, ?:, _, rest::binary>>) when letter not in ~c"/\\", do: rest
  defp without_root(<<_, rest::binary>>), do: rest

  def relative_to(path, cwd, opts \\ []) when is_list(opts) do
    path = split(path)
    cwd = split(cwd)

    case {rooted?(path), rooted?(cwd)} do
      {false, true} -> named(without_dots(path, []))
      {true, false} -> join(without_dots(path, []))
      {rooted, rooted} -> from(without_dots(path, []), without_dots(cwd, []), not rooted or Keyword.get(opts, :force, false))
    end
  end

  defp rooted?([]), do: false
  defp rooted?([first | _]), do: type(first) != :relative

  defp named([]), do: "."
  defp named(parts), do: join(parts)

  # Those at the beginning of a relative path stay.
  defp without_dots([], done), do: :lists.reverse(done)
  defp without_dots(["." | rest], done), do: without_dots(rest, done)

  defp without_dots([".." | rest], [name | done] = all) when name != ".." do
    without_dots(rest, if(done == [] and rooted?(all), do: all, else: done))
  end

  defp without_dots([name | rest], done), do: without_dots(rest, [name | done])

  defp from([], _cwd, _force), do: "."

  defp from(path, cwd, force) do
    case without_common(path, cwd) do
      {rest, []} -> named(rest)
      {rest, above} when force -> join(Enum.map(above, fn _ -> ".." end) ++ rest)
      _ -> join(path)
    end
  end

  defp without_common([name | left], [name | right]), do: without_common(left, right)
  defp without_common(left, right), do: {left, right}

  def relative_to_cwd(path, opts \\ []) when is_list(opts) do
    case :file.get_cwd() do
      {:ok, base} -> relative_to(path, IO.chardata_to_string(base), opts)
      _ -> path
    end
  end

  def basename(path) do
    case split(path) do
      [] -> ""
      parts -> name_in(List.last(parts))
    end
  end

  defp name_in(part), do: if(type(part) == :relative, do: part, else: "")

  # As OTP does it: the extension is looked for at the end of the whole path.
  def basename(path, extension) do
    path = text(path)
    extension = text(extension)
    name = basename(path)
    kept = byte_size(name) - byte_size(extension)

    if kept >= 0 and String.ends_with?(path, extension),
      do: binary_part(path, byte_size(path) - byte_size(name), kept),
      else: name
  end

  def dirname(path) do
    path = text(path)

    case :lists.droplast([nil | :binary.split(path, "/", [:global])]) do
      [nil] -> "."
      [nil | parts] -> parts |> Enum.join("/") |> without_separators(path)
    end
  end

  defp without_separators("", "/" <> _), do: "/"
  defp without_separators("", _), do: "."

  defp without_separators(dir, path) do
    case String.trim_trailing(dir, "/") do
      "" -> without_separators("", path)
      dir -> dir
    end
  end

  def extname(path) do
    name = List.last(:binary.split(text(path), "/", [:global]))

    case :binary.matches(name, ".") do
      [] ->
        ""

      dots ->
        case elem(List.last(dots), 0) do
          0 -> ""
          at -> binary_part(name, at, byte_size(name) - at)
        end
    end
  end

  def rootname(path) do
    path = text(path)
    name = List.last(:binary.split(path, "/", [:global]))

    case :binary.matches(name, ".") do
      [] -> path
      dots -> cut(path, byte_size(path) - byte_size(name) + elem(List.last(dots), 0))
    end
  end

  # A name below a directory keeps at least its dot.
  defp cut(path, at) do
    if at > 0 and :binary.at(path, at - 1) == ?/, do: path, else: binary_part(path, 0, at)
  end

  def rootname(path, extension) do
    path = text(path)
    extension = text(extension)

    if String.ends_with?(path, extension),
      do: cut(path, byte_size(path) - byte_size(extension)),
      else: path
  end

  def join([name1, name2 | rest]), do: join([join(name1, name2) | rest])
  def join([name]), do: text(name)

  def join(left, right), do: without_separator(joined(text(left), text(right)))

  defp joined(left, "/"), do: without_separator(left)
  defp joined("", right), do: relative(right)
  defp joined("/", right), do: "/" <> relative(right)
  defp joined(left, right), do: without_separator(left) <> "/" <> relative(right)

  defp without_separator("/"), do: "/"

  defp without_separator(path) do
    if String.ends_with?(path, "/"), do: binary_part(path, 0, byte_size(path) - 1), else: path
  end

  def split(path) do
    path = text(path)
    path = if windows?(), do: String.replace(path, "\\", "/"), else: path
    parts = for part <- :binary.split(path, "/", [:global]), part != "", do: part

    case {path, parts} do
      {"/" <> _, _} -> ["/" | parts]
      {<<_, ?:, ?/, _::binary>>, [drive | rest]} -> if windows?(), do: [drive <> "/" | rest], else: parts
      _ -> parts
    end
  end

  def wildcard(glob, opts \\ []) when is_list(opts) do
    glob = text(glob)

    if :binary.match(glob, <<0>>) != :nomatch do
      raise ArgumentError,
            "cannot execute Path.wildcard/2 for path with null byte, got: " <> inspect(glob)
    end

    :elixir_path.wildcard(home(glob), !!Keyword.get(opts, :match_dot, false))
  end

  def expand(path), do: expand_dots(absname(home(path), &File.cwd!/0))

  def expand(path, relative_to) do
    expand_dots(absname(absname(home(path), home(relative_to)), &File.cwd!/0))
  end

  defp home(path) do
    case text(path) do
      "~" -> System.user_home!()
      "~/" <> rest -> System.user_home!() <> "/" <> rest
      path -> path
    end
  end

  defp expand_dots(path) do
    case split(path) do
      [] -> ""
      [root | rest] -> join([root | Enum.reverse(Enum.reduce(rest, [], &step/2))])
    end
  end

  defp step(".", done), do: done
  defp step("..", []), do: []
  defp step("..", [_ | done]), do: done
  defp step(name, done), do: [name | done]

  def safe_relative(path, cwd \\ File.cwd!()) do
    case :elixir_path.safe_relative(text(path), text(cwd)) do
      :unsafe -> :error
      path -> {:ok, path}
    end
  end

  def safe_relative_to(path, cwd), do: safe_relative(path, cwd)

  defp text(path), do: IO.chardata_to_string(path)
end
