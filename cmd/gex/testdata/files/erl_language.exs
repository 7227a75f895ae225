# Erlang source of every kind: what the compiler says of it, and what it returns.
dir = System.tmp_dir!() <> "/gex_erl_language_#{:os.getpid()}"
File.mkdir_p!(dir)
File.cd!(dir)

File.write!("e01.erl", ~S'''
-module(e01).
-compile([export_all, nowarn_export_all]).
m1() -> M = #{a => 1, "k" => [2], {x} => #{}}, #{a := A, {x} := X} = M, {A, X, lists:sort(maps:to_list(M#{a := 2, b => 3})), map_size(M)}.
m2() -> catch_it(fun() -> (#{a => 1})#{zz := 1} end).
m3() -> catch_it(fun() -> (foo())#{zz => 1} end).
foo() -> [].
m4() -> lists:sort(maps:to_list(#{K => V || {K, V} <- [{a,1},{b,2},{a,3}]})).
m5() -> #{V => K || K := V <- #{a => 1, b => 2}, V > 1}.
m6() -> [{X, Y} || X <- [1,2,3] && Y <- [a,b,c]].
m7() -> catch_it(fun() -> [{X, Y} || X <- [1,2,3] && Y <- [a,b]] end).
m8() -> [X || {ok, X} <- [{ok, 1}, error, {ok, 2}]].
m9() -> catch_it(fun() -> [X || {ok, X} <:- [{ok, 1}, error, {ok, 2}]] end).
m10() -> << <<(X+1):16>> || <<X>> <= <<1,2,3>> >>.
m11() -> [X || <<X:4>> <= <<16#AB, 16#CD>>, X rem 2 =:= 0].
m12() -> catch_it(fun() -> [X || <<X:3>> <:= <<16#AB>>] end).
m13() -> << <<X>> || X <- "abc", X =/= $b >>.
m14() -> [{K, V, B} || K := V <- #{a => 1} && <<B>> <= <<7>>].
m15() -> catch_it(fun() -> [K || {K, 1} := _ <:- #{{a,1} => 1, b => 2}] end).
m16() -> #{X => Y || X <- [1,2] && Y <:- [a,b]}.
m17() -> [X || X <- [1,2,3,4], begin Y = X * 2, Y > 4 end].
m18() -> catch_it(fun() -> [X || X <- [1|2]] end).
m19() -> catch_it(fun() -> [X || X <- foo2(), X] end).
foo2() -> [true, 3].
m20() -> catch_it(fun() -> [X || X <- foo3()] end).
foo3() -> {}.
m21() -> [X || X <- [1,a,2], is_integer(X) andalso X > 1].
m22() -> catch_it(fun() -> #{X => 1 || X := _ <- foo()} end).
m23() -> [ [Y || Y <- lists:seq(1, X)] || X <- [1,2,3] ].
m24() -> << <<X/float>> || X <- [1.5] >>.
m25() -> catch_it(fun() -> << X || X <- [<<1>>, 2] >> end).
m26() -> [X, Y || {X, Y} <- [{1,2},{3,4}]].
catch_it(F) -> try F() catch K:R -> {K, R} end.
''')

File.write!("e02.erl", ~S'''
-module(e02).
-compile([export_all, nowarn_export_all, nowarn_deprecated_catch]).
zero() -> 0.
id(X) -> X.
t1() -> {try 1/zero() catch error:badarith -> a; _:_ -> b after put(x, 1) end, get(x)}.
t2() -> try throw({a, 1}) of _ -> no catch {a, X} -> X end.
t3() -> try (try ok of ok -> throw(inner) catch inner -> no end) catch throw:inner -> outer end.
t4() -> catch error(foo) =:= 1, 2.
t5() -> {catch throw(x), catch exit(y), element(1, catch error(z))}.
t6() -> maybe {ok, A} ?= id({ok, 1}), {ok, B} ?= id({ok, A + 1}), B end.
t7() -> maybe {ok, A} ?= id({error, 2}), A else {error, X} -> {bad, X}; _ -> other end.
t8() -> try maybe {ok, A} ?= id(zz), A else {error, X} -> {bad, X} end catch error:E -> E end.
t9() -> maybe true ?= id(false), 1 end.
t10() -> try case id(3) of 4 -> a end catch error:E -> E end.
t11() -> try if_() catch error:E -> E end.
if_() -> X = id(1), if X > 2 -> a end.
t12() -> try begin X = id(1), X = id(2) end catch error:E -> E end.
t13() -> try (id(fun(X) -> X end))(1, 2) catch error:{badarity, {_, A}} -> A end.
t14() -> try (id(foo))(1, 2) catch error:E -> E end.
t15() -> F = fun Fact(0) -> 1; Fact(N) -> N * Fact(N-1) end, F(20).
t16() -> self() ! {a, 1}, self() ! b, receive b -> ok end, receive {a, X} when X > 0 -> X after 0 -> none end.
t17() -> receive _ -> x after 5 -> timeout end.
t18() -> F = fun lists:map/2, G = fun id/1, {F(G, [1]), erlang:fun_info(F, arity)}.
t19() -> M = lists, Fn = reverse, {M:Fn([1,2]), apply(M, Fn, [[3,4]])}.
t20() -> try error(a, [1]) catch error:a:S -> is_list(S) end.
t21() -> try exit(normal) catch exit:normal -> caught after ok end.
t22() -> [try id(X) + 1 catch error:_ -> e end || X <- [1, a]].
t23() -> case {1, 2} of {A, B} when A < B, is_integer(A); A =:= b -> {A, B} end.
t24() -> X = id(5), if X > 1 andalso X < 3; X =:= 5 -> y; true -> n end.
t25() -> try begin (id(1)) ++ 2 end catch error:E -> E end.
t26() -> {1 =:= 1.0, 1 == 1.0, a < "b", {} < [], [1|2], 7 div 2, -7 rem 3, 5 band 3, 1 bsl 70, bnot 4, not true, true xor false}.
t27() -> {true orelse id(foo), try id(foo) andalso true catch error:E -> E end, try id(foo) or true catch error:E2 -> E2 end}.
t28() -> begin A = 1, B = A + 1 end, A + B.
t29() -> {X, _} = {Y = 3, Y2 = 4}, X + Y + Y2.
t30() -> {try binary_to_atom(id(<<255>>)) catch error:E -> E end, -0.0, 0.0 == -0.0, 1.0e10, 123456789.0e-20}.
''')

File.write!("e03.erl", ~S'''
-module(e03).
-compile([export_all, nowarn_export_all]).
-type t() :: #{a := integer(), b => t()} | fun((...) -> ok) | <<_:8, _:_*8>>.
-export_type([t/0]).
-callback cb(t()) -> ok.
-record(p, {x = 0 :: integer(), y, z = [a]}).
-record(q, {p = #p{y = 1}, n}).
-define(ADD(A, B), ((A) + (B))).
-define(STR(X), ??X).
-define(LOG(F, Args), {?MODULE, ?FUNCTION_NAME, ?FUNCTION_ARITY, ?LINE, F, Args}).
-define(EMPTY, ).
-define(LIST(X), [X || _ <- [1,2]]).
-ifdef(NOPE).
x() -> 1.
-else.
-ifndef(NOPE2).
x() -> 2.
-endif.
-endif.
-if(?OTP_RELEASE >= 26 andalso true).
y() -> new.
-elif(true).
y() -> mid.
-else.
y() -> old.
-endif.
id(X) -> X.
r1() -> #p{}.
r2() -> P = #p{x = 1, _ = u}, {P, P#p.x, #p.y, P#p{y = 2, x = 9}}.
r3() -> Q = #q{}, (Q#q.p)#p.y.
r4() -> Q = #q{}, Q#q{p = (Q#q.p)#p{y = 7}}.
r5() -> record_info(fields, p) ++ [record_info(size, p)].
r6() -> try (id(foo))#p.x catch error:E -> E end.
r7() -> try (id({p, 1}))#p{x = 1} catch error:E -> E end.
r8() -> [is_record(X, p) || X <- [#p{}, {p}, #q{}]].
r9() -> F = fun(#p{x = X}) when X > 0 -> pos; (#p{}) -> zero; (_) -> no end, [F(#p{x = 3}), F(#p{}), F(1)].
r10() -> {?ADD(1, 2) * 2, ?STR(a + {b, "c"}), ?LOG("f", [1]), [?EMPTY], ?LIST(z)}.
r11() -> {x(), y(), ?MODULE_STRING, ?OTP_RELEASE, ?MACHINE}.
b1() -> <<1, 2:16, 3:4, 5:4, "abc", "é"/utf8, 1.5:32/float, 7:16/little, -1:8/signed>>.
b2() -> <<A:8, B:16/little, R/binary>> = <<1, 2, 3, 4, 5>>, {A, B, R}.
b3() -> <<N, S:N/binary, T/bits>> = <<2, "hi", 1:3>>, {N, S, T}.
b4() -> <<X/utf8, _/binary>> = <<"héllo"/utf8>>, X.
b5() -> try <<(id(a)):8>> catch error:E -> E end.
b6() -> try <<X:32>> = id(<<1>>), X catch error:E -> E end.
b7() -> {<<-1:12/unsigned>>, <<300>>, <<1:1>>, bit_size(<<1:9>>), <<"ab":16>>}.
b8() -> case id(<<1,2,3>>) of <<_:1, X:7, _/binary>> when X > 0 -> X; _ -> no end.
b9() -> <<F:64/float>> = <<1.25/float>>, <<I:16/signed-big>> = <<255, 254>>, {F, I}.
s1() -> "abc" "def".
s2() -> """
  line "one"
    two\n
  """.
s3() -> {~"bin é", ~s(x\ny), ~S(x\ny), ~b[a], ~B"c\d"}.
s4() -> {$a, $\n, $\x{1F600}, $\^A, $\s, $\\, $', "\x41\101\e"}.
s5() -> {16#FF, 2#1010, 36#Zz, 1_000_000, 16#1.8, 2#0.101e3, 1.5e3, 3.0e-2}.
s6() -> {'hello world', 'a\'b', 'Ünï', '', 'case'}.
s7() -> """"
  with """ inside
  """".
s8() -> ~"""
  sigil "text" \t
  """.
g1() -> [f(X) || X <- [1, -1, a, "s", {t}, 1.5, <<>>, #{}, #{k => 1}]].
f(X) when is_integer(X), X > 0 -> pos;
f(X) when is_integer(X) -> neg;
f(X) when is_atom(X) orelse is_list(X) -> {l, X};
f(X) when tuple_size(X) =:= 1 -> t;
f(X) when is_float(X), abs(X) > 1 -> fl;
f(X) when map_get(k, X) =:= 1 -> mapk;
f(X) when is_map(X) -> map;
f(_) -> other.
g2() -> [h(X) || X <- [[], [1], [1,2|3], {}]].
h(X) when hd(X) =:= 1, length(X) > 0 -> one;
h([H|_]) -> H;
h(X) when element(1, X) =:= a -> a;
h(_) -> none.
g3() -> try g4(1) catch error:function_clause:S -> {M, F, A, _} = hd(S), {M, F, A} end.
g4(a) -> b.
c1() -> F = fun(X) -> fun(Y) -> X + Y end end, (F(1))(2).
c2() -> X = 1, F = fun(X1) when X1 > X -> gt; (_) -> le end, {F(2), F(0)}.
c3() -> lists:foldl(fun({K, V}, A) -> A#{K => V} end, #{}, [{a, 1}]).
c4() -> lists:sort(fun(A, B) -> A > B end, [1,3,2]).
c5() -> {lists:keyfind(b, 1, [{a,1},{b,2}]), proplists:get_value(a, [{a,1}]), string:uppercase("abc"), io_lib:format("~p ~s ~w~n", [{a,"s"}, "x", "y"])}.
-spec sp(A) -> A when A :: term().
sp(A) -> A.
-doc "A function.".
d() -> ok.
''')

File.write!("e04.erl", ~S'''
-module(e04).
-export([a/1]).
-record(r, {x, y}).
a(X) -> {Y = 1, 2}, Z = [W = X, 3], f(V = 1), case X of 1 -> U = 1; _ -> U = 2 end, U = 2, {Y, Z, W, V, U, T = 1, T2 = 3}, T + T2 + Y, begin Q = 1 end, Q = 1, #r{x = 1}#r{y = 2}, (L = 1) + 2, L andalso (M = true), <<(N = 1)>>, N, {K = 1}, {K, K}, case K of 1 -> K; 2 -> K end.
f(X) -> X.
-type t() :: a.
-export_type([t/0]).
-callback cb() -> ok.
-optional_callbacks([cb/0]).
-foo(bar).
''')

for m <- [:e01, :e02, :e03, :e04] do
  case :compile.file(to_charlist("#{m}.erl"), [:binary, :return]) do
    {:ok, ^m, bin, ws} ->
      IO.inspect(ws, label: "warnings", limit: :infinity)
      {:module, _} = :code.load_binary(m, ~c"", bin)
      for {f, 0} <- Enum.sort(m.module_info(:functions)), f not in [:module_info, :"-inlined-__info__/1-"], not String.starts_with?(to_string(f), "-") do
        r = try do apply(m, f, []) catch k, r -> {k, r} end
        IO.inspect(r, label: "#{m}:#{f}", limit: :infinity, width: 200)
      end
    other -> :compile.file(to_charlist("#{m}.erl"), [:binary, :report]); IO.inspect(other, limit: :infinity)
  end
end

File.rm_rf!(dir)
