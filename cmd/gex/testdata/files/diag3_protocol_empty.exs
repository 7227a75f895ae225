defprotocol P do
end
