defmodule Macro do
  @compile {:no_warn_undefined, {Macro, :to_string, 1}}

  # camelize/1, classify_atom/1, escape/1,2, expand_once/2, operator?/2,
  # special_form?/2, underscore/1 and unescape_string/1 are natives.

  # ---- walks

  def traverse(ast, acc, pre, post) when is_function(pre, 2) and is_function(post, 2) do
    {ast, acc} = pre.(ast, acc)
    descend(ast, acc, pre, post)
  end

  defp descend({form, meta, args}, acc, pre, post) when is_atom(form) do
    {args, acc} = descend_args(args, acc, pre, post)
    post.({form, meta, args}, acc)
  end

  defp descend({form, meta, args}, acc, pre, post) do
    {form, acc} = pre.(form, acc)
    {form, acc} = descend(form, acc, pre, post)
    {args, acc} = descend_args(args, acc, pre, post)
    post.({form, meta, args}, acc)
  end

  defp descend({left, right}, acc, pre, post) do
    {left, acc} = pre.(left, acc)
    {left, acc} = descend(left, acc, pre, post)
    {right, acc} = pre.(right, acc)
    {right, acc} = descend(right, acc, pre, post)
    post.({left, right}, acc)
  end

  defp descend(list, acc, pre, post) when is_list(list) do
    {list, acc} = descend_args(list, acc, pre, post)
    post.(list, acc)
  end

  defp descend(other, acc, _pre, post), do: post.(other, acc)

  defp descend_args(args, acc, _pre, _post) when is_atom(args), do: {args, acc}

  defp descend_args(args, acc, pre, post) when is_list(args) do
    :lists.mapfoldl(
      fn arg, acc ->
        {arg, acc} = pre.(arg, acc)
        descend(arg, acc, pre, post)
      end,
      acc,
      args
    )
  end

  def prewalk(ast, fun) when is_function(fun, 1) do
    elem(prewalk(ast, nil, fn node, nil -> {fun.(node), nil} end), 0)
  end

  def prewalk(ast, acc, fun) when is_function(fun, 2) do
    traverse(ast, acc, fun, fn node, acc -> {node, acc} end)
  end

  def postwalk(ast, fun) when is_function(fun, 1) do
    elem(postwalk(ast, nil, fn node, nil -> {fun.(node), nil} end), 0)
  end

  def postwalk(ast, acc, fun) when is_function(fun, 2) do
    traverse(ast, acc, fn node, acc -> {node, acc} end, fun)
  end

  def prewalker(ast), do: &prewalk_next([ast], &1, &2)

  defp prewalk_next(rest, {:suspend, acc}, fun), do: {:suspended, acc, &prewalk_next(rest, &1, fun)}
  defp prewalk_next(_rest, {:halt, acc}, _fun), do: {:halted, acc}
  defp prewalk_next([], {:cont, acc}, _fun), do: {:done, acc}

  defp prewalk_next([node | rest], {:cont, acc}, fun) do
    prewalk_next(below(node, rest), fun.(node, acc), fun)
  end

  defp below({form, _, args}, rest) when is_atom(form), do: below_args(args, rest)
  defp below({form, _, args}, rest), do: [form | below_args(args, rest)]
  defp below({left, right}, rest), do: [left, right | rest]
  defp below(list, rest) when is_list(list), do: list ++ rest
  defp below(_, rest), do: rest

  defp below_args(args, rest) when is_list(args), do: args ++ rest
  defp below_args(_, rest), do: rest

  def postwalker(ast), do: &postwalk_next([{:visit, ast}], &1, &2)

  defp postwalk_next(rest, {:suspend, acc}, fun), do: {:suspended, acc, &postwalk_next(rest, &1, fun)}
  defp postwalk_next(_rest, {:halt, acc}, _fun), do: {:halted, acc}
  defp postwalk_next([], {:cont, acc}, _fun), do: {:done, acc}

  defp postwalk_next([{:done, node} | rest], {:cont, acc}, fun) do
    postwalk_next(rest, fun.(node, acc), fun)
  end

  defp postwalk_next([{:visit, node} | rest], cont, fun) do
    children = for child <- below(node, []), do: {:visit, child}
    postwalk_next(children ++ [{:done, node} | rest], cont, fun)
  end

  def path(ast, fun) when is_function(fun, 1), do: path_to(ast, [], fun)

  defp path_to(node, above, fun) do
    path = [node | above]
    if fun.(node), do: path, else: path_below(below(node, []), path, fun)
  end

  defp path_below([], _above, _fun), do: nil

  defp path_below([node | rest], above, fun) do
    path_to(node, above, fun) || path_below(rest, above, fun)
  end

  # ---- pipes and calls

  @unary [:!, :@, :^, :not, :+, :-, :~~~, :&]
  @only_unary [:!, :@, :^, :not, :~~~]

  def pipe(expr, call_args, position)

  def pipe(expr, {form, _, _} = call, _position) when form in [:&, :{}, :%{}, :<<>>, :__aliases__] do
    bad_pipe(expr, call)
  end

  def pipe(expr, {:fn, _, _}, _position) do
    raise ArgumentError,
          "cannot pipe #{Macro.to_string(expr)} into an anonymous function without calling the function; " <>
            "use Kernel.then/2 instead or define the anonymous function as a regular private function"
  end

  def pipe(expr, {name, _, []}, _position) when name in [:unquote, :unquote_splicing] do
    raise ArgumentError,
          "cannot pipe #{Macro.to_string(expr)} into the special form #{name}/1 since #{name}/1 is used to build the Elixir AST itself"
  end

  def pipe(expr, {name, meta, atom}, position) when is_atom(name) and is_atom(atom) do
    {name, meta, List.insert_at([], position, expr)}
  end

  def pipe(_expr, {name, _, [arg]} = call, _position) when name in [:+, :-] do
    raise ArgumentError,
          "piping into a unary operator is not supported, please use the qualified name: " <>
            "Kernel.#{name}(#{Macro.to_string(arg)}), instead of #{Macro.to_string(call)}"
  end

  def pipe(expr, {name, meta, args} = call, position) when is_atom(name) and is_list(args) do
    cond do
      name in @only_unary or (name in @unary and not Macro.operator?(name, 2)) -> bad_operator(expr, call, "one argument")
      name in @unary and args != [] -> bad_operator(expr, call, "one argument")
      Macro.operator?(name, 2) -> bad_operator(expr, call, "two arguments")
      true -> {name, meta, List.insert_at(args, position, expr)}
    end
  end

  def pipe(expr, {call, meta, args}, position) when is_list(args) do
    {call, meta, List.insert_at(args, position, expr)}
  end

  def pipe(expr, other, _position), do: bad_pipe(expr, other)

  defp bad_operator(expr, {name, _, _} = call, count) do
    raise ArgumentError,
          "cannot pipe #{Macro.to_string(expr)} into #{Macro.to_string(call)}, the #{inspect(name)} operator can only take #{count}"
  end

  defp bad_pipe(expr, call) do
    raise ArgumentError,
          "cannot pipe #{Macro.to_string(expr)} into #{Macro.to_string(call)}, can only pipe into local calls foo(), " <>
            "remote calls Foo.bar() or anonymous function calls foo.()"
  end

  def unpipe(expr), do: :lists.reverse(unpipe(expr, []))

  defp unpipe({:|>, _, [left, right]}, acc), do: unpipe(right, unpipe(left, acc))
  defp unpipe(other, acc), do: [{other, 0} | acc]

  def decompose_call(ast)
  def decompose_call({:{}, _, args}) when is_list(args), do: :error

  def decompose_call({{:., _, [remote, function]}, _, args}) when is_tuple(remote) or is_atom(remote) do
    {remote, function, args}
  end

  def decompose_call({name, _, args}) when is_atom(name) and is_atom(args), do: {name, []}
  def decompose_call({name, _, args}) when is_atom(name) and is_list(args), do: {name, args}
  def decompose_call(_), do: :error

  # ---- making code

  def var(var, context) when is_atom(var) and is_atom(context), do: {var, [], context}

  def unique_var(var, context) when is_atom(var) and is_atom(context) do
    {var, [counter: :erlang.unique_integer()], context}
  end

  def generate_arguments(amount, context), do: generate_arguments(amount, context, &var/2)

  def generate_unique_arguments(amount, context), do: generate_arguments(amount, context, &unique_var/2)

  defp generate_arguments(0, context, _fun) when is_atom(context), do: []

  defp generate_arguments(amount, context, fun)
       when is_integer(amount) and amount > 0 and is_atom(context) do
    for n <- 1..amount, do: fun.(:"arg#{n}", context)
  end

  def update_meta({left, meta, right}, fun) when is_list(meta), do: {left, fun.(meta), right}
  def update_meta(other, _fun), do: other

  def validate(expr) do
    case invalid(expr) do
      nil -> :ok
      {:invalid, term} -> {:error, term}
    end
  end

  defp invalid({left, right}), do: invalid(left) || invalid(right)

  defp invalid({form, meta, args}) when is_list(meta) and (is_list(args) or is_atom(args)) and is_atom(form) do
    invalid_args(args)
  end

  defp invalid({form, meta, args}) when is_list(meta) and (is_list(args) or is_atom(args)) and is_tuple(form) do
    invalid(form) || invalid_args(args)
  end

  defp invalid(list) when is_list(list), do: Enum.find_value(list, &invalid/1)

  defp invalid(other) when is_atom(other) or is_number(other) or is_binary(other) or is_pid(other), do: nil

  defp invalid(fun) when is_function(fun) do
    if :erlang.fun_info(fun, :type) == {:type, :external} and :erlang.fun_info(fun, :env) == {:env, []},
      do: nil,
      else: {:invalid, fun}
  end

  defp invalid(other), do: {:invalid, other}

  defp invalid_args(args) when is_list(args), do: Enum.find_value(args, &invalid/1)
  defp invalid_args(_), do: nil

  def quoted_literal?(term)
  def quoted_literal?({:__aliases__, _, args}), do: quoted_literal?(args)
  def quoted_literal?({:%, _, [left, right]}), do: quoted_literal?(left) and quoted_literal?(right)
  def quoted_literal?({:%{}, _, args}), do: quoted_literal?(args)
  def quoted_literal?({:{}, _, args}), do: quoted_literal?(args)
  def quoted_literal?({:<<>>, _, args}) when is_list(args), do: Enum.all?(args, &quoted_segment?/1)
  def quoted_literal?({:__MODULE__, _, context}) when is_atom(context), do: true
  def quoted_literal?({left, right}), do: quoted_literal?(left) and quoted_literal?(right)
  def quoted_literal?(list) when is_list(list), do: Enum.all?(list, &quoted_literal?/1)
  def quoted_literal?(term), do: is_atom(term) or is_number(term) or is_binary(term) or is_function(term)

  defp quoted_segment?({:"::", _, [segment, _size]}), do: quoted_literal?(segment)
  defp quoted_segment?(segment), do: quoted_literal?(segment)

  # ---- expansion

  def expand(ast, env) do
    case Macro.expand_once(ast, env) do
      ^ast -> ast
      next -> expand(next, env)
    end
  end

  @deprecated "Use Macro.expand_literals/2 instead"
  def expand_literal(ast, env), do: expand_literals(ast, env)

  def expand_literals(ast, env) do
    elem(expand_literals(ast, nil, fn node, nil -> {expand(node, env), nil} end), 0)
  end

  def expand_literals(ast, acc, fun)

  def expand_literals({:__aliases__, meta, args}, acc, fun) do
    {args, acc} = expand_all(args, acc, fun)

    if Enum.all?(args, &is_atom/1),
      do: fun.({:__aliases__, meta, args}, acc),
      else: {{:__aliases__, meta, args}, acc}
  end

  def expand_literals({:__MODULE__, _, context} = node, acc, fun) when is_atom(context), do: fun.(node, acc)

  def expand_literals({:%, meta, [left, right]}, acc, fun) do
    {left, acc} = expand_literals(left, acc, fun)
    {right, acc} = expand_literals(right, acc, fun)
    {{:%, meta, [left, right]}, acc}
  end

  def expand_literals({form, meta, args}, acc, fun) when form in [:%{}, :{}] do
    {args, acc} = expand_literals(args, acc, fun)
    {{form, meta, args}, acc}
  end

  def expand_literals({left, right}, acc, fun) do
    {left, acc} = expand_literals(left, acc, fun)
    {right, acc} = expand_literals(right, acc, fun)
    {{left, right}, acc}
  end

  def expand_literals(list, acc, fun) when is_list(list), do: expand_all(list, acc, fun)
  def expand_literals(other, acc, _fun), do: {other, acc}

  defp expand_all([head | tail], acc, fun) do
    {head, acc} = expand_literals(head, acc, fun)
    {tail, acc} = expand_all(tail, acc, fun)
    {[head | tail], acc}
  end

  defp expand_all([], acc, _fun), do: {[], acc}
  defp expand_all(tail, acc, fun), do: expand_literals(tail, acc, fun)

  def compile_apply(module, function, args, _env), do: apply(module, function, args)

  def struct!(module, env) when is_atom(module) do
    struct_or_raise(module, env, fn -> module.__struct__() end, &:maps.from_list([{:__struct__, module} | &1]))
  end

  def struct_info!(module, env) when is_atom(module) do
    case :elixir_module.struct_fields(module) do
      nil -> if exports_struct?(module), do: module.__info__(:struct), else: no_struct(module, env)
      fields -> for {field, default, required} <- fields, do: %{field: field, default: default, required: required}
    end
  end

  defp struct_or_raise(module, env, loaded, defined) do
    case :elixir_module.struct_fields(module) do
      nil -> if exports_struct?(module), do: loaded.(), else: no_struct(module, env)
      fields -> defined.(for {field, default, _required} <- fields, do: {field, default})
    end
  end

  defp exports_struct?(module) do
    Code.ensure_loaded?(module) and :erlang.function_exported(module, :__struct__, 1)
  end

  defp no_struct(module, _env) do
    name = inspect(module)

    raise ArgumentError,
          "#{name}.__struct__/1 is undefined, cannot expand struct #{name}. Make sure the struct name is correct. " <>
            "If the struct name exists and is correct but it still cannot be found, you likely have cyclic module usage in your code"
  end

  # ---- texts

  def inspect_atom(source_format, atom, opts \\ [])

  def inspect_atom(source_format, atom, opts)
      when source_format in [:literal, :key, :remote_call] and is_atom(atom) and is_list(opts) do
    text = :elixir_identifier.inspect_atom(source_format, atom)

    case opts[:escape] do
      nil ->
        text

      escape ->
        {before, rest} = if source_format == :literal, do: {":", ":\""}, else: {"", "\""}

        if String.starts_with?(text, rest),
          do: before <> "\"" <> escape.(Atom.to_string(atom), ?") <> "\"" <> if(source_format == :key, do: ":", else: ""),
          else: text
    end
  end

  def unescape_string(string, map) when is_binary(string) and is_function(map, 1) do
    unescape(string, map, <<>>)
  end

  defp unescape(<<?\\, ?\r, ?\n, rest::binary>>, map, acc) do
    if map.(:newline), do: unescape(rest, map, acc), else: unescape(rest, map, <<acc::binary, ?\\, ?\r, ?\n>>)
  end

  defp unescape(<<?\\, ?\n, rest::binary>>, map, acc) do
    if map.(:newline), do: unescape(rest, map, acc), else: unescape(rest, map, <<acc::binary, ?\\, ?\n>>)
  end

  defp unescape(<<?\\, ?x, rest::binary>>, map, acc) do
    if map.(:hex), do: code_point(<<?\\, ?x>>, rest, map, acc), else: unescape(rest, map, <<acc::binary, ?\\, ?x>>)
  end

  defp unescape(<<?\\, ?u, rest::binary>>, map, acc) do
    if map.(:unicode), do: code_point(<<?\\, ?u>>, rest, map, acc), else: unescape(rest, map, <<acc::binary, ?\\, ?u>>)
  end

  defp unescape(<<?\\, char, rest::binary>>, map, acc) do
    case map.(char) do
      false -> unescape(rest, map, <<acc::binary, ?\\, char>>)
      other -> unescape(rest, map, <<acc::binary, other>>)
    end
  end

  defp unescape(<<char, rest::binary>>, map, acc), do: unescape(rest, map, <<acc::binary, char>>)
  defp unescape(<<>>, _map, acc), do: acc

  # The escape at the start of rest is resolved as strings do: it is as long as
  # the shortest text that is one.
  defp code_point(<<?\\, ?u>>, <<?{, rest::binary>>, map, acc) do
    case :binary.match(rest, "}") do
      {size, 1} ->
        <<digits::binary-size(^size), ?}, rest::binary>> = rest
        unescape(rest, map, acc <> Macro.unescape_string("\\u{" <> digits <> "}"))

      :nomatch ->
        Macro.unescape_string("\\u{" <> rest)
    end
  end

  defp code_point(escape, rest, map, acc) do
    size = min(if(escape == "\\u", do: 4, else: 2), byte_size(rest))
    <<digits::binary-size(^size), rest::binary>> = rest
    unescape(rest, map, acc <> Macro.unescape_string(escape <> digits))
  end

  @deprecated "Traverse over the arguments using Enum.map/2 instead"
  def unescape_tokens(tokens), do: for(token <- tokens, do: unescape_token(token, &Macro.unescape_string/1))
  @deprecated "Traverse over the arguments using Enum.map/2 instead"
  def unescape_tokens(tokens, map), do: for(token <- tokens, do: unescape_token(token, &unescape_string(&1, map)))

  defp unescape_token(token, fun) when is_binary(token), do: fun.(token)
  defp unescape_token(token, _fun), do: token

  # ---- dbg

  def dbg(code, options, %Macro.Env{} = env) do
    header = "[" <> Exception.format_stacktrace_entry(hd(Macro.Env.stacktrace(env))) <> "]"

    quote do
      options = unquote(options)
      Macro.__dbg__(:header, unquote(header), options)
      unquote(steps(code))
    end
  end

  # The code with the steps that are shown; options is the variable above.
  defp steps({:|>, _, _} = code) do
    [{first, _} | rest] = Macro.unpipe(code)
    count = length(rest)

    {steps, _} =
      Enum.map_reduce(Enum.with_index(rest, 1), nil, fn {{call, position}, n}, _ ->
        kind = if n == count, do: :last_pipe, else: :pipe
        {quote(do: value = unquote(shown(kind, call, Macro.pipe(quote(do: value), call, position)))), nil}
      end)

    {:__block__, [], [quote(do: value = unquote(shown(:value, first, first))) | steps]}
  end

  defp steps({op, _, [_, _]} = code) when op in [:and, :or, :&&, :||], do: shown(:last, code, logic(code))

  defp steps({:__block__, _, [_, _ | _] = exprs}) do
    {last, rest} = List.pop_at(exprs, -1)
    {:__block__, [], for(e <- rest, do: shown(:value, e, e)) ++ [shown(:last, last, last)]}
  end

  defp steps({:case, meta, [argument, [do: clauses]]} = code) when is_list(clauses) do
    matched = {:case, meta, [quote(do: argument), [do: numbered(clauses)]]}

    quote do
      argument = unquote(argument)
      Macro.__dbg__(:titled, {["Case argument", ":\n"], unquote(Macro.escape(argument)), argument}, options)
      {value, clause} = unquote(matched)
      title = ["Case expression", " (clause #", Integer.to_string(clause), " matched):\n"]
      Macro.__dbg__(:titled, {title, unquote(Macro.escape(code)), value}, options)
    end
  end

  defp steps({:cond, meta, [[do: clauses]]} = code) when is_list(clauses) do
    clauses =
      for {{:->, meta, [[condition], body]}, n} <- Enum.with_index(clauses, 1) do
        kept = quote(do: condition = unquote(condition))
        {:->, meta, [[kept], quote(do: {unquote(body), unquote(n), unquote(Macro.escape(condition)), condition})]}
      end

    quote do
      {value, clause, text, condition} = unquote({:cond, meta, [[do: clauses]]})

      Macro.__dbg__(
        :pair,
        {["Cond clause", " (clause #", Integer.to_string(clause), " matched):\n"], text, condition, ["Cond expression", ":\n"],
         unquote(Macro.escape(code)), value},
        options
      )
    end
  end

  defp steps({:if, meta, [condition, branches]} = code) do
    quote do
      condition = unquote(condition)
      Macro.__dbg__(:titled, {["If condition", ":\n"], unquote(Macro.escape(condition)), condition}, options)
      value = unquote({:if, meta, [quote(do: condition), branches]})
      Macro.__dbg__(:titled, {["If expression", ":\n"], unquote(Macro.escape(code)), value}, options)
    end
  end

  defp steps({:with, meta, args} = code) when is_list(args) do
    {clauses, blocks} = Enum.split_while(args, &(not Keyword.keyword?(&1)))

    clauses =
      Enum.map(clauses, fn
        {op, meta, [pattern, expr]} when op in [:<-, :=] -> {op, meta, [pattern, shown(:clause, expr, expr)]}
        other -> other
      end)

    quote do
      Macro.__dbg__(:clauses, ["With clauses", ":\n"], options)
      value = unquote({:with, meta, clauses ++ blocks})
      Macro.__dbg__(:titled, {["\n", "With expression", ":\n"], unquote(Macro.escape(code)), value}, options)
    end
  end

  defp steps(code), do: shown(:last, code, code)

  # The left operands are shown one by one.
  defp logic({op, meta, [left, right]}) do
    case left do
      {inner, _, [_, _]} when inner in [:and, :or, :&&, :||] -> {op, meta, [shown(:value, left, logic(left)), right]}
      _ -> {op, meta, [shown(:value, left, left), right]}
    end
  end

  defp numbered(clauses) do
    for {{:->, meta, [head, body]}, n} <- Enum.with_index(clauses, 1) do
      {:->, meta, [head, {body, n}]}
    end
  end

  defp shown(kind, code, value) do
    quote do: Macro.__dbg__(unquote(kind), {unquote(Macro.escape(code)), unquote(value)}, options)
  end

  def __dbg__(:header, text, options) do
    if Keyword.get(options, :print_location, true), do: dbg_print([:cyan, :italic, text, :reset, "\n"], options)
  end

  def __dbg__(:clauses, title, options), do: IO.write(dbg_title(title, options))

  def __dbg__(:clause, {code, value}, options) do
    IO.write(IO.ANSI.format_fragment(dbg_line(code, value, options), true))
    value
  end

  def __dbg__(:value, {code, value}, options) do
    dbg_print(dbg_line(code, value, options), options)
    value
  end

  def __dbg__(:pipe, {code, value}, options) do
    dbg_print([:faint, "|> ", :reset, dbg_line(code, value, options)], options)
    value
  end

  def __dbg__(:last_pipe, {code, value}, options) do
    dbg_print([:faint, "|> ", :reset, dbg_line(code, value, options), "\n"], options)
    value
  end

  def __dbg__(:last, {code, value}, options) do
    dbg_print([dbg_line(code, value, options), "\n"], options)
    value
  end

  def __dbg__(:titled, {title, code, value}, options) do
    dbg_print([dbg_title(title, options), dbg_line(code, value, options), "\n"], options)
    value
  end

  def __dbg__(:pair, {title1, code1, value1, title2, code2, value2}, options) do
    dbg_print([dbg_title(title1, options), dbg_line(code1, value1, options), "\n", dbg_title(title2, options), dbg_line(code2, value2, options), "\n"], options)
    value2
  end

  # The code is formatted where it runs: only there it is known whether it has
  # colours.
  defp dbg_line(code, value, options) do
    options = Keyword.merge([width: 80, pretty: true, syntax_colors: dbg_colors(options)], Keyword.delete(options, :print_location))
    text = Code.quoted_to_algebra(code, Keyword.take(options, [:syntax_colors]))
    [IO.iodata_to_binary(Inspect.Algebra.format(text, 98)), :faint, " #=>", :reset, " ", inspect(value, options), "\n"]
  end

  defp dbg_colors(options) do
    Keyword.get_lazy(options, :syntax_colors, fn -> if IO.ANSI.enabled?(), do: IO.ANSI.syntax_colors(), else: [] end)
  end

  # A title is underlined where there are colours.
  defp dbg_title(["\n" | title], options), do: ["\n" | dbg_title(title, options)]
  defp dbg_title([name | more], options), do: [IO.ANSI.format([:underline, name, :reset], dbg_colors(options) != []) | more]

  defp dbg_print(text, options), do: IO.write(IO.ANSI.format(text, options[:syntax_colors] != []))
end
