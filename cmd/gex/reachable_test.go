package main

import (
	"slices"
	"strings"
	"testing"

	"gex/repl/lang/lib"
	"gex/scripts/peers"
)

// reach is an expression for what of the modules of the node GEX, those of
// LIBRARY and those loaded, another node cannot reach by erpc. Nothing is called
// but module_info, and functions that no module has.
const reach = `modules = Enum.uniq(LIBRARY ++ Enum.map(:erpc.call(GEX, :code, :all_loaded, []), &elem(&1, 0)));
	undefined = fn m, f, a -> try do :erpc.call(GEX, m, f, a) catch k, e -> {k, e} else v -> {:is, v} end end;
	missing = fn m -> undefined.(m, :no_such_function, [1, 2]) != {:error, {:exception, :undef, [{m, :no_such_function, [1, 2], []}]}} end;
	exports = for m <- modules, {f, a} <- :erpc.call(GEX, m, :module_info, [:exports]), do: {m, f, a};
	told = :erpc.call(GEX, Enum, :map, [exports, fn {m, f, a} -> :erlang.function_exported(m, f, a) or :erlang.is_builtin(m, f, a) end]);
	{:reached, length(modules) > 150, length(exports) > 3000, Enum.filter([NoSuchModule | modules], missing), for({e, false} <- Enum.zip(exports, told), do: e)}`

// samples are calls of gex's library from a BEAM, with what they give there.
var samples = []struct{ call, want string }{
	{`:lists, :reverse, [[1, 2]]`, `[2, 1]`},
	{`:maps, :keys, [%{a: 1}]`, `[:a]`},
	{`:math, :sqrt, [4]`, `2.0`},
	{`:binary, :split, ["a,b", ","]`, `["a", "b"]`},
	{`:unicode, :characters_to_list, ["aé"]`, `[97, 233]`},
	{`:string, :to_upper, ['ab']`, `[65, 66]`},
	{`:re, :run, ["ab", "b"]`, `{:match, [{1, 1}]}`},
	{`:base64, :encode, ["a"]`, `"YQ=="`},
	{`:crypto, :hash, [:sha, ""]`, `:crypto.hash(:sha, "")`},
	{`:zlib, :unzip, [:zlib.zip("abc")]`, `"abc"`},
	{`:queue, :to_list, [:queue.from_list([1])]`, `[1]`},
	{`:gb_trees, :size, [:gb_trees.empty()]`, `0`},
	{`:calendar, :day_of_the_week, [2024, 2, 29]`, `4`},
	{`:proplists, :get_value, [:a, [a: 1]]`, `1`},
	{`:erl_eval, :eval_str, ["lists:sum([1,2]).\n"]`, `{:ok, 3}`},
	{`:erlang, :phash2, [:a]`, `:erlang.phash2(:a)`},
	{`:os, :type, []`, `:os.type()`},
	{`:init, :get_status, []`, `{:started, :started}`},
	{`Enum, :sum, [[1, 2]]`, `3`},
	{`String, :length, ["aé"]`, `2`},
	{`Map, :get, [%{a: 1}, :a]`, `1`},
	{`Keyword, :keys, [[a: 1]]`, `[:a]`},
	{`Integer, :digits, [12]`, `[1, 2]`},
	{`Date, :to_iso8601, [~D[2024-02-29]]`, `"2024-02-29"`},
	{`URI, :encode_www_form, ["a b"]`, `"a+b"`},
	{`Version, :match?, ["1.2.0", "> 1.0.0"]`, `true`},
	{`Kernel, :inspect, [[a: 1]]`, `"[a: 1]"`},
	{`Code, :eval_string, ["1 + 1"]`, `{2, []}`},
}

// TestReachable calls gex's library from each release.
func TestReachable(t *testing.T) {
	// What macros call in their own module while it is compiled is no module to call.
	names := slices.DeleteFunc(lib.Embedded(), func(name string) bool { return strings.HasPrefix(name, "elixir_locals.") })
	library := `Enum.map(~w(` + strings.Join(names, " ") + `), &String.to_atom/1)`
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			t.Parallel()
			peers.Require(t, otp)
			c := newCluster(t)
			g := c.gex(t, "g", "--cookie", "c")
			b := c.beam(t, otp, "b", "--cookie", "c")
			b.Eval(`Logger.configure(level: :none)`, ":ok\n")
			b.Eval(strings.NewReplacer("GEX", g.name, "LIBRARY", library, "\n\t", " ").Replace(reach), `\{:reached, true, true, \[\], \[\]\}`)
			for _, s := range samples {
				b.Eval(`{:same, :erpc.call(`+g.name+`, `+s.call+`) == (`+s.want+`)}`, `\{:same, true\}`)
			}
		})
	}
}
