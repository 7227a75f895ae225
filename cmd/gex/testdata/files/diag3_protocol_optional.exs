defprotocol P do
  @optional_callbacks g: 1
  def g(x)
end
