# The operators that are deprecated say so.
IO.inspect(Version.match?("1.0.0", "!= 1.0.0"))
IO.inspect(Version.match?("1.5.0", "!1.0.0 and != 2.0.0"))
