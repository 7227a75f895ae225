defmodule Rec do
  require Record
  Record.defrecord(:user, name: "anon", age: 0)
  Record.defrecordp(:priv, :privtag, a: nil, b: 2)
  def mk, do: user(name: "z")
  def p, do: priv(a: 1)
  def pb(priv(b: b)), do: b
  def older(user(age: a) = u), do: user(u, age: a + 1)
end
defmodule Main do
  def run do
    import Rec
    u = user(name: "joe", age: 5)
    IO.inspect(u)
    IO.inspect(user(u, :name))
    IO.inspect(user(u))
    IO.inspect(user(:age))
    IO.inspect(user())
    user(name: n) = u
    IO.inspect(n)
    IO.inspect(Rec.older(u))
    IO.inspect({Rec.mk(), Rec.p(), Rec.pb({:privtag, 1, 9})})
    require Record
    IO.inspect(Record.is_record(u, :user))
    IO.inspect(Record.is_record({1}))
    f = fn x when Record.is_record(x, :user) -> :yes; _ -> :no end
    IO.inspect({f.(u), f.({:x})})
    IO.inspect(user(u, name: "q", age: 0) |> user())
  end
end
Main.run()
