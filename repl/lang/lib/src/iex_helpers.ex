defmodule IEx.Helpers do
  # Natives of the shell.
  @compile {:no_warn_undefined, [IEx.Evaluator, IEx.History]}
  @dont_display :"do not show this result in output"

  def h, do: IEx.Introspection.h(IEx.Helpers)

  defmacro h(term), do: quote(do: IEx.Introspection.h(unquote(IEx.Introspection.decompose(term, __CALLER__))))
  defmacro b(term), do: quote(do: IEx.Introspection.b(unquote(IEx.Introspection.decompose(term, __CALLER__))))
  defmacro t(term), do: quote(do: IEx.Introspection.t(unquote(IEx.Introspection.decompose(term, __CALLER__))))
  defmacro open(term), do: quote(do: IEx.Introspection.open(unquote(IEx.Introspection.decompose(term, __CALLER__))))
  defmacro source(term), do: quote(do: IEx.Introspection.source(unquote(IEx.Introspection.decompose(term, __CALLER__))))
  def open, do: IEx.Introspection.open()

  def v(n \\ -1), do: elem(IEx.History.nth(self(), n), 1)

  def clear, do: IEx.Evaluator.clear()

  # What becomes of the shell after the entry is for it to do: these note it.
  def respawn, do: IEx.Evaluator.leave(:respawn)
  def continue, do: IEx.Evaluator.leave(:continue)
  def c, do: continue()
  def next, do: IEx.Evaluator.leave(:next)
  def n, do: next()

  def flush do
    receive do
      message ->
        IO.inspect(message, pretty: true)
        flush()
    after
      0 -> :ok
    end
  end

  def pid(text) when is_binary(text), do: :erlang.list_to_pid(~c"<" ++ :erlang.binary_to_list(text) ++ ~c">")

  def pid(name) when is_atom(name) do
    case :erlang.whereis(name) do
      :undefined -> raise ArgumentError, "could not find registered process with name: #{inspect(name)}"
      found -> found
    end
  end

  def pid(x, y, z) when is_integer(x) and x >= 0 and is_integer(y) and y >= 0 and is_integer(z) and z >= 0 do
    text = [Integer.to_string(x), ".", Integer.to_string(y), ".", Integer.to_string(z)]
    pid(:erlang.iolist_to_binary(text))
  end

  def ref(text) when is_binary(text), do: :erlang.list_to_ref(~c"#Ref<" ++ :erlang.binary_to_list(text) ++ ~c">")
  def ref(w, x, y, z), do: ref(numbers([w, x, y, z]))

  def port(text) when is_binary(text), do: :erlang.list_to_port(~c"#Port<" ++ :erlang.binary_to_list(text) ++ ~c">")
  def port(major, minor), do: port(numbers([major, minor]))

  defp numbers(list), do: Enum.map_join(list, ".", &Integer.to_string/1)

  def i, do: i(v(-1))

  def i(term) do
    facts = [{"Term", inspect(term)}] ++ IEx.Info.info(term) ++ [{"Implemented protocols", protocols(term)}]

    Enum.each(facts, fn {heading, text} ->
      IO.puts(color(:eval_result, heading))
      IO.puts(color(:eval_info, "  " <> String.replace(text, "\n", "\n  ")))
    end)

    @dont_display
  end

  defp protocols(term) do
    [Collectable, Enumerable, IEx.Info, Inspect, JSON.Encoder, List.Chars, String.Chars]
    |> Enum.filter(&(Code.ensure_loaded?(&1) and :erlang.apply(&1, :impl_for, [term]) != nil))
    |> Enum.map_join(", ", &inspect/1)
  end

  def exports(module \\ Kernel) do
    names =
      if Code.ensure_loaded?(module) and function_exported?(module, :__info__, 1) and match?("Elixir." <> _, Atom.to_string(module)) do
        module.__info__(:macros) ++ (module.__info__(:functions) -- [__info__: 1])
      else
        module.module_info(:exports) -- [__info__: 1, module_info: 0, module_info: 1]
      end

    table(for {name, arity} <- names, shown?(module, name), do: Atom.to_string(name) <> "/" <> Integer.to_string(arity))
    @dont_display
  end

  defp shown?(_, :__using__), do: true
  defp shown?(_, name), do: not match?("__" <> _, Atom.to_string(name))

  # Columns as wide as the longest item, as many as begin within 80 characters.
  defp table(items) do
    column = min(Enum.max([0 | Enum.map(items, &String.length/1)]), 30) + 5

    used =
      Enum.reduce(items, 0, fn item, used ->
        if used >= 80, do: IO.write("\n")
        IO.write(String.pad_trailing(item, column))
        if used >= 80, do: column, else: used + column
      end)

    if used > 0, do: IO.write("\n")
  end

  def pwd do
    {:ok, path} = :file.get_cwd()
    IO.puts(color(:eval_info, List.to_string(path)))
    @dont_display
  end

  def cd(directory) when is_binary(directory) do
    case :file.set_cwd(expand(directory)) do
      :ok -> pwd()
      {:error, :enoent} -> IO.puts(color(:eval_error, "No directory #{directory}"))
      {:error, reason} -> IO.puts(color(:eval_error, List.to_string(:file.format_error(reason)) <> " " <> directory))
    end

    @dont_display
  end

  defp color(role, text), do: :erlang.apply(IEx, :color, [role, text])

  defp expand("~"), do: System.user_home!()
  defp expand("~/" <> rest), do: System.user_home!() <> "/" <> rest
  defp expand(path), do: elem(:compile.path(path), 0)

  def ls(path \\ ".") when is_binary(path) do
    expanded = expand(path)

    case :file.list_dir(expanded) do
      {:ok, names} -> table(Enum.sort(Enum.map(names, &List.to_string/1)))
      {:error, :enoent} -> IO.puts(color(:eval_error, "No such file or directory #{path}"))
      {:error, :enotdir} -> IO.puts(color(:eval_info, expanded))
      {:error, reason} -> IO.puts(color(:eval_error, List.to_string(:file.format_error(reason)) <> " " <> path))
    end

    @dont_display
  end

  defmacro import_if_available(quoted_module, opts \\ []) do
    if available?(quoted_module, __CALLER__), do: quote(do: import(unquote(quoted_module), unquote(opts)))
  end

  defmacro use_if_available(quoted_module, opts \\ []) do
    if available?(quoted_module, __CALLER__), do: quote(do: use(unquote(quoted_module), unquote(opts)))
  end

  defp available?(quoted_module, env) do
    module = Macro.expand(quoted_module, env)
    is_atom(module) and Code.ensure_loaded?(module)
  end

  def whereami(radius \\ 2) when is_integer(radius) and radius > 0 do
    case IEx.Pry.whereami(radius) do
      {:ok, text} -> IO.puts(text)
      :error -> IO.puts(color(:eval_error, "Pry session is not currently enabled"))
    end

    @dont_display
  end

  defmacro break!(code, stops \\ 1), do: IEx.Pry.__breakpoint__(code, stops, __CALLER__)
  def break!(module, function, arity, stops \\ 1), do: IEx.Pry.break!(module, function, arity, stops)
  def breaks, do: IEx.Pry.__show__() || @dont_display

  def reset_break(id) when is_integer(id), do: if(IEx.Pry.reset_break(id), do: :ok, else: :not_found)

  def reset_break(module, function, arity) do
    if IEx.Pry.reset_break(module, function, arity), do: :ok, else: :not_found
  end

  def remove_breaks, do: IEx.Pry.remove_breaks(nil)
  def remove_breaks(module) when is_atom(module), do: IEx.Pry.remove_breaks(module)

  def process_info(name) when is_atom(name) do
    case :erlang.whereis(name) do
      pid when is_pid(pid) -> process_info(pid)
      _ -> no_process()
    end
  end

  def process_info(pid) when is_pid(pid) do
    keys = [
      :initial_call, :current_function, :registered_name, :status, :message_queue_len, :group_leader, :priority,
      :trap_exit, :reductions, :links, :monitors, :memory, :current_stacktrace
    ]

    case remotely(pid, :erlang, :process_info, [pid, keys]) do
      {:ok, [_ | _] = info} -> process_report(pid, Map.new(info))
      _ -> no_process()
    end

    @dont_display
  end

  defp no_process do
    IO.puts(color(:eval_error, "Failed to get process info. Either the process was not found or is not alive."))
    @dont_display
  end

  defp process_report(pid, info) do
    IO.puts(["\n# Process ", inspect(pid)])

    section("Overview", [
      {"Initial call", inspect(info.initial_call)},
      {"Current function", inspect(info.current_function)},
      {"Registered name", inspect(info.registered_name)},
      {"Status", inspect(info.status)},
      {"Message queue length", inspect(info.message_queue_len)},
      {"Group leader", inspect(info.group_leader)},
      {"Priority", inspect(info.priority)},
      {"Trap exit", inspect(info.trap_exit)},
      {"Reductions", inspect(info.reductions)}
    ])

    if info.links != [], do: section("Links", Enum.map(info.links, &{inspect(&1), details(&1)}))

    if info.monitors != [] do
      section("Monitors", for({_, other} <- info.monitors, do: {inspect(other), details(other)}))
    end

    section("Memory", [{"Memory", bytes(info.memory)}])

    heading("Current stacktrace")
    Enum.each(info.current_stacktrace, &IO.puts("    " <> Exception.format_stacktrace_entry(&1)))
    IO.puts("")
  end

  # The name of a process, or the function that it began with.
  defp details(pid) when is_pid(pid) do
    case remotely(pid, :erlang, :process_info, [pid, [:registered_name, :initial_call, :dictionary]]) do
      {:ok, [registered_name: name, initial_call: initial, dictionary: dictionary]} ->
        if name != [] do
          inspect(name)
        else
          {module, function, arity} = Keyword.get(dictionary, :"$initial_call", initial)
          Exception.format_mfa(module, function, arity)
        end

      _ ->
        ""
    end
  end

  defp details(_), do: ""

  defp remotely(pid, module, function, args) do
    if node(pid) == node() do
      {:ok, :erlang.apply(module, function, args)}
    else
      {:ok, :erpc.call(node(pid), module, function, args, 5000)}
    end
  catch
    _, _ -> :error
  end

  @topics [:system, :memory, :limits, :applications]

  def runtime_info, do: runtime_info([:system, :memory, :limits])
  def runtime_info(topic) when topic in @topics, do: runtime_info([topic])

  def runtime_info(topics) when is_list(topics) do
    Enum.each(topics, &runtime_topic/1)
    IO.puts(["\nShowing topics:      ", inspect(topics), "\nAdditional topics:   ", inspect(@topics -- topics)])
    IO.puts("\nTo view a specific topic call runtime_info(topic)\n")
    @dont_display
  end

  defp runtime_topic(:system) do
    section("System and architecture", [
      {"Elixir version", System.version()},
      {"Erlang/OTP version", List.to_string(:erlang.system_info(:otp_release))},
      {"Runtime", "gex, no ERTS"},
      {"Compiled for", List.to_string(:erlang.system_info(:system_architecture))},
      {"Schedulers", inspect(:erlang.system_info(:schedulers))},
      {"Schedulers online", inspect(:erlang.system_info(:schedulers_online))}
    ])
  end

  defp runtime_topic(:memory) do
    section("Memory of the Go runtime", for({key, size} <- :erlang.memory(), do: {memory_name(key), bytes(size)}))
  end

  defp runtime_topic(:limits) do
    {uptime, _} = :erlang.statistics(:wall_clock)

    section("Statistics / limits", [
      {"Uptime", uptime(div(uptime, 1000))},
      {"Atoms", used(:atom_count, :atom_limit)},
      {"ETS", "#{length(:ets.all())} tables"},
      {"Processes", used(:process_count, :process_limit)}
    ])
  end

  defp runtime_topic(:applications) do
    started = Application.started_applications()

    section("Loaded OTP applications", for {name, _, version} <- Enum.sort(Application.loaded_applications()) do
      state = if List.keymember?(started, name, 0), do: "(started)", else: ""
      {Atom.to_string(name), String.pad_trailing(List.to_string(version), 20) <> state}
    end)
  end

  # As "1 days, 2 hours, 0 minutes and 5 seconds", from the first that is not 0.
  defp uptime(seconds) do
    parts = [{div(seconds, 86400), "days"}, {rem(div(seconds, 3600), 24), "hours"}, {rem(div(seconds, 60), 60), "minutes"}]
    before = for {n, unit} <- Enum.drop_while(parts, &(elem(&1, 0) == 0)), do: "#{n} #{unit}"
    last = "#{rem(seconds, 60)} seconds"
    if before == [], do: last, else: Enum.join(before, ", ") <> " and " <> last
  end

  defp memory_name(key), do: String.capitalize(String.replace(Atom.to_string(key), "_", " "))

  defp used(count, limit) do
    {count, limit} = {:erlang.system_info(count), :erlang.system_info(limit)}
    "#{count} / #{limit} (#{div(count * 100, limit)}% used)"
  end

  defp heading(text), do: IO.puts(["\n## ", text, " \n"])

  defp section(title, rows) do
    heading(title)
    Enum.each(rows, fn {label, text} -> IO.puts([String.pad_trailing(label, 20), " ", text]) end)
  end

  defp bytes(n) when n >= 1_073_741_824, do: "#{div(n, 1_073_741_824)} GB"
  defp bytes(n) when n >= 1_048_576, do: "#{div(n, 1_048_576)} MB"
  defp bytes(n) when n >= 1024, do: "#{div(n, 1024)} KB"
  defp bytes(n), do: "#{n} B"

  def c(files, path \\ :in_memory) when is_binary(path) or path == :in_memory do
    files = List.wrap(files)

    if not Enum.all?(files, &is_binary/1) do
      raise ArgumentError, "expected a binary or a list of binaries as argument"
    end

    {found, missing} = Enum.split_with(files, &elem(:compile.path(&1), 2))

    if missing != [] do
      raise ArgumentError, "could not find files #{Enum.join(missing, ", ")}"
    end

    {erl, ex} = Enum.split_with(found, &String.ends_with?(&1, ".erl"))

    # Those of Erlang first, as code of Elixir may call them while it is compiled.
    erlang =
      Enum.map(erl, fn file ->
        {_, source, _} = :compile.path(file)
        {module, binary} = compile_erlang(source)
        if path != :in_memory, do: write_beam(path, module, binary)
        module
      end)

    compiled(erlang, ex, path) || raise CompileError
  end

  def r(modules) do
    sources =
      Enum.map(List.wrap(modules), fn module ->
        if not Code.ensure_loaded?(module) do
          raise ArgumentError, "could not load nor find module: #{inspect(module)}"
        end

        case Keyword.fetch(module.module_info(:compile), :source) do
          {:ok, source} ->
            if not elem(:compile.path(source), 2) do
              raise ArgumentError, "could not find source (#{source}) for module: #{inspect(module)}"
            end

            List.to_string(source)

          :error ->
            raise ArgumentError, "could not find source for module: #{inspect(module)}"
        end
      end)

    {erl, ex} = Enum.split_with(Enum.uniq(sources), &String.ends_with?(&1, ".erl"))
    erlang = Enum.map(erl, fn source -> elem(compile_erlang(source), 0) end)
    {:reloaded, compiled(erlang, ex, :in_memory) || raise(CompileError)}
  end

  # What needs files of compiled code or a Mix project, which gex has not.
  def recompile(_options \\ []) do
    IO.puts(color(:eval_error, "Mix is not running. Please start IEx with: iex -S mix"))
    :error
  end

  def l(module) when is_atom(module), do: :code.load_file(module)

  # Compiles the source of a module on other nodes, whatever their versions are.
  def nl(nodes \\ Node.list(), module)

  def nl(nodes, module) when is_list(nodes) and is_atom(module) do
    with true <- Code.ensure_loaded?(module),
         {:ok, source} <- Keyword.fetch(module.module_info(:compile), :source),
         {:ok, text} <- :file.read_file(source) do
      results =
        for node <- nodes do
          try do
            :erpc.call(node, Code, :compile_string, [text, List.to_string(source)])
            {node, :loaded, module}
          catch
            :error, {:erpc, reason} -> {node, :badrpc, reason}
            kind, reason -> {node, :error, {kind, reason}}
          end
        end

      {:ok, results}
    else
      _ -> {:error, :nofile}
    end
  end

  defmacro import_file(path) when is_binary(path), do: read_quoted(path)
  defmacro import_file(_), do: raise(ArgumentError, "import_file/1 expects a literal binary as its argument")

  @deprecated "Use import_file_if_available/1 instead"
  defmacro import_file(path, options) when is_binary(path) and is_list(options) do
    if not Keyword.get(options, :optional, false) or available?(path), do: read_quoted(path)
  end

  defmacro import_file_if_available(path) when is_binary(path) do
    if available?(path), do: read_quoted(path)
  end

  defmacro import_file_if_available(_) do
    raise ArgumentError, "import_file_if_available/1 expects a literal binary as its argument"
  end

  defp available?(path), do: elem(:compile.path(expand(path)), 2)

  defp read_quoted(path) do
    full = elem(:compile.path(expand(path)), 0)
    Code.string_to_quoted!(:erlang.apply(File, :read!, [full]), file: full)
  end

  # Nothing if one of the files does not compile.
  defp compiled(erlang, elixir, path) do
    with {:ok, modules} <- compile_elixir(elixir, []) do
      if path != :in_memory, do: for({module, binary} <- modules, do: write_beam(path, module, binary))
      erlang ++ :lists.sort(for {module, _} <- modules, do: module)
    else
      :error -> nil
    end
  end

  # Only found when called: File is above this module.
  defp write_beam(path, module, binary) do
    file = path <> "/" <> :erlang.atom_to_binary(module) <> ".beam"
    :erlang.apply(File, :write!, [file, binary])
  end

  defp compile_elixir([], modules), do: {:ok, modules}

  defp compile_elixir([file | rest], modules) do
    {full, source, _} = :compile.path(file)

    try do
      {:ok, text} = :file.read_file(full)
      :elixir_code.compile(text, full)
    catch
      kind, reason ->
        report(source, kind, reason, __STACKTRACE__)
        :error
    else
      more -> compile_elixir(rest, modules ++ more)
    end
  end

  defp report(file, kind, reason, stack) do
    stack = Enum.take_while(stack, fn {module, _, _, _} -> module not in [:elixir_compiler, :elixir_code, __MODULE__] end)
    stack = if is_struct(reason, CompileError), do: [], else: stack
    text = :erlang.apply(Exception, :format, [kind, reason, stack])
    end_of_text = if is_struct(reason, CompileError), do: "\n\n", else: if(stack == [], do: "\n", else: "")
    IO.write(:stderr, ["\n== Compilation error in file ", file, " ==\n", text, end_of_text])
  end

  defp compile_erlang(source) do
    source = String.to_charlist(source)

    case :compile.file(source, [:binary, :report]) do
      {:ok, module, binary} ->
        :code.purge(module)
        {:module, ^module} = :code.load_binary(module, source, binary)
        {module, binary}

      _ ->
        raise CompileError
    end
  end
end

