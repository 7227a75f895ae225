defprotocol P do
  def g(x)
end
defimpl P, foo: 1, for: Integer do
  def g(x), do: x
end
