# The environment of applications, and the applications that gex itself has: their
# parts are always there, so that starting and stopping one only keeps account.
# There are no application files to load others from.
defmodule Application do
  @otp ~c"ERTS  CXC 138 10"
  @known [
    kernel: {@otp, ~c"11.0.4", []},
    stdlib: {@otp, ~c"8.1", [:kernel]},
    compiler: {@otp, ~c"10.0.6", [:kernel, :stdlib]},
    elixir: {~c"elixir", ~c"1.20.4", [:kernel, :stdlib, :compiler]},
    logger: {~c"logger", ~c"1.20.4", [:kernel, :stdlib, :elixir]},
    iex: {~c"iex", ~c"1.20.4", [:kernel, :stdlib, :elixir]},
    crypto: {~c"CRYPTO", ~c"5.10", [:kernel, :stdlib]}
  ]
  @started [:iex, :logger, :elixir, :compiler, :stdlib, :kernel]

  def get_env(app, key, default \\ nil) when is_atom(app) do
    case env(app) do
      %{^key => value} -> value
      _ -> default
    end
  end

  def get_all_env(app) when is_atom(app), do: Map.to_list(env(app))

  def fetch_env(app, key) when is_atom(app), do: Map.fetch(env(app), key)

  def fetch_env!(app, key) when is_atom(app) do
    case fetch_env(app, key) do
      {:ok, value} ->
        value

      :error ->
        raise ArgumentError,
              "could not fetch application environment #{inspect(key)} for application #{inspect(app)} " <>
                missing(app, key)
    end
  end

  # One that is only configured counts as not loaded.
  defp missing(app, key) do
    if List.keymember?(loaded_applications(), app, 0),
      do: "because configuration at #{inspect(key)} was not set",
      else: "because the application was not loaded nor configured"
  end

  def put_env(app, key, value, opts \\ []) when is_atom(app) and is_list(opts) do
    change(app, &Map.put(&1, key, value))
  end

  def put_all_env(config, opts \\ []) when is_list(config) and is_list(opts) do
    Enum.each(config, fn {app, pairs} -> change(app, &Map.merge(&1, Map.new(pairs))) end)
  end

  def delete_env(app, key, opts \\ []) when is_atom(app) and is_list(opts) do
    change(app, &Map.delete(&1, key))
  end

  defp env(app), do: :persistent_term.get({Application, app}, %{})

  defp change(app, fun) do
    :global.trans({Application, self()}, fn -> :persistent_term.put({Application, app}, fun.(env(app))) end, [node()])
    :ok
  end

  def loaded_applications do
    for {app, {description, version, _}} <- @known, app in loaded(), do: {app, description, version}
  end

  def started_applications(_timeout \\ 5000) do
    for app <- started(), {description, version, _} <- [@known[app]], do: {app, description, version}
  end

  defp loaded, do: :persistent_term.get({Application, :loaded, nil}, Enum.reverse(@started))
  defp started, do: :persistent_term.get({Application, :started, nil}, @started)

  def load(app) when is_atom(app) do
    cond do
      not Keyword.has_key?(@known, app) -> unknown(app)
      app in loaded() -> {:error, {:already_loaded, app}}
      true -> :persistent_term.put({Application, :loaded, nil}, [app | loaded()])
    end
  end

  defp unknown(app), do: {:error, {~c"no such file or directory", Atom.to_charlist(app) ++ ~c".app"}}

  def unload(app) when is_atom(app) do
    cond do
      app in started() -> {:error, {:running, app}}
      app in loaded() -> :persistent_term.put({Application, :loaded, nil}, List.delete(loaded(), app))
      true -> {:error, {:not_loaded, app}}
    end
  end

  def ensure_loaded(app) when is_atom(app) do
    case load(app) do
      {:error, {:already_loaded, ^app}} -> :ok
      answer -> answer
    end
  end

  def start(app, _type \\ :temporary) when is_atom(app) do
    with :ok <- ensure_loaded(app) do
      {_, _, needed} = @known[app]

      cond do
        app in started() -> {:error, {:already_started, app}}
        missing = Enum.find(needed, &(&1 not in started())) -> {:error, {:not_started, missing}}
        true -> :persistent_term.put({Application, :started, nil}, [app | started()])
      end
    end
  end

  def ensure_started(app, type \\ :temporary) when is_atom(app) do
    case start(app, type) do
      {:error, {:already_started, ^app}} -> :ok
      answer -> answer
    end
  end

  def ensure_all_started(apps, type_or_opts \\ [])

  def ensure_all_started(app, options) when is_atom(app), do: ensure_all_started([app], options)

  def ensure_all_started(apps, _options) when is_list(apps) do
    Enum.reduce_while(apps, {:ok, []}, fn app, {:ok, new} ->
      case ensure_with_needed(app, new) do
        {:error, _} = error -> {:halt, error}
        new -> {:cont, {:ok, new}}
      end
    end)
  end

  defp ensure_with_needed(app, new) do
    case @known[app] do
      nil ->
        {:error, reason} = unknown(app)
        {:error, {app, reason}}

      {_, _, needed} ->
        new = Enum.reduce(needed, new, &ensure_with_needed/2)

        case start(app) do
          :ok -> new ++ [app]
          {:error, {:already_started, ^app}} -> new
        end
    end
  end

  def stop(app) when is_atom(app) do
    if app in started(),
      do: :persistent_term.put({Application, :started, nil}, List.delete(started(), app)),
      else: {:error, {:not_started, app}}
  end
end
