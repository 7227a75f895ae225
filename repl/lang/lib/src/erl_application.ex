# The environment and the list of applications as Erlang asks for them; Application
# keeps them.
defmodule :application do
  def get_env(app, key) when is_atom(app) and is_atom(key) do
    case Application.fetch_env(app, key) do
      {:ok, value} -> {:ok, value}
      :error -> :undefined
    end
  end

  def get_env(app, key, default) when is_atom(app) and is_atom(key), do: Application.get_env(app, key, default)
  def get_all_env(app) when is_atom(app), do: Application.get_all_env(app)

  def set_env(app, key, value) when is_atom(app) and is_atom(key), do: Application.put_env(app, key, value)
  def set_env(app, key, value, opts) when is_atom(app) and is_atom(key) and is_list(opts), do: Application.put_env(app, key, value, opts)
  def unset_env(app, key) when is_atom(app) and is_atom(key), do: Application.delete_env(app, key)

  def which_applications, do: Application.started_applications()
  def which_applications(_timeout), do: Application.started_applications()
  def loaded_applications, do: Application.loaded_applications()

  def load(app) when is_atom(app), do: Application.load(app)
  def unload(app) when is_atom(app), do: Application.unload(app)
  def start(app) when is_atom(app), do: Application.start(app)
  def start(app, type) when is_atom(app), do: Application.start(app, type)
  def stop(app) when is_atom(app), do: Application.stop(app)
  def ensure_started(app) when is_atom(app), do: Application.ensure_started(app)
  def ensure_started(app, type) when is_atom(app), do: Application.ensure_started(app, type)
  def ensure_all_started(apps), do: Application.ensure_all_started(apps)
  def ensure_all_started(apps, type), do: Application.ensure_all_started(apps, type)
end
