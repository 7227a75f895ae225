defmodule Node do
  def start(name, opts \\ [])

  def start(name, type) when is_atom(type), do: start(name, type, 15000)

  def start(name, opts) when is_list(opts), do: :net_kernel.start(name, :maps.from_list(opts))

  def start(name, type, tick_time)
      when is_atom(name) and type in [:shortnames, :longnames] and is_integer(tick_time) do
    :net_kernel.start([name, type, tick_time])
  end

  def stop, do: :net_kernel.stop()

  def self, do: :erlang.node()

  def alive?, do: :erlang.is_alive()

  def list, do: :erlang.nodes()

  def list(args), do: :erlang.nodes(args)

  def monitor(node, flag), do: :erlang.monitor_node(node, flag)

  def monitor(node, flag, options), do: :erlang.monitor_node(node, flag, options)

  def ping(node), do: :net_adm.ping(node)

  def connect(node), do: :net_kernel.connect_node(node)

  def disconnect(node), do: :erlang.disconnect_node(node)

  def spawn(node, fun), do: :erlang.spawn(node, fun)

  def spawn(node, fun, opts), do: :erlang.spawn_opt(node, fun, opts)

  def spawn(node, module, fun, args), do: :erlang.spawn(node, module, fun, args)

  def spawn(node, module, fun, args, opts) do
    :erlang.spawn_opt(node, module, fun, args, opts)
  end

  def spawn_link(node, fun), do: :erlang.spawn_link(node, fun)

  def spawn_link(node, module, fun, args), do: :erlang.spawn_link(node, module, fun, args)

  def spawn_monitor(node, fun), do: :erlang.spawn_monitor(node, fun)

  def spawn_monitor(node, module, fun, args) do
    :erlang.spawn_monitor(node, module, fun, args)
  end

  def set_cookie(node \\ Node.self(), cookie) when is_atom(node) and is_atom(cookie) do
    :erlang.set_cookie(node, cookie)
  end

  def get_cookie, do: :erlang.get_cookie()
end
