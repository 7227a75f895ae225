# Cookies by their old names.
defmodule :auth do
  def get_cookie, do: :erlang.get_cookie()
  def get_cookie(node), do: :erlang.get_cookie(node)
  def set_cookie(cookie) when is_atom(cookie), do: set(node(), cookie)
  def set_cookie(node, cookie) when is_atom(node) and is_atom(cookie), do: set(node, cookie)
  def cookie, do: :erlang.get_cookie()
  def cookie([cookie]), do: set_cookie(cookie)
  def cookie(cookie), do: set_cookie(cookie)
  def node_cookie([node, cookie]), do: node_cookie(node, cookie)

  def node_cookie(node, cookie) do
    set_cookie(node, cookie)
    is_auth(node)
  end

  def is_auth(node) do
    case :net_adm.ping(node) do
      :pong -> :yes
      :pang -> :no
    end
  end

  defp set(node, cookie) do
    if :erlang.is_alive(), do: :erlang.set_cookie(node, cookie), else: :erlang.error(:distribution_not_started)
  end
end
