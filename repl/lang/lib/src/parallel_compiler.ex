defmodule Kernel.ParallelCompiler do
  # A process compiles each file. One that needs a module that is not there asks the
  # process that began the compilation, and waits until another file has defined it, or
  # until all wait: then nobody will define it.

  @info :elixir_compiler_info
  @compiler [:elixir_compiler, :elixir_module, :elixir_expand, :elixir_erl_compiler, :elixir_lexical, :elixir_code, Code, __MODULE__]

  def compile(files, options \\ []) when is_list(options), do: run(files, &Code.compile_file/1, options)

  def compile_to_path(files, path, options \\ []) when is_binary(path) and is_list(options) do
    each_module = Keyword.get(options, :each_module, fn _, _, _ -> :ok end)
    File.mkdir_p!(path)

    write = fn file, module, binary ->
      File.write!(path <> "/" <> Atom.to_string(module) <> ".beam", binary)
      each_module.(file, module, binary)
    end

    run(files, &Code.compile_file/1, Keyword.put(options, :each_module, write))
  end

  def require(files, options \\ []) when is_list(options), do: run(files, &Code.require_file/1, options)

  @deprecated "Use Kernel.ParallelCompiler.compile/2 instead"
  def files(files, options \\ []) when is_list(options) do
    {:ok, modules, _} = compile(files, options)
    modules
  end

  @deprecated "Use Kernel.ParallelCompiler.compile_to_path/2 instead"
  def files_to_path(files, path, options \\ []) when is_binary(path) and is_list(options) do
    {:ok, modules, _} = compile_to_path(files, path, options)
    modules
  end

  @deprecated "Use Code.print_diagnostic/2 instead"
  def print_warning({file, position, message}) do
    Code.print_diagnostic(%{severity: :warning, message: message, file: file, position: position, stacktrace: [], span: nil})
  end

  @deprecated "Use `pmap/2` instead"
  def async(fun) when is_function(fun, 0), do: task(fun)

  def pmap(collection, fun) when is_function(fun, 1) do
    collection |> Enum.map(fn item -> task(fn -> fun.(item) end) end) |> Task.await_many(:infinity)
  end

  defp task(fun) do
    if Process.get(@info) do
      Task.async(fun)
    else
      raise ArgumentError, "cannot spawn parallel compiler task because the current file is not being compiled/required"
    end
  end

  # What the compiler calls in the process of a file.

  @doc false
  def __wait__(module) do
    {parent, run, _} = Process.get(@info)
    ref = make_ref()
    send(parent, {run, :wait, self(), ref, module})

    receive do
      {^ref, found?} -> found?
    end
  end

  @doc false
  def __defined__(module, binary) do
    {parent, run, file} = Process.get(@info)
    send(parent, {run, :defined, file, module, binary})
  end

  # The process that began it.

  defp run(files, compile, options) do
    state = %{
      run: make_ref(),
      queue: Enum.map(files, &:elixir_code.expand_path(&1, nil)),
      running: %{},
      waiting: [],
      modules: [],
      diagnostics: [],
      compile: compile,
      options: options,
      max: Keyword.get(options, :max_concurrency) || max(:erlang.system_info(:schedulers_online), 2)
    }

    state |> loop() |> result(options[:return_diagnostics])
  end

  defp result({status, what, state}, diagnostics?) do
    warnings = for d <- state.diagnostics, d.severity == :warning, do: d
    errors = if status == :ok, do: Enum.sort(what), else: what

    if diagnostics? do
      {status, errors, %{compile_warnings: warnings, runtime_warnings: []}}
    else
      IO.warn("you must pass return_diagnostics: true when invoking Kernel.ParallelCompiler functions")
      errors = if status == :ok, do: errors, else: Enum.map(errors, &brief/1)
      {status, errors, Enum.map(warnings, &brief/1)}
    end
  end

  defp brief(diagnostic), do: {diagnostic.file, diagnostic.position, diagnostic.message}

  defp loop(%{queue: [], running: running} = state) when running == %{}, do: finish(state)

  defp loop(%{queue: [file | queue]} = state) when map_size(state.running) - length(state.waiting) < state.max do
    parent = self()
    %{compile: compile, run: run} = state

    {pid, ref} =
      spawn_monitor(fn -> send(parent, {run, :done, self(), compile_file({parent, run, file}, file, compile)}) end)

    loop(%{state | queue: queue, running: Map.put(state.running, pid, {ref, file})})
  end

  defp loop(%{queue: [], running: running, waiting: waiting} = state) when length(waiting) == map_size(running) do
    # Nobody goes on: what is being defined nowhere is not to be found, and the rest
    # wait for each other.
    case Enum.split_with(waiting, fn {_, _, module} -> :elixir_code.defining(module) end) do
      {all, []} ->
        deadlock(state, all)

      {rest, lost} ->
        for {pid, ref, _} <- lost, do: send(pid, {ref, false})
        loop(%{state | waiting: rest})
    end
  end

  defp loop(%{run: run} = state) do
    receive do
      {^run, :wait, pid, ref, module} ->
        if :erlang.module_loaded(module) do
          send(pid, {ref, true})
          loop(state)
        else
          loop(%{state | waiting: [{pid, ref, module} | state.waiting]})
        end

      {^run, :defined, file, module, binary} ->
        callback(state.options[:each_module], [file, module, binary])
        {found, waiting} = Enum.split_with(state.waiting, fn {_, _, wanted} -> wanted == module end)
        for {pid, ref, _} <- found, do: send(pid, {ref, true})
        loop(%{state | waiting: waiting, modules: [module | state.modules]})

      {^run, :done, pid, {file, result, diagnostics}} ->
        {{ref, _}, running} = Map.pop(state.running, pid)
        Process.demonitor(ref, [:flush])
        state = %{state | running: running, diagnostics: state.diagnostics ++ diagnostics}

        case result do
          :ok ->
            callback(state.options[:each_file], [file])
            loop(state)

          {:error, error} ->
            failed(state, [error])
        end

      {:DOWN, _, :process, pid, reason} when is_map_key(state.running, pid) ->
        {_, file} = Map.fetch!(state.running, pid)
        failed(%{state | running: Map.delete(state.running, pid)}, [failure(file, :exit, reason, [])])
    end
  end

  defp deadlock(state, waiting) do
    waiting =
      for {pid, _, module} <- waiting, {_, file} = Map.fetch!(state.running, pid), do: {file, module}

    errors =
      for {file, module} <- waiting do
        %{failure(file, :error, %CompileError{description: "deadlocked waiting on module #{inspect(module)}"}, []) | position: 0}
      end

    result = failed(state, errors)

    IO.write(:stderr, [
      "\nCompilation failed because of a deadlock between files.\n",
      "The following files depended on the following modules:\n\n",
      for({file, module} <- waiting, do: ["  ", :elixir_code.relative_path(file), " => ", inspect(module), ?\n]),
      "\nEnsure there are no compile-time dependencies between those files (such as structs or macros) and that the ",
      "modules they reference exist and are correctly named\n\n"
    ])

    result
  end

  defp finish(state) do
    callback(state.options[:after_compile], [])
    {:ok, Enum.uniq(state.modules), state}
  end

  defp failed(state, errors) do
    for {pid, {ref, _}} <- state.running do
      Process.demonitor(ref, [:flush])
      Process.exit(pid, :kill)
    end

    Enum.each(errors, &print/1)
    {:error, for(d <- state.diagnostics, d.severity == :error, do: d) ++ errors, state}
  end

  defp callback(nil, _), do: :ok
  defp callback(fun, args), do: apply(fun, Enum.take(args, :erlang.fun_info(fun, :arity) |> elem(1)))

  # The process of a file.

  defp compile_file(info, file, compile) do
    Process.put(@info, info)

    {result, diagnostics} =
      Code.with_diagnostics([log: true], fn ->
        try do
          compile.(file)
          :ok
        catch
          kind, reason -> {:error, failure(file, kind, reason, __STACKTRACE__)}
        end
      end)

    {file, result, diagnostics}
  end

  defp failure(file, kind, reason, stacktrace) do
    reason = Exception.normalize(kind, reason, stacktrace)
    trace = Enum.take_while(stacktrace, fn frame -> elem(frame, 0) not in @compiler end)
    message = IO.iodata_to_binary([Exception.format_banner(kind, reason, trace), ?\n, Exception.format_stacktrace(trace)])

    %{
      severity: :error,
      message: message,
      file: file,
      source: file,
      position: position(reason, file, trace),
      span: nil,
      stacktrace: stacktrace,
      details: {kind, reason}
    }
  end

  defp position(%{line: line}, _file, _trace) when is_integer(line), do: line

  defp position(_reason, file, trace) do
    shown = :elixir_code.relative_path(file)

    Enum.find_value(trace, 0, fn {_, _, _, location} ->
      if to_string(location[:file] || "") == shown, do: location[:line]
    end)
  end

  defp print(error) do
    IO.write(:stderr, ["\n== Compilation error in file ", :elixir_code.relative_path(error.file), " ==\n", error.message])
  end
end
