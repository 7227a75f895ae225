package lib

import (
	"fmt"
	"strings"
	"testing"

	"gex/proto/term"
)

// run evaluates code once before and then as often as the benchmark asks.
func run(b *testing.B, setup, source, code string) {
	b.Helper()
	evaluate(b, func(eval func(code, source string) (term.Term, error)) {
		if _, err := eval(setup, ""); err != nil {
			b.Error(err)
			return
		}
		for b.Loop() {
			if _, err := eval(code, source); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkEnum goes over a million elements with compiled funs.
func BenchmarkEnum(b *testing.B) {
	const setup = `
		Process.put(:list, Enum.to_list(1..1_000_000))
		Process.put(:mixed, for(i <- 1..100_000, do: rem(i * 7_919, 100_003)))
		defmodule Bench do
		  def map(list), do: Enum.map(list, fn x -> x * 3 end)
		  def map_tuple(list), do: Enum.map(list, fn x -> {x, x + 1} end)
		  def filter(list), do: Enum.filter(list, fn x -> rem(x, 2) == 0 end)
		  def reduce(list), do: Enum.reduce(list, 0, fn x, acc -> acc + x end)
		  def reduce_max(list), do: Enum.reduce(list, 0, fn x, acc -> if x > acc, do: x, else: acc end)
		  def comprehension(list), do: for(x <- list, rem(x, 2) == 0, do: x * x)
		  def accumulate(list), do: list |> Enum.reduce([], fn x, acc -> [x | acc] end) |> Enum.reverse()
		  def sort_by(list), do: Enum.sort_by(list, fn x -> -x end)
		  def sort_by_text(list), do: Enum.sort_by(list, &Integer.to_string/1)
		end`
	for _, c := range []struct{ name, code string }{
		{"map", "[3 | _] = Bench.map(Process.get(:list))"},
		{"map_tuple", "[{1, 2} | _] = Bench.map_tuple(Process.get(:list))"},
		{"filter", "[2 | _] = Bench.filter(Process.get(:list))"},
		{"reduce", "500_000_500_000 = Bench.reduce(Process.get(:list))"},
		{"reduce_max", "1_000_000 = Bench.reduce_max(Process.get(:list))"},
		{"for", "[4 | _] = Bench.comprehension(Process.get(:list))"},
		{"for_range", "[4 | _] = Bench.comprehension(1..1_000_000)"},
		{"accumulate", "[1 | _] = Bench.accumulate(Process.get(:list))"},
		{"sort_by_1e5", "[100_002 | _] = Bench.sort_by(Process.get(:mixed))"},
		{"sort_by_text_1e5", "[_ | _] = Bench.sort_by_text(Process.get(:mixed))"},
	} {
		b.Run(c.name, func(b *testing.B) { run(b, setup, "", c.code) })
	}
}

// BenchmarkCompile takes a module of 2,000 lines from source text to functions
// that can be called.
func BenchmarkCompile(b *testing.B) {
	const function = `
  @doc "Function number %[1]d."
  def total_%[1]d(items, opts \\ []) when is_list(items) do
    factor = Keyword.get(opts, :factor, %[1]d)

    items
    |> Enum.map(fn {name, n} -> {name, n * factor} end)
    |> Enum.filter(fn {_, n} -> n > %[1]d end)
    |> Enum.reduce(%%{}, fn {name, n}, acc -> Map.update(acc, name, n, &(&1 + n)) end)
  end

  def step_%[1]d({:idle, n}, :connect), do: {:connecting, n, 0}
  def step_%[1]d({:connecting, n, tries}, :fail) when tries < 3, do: {:connecting, n, tries + 1}
  def step_%[1]d({:connecting, n, _}, {:ok, id}), do: {:open, n, id}
  def step_%[1]d(state, _), do: state

  def parse_%[1]d(<<len::16, payload::binary-size(len), rest::binary>>, acc) do
    parse_%[1]d(rest, [{%[1]d, payload} | acc])
  end

  def parse_%[1]d(<<>>, acc), do: {:ok, Enum.reverse(acc)}
  def parse_%[1]d(rest, _), do: {:error, "left over in %[1]d: #{inspect(rest)}"}

  def check_%[1]d(map) do
    with {:ok, a} <- Map.fetch(map, :a),
         {:ok, b} when b > 0 <- Map.fetch(map, :b) do
      if rem(a, b) == 0, do: {:divides, div(a, b)}, else: :rest
    else
      :error -> :missing
      {:ok, b} -> {:invalid, b}
    end
  end

  def safe_%[1]d(fun) do
    fun.()
  rescue
    e in ArgumentError -> {:error, e.message}
  end
`
	var text strings.Builder
	text.WriteString("defmodule Generated do\n")
	for i := 1; strings.Count(text.String(), "\n") < 2000; i++ {
		fmt.Fprintf(&text, function, i)
	}
	text.WriteString("end\n")
	run(b, ":ok", text.String(), `
		{{:module, mod, _, _}, _} = Code.eval_string(source)
		{:ok, [{7, "ab"}]} = mod.parse_7(<<2::16, "ab">>, [])
		:code.delete(mod)
		:code.purge(mod)`)
}
