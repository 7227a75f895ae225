# Documents are terms; what they mean, and which lines come of them, is in the
# Go package inspect (docterm.go).
defmodule Inspect.Algebra do
  defguard is_doc(doc)
           when is_list(doc) or is_binary(doc) or doc == :doc_line or
                  (is_tuple(doc) and tuple_size(doc) > 0 and
                     elem(doc, 0) in [
                       :doc_string,
                       :doc_break,
                       :doc_nest,
                       :doc_group,
                       :doc_fits,
                       :doc_force,
                       :doc_collapse,
                       :doc_color,
                       :doc_limit
                     ])

  defguardp is_limit(limit) when limit == :infinity or (is_integer(limit) and limit >= 0)

  def empty, do: []

  def string(string) when is_binary(string), do: {:doc_string, string, String.length(string)}

  def concat(doc1, doc2) when is_doc(doc1) and is_doc(doc2), do: [doc1 | doc2]

  def concat(docs) when is_list(docs), do: fold(docs, &concat/2)

  def no_limit(doc) when is_doc(doc), do: {:doc_limit, doc, :infinity}

  def nest(doc, level, mode \\ :always)

  def nest(doc, :cursor, mode) when is_doc(doc) and mode in [:always, :break] do
    {:doc_nest, doc, :cursor, mode}
  end

  def nest(doc, :reset, mode) when is_doc(doc) and mode in [:always, :break] do
    {:doc_nest, doc, :reset, mode}
  end

  def nest(doc, 0, _mode) when is_doc(doc), do: doc

  def nest(doc, level, mode)
      when is_doc(doc) and is_integer(level) and level > 0 and mode in [:always, :break] do
    {:doc_nest, doc, level, mode}
  end

  def break(string \\ " ") when is_binary(string), do: {:doc_break, string, :strict}

  def flex_break(string \\ " ") when is_binary(string), do: {:doc_break, string, :flex}

  def collapse_lines(max) when is_integer(max) and max > 0, do: {:doc_collapse, max}

  def next_break_fits(doc, mode \\ :enabled) when is_doc(doc) and mode in [:enabled, :disabled] do
    {:doc_fits, doc, mode}
  end

  def force_unfit(doc) when is_doc(doc), do: {:doc_force, doc}

  def glue(doc1, break_string \\ " ", doc2) when is_binary(break_string) do
    concat(doc1, concat(break(break_string), doc2))
  end

  def flex_glue(doc1, break_string \\ " ", doc2) when is_binary(break_string) do
    concat(doc1, concat(flex_break(break_string), doc2))
  end

  def space(doc1, doc2), do: concat(doc1, concat(" ", doc2))

  def line, do: :doc_line

  def line(doc1, doc2), do: concat(doc1, concat(:doc_line, doc2))

  def group(doc, mode \\ :normal) when is_doc(doc) do
    case mode do
      :self -> {:doc_group, doc, :normal}
      :normal -> {:doc_group, doc, mode}
      :optimistic -> {:doc_group, doc, mode}
      :pessimistic -> {:doc_group, doc, mode}
      :inherit -> {:doc_group, doc, mode}
    end
  end

  def fold(docs, folder_fun)
  def fold([], _folder_fun), do: []
  def fold([doc], _folder_fun), do: doc

  def fold([doc | docs], folder_fun) when is_function(folder_fun, 2) do
    folder_fun.(doc, fold(docs, folder_fun))
  end

  def fold_doc(docs, folder_fun), do: fold(docs, folder_fun)

  def color(doc, color) when is_doc(doc) and is_binary(color), do: {:doc_color, doc, color}

  def color(doc, key, opts), do: color_doc(doc, key, opts)

  def color_doc(doc, color_key, %Inspect.Opts{syntax_colors: colors}) when is_doc(doc) do
    case Keyword.get(colors, color_key) do
      nil ->
        doc

      sequence ->
        reset = Keyword.get(colors, :reset, :reset)
        concat({:doc_color, doc, escape(sequence)}, {:doc_color, [], escape(reset)})
    end
  end

  defp escape(sequence) do
    sequence |> IO.ANSI.format_fragment(true) |> IO.iodata_to_binary()
  end

  @deprecated "Use a combination of concat/2 and nest/2 instead"
  def surround(left, doc, right) when is_doc(left) and is_doc(doc) and is_doc(right) do
    concat(concat(left, nest(doc, 1)), right)
  end

  @deprecated "Use Inspect.Algebra.container_doc/6 instead"
  def surround_many(left, docs, right, opts, fun, separator \\ ",") do
    container_doc(left, docs, right, opts, fun, separator: separator, break: :maybe)
  end

  def container_doc(left, collection, right, inspect_opts, fun, opts \\ []) do
    {doc, _opts} = container_doc_with_opts(left, collection, right, inspect_opts, fun, opts)
    doc
  end

  def container_doc_with_opts(left, collection, right, inspect_opts, fun, opts \\ [])

  def container_doc_with_opts(left, [], right, %Inspect.Opts{} = inspect_opts, fun, opts)
      when is_doc(left) and is_doc(right) and is_function(fun, 2) and is_list(opts) do
    {concat(left, right), inspect_opts}
  end

  def container_doc_with_opts(left, collection, right, %Inspect.Opts{} = inspect_opts, fun, opts)
      when is_doc(left) and is_list(collection) and is_doc(right) and is_function(fun, 2) and
             is_list(opts) do
    break = Keyword.get(opts, :break, :maybe)
    separator = Keyword.get(opts, :separator, ",")
    {docs, simple?, inspect_opts} = elements(collection, inspect_opts, fun, break == :maybe, [])
    flex? = simple? or break == :flex

    joined =
      fold(docs, fn
        left, [] -> left
        [], right -> right
        left, right when flex? -> flex_glue(separated(left, separator), right)
        left, right -> glue(separated(left, separator), right)
      end)

    doc =
      if flex? do
        group(concat(concat(left, nest(joined, 1)), right))
      else
        group(concat(concat_nest(left, joined), concat(break(""), right)))
      end

    {doc, inspect_opts}
  end

  defp concat_nest(left, joined), do: nest(concat(left, concat(break(""), joined)), 2)

  # The head of an improper list goes with a bar instead of a separator.
  defp separated({:__bar__, doc}, _separator), do: concat(doc, " |")
  defp separated(doc, separator), do: concat(doc, separator)

  defp elements([], opts, _fun, simple?, docs), do: {:lists.reverse(docs), simple?, opts}

  defp elements(_, %Inspect.Opts{limit: 0} = opts, _fun, simple?, docs) do
    {:lists.reverse(["..." | docs]), simple?, opts}
  end

  defp elements([term | rest], opts, fun, simple?, docs) when is_list(rest) do
    {doc, opts} = element(term, opts, fun)
    elements(rest, opts, fun, simple? and simple?(doc), [doc | docs])
  end

  defp elements([left | right], opts, fun, simple?, docs) do
    {left, opts} = element(left, opts, fun)
    {right, _} = element(right, opts, fun)
    simple? = simple? and simple?(left) and simple?(right)
    {:lists.reverse([right, {:__bar__, left} | docs]), simple?, opts}
  end

  defp element(term, opts, fun) do
    opts = spent(opts)

    case fun.(term, opts) do
      {doc, %Inspect.Opts{} = opts} -> {doc, opts}
      doc -> {doc, opts}
    end
  end

  defp spent(%Inspect.Opts{limit: :infinity} = opts), do: opts
  defp spent(%Inspect.Opts{limit: limit} = opts), do: %{opts | limit: limit - 1}

  defp simple?([head | tail]), do: simple?(head) and simple?(tail)
  defp simple?({:doc_color, doc, _}), do: simple?(doc)
  defp simple?({:doc_string, _, _}), do: true
  defp simple?([]), do: true
  defp simple?(other), do: is_binary(other)

  def to_doc(term, opts) do
    {doc, _opts} = to_doc_with_opts(term, opts)
    doc
  end

  def to_doc_with_opts(term, %Inspect.Opts{} = opts), do: Inspect.Algebra.__doc__(term, opts)

  def format(doc, width) when is_doc(doc) and is_limit(width), do: Inspect.Algebra.__format__(doc, width)
end
