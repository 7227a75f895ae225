# URIs as RFC 3986 has them. parse/1 takes anything apart; new/1 checks it too.
defmodule URI do
  @derive {Inspect, optional: [:authority]}
  defstruct [:scheme, :authority, :userinfo, :host, :port, :path, :query, :fragment]

  @ports %{"ftp" => 21, "sftp" => 22, "tftp" => 69, "http" => 80, "ws" => 80, "https" => 443, "wss" => 443, "ldap" => 389}

  def default_port(scheme) when is_binary(scheme) do
    case :persistent_term.get({URI, scheme}, nil) do
      nil -> Map.get(@ports, scheme)
      port -> port
    end
  end

  def default_port(scheme, port) when is_binary(scheme) and is_integer(port) and port >= 0 do
    :persistent_term.put({URI, scheme}, port)
  end

  def encode_query(enumerable, encoding \\ :www_form) do
    Enum.map_join(enumerable, "&", &encode_kv_pair(&1, encoding))
  end

  defp encode_kv_pair({key, _}, _encoding) when is_list(key) do
    raise ArgumentError, "encode_query/2 keys cannot be lists, got: #{inspect(key)}"
  end

  defp encode_kv_pair({_, value}, _encoding) when is_list(value) do
    raise ArgumentError, "encode_query/2 values cannot be lists, got: #{inspect(value)}"
  end

  defp encode_kv_pair({key, value}, :rfc3986) do
    encode(Kernel.to_string(key), &char_unreserved?/1) <>
      "=" <> encode(Kernel.to_string(value), &char_unreserved?/1)
  end

  defp encode_kv_pair({key, value}, :www_form) do
    encode_www_form(Kernel.to_string(key)) <> "=" <> encode_www_form(Kernel.to_string(value))
  end

  def decode_query(query, map \\ %{}, encoding \\ :www_form)

  def decode_query(query, %_{} = dict, encoding) when is_binary(query) do
    IO.warn("URI.decode_query/3 expects the second argument to be a map, other usage is deprecated")
    decode_into(query, dict, encoding, &:erlang.apply(Dict, :put, [&1, &2, &3]))
  end

  def decode_query(query, map, encoding) when is_binary(query) and is_map(map) do
    decode_into(query, map, encoding, &Map.put/3)
  end

  def decode_query(query, dict, encoding) when is_binary(query) do
    IO.warn("URI.decode_query/3 expects the second argument to be a map, other usage is deprecated")
    decode_into(query, dict, encoding, &:erlang.apply(Dict, :put, [&1, &2, &3]))
  end

  defp decode_into(query, acc, encoding, put) do
    case next_pair(query, encoding) do
      nil -> acc
      {{key, value}, rest} -> decode_into(rest, put.(acc, key, value), encoding, put)
    end
  end

  def query_decoder(query, encoding \\ :www_form) when is_binary(query) do
    Stream.unfold(query, &next_pair(&1, encoding))
  end

  defp next_pair("", _encoding), do: nil

  defp next_pair(query, encoding) do
    {pair, rest} =
      case :binary.split(query, "&") do
        [pair, rest] -> {pair, rest}
        [pair] -> {pair, ""}
      end

    pair =
      case :binary.split(pair, "=") do
        [key, value] -> {decode_with_encoding(key, encoding), decode_with_encoding(value, encoding)}
        [key] -> {decode_with_encoding(key, encoding), ""}
      end

    {pair, rest}
  end

  defp decode_with_encoding(string, :www_form), do: decode_www_form(string)
  defp decode_with_encoding(string, :rfc3986), do: decode(string)

  def char_reserved?(character) when is_integer(character) and character >= 0 do
    character in ~c":/?#[]@!$&'()*+,;="
  end

  def char_unreserved?(character) when is_integer(character) and character >= 0 do
    character in ?0..?9 or character in ?a..?z or character in ?A..?Z or character in ~c"~_-."
  end

  def char_unescaped?(character) when is_integer(character) and character >= 0 do
    char_reserved?(character) or char_unreserved?(character)
  end

  def encode(string, predicate \\ &char_unescaped?/1)

  def encode(string, predicate) when is_binary(string) and is_function(predicate, 1) do
    for <<byte <- string>>, into: "", do: percent(byte, predicate)
  end

  def encode_www_form(string) when is_binary(string) do
    for <<byte <- string>>, into: "" do
      case percent(byte, &char_unreserved?/1) do
        "%20" -> "+"
        other -> other
      end
    end
  end

  defp percent(char, predicate) do
    if predicate.(char), do: <<char>>, else: <<"%", hex(div(char, 16)), hex(rem(char, 16))>>
  end

  defp hex(n) when n <= 9, do: n + ?0
  defp hex(n), do: n + ?A - 10

  def decode(uri), do: unpercent(uri, "", false)
  def decode_www_form(string) when is_binary(string), do: unpercent(string, "", true)

  # What is no pair of hexadecimal digits stays.
  defp unpercent(<<?+, tail::binary>>, acc, spaces = true) do
    unpercent(tail, <<acc::binary, ?\s>>, spaces)
  end

  defp unpercent(<<?%, tail::binary>>, acc, spaces) do
    with <<high, low, rest::binary>> <- tail,
         high when is_integer(high) <- digit(high),
         low when is_integer(low) <- digit(low) do
      unpercent(rest, <<acc::binary, high * 16 + low>>, spaces)
    else
      _ -> unpercent(tail, <<acc::binary, ?%>>, spaces)
    end
  end

  defp unpercent(<<head, tail::binary>>, acc, spaces) do
    unpercent(tail, <<acc::binary, head>>, spaces)
  end

  defp unpercent(<<>>, acc, _spaces), do: acc

  defp digit(n) when n in ?A..?F, do: n - ?A + 10
  defp digit(n) when n in ?a..?f, do: n - ?a + 10
  defp digit(n) when n in ?0..?9, do: n - ?0
  defp digit(_n), do: nil

  def new(%URI{} = uri), do: {:ok, uri}

  def new(uri) when is_binary(uri) do
    parts = components(uri)

    case fault(parts) do
      nil -> {:ok, with_port(%{parts | authority: nil}, parts.port)}
      part -> {:error, part}
    end
  end

  def new!(%URI{} = uri), do: uri

  def new!(uri) when is_binary(uri) do
    case new(uri) do
      {:ok, uri} -> uri
      {:error, part} -> raise URI.Error, action: :parse, reason: :invalid_uri, part: part
    end
  end

  def parse(%URI{} = uri), do: uri

  def parse(string) when is_binary(string) do
    %{scheme: scheme, rest: rest} = split_scheme(string)
    {rest, fragment} = split_at(rest, "#")
    {rest, query} = split_at(rest, "?")
    {authority, path} = split_authority(rest)
    {userinfo, host, port} = loose_authority(authority)
    scheme = scheme && String.downcase(scheme)

    %URI{
      scheme: scheme,
      authority: authority,
      userinfo: userinfo,
      host: host,
      port: port || @ports[scheme],
      path: nillify(path),
      query: query,
      fragment: fragment
    }
  end

  defp split_scheme(string) do
    case :binary.match(string, [":", "/", "?", "#"]) do
      {at, 1} when at > 0 ->
        <<scheme::binary-size(^at), mark, rest::binary>> = string

        if mark == ?: and scheme?(scheme),
          do: %{scheme: scheme, rest: rest},
          else: %{scheme: nil, rest: string}

      _ ->
        %{scheme: nil, rest: string}
    end
  end

  defp scheme?(<<first, rest::binary>>) when first in ?a..?z or first in ?A..?Z, do: scheme_rest?(rest)
  defp scheme?(_), do: false

  defp scheme_rest?(<<c, rest::binary>>)
       when c in ?a..?z or c in ?A..?Z or c in ?0..?9 or c in ~c"+-.",
       do: scheme_rest?(rest)

  defp scheme_rest?(rest), do: rest == ""

  defp split_at(string, mark) do
    case :binary.split(string, mark) do
      [before, rest] -> {before, rest}
      [string] -> {string, nil}
    end
  end

  defp split_authority("//" <> rest) do
    case :binary.match(rest, "/") do
      {at, 1} -> {binary_part(rest, 0, at), binary_part(rest, at, byte_size(rest) - at)}
      :nomatch -> {rest, ""}
    end
  end

  defp split_authority(path), do: {nil, path}

  defp loose_authority(nil), do: {nil, nil, nil}
  defp loose_authority(""), do: {nil, "", nil}

  defp loose_authority(authority) do
    {userinfo, rest} = split_userinfo(authority)

    {host, port} =
      case split_literal(rest) do
        {host, ":" <> port} -> {host, digits(port)}
        {host, _} -> {host, nil}
        nil -> loose_host(rest)
      end

    {nillify(userinfo), host, port}
  end

  defp loose_host(rest) do
    case :binary.split(rest, ":") do
      [host, port] -> {unbracketed(host), digits(port)}
      [host] -> {unbracketed(host), nil}
    end
  end

  defp unbracketed(""), do: nil
  defp unbracketed(host), do: host |> String.trim_leading("[") |> String.trim_trailing("]")

  # Up to the last @.
  defp split_userinfo(authority) do
    case :binary.matches(authority, "@") do
      [] ->
        {nil, authority}

      places ->
        {at, 1} = List.last(places)
        <<userinfo::binary-size(^at), "@", rest::binary>> = authority
        {userinfo, rest}
    end
  end

  # A host in brackets, and what follows.
  defp split_literal("[" <> rest) do
    with [host, rest] <- :binary.split(rest, "]"),
         true <- literal?(host) do
      {host, rest}
    else
      _ -> nil
    end
  end

  defp split_literal(_), do: nil

  defp literal?(<<c, rest::binary>>) when c in ?a..?z or c in ?A..?Z or c in ?0..?9 or c in ~c":.", do: literal?(rest)
  defp literal?(rest), do: rest == ""

  defp digits(port) do
    case Integer.parse(port) do
      {number, _} when number >= 0 -> number
      _ -> nil
    end
  end

  defp nillify(""), do: nil
  defp nillify(other), do: other

  # The parts as they are written: the port as a text.
  defp components(string) do
    %{scheme: scheme, rest: rest} = split_scheme(string)
    {rest, fragment} = split_at(rest, "#")
    {rest, query} = split_at(rest, "?")
    {authority, path} = split_authority(rest)

    {userinfo, host, port} =
      case authority do
        nil -> {nil, nil, nil}
        authority -> strict_authority(authority)
      end

    scheme = scheme && String.downcase(scheme)
    %URI{scheme: scheme, authority: authority, userinfo: userinfo, host: host, port: port, path: path, query: query, fragment: fragment}
  end

  defp strict_authority(authority) do
    {userinfo, rest} = split_userinfo(authority)

    case rest do
      "[" <> inside ->
        case :binary.split(inside, "]") do
          [host, ":" <> port] -> {userinfo, {:literal, host}, port}
          [host, rest] -> {userinfo, {:literal, host}, if(rest != "", do: {:bad, rest})}
          [_] -> {userinfo, :unclosed, nil}
        end

      _ ->
        {host, port} = split_at(rest, ":")
        {userinfo, host, port}
    end
  end

  defp with_port(%{scheme: scheme} = uri, port) do
    host =
      case uri.host do
        {:literal, host} -> host
        host -> host
      end

    port = if port in [nil, ""], do: @ports[scheme], else: String.to_integer(port)
    %{uri | host: host, port: port, path: nillify(uri.path)}
  end

  @pchar ~c":@!$&'()*+,;=-._~%"

  # The character that must not be where it is, as a text; nil if all is well.
  defp fault(uri) do
    part(uri.userinfo, ~c":!$&'()*+,;=-._~%") || host_fault(uri.host) || port_fault(uri.port) ||
      first_segment(uri) || part(uri.path, [?/ | @pchar]) || part(uri.query, ~c"/?" ++ @pchar) ||
      part(uri.fragment, ~c"/?" ++ @pchar)
  end

  defp host_fault(:unclosed), do: ""
  defp host_fault({:literal, host}), do: part(host, ~c":.")
  defp host_fault(host), do: part(host, ~c"!$&'()*+,;=-._~%")

  defp port_fault({:bad, rest}), do: String.first(rest)
  defp port_fault(nil), do: nil
  defp port_fault(port), do: Enum.find(String.graphemes(port), &(&1 not in ~w(0 1 2 3 4 5 6 7 8 9)))

  # Without a scheme, a colon in the first segment would be one.
  defp first_segment(%{scheme: nil, authority: nil, path: path}) do
    if String.contains?(hd(:binary.split(path, "/")), ":"), do: ":"
  end

  defp first_segment(_), do: nil

  defp part(nil, _allowed), do: nil

  defp part(text, allowed) do
    Enum.find(String.codepoints(text), fn
      <<c>> -> not (c in ?a..?z or c in ?A..?Z or c in ?0..?9 or c in allowed)
      _ -> true
    end)
  end

  def to_string(uri), do: String.Chars.to_string(uri)

  def merge(uri, rel)

  def merge(%URI{scheme: nil}, _rel) do
    raise ArgumentError, "you must merge onto an absolute URI"
  end

  def merge(_base, %URI{scheme: rel_scheme} = rel) when rel_scheme != nil do
    %{rel | path: remove_dot_segments(rel.path)}
  end

  def merge(base, %URI{authority: authority} = rel) when authority != nil do
    %{rel | scheme: base.scheme, path: remove_dot_segments(rel.path)}
  end

  def merge(%URI{} = base, %URI{path: nil} = rel) do
    %{base | query: rel.query || base.query, fragment: rel.fragment}
  end

  def merge(%URI{} = base, %URI{} = rel) do
    %{base | path: merge_paths(base.path, rel.path), query: rel.query, fragment: rel.fragment}
  end

  def merge(base, rel), do: merge(parse(base), parse(rel))

  defp merge_paths(_base, "/" <> _ = path), do: remove_dot_segments(path)
  defp merge_paths(nil, path), do: merge_paths("/", path)

  defp merge_paths(base, path) do
    remove_dot_segments(Enum.join(:lists.droplast(:binary.split(base, "/", [:global])) ++ [path], "/"))
  end

  defp remove_dot_segments(nil), do: nil

  defp remove_dot_segments(path) do
    path |> :binary.split("/", [:global]) |> remove_dots([]) |> Enum.join("/")
  end

  defp remove_dots([], acc), do: :lists.reverse(acc)
  defp remove_dots(["."], acc), do: remove_dots([""], acc)
  defp remove_dots(["." | rest], acc), do: remove_dots(rest, acc)
  defp remove_dots([".."], acc), do: remove_dots([""], up(acc))
  defp remove_dots([".." | rest], acc), do: remove_dots(rest, up(acc))
  defp remove_dots([segment | rest], acc), do: remove_dots(rest, [segment | acc])

  # The root stays.
  defp up([]), do: []
  defp up([""]), do: [""]
  defp up([_ | acc]), do: acc

  def append_query(%URI{} = uri, query) when is_binary(query) and uri.query in [nil, ""] do
    %{uri | query: query}
  end

  def append_query(%URI{} = uri, query) when is_binary(query) do
    if String.ends_with?(uri.query, "&"),
      do: %{uri | query: uri.query <> query},
      else: %{uri | query: uri.query <> "&" <> query}
  end

  def append_path(%URI{}, "//" <> _ = path) do
    raise ArgumentError, ~s|path cannot start with "//", got: #{inspect(path)}|
  end

  def append_path(%URI{path: path} = uri, "/" <> rest = all) do
    cond do
      path == nil -> %{uri | path: all}
      path != "" and :binary.last(path) == ?/ -> %{uri | path: path <> rest}
      true -> %{uri | path: path <> all}
    end
  end

  def append_path(%URI{}, path) when is_binary(path) do
    raise ArgumentError, ~s|path must start with "/", got: #{inspect(path)}|
  end
end

defimpl String.Chars, for: URI do
  def to_string(%{host: host, path: path} = uri)
      when host != nil and is_binary(path) and path != "" and binary_part(path, 0, 1) != "/" do
    raise ArgumentError,
          ":path in URI must be empty or an absolute path if URL has a :host, got: #{inspect(uri)}"
  end

  def to_string(%{scheme: scheme, port: port, path: path, query: query, fragment: fragment} = uri) do
    uri =
      case scheme && URI.default_port(scheme) do
        ^port -> %{uri | port: nil}
        _ -> uri
      end

    # A path that begins with // would be read as an authority.
    authority = authority(uri)

    IO.iodata_to_binary([
      if(scheme, do: [scheme, ?:], else: []),
      if(authority, do: ["//" | authority], else: []),
      if(path, do: path, else: []),
      if(query, do: ["?" | query], else: []),
      if(fragment, do: ["#" | fragment], else: [])
    ])
  end

  defp authority(%{host: nil, authority: authority}), do: authority

  defp authority(%{host: host, userinfo: userinfo, port: port}) do
    [
      if(userinfo, do: [userinfo | "@"], else: []),
      if(String.contains?(host, ":"), do: ["[", host | "]"], else: host),
      if(port, do: [":" | Integer.to_string(port)], else: [])
    ]
  end
end
