# Compiling a module of 2,000 lines: from source text to functions that can be
# called.
defmodule Source do
  def function(i) do
    """
      @doc "Function number #{i}."
      def total_#{i}(items, opts \\\\ []) when is_list(items) do
        factor = Keyword.get(opts, :factor, #{i})

        items
        |> Enum.map(fn {name, n} -> {name, n * factor} end)
        |> Enum.filter(fn {_, n} -> n > #{i} end)
        |> Enum.reduce(%{}, fn {name, n}, acc -> Map.update(acc, name, n, &(&1 + n)) end)
      end

      def state_#{i}({:idle, n}, :connect), do: {:connecting, n, 0}
      def state_#{i}({:connecting, n, tries}, :fail) when tries < 3, do: {:connecting, n, tries + 1}
      def state_#{i}({:connecting, n, _}, {:ok, id}), do: {:open, n, id}
      def state_#{i}({:open, n, id}, {:data, size}) when size > 100, do: {:open, n + size, id}
      def state_#{i}(state, _), do: state

      def parse_#{i}(<<len::16, payload::binary-size(len), rest::binary>>, acc) do
        parse_#{i}(rest, [{#{i}, payload} | acc])
      end

      def parse_#{i}(<<>>, acc), do: {:ok, Enum.reverse(acc)}
      def parse_#{i}(rest, _), do: {:error, "left over in #{i}: \#{inspect(rest)}"}

      def check_#{i}(map) do
        with {:ok, a} <- Map.fetch(map, :a),
             {:ok, b} when b > 0 <- Map.fetch(map, :b) do
          case rem(a, b) do
            0 -> {:divides, div(a, b)}
            r when r < 10 -> {:small, r}
            r -> if r > 100, do: :large, else: {:rest, r}
          end
        else
          :error -> :missing
          {:ok, b} -> {:invalid, b}
        end
      end

      defp squares_#{i}(list), do: for(x <- list, x > #{i}, do: x * x)
      def sum_#{i}(list), do: list |> squares_#{i}() |> Enum.sum()

      def safe_#{i}(fun) do
        fun.()
      rescue
        e in ArgumentError -> {:error, e.message}
      catch
        :exit, reason -> {:exit, reason}
      end

    """
  end

  def text(k), do: "defmodule Generated do\n" <> Enum.map_join(1..k, "", &function/1) <> "end\n"
end

text = Source.text(42)
lines = length(String.split(text, "\n"))
true = lines >= 2000

times =
  for _ <- 1..5 do
    t0 = :erlang.monotonic_time(:nanosecond)
    {{:module, mod, _, _}, _} = Code.eval_string(text)
    t = :erlang.monotonic_time(:nanosecond) - t0
    {:ok, [{40, "ab"}]} = mod.parse_40(<<2::16, "ab">>, [])
    :code.delete(mod)
    :code.purge(mod)
    t
  end

IO.puts("compile_2000_lines\t#{Enum.min(times) / 1_000_000}\tms")
