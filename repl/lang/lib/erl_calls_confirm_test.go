package lib

import (
	"path/filepath"
	"strings"
	"testing"

	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/compile"
	"gex/repl/lang/erl"
	"gex/repl/lang/erl/epp"
	"gex/repl/lang/erl/lower"
	"gex/repl/lang/vm"
	"gex/scripts/peers"
)

// erlCalls are modules of OTP with expressions that call them. gex compiles them
// from the source of the release.
var erlCalls = []struct {
	module string
	exprs  []string
}{
	{"queue", []string{
		"queue:to_list(queue:in(3, queue:from_list([1,2])))",
		"queue:out(queue:from_list([a,b,c]))",
		"queue:to_list(queue:reverse(queue:join(queue:from_list([1,2]), queue:from_list([3]))))",
		"queue:fold(fun(X, A) -> X + A end, 0, queue:from_list(lists:seq(1, 100)))",
		"queue:to_list(queue:filter(fun(X) -> X rem 3 =:= 0 end, queue:from_list(lists:seq(1, 30))))",
		"try queue:get(queue:new()) catch K:E -> {K,E} end",
	}},
	{"orddict", []string{
		"orddict:store(b, 2, orddict:from_list([{c,3},{a,1}]))",
		"orddict:update_counter(a, 5, orddict:from_list([{a,1}]))",
		"orddict:merge(fun(_, A, B) -> A + B end, [{a,1},{b,2}], [{b,3},{c,4}])",
		"orddict:fold(fun(K, V, A) -> [{V,K}|A] end, [], [{a,1},{b,2}])",
	}},
	{"gb_trees", []string{
		"gb_trees:to_list(lists:foldl(fun(X, T) -> gb_trees:enter(X * 7 rem 31, X, T) end, gb_trees:empty(), lists:seq(1, 60)))",
		"gb_trees:balance(gb_trees:from_orddict([{X, X * X} || X <- lists:seq(1, 20)]))",
		"gb_trees:take_smallest(gb_trees:from_orddict([{1,a},{2,b}]))",
		"gb_trees:next(gb_trees:iterator(gb_trees:from_orddict([{1,a},{2,b}])))",
	}},
	{"gb_sets", []string{
		"gb_sets:to_list(gb_sets:union(gb_sets:from_list([3,1]), gb_sets:from_list([2,3])))",
		"gb_sets:is_subset(gb_sets:from_list([1]), gb_sets:from_list([1,2]))",
		"gb_sets:from_list([z,y,x,1,2.0,{a}])",
	}},
	{"ordsets", []string{
		"ordsets:subtract([1,2,3,4], [2,4,6])",
		"ordsets:intersection([[a,b,c],[b,c,d],[c]])",
		"ordsets:from_list([3,1,2,1.0])",
	}},
	{"proplists", []string{
		"proplists:get_value(a, [b, {a, 1}, a])",
		"proplists:expand([{foo, [bar, baz]}], [fie, foo, fum])",
		"proplists:normalize([a, {b, 1}], [{aliases, [{b, c}]}])",
		"proplists:get_all_values(a, [{a,1},{b,2},{a,3}])",
		"lists:sort(maps:to_list(proplists:to_map([a, {b, 2}])))",
	}},
	{"array", []string{
		"array:to_list(array:set(3, x, array:from_list([a,b,c])))",
		"array:sparse_to_orddict(array:set(100, y, array:new()))",
		"array:foldl(fun(I, V, A) -> I * V + A end, 0, array:from_list(lists:seq(1, 50)))",
	}},
	{"unicode_util", nil},
	{"string", []string{
		`string:tokens("a,b;c", ",;")`, `string:pad("abc", 6, both)`, `string:uppercase("straße")`,
		`string:split("a-b-c", "-", all)`, `string:lexemes("foo bar  baz", " ")`, `string:titlecase("hello")`,
		`string:replace("abcabc", "b", "X", all)`, `string:trim("  x  ")`,
		`string:casefold("ABCß")`, `string:find("hello world", "wor")`, `string:jaro_similarity("martha", "marhta")`,
		`string:length("e\x{301}a")`, `string:slice("héllo", 1, 3)`, `string:equal("Å", "A\x{30A}", true, nfc)`,
	}},
	{"lists", []string{
		"lists:sort(fun(A, B) -> A >= B end, [3,1,2])", "lists:keymerge(1, [{a,1},{c,3}], [{b,2}])",
		"lists:zipwith3(fun(A, B, C) -> A + B * C end, [1,2], [3,4], [5,6])", "lists:usort([3,1,2,3.0,1])",
		"lists:partition(fun(X) -> X > 2 end, [1,2,3,4])", "lists:sublist([1,2,3,4,5], 2, 3)",
		"try lists:nth(9, [1]) catch K:E -> {K,E} end", "lists:ukeysort(2, [{a,2},{b,1},{c,2}])",
		"lists:enumerate(5, -2, [a,b,c])", "lists:flatten([1,[2,[3,[]]],4])", "lists:umerge3([1,4],[2,4],[3])",
	}},
	{"calendar", []string{
		"calendar:day_of_the_week({2024,2,29})", "calendar:gregorian_seconds_to_datetime(63876543210)",
		"calendar:iso_week_number({2021,1,3})", "calendar:last_day_of_the_month(2100, 2)",
		`calendar:rfc3339_to_system_time("2018-02-01T16:17:58+01:00")`,
	}},
	{"base64", []string{
		`base64:encode(<<"hello world">>)`, `base64:decode("aGVsbG8gd29ybGQ=")`, `try base64:decode("a$b") catch K:E -> {K,E} end`,
		`try base64:decode(<<"a$bc">>) catch K:E -> {K,E} end`,
		`base64:encode(<<255,254,253>>, #{mode => urlsafe, padding => false})`,
	}},
	{"uri_string", []string{
		`uri_string:parse("https://user@example.com:8080/a/b?x=1&y=2#frag")`,
		`uri_string:dissect_query("a=1&b=%20c")`,
		`uri_string:compose_query([{"a","1"},{"b","ü"}])`,
	}},
	{"json", []string{
		`iolist_to_binary(json:encode(#{<<"a">> => [1, 2.5, null, true, <<"x\n">>]}))`,
		`json:decode(<<"{\"a\": [1, 2.5e3, \"\\u00e9\", {}]}">>)`, `try json:decode(<<"[1,">>) catch K:E -> {K,E} end`,
	}},
	{"sofs", []string{
		"sofs:to_external(sofs:composite(sofs:relation([{a,1},{b,2}]), sofs:relation([{1,x},{2,y}])))",
		"sofs:to_external(sofs:partition([sofs:set([a,b,c]), sofs:set([c,d])]))",
	}},
	{"", []string{`erl_scan:string("foo(X) -> \"a\\x{41}\" ++ $\\n.", {1,1}, [return, text])`}},
	{"", []string{`erl_parse:parse_exprs(element(2, erl_scan:string("A = [1,2|X], fun f/1, #{a => <<1:3>>}.")))`}},
}

// TestConfirmErlCalls compiles modules of OTP from their source and compares what
// their functions give with the release itself.
func TestConfirmErlCalls(t *testing.T) {
	peers.Require(t, peers.OTP29)
	var program strings.Builder
	program.WriteString("Show = fun(F) -> io:format(\"~0tp~n\", [try F() catch C:R -> {C,R} end]) end,\n")
	n := 0
	for _, c := range erlCalls {
		for _, e := range c.exprs {
			program.WriteString("Show(fun() -> " + e + " end),\n")
			n++
		}
	}
	program.WriteString("halt().")
	out, err := peers.Command(peers.OTP29, "erl", "-noshell", "-eval", program.String()).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(want) != n {
		t.Fatalf("%d results of %d expressions: %s", len(want), n, out)
	}
	inProcess(t, func(r *Runtime, p *proc.Process) {
		o := peerOptions(r, p)
		for _, c := range erlCalls {
			if c.module != "" { // else what gex has itself
				r.loadSource(t, o, c.module)
			}
			for _, e := range c.exprs {
				got := r.evalErl(p, e)
				if got != want[0] {
					t.Errorf("%s\n gives %s\n  want %s", e, got, want[0])
				}
				want = want[1:]
			}
		}
	})
}

// loadSource compiles a module of the release and puts it in the place of ours.
func (r *Runtime) loadSource(t *testing.T, o epp.Options, name string) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(peers.OTP29.Root(), "usr/lib/erlang/lib/stdlib-*/src", name+".erl"))
	if len(files) != 1 {
		t.Fatal(name, files)
	}
	res, err := epp.ParseFile(strings.TrimPrefix(files[0], peers.OTP29.Root()), o)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := lower.Module(res.Forms, lower.Options{AutoImported: compile.AutoImported})
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := compile.Module(r.System.Table, mod)
	if err != nil {
		t.Fatal(err)
	}
	compiled.Library = name == "lists" // those of its functions that are native in OTP stay so
	r.System.Table.Load(compiled)
}

// evalErl evaluates Erlang source and shows the value as io:format("~0tp") does.
func (r *Runtime) evalErl(p *proc.Process, source string) string {
	toks, _, err := erl.Scan([]rune("try "+source+" of V -> io_lib:format(\"~0tp\", [V]) catch error:undef:St -> io_lib:format(\"~0tp\", [hd(St)]); C:R -> io_lib:format(\"~0tp\", [{C,R}]) end."), erl.Loc{Line: 1}, erl.Options{})
	if err != nil {
		return err.Error()
	}
	es, err := erl.ParseExprs(toks)
	if err != nil {
		return err.Error()
	}
	exprs, err := lower.Exprs(list(es), nil, lower.Options{AutoImported: compile.AutoImported})
	if err != nil {
		return err.Error()
	}
	prog, err := compile.Expr(r.System.Table, exprs, func(string) bool { return false }, compile.Options{})
	if err != nil {
		return err.Error()
	}
	out, exc := vm.Nested(vm.NewCode(r.System, prog.Func, nil), p)
	if exc != nil {
		return r.show(exc.Reason) + r.show(exc.Stacktrace)
	}
	text, _ := term.AppendCharData(nil, out.Elem(0))
	return string(text)
}
