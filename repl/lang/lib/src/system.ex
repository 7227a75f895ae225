defmodule System do
  def argv, do: System.__argv__()

  def argv(args), do: System.__argv__(args)

  def version, do: System.__version__()

  def build_info do
    version = System.version()

    %{
      build: "#{version} (compiled with Erlang/OTP #{System.otp_release()})",
      date: "",
      otp_release: System.otp_release(),
      revision: "",
      version: version
    }
  end

  def otp_release, do: :erlang.list_to_binary(:erlang.system_info(:otp_release))

  def schedulers, do: :erlang.system_info(:schedulers)
  def schedulers_online, do: :erlang.system_info(:schedulers_online)

  def endianness do
    <<first, _>> = <<1::16-native>>
    if first == 1, do: :little, else: :big
  end

  def compiled_endianness, do: endianness()

  def no_halt, do: :persistent_term.get({System, :no_halt}, false)
  def no_halt(value) when is_boolean(value), do: :persistent_term.put({System, :no_halt}, value)

  def cwd do
    case :file.get_cwd() do
      {:ok, dir} -> List.to_string(dir)
      _ -> nil
    end
  end

  def cwd! do
    cwd() || raise "could not get a current working directory, the current location is not accessible"
  end

  def tmp_dir! do
    System.tmp_dir() ||
      raise "could not get a writable temporary directory, please set the TMPDIR environment variable"
  end

  def user_home do
    get_env("HOME") || get_env("USERPROFILE")
  end

  def user_home! do
    user_home() ||
      raise "could not find the user home, please set the HOME environment variable"
  end

  def pid, do: List.to_string(:os.getpid())

  @deprecated "Use System.pid/0 instead"
  def get_pid, do: pid()

  def find_executable(program) when is_binary(program) do
    case :os.find_executable(String.to_charlist(program)) do
      false -> nil
      path -> List.to_string(path)
    end
  end

  def get_env do
    Map.new(:os.env(), fn {name, value} -> {List.to_string(name), List.to_string(value)} end)
  end

  def get_env(varname, default \\ nil)

  def get_env(varname, default) when is_binary(varname) do
    case :os.getenv(String.to_charlist(varname)) do
      false -> default
      value -> List.to_string(value)
    end
  end

  def fetch_env(varname) when is_binary(varname) do
    case :os.getenv(String.to_charlist(varname)) do
      false -> :error
      value -> {:ok, List.to_string(value)}
    end
  end

  def fetch_env!(varname) when is_binary(varname) do
    case fetch_env(varname) do
      {:ok, value} -> value
      :error -> raise System.EnvError, env: varname
    end
  end

  def put_env(varname, value) when is_binary(varname) and is_binary(value) do
    if :binary.match(varname, "=") != :nomatch do
      raise ArgumentError,
            "cannot execute System.put_env/2 for key with \"=\", got: #{inspect(varname)}"
    end

    :os.putenv(String.to_charlist(varname), String.to_charlist(value))
    :ok
  end

  def put_env(enum) do
    Enum.each(enum, fn
      {key, nil} -> :os.unsetenv(to_charlist(key))
      {key, value} -> :os.putenv(to_charlist(key), to_charlist(value))
    end)
  end

  def delete_env(varname) when is_binary(varname) do
    :os.unsetenv(String.to_charlist(varname))
    :ok
  end

  def halt(status \\ 0)

  def halt(status) when is_integer(status) or status == :abort, do: :erlang.halt(status)
  def halt(status) when is_binary(status), do: :erlang.halt(String.to_charlist(status))

  def at_exit(fun) when is_function(fun, 1) do
    hooks = :persistent_term.get({System, :at_exit}, [])
    :persistent_term.put({System, :at_exit}, [fun | hooks])
  end

  def stop(status \\ 0)

  def stop(status) when is_integer(status), do: :init.stop(status)
  def stop(status) when is_binary(status), do: :init.stop(String.to_charlist(status))

  def stacktrace, do: []

  def monotonic_time, do: :erlang.monotonic_time()
  def monotonic_time(unit), do: :erlang.monotonic_time(time_unit(unit))

  def system_time, do: :erlang.system_time()
  def system_time(unit), do: :erlang.system_time(time_unit(unit))

  def os_time, do: :os.system_time()
  def os_time(unit), do: :os.system_time(time_unit(unit))

  def time_offset, do: :erlang.time_offset()
  def time_offset(unit), do: :erlang.time_offset(time_unit(unit))

  def convert_time_unit(time, from_unit, to_unit) do
    :erlang.convert_time_unit(time, time_unit(from_unit), time_unit(to_unit))
  end

  defp time_unit(unit) when unit in [:native, :second, :millisecond, :microsecond, :nanosecond] do
    unit
  end

  defp time_unit(unit) when is_integer(unit) and unit > 0, do: unit

  defp time_unit(other) do
    raise ArgumentError,
          "unsupported time unit. Expected :second, :millisecond, :microsecond, :nanosecond, " <>
            "or a positive integer, got #{inspect(other)}"
  end

  def unique_integer(modifiers \\ []) when is_list(modifiers) do
    :erlang.unique_integer(modifiers)
  end

  def shell(command, opts \\ []) when is_binary(command), do: run(command, nil, opts)

  def cmd(command, args, opts \\ []) when is_binary(command) and is_list(args) do
    run(command, args, opts)
  end

  defp lines(""), do: []

  defp lines(output) do
    output |> String.replace_suffix("\n", "") |> :binary.split("\n", [:global])
  end

  defp run(command, args, opts) do
    case System.__cmd__(command, args, opts) do
      {:error, reason} ->
        :erlang.error(reason)

      {output, status} ->
        parts = if opts[:lines], do: lines(output), else: [output]

        case Keyword.get(opts, :into, "") do
          "" -> {IO.iodata_to_binary(parts), status}
          into -> {Enum.into(parts, into), status}
        end
    end
  end
end
