# The exceptions of the standard library. Their messages, where they are more
# than a field, are made by Exception.message/1, which knows these modules.

defmodule RuntimeError do
  defexception message: "runtime error"
end

defmodule ArgumentError do
  defexception message: "argument error"
end

defmodule ArithmeticError do
  defexception message: "bad argument in arithmetic expression"
end

defmodule SystemLimitError do
  defexception message: "a system limit has been reached"
end

defmodule BadArityError do
  defexception [:function, :args]
  def message(exception), do: Exception.message(exception)
end

defmodule BadBooleanError do
  defexception [:term, :operator]
  def message(exception), do: Exception.message(exception)
end

defmodule BadFunctionError do
  defexception [:term]
  def message(exception), do: Exception.message(exception)
end

defmodule BadMapError do
  defexception [:term]
  def message(exception), do: Exception.message(exception)
end

defmodule MatchError do
  defexception [:term]
  def message(exception), do: Exception.message(exception)
end

defmodule CaseClauseError do
  defexception [:term]
  def message(exception), do: Exception.message(exception)
end

defmodule WithClauseError do
  defexception [:term]
  def message(exception), do: Exception.message(exception)
end

defmodule TryClauseError do
  defexception [:term]
  def message(exception), do: Exception.message(exception)
end

defmodule CondClauseError do
  defexception []
  def message(exception), do: Exception.message(exception)
end

defmodule ErlangError do
  defexception [:original, :reason]
  def message(exception), do: Exception.message(exception)

  def normalize(reason, stacktrace), do: Exception.normalize(:error, reason, stacktrace)
end

defmodule FunctionClauseError do
  defexception [:module, :function, :arity, :kind, :args, :clauses]
  def message(exception), do: Exception.message(exception)
end

defmodule UndefinedFunctionError do
  defexception [:module, :function, :arity, :reason, :message]
  def message(exception), do: Exception.message(exception)
end

defmodule KeyError do
  defexception [:key, :term, :message]
  def message(exception), do: Exception.message(exception)
end

defmodule UnicodeConversionError do
  defexception [:encoded, :message]

  def exception(options) do
    rest = Keyword.fetch!(options, :rest)

    %UnicodeConversionError{
      encoded: Keyword.fetch!(options, :encoded),
      message: to_string(Keyword.fetch!(options, :kind)) <> " " <> place(rest)
    }
  end

  defp place([head | _]) when is_integer(head), do: "code point " <> to_string(head)
  defp place([head | _]), do: place(head)
  defp place(rest) when is_binary(rest), do: "encoding starting at " <> inspect(rest)
end

defmodule CompileError do
  defexception [:file, :line, description: "compile error"]
  def message(exception), do: Exception.message(exception)
end

defmodule SyntaxError do
  defexception [:file, :line, :column, :snippet, description: "syntax error"]
  def message(exception), do: Exception.message(exception)
end

defmodule TokenMissingError do
  defexception [
    :file,
    :line,
    :column,
    :end_line,
    :end_column,
    :snippet,
    :opening_delimiter,
    :expected_delimiter,
    description: "expression is incomplete"
  ]

  def message(exception), do: Exception.message(exception)
end

defmodule MismatchedDelimiterError do
  defexception [
    :file,
    :line,
    :column,
    :end_line,
    :end_column,
    :opening_delimiter,
    :closing_delimiter,
    :expected_delimiter,
    :snippet,
    description: "mismatched delimiter error"
  ]

  def message(exception), do: Exception.message(exception)
end

defmodule MissingApplicationsError do
  defexception apps: [], description: "missing applications found"
  def message(exception), do: Exception.message(exception)
end

defmodule Protocol.UndefinedError do
  defexception [:protocol, :value, description: ""]
  def message(exception), do: Exception.message(exception)
end

defmodule Enum.EmptyError do
  defexception message: "empty error"
end

defmodule Enum.OutOfBoundsError do
  defexception [:enumerable, :index, message: nil]
  def message(exception), do: Exception.message(exception)
end

defmodule Code.LoadError do
  defexception [:file, :message, :reason]

  def exception(options) do
    file = Keyword.fetch!(options, :file)
    reason = Keyword.fetch!(options, :reason)
    message = "could not load #{file}. Reason: #{reason}"
    %Code.LoadError{file: file, reason: reason, message: message}
  end
end

defmodule File.Error do
  defexception [:reason, :path, action: ""]
  def message(exception), do: Exception.message(exception)
end

defmodule File.CopyError do
  defexception [:reason, :source, :destination, on: "", action: ""]
  def message(exception), do: Exception.message(exception)
end

defmodule File.RenameError do
  defexception [:reason, :source, :destination, on: "", action: ""]
  def message(exception), do: Exception.message(exception)
end

defmodule File.LinkError do
  defexception [:reason, :existing, :new, action: ""]
  def message(exception), do: Exception.message(exception)
end

defmodule IO.StreamError do
  defexception [:reason]
  def message(exception), do: Exception.message(exception)
end

defmodule Inspect.Error do
  defexception [:exception_module, :exception_message, :stacktrace, :inspected_struct]
  def message(exception), do: Exception.message(exception)

  def exception(options) when is_list(options) do
    cause = Keyword.fetch!(options, :exception)

    %Inspect.Error{
      exception_module: cause.__struct__,
      exception_message: Exception.message(cause),
      stacktrace: Keyword.fetch!(options, :stacktrace),
      inspected_struct: Keyword.fetch!(options, :inspected_struct)
    }
  end
end

defmodule JSON.DecodeError do
  defexception [:message, :offset, :data]
end

defmodule Kernel.TypespecError do
  defexception [:file, :line, :description]
  def message(exception), do: Exception.message(exception)
end

defmodule OptionParser.ParseError do
  defexception [:message]
end

defmodule System.EnvError do
  defexception [:env]
  def message(exception), do: Exception.message(exception)
end

defmodule URI.Error do
  defexception [:action, :reason, :part]
  def message(exception), do: Exception.message(exception)
end

defmodule Version.InvalidRequirementError do
  defexception [:requirement]
  def message(exception), do: Exception.message(exception)
end

defmodule Version.InvalidVersionError do
  defexception [:version]
  def message(exception), do: Exception.message(exception)
end
