defmodule Point do
  defstruct x: 0, y: 0
  def new(x, y), do: %__MODULE__{x: x, y: y}
  def add(%Point{x: x1, y: y1}, %__MODULE__{x: x2, y: y2}), do: new(x1 + x2, y1 + y2)
end
defmodule Strict do
  @enforce_keys [:id, :name]
  defstruct [:id, :name, opts: [], at: {0, 0}]
end
defmodule Main do
  def run do
    p = Point.new(1, 2)
    IO.inspect(p)
    IO.inspect(Point.add(p, %Point{y: 10}))
    IO.inspect(%{p | x: 5})
    IO.inspect(struct(Point, x: 1, zz: 2))
    IO.inspect(struct(p, %{y: 9}))
    IO.inspect(Map.from_struct(p))
    IO.inspect(is_struct(p, Point) and is_map(p))
    %module{x: xx} = p
    IO.inspect({module, xx})
    IO.inspect(match?(%_{}, p))
    IO.inspect(p == %Point{x: 1, y: 2})
    IO.inspect(%Strict{id: 1, name: "n"})
    IO.inspect(Map.keys(p))
    IO.inspect(inspect(p, structs: false))
    IO.inspect(Point.__struct__())
    IO.inspect(Point.__info__(:struct))
    try do struct!(Strict, id: 1) rescue e -> IO.puts(Exception.message(e)) end
    try do struct!(Point, q: 1) rescue e -> IO.puts(Exception.message(e)) end
    try do Map.fetch!(p, :q) rescue e -> IO.puts(Exception.message(e)) end
    try do Code.eval_string("%{p | zz: 1}", p: p) rescue e -> IO.puts(Exception.message(e)) end
    try do p[:x] rescue e -> IO.puts(Exception.message(e)) end
    try do Enum.map(p, & &1) rescue e -> IO.puts(Exception.message(e)) end
    try do "#{p}" rescue e -> IO.puts(Exception.message(e)) end
    for s <- ["%Point{q: 1}", "%Strict{id: 1}", "%Nope{}", "%Strict{p | x: 1}"] do
      try do Code.eval_string(s, p: p) rescue e -> IO.puts(Exception.message(e)) end
    end
    IO.inspect(put_in(p.x, 7))
    IO.inspect(update_in(p, [Access.key(:x)], & &1 + 1))
    IO.inspect(get_in(p, [Access.key!(:y)]))
    IO.inspect(Map.put(p, :extra, 1))
    IO.inspect(Map.delete(p, :x))
    IO.inspect([p, %{__struct__: Nothing, a: 1}, %{__struct__: "x"}])
    Point.add(p, %{x: 1, y: 1})
  end
end
Main.run()
