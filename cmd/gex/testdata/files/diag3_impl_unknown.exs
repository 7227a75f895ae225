defimpl Nope, for: Integer do
  def x(_), do: 1
end
