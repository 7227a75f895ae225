defmodule VM do
  defstruct [:program, ip: 0, acc: 0, seen: MapSet.new(), out: []]

  @ops ~w(acc jmp nop out)a

  def load(src) do
    program =
      src
      |> String.split("\n", trim: true)
      |> Enum.map(fn line ->
        [op, arg] = String.split(line)
        op = String.to_existing_atom(op)
        unless op in @ops, do: raise(ArgumentError, "bad op #{op}")
        {op, String.to_integer(arg)}
      end)
      |> :array.from_list()

    %VM{program: program}
  end

  def run(%VM{ip: ip, seen: seen} = vm) do
    size = :array.size(vm.program)

    cond do
      ip in seen -> {:loop, vm.acc, Enum.reverse(vm.out)}
      ip >= size -> {:halt, vm.acc, Enum.reverse(vm.out)}
      true -> :array.get(ip, vm.program) |> exec(%{vm | seen: MapSet.put(seen, ip)}) |> run()
    end
  end

  defp exec({:acc, n}, vm), do: %{vm | acc: vm.acc + n, ip: vm.ip + 1}
  defp exec({:jmp, n}, vm), do: update_in(vm.ip, &(&1 + n))
  defp exec({:nop, _}, vm), do: Map.update!(vm, :ip, &(&1 + 1))
  defp exec({:out, n}, %{out: out} = vm), do: %VM{vm | out: [vm.acc * n | out], ip: vm.ip + 1}
end
defmodule Main do
  def run do

    src = """
    nop +0
    acc +1
    out 2
    jmp +4
    acc +3
    jmp -3
    acc -99
    acc +1
    jmp -4
    acc +6
    """

    vm = VM.load(src)
    IO.inspect(VM.run(vm))
    fixed = put_in(vm.program, :array.set(8, {:nop, -4}, vm.program))
    IO.inspect(VM.run(fixed))
    IO.inspect(VM.run(%VM{vm | ip: 100}))
    VM.load("mul 3")
  end
end
Main.run()
