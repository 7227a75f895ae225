defmodule Z do
  def what_zero(x), do: x
end
defmodule Main do
  def run do
    f = fn what ->
      try do
        case what do
          :ok -> :fine
          :raise -> raise "r"
          :arg -> raise ArgumentError
          :key -> Map.fetch!(%{a: 1}, :b)
          :arith -> 1 / what_zero(0)
          :throw -> throw(:t)
          :exit -> exit(:e)
          :erl -> :erlang.error(:custom)
          :erl_badarg -> :erlang.error(:badarg)
          :atom -> String.to_atom(what)
          :tuple -> :erlang.error({:badmatch, 1})
          :case -> case what do :never -> 1 end
          :cond -> cond do what == :never -> 1 end
          :fn -> (fn :a -> 1 end).(what)
          :arity -> (fn a -> a end).(1, 2)
          :notfun -> what.(1)
          :undef -> apply(:nomod, :f, [what])
          :badmap -> Map.put(what, 1, 2)
          :bool -> what and true
          :hd -> hd([])
          :elem -> elem({1}, 3)
          :int -> String.to_integer("x1")
          :exist -> String.to_existing_atom("never_made_this_atom_zz")
          :bin -> <<what::binary>>
          :size -> byte_size(what)
          :node -> node(what)
          :nocatch -> :erlang.raise(:error, :foo, [])
          :len -> length([1 | 2])
          :dot -> what.field
          :upd -> %{%{a: 1} | b: 2}
          :kw -> Keyword.fetch!([a: 1], :b)
          :enum -> Enum.fetch!([1], 5)
          :empty -> Enum.min([])
          :proto -> Enum.count(what)
          :str -> to_string({1})
          :concat -> "a" <> what
          :plus -> [1] ++ what ++ [2]
          :sub -> [1] -- what
        end
      rescue
        e in RuntimeError -> {:runtime, e.message}
        e in [ArgumentError, KeyError] -> {:arg_or_key, Exception.message(e)}
        ArithmeticError -> :arith
        e in ErlangError -> {:erl, e.original, Exception.message(e)}
        e -> {e.__struct__, Exception.message(e)}
      catch
        :t -> :caught_t
        :exit, r -> {:exit, r}
      else
        :fine -> :else_fine
        v -> {:else, v}
      after
        IO.puts("after #{what}")
      end
    end
    import Z
    for w <- [:ok, :raise, :arg, :key, :arith, :throw, :exit, :erl, :erl_badarg, :atom, :tuple, :case, :cond, :fn, :arity, :notfun, :undef, :badmap, :bool, :hd, :elem, :int, :exist, :bin, :size, :node, :nocatch, :len, :dot, :upd, :kw, :enum, :empty, :proto, :str, :concat, :plus, :sub] do
      IO.inspect(f.(w), label: w)
    end
    IO.inspect(f.(:nope))
  end
end
Main.run()
