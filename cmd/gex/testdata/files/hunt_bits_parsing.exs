defmodule Png do
  def chunks(<<0x89, "PNG\r\n", 0x1A, "\n", rest::binary>>), do: chunks(rest, [])
  defp chunks(<<len::32, type::binary-size(4), data::binary-size(len), crc::unsigned-big-integer-32, rest::binary>>, acc), do: chunks(rest, [{type, len, data, crc} | acc])
  defp chunks(<<>>, acc), do: {:ok, Enum.reverse(acc)}
  defp chunks(rest, acc), do: {:truncated, byte_size(rest), Enum.reverse(acc)}
end
defmodule Ip do
  def parse(<<4::4, ihl::4, tos, len::16, id::16, flags::3, off::13, ttl, proto, sum::16, src::binary-4, dst::binary-4, _::binary>>) do
    %{ihl: ihl, tos: tos, len: len, id: id, flags: flags, off: off, ttl: ttl, proto: proto, sum: sum, src: ip(src), dst: ip(dst)}
  end
  defp ip(bin), do: for(<<b <- bin>>, do: b) |> Enum.join(".")
end
defmodule Main do
  def run do
    bin = <<0x89, "PNG\r\n", 0x1A, "\n", 3::32, "IHDR", "abc", 1::32, 0::32, "IEND", 2::32>>
    IO.inspect(Png.chunks(bin))
    IO.inspect(Png.chunks(bin <> <<1, 2>>))
    IO.inspect(Ip.parse(<<0x45, 0, 0, 60, 0x1c, 0x46, 0x40, 0, 0x40, 6, 0xb1, 0xe6, 172, 16, 10, 99, 172, 16, 10, 12>>))
    IO.inspect(for <<(r::5, g::6, b::5 <- <<0xF8, 0x00, 0x07, 0xE0, 0, 0x1F>>)>>, do: {r, g, b})
    IO.inspect(for <<(b::1 <- <<0b1011_0001>>)>>, do: b)
    IO.inspect(for(<<b::1 <- "A">>, do: b) |> Integer.undigits(2))
    IO.inspect(for x <- [1, 2, 3], into: <<>>, do: <<x::3>>)
    IO.inspect(<<1::1, 0::1, 5::6-signed>>)
    IO.inspect(<<-1::16, 1.5::float, 2.5::32-float, 3::little-16>>)
    <<f::float-little-64>> = <<3.25::float-little>>
    IO.inspect(f)
    <<a::signed-8, b::8, c::signed-little-16>> = <<255, 255, 254, 255>>
    IO.inspect({a, b, c})
    <<h::utf8, t::binary>> = "éa"
    IO.inspect({h, t})
    IO.inspect(<<"é"::utf16, "x"::utf32, 0x1F600::utf8>>)
    size = 4
    <<x::size(size)-unit(8), _::bits>> = <<0, 0, 1, 0, 9>>
    IO.inspect(x)
    <<len, str::binary-size(len - 1), rest::bitstring>> = <<4, "abc", 7::5>>
    IO.inspect({str, rest})
    IO.inspect(match?(<<_::7, _::bits>>, <<1::6>>))
    IO.inspect(<<1, 2, 3>> <> <<4>>)
    IO.inspect(bit_size(<<1::3, 2::7>>))
    IO.inspect(is_binary(<<1::3>>))
    IO.inspect(:binary.split("a,b,,c", ",", [:global, :trim_all]))
    IO.inspect(:binary.matches("abcabc", ["a", "ca"]))
    IO.inspect(:binary.part("hello", 1, 3))
    IO.inspect(:binary.decode_unsigned(<<1, 0>>))
    IO.inspect(:binary.encode_unsigned(65537))
    IO.inspect(:binary.bin_to_list("abc", 1, 2))
    IO.inspect(:binary.copy("ab", 3))
    IO.inspect(:binary.longest_common_prefix(["abcd", "abce"]))
    IO.inspect(Base.encode16(<<1, 171>>), limit: 3)
    IO.inspect(Base.decode64("aGk="))
    IO.inspect(:erlang.crc32("hello"))
    IO.inspect(:erlang.phash2({:a, 1}))
    IO.inspect(:erlang.term_to_binary([1, :a, "b", 2.0, %{}]))
    try do <<x::8>> = <<1, 2>>; x rescue e -> IO.puts(Exception.message(e)) end
    try do <<"a"::integer>> rescue e -> IO.inspect(e) end
    z = :a
    <<z>>
  end
end
Main.run()
