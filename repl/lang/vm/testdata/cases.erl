%% Cases for TestCases. Each is a module body between lines of %%%; main/0 is
%% what runs. gen.escript makes cases.golden from them with a real Erlang.
%%% fib
main() -> fib(20).
fib(N) when N < 2 -> N;
fib(N) -> fib(N - 1) + fib(N - 2).
%%% body recursion
main() -> {sum(1000), map(fun(X) -> X * 2 end, [1, 2, 3])}.
sum(0) -> 0;
sum(N) -> N + sum(N - 1).
map(_, []) -> [];
map(F, [H | T]) -> [F(H) | map(F, T)].
%%% tail loop
main() -> loop(100000, 0).
loop(0, Acc) -> Acc;
loop(N, Acc) -> loop(N - 1, Acc + N).
%%% swapped arguments of a tail call
main() -> [swap(5, a, b), rot(7, a, b, c)].
swap(0, A, B) -> {A, B};
swap(N, A, B) -> swap(N - 1, B, A).
rot(0, A, B, C) -> {A, B, C};
rot(N, A, B, C) -> rot(N - 1, B, C, A).
%%% big integers
main() -> {fac(30), fac(30) div fac(28), -fac(25) rem 1000007, 9223372036854775807 + 1, -9223372036854775808 - 1,
  9223372036854775807 * 2, 1 bsl 100, (1 bsl 100) bsr 98, -1 bsr 70, 5 band -3, 5 bor 8, 5 bxor 1, bnot 7, 7 / 2, 2.0 * 3, 1 + 1.5}.
fac(0) -> 1;
fac(N) -> N * fac(N - 1).
%%% mixed comparison
main() -> [1 == 1.0, 1 =:= 1.0, 1 /= 2, a < b, a < {}, [] < [1], 1 < a, {1, 2} < {2, 1}, #{a => 1} == #{a => 1.0}, <<1>> =:= <<1>>, "abc" >= "abb", 1.0 =< 1, x =/= y,
  (fun(X) -> X > 3 end)(3.5), (fun(X) -> 3 =:= X end)(3.0)].
%%% case with guards
main() -> [f(X) || X <- [1, 2.5, a, "s", {}, <<>>, #{}, -1, {ok, 3}, {error, x}, [a | b]]].
f(X) -> case X of
  N when is_integer(N), N > 0 -> {pos, N};
  N when is_integer(N); is_float(N) -> {num, N};
  A when is_atom(A) -> {atom, A};
  {ok, V} when V > 2 -> {okay, V};
  {ok, _} -> ok;
  {error, R} -> {err, R};
  {} -> empty;
  [_ | T] when not is_list(T) -> improper;
  [C | _] -> {list, C};
  B when is_binary(B), byte_size(B) =:= 0 -> nobytes;
  M when is_map(M) -> map
 end.
%%% guards swallow errors
main() -> [g(X) || X <- [1, [], [1], {a}, {2, 3}, foo]].
g(X) when hd(X) =:= 1 -> hd;
g(X) when element(2, X) > 2; X == foo -> el;
g(X) when X + 1 > 0 -> plus;
g(X) when tuple_size(X) =:= 1 orelse length(X) > 7 -> ts;
g(_) -> other.
%%% boolean operators
main() -> [[{A and B, A or B, A xor B, not A, A andalso B, A orelse B} || A <- [true, false], B <- [true, false]],
  (false andalso foo), (true orelse foo), (true andalso foo), catch_it(fun() -> id(x) andalso true end), catch_it(fun() -> id(1) and true end), catch_it(fun() -> not id(1) end)].
id(X) -> X.
catch_it(F) -> try F() catch C:R -> {C, R} end.
%%% guard with not, and, or over failures
main() -> [h(X) || X <- [1, a, {1}, []]].
h(X) when not (hd(X) == 1) -> a;
h(X) when (X == a) or (X == {1}) -> b;
h(X) when is_atom(hd(X)) orelse true -> c;
h(X) when true; X -> d.
%%% if
main() -> [i(3), i(30), i(-1), try i(0) catch error:E -> E end].
i(X) -> if X > 10 -> big; X > 0 -> small; X < 0 -> neg end.
%%% errors
main() -> [c(fun() -> {a, 1} = id({b, 1}) end), c(fun() -> case id(7) of 8 -> x end end), c(fun() -> f(3) end), c(fun() -> (id(3))() end),
  c(fun() -> (fun(X) -> X end)(id(1), 2) end), c(fun() -> nomod:nofun(1, 2) end), c(fun() -> id(a) + 1 end), c(fun() -> 1 div id(0) end), c(fun() -> 1 / id(0) end),
  c(fun() -> hd(id([])) end), c(fun() -> element(id(3), {a, b}) end), c(fun() -> [a | id(b)] ++ [c] end), c(fun() -> throw(t) end), c(fun() -> exit(e) end), c(fun() -> error(r) end),
  c(fun() -> M = id(#{a => 1}), M#{b := 2} end), c(fun() -> (id(1))#{b => 2} end), c(fun() -> #{k := V} = id(#{}), V end), c(fun() -> (id(m)):f() end), c(fun() -> (id(1)):f() end),
  c(fun() -> -id(a) end), c(fun() -> <<(id(a))>> end), c(fun() -> <<(id(<<1:3>>))/binary>> end), c(fun() -> if false -> 1 end end)].
f(X) when X > 5 -> X.
id(X) -> X.
c(F) -> try F() catch C:{badarity, {G, A}} when is_function(G) -> {C, badarity, A}; C:R -> {C, R} end.
%%% try of catch after
main() -> [t(X) || X <- [ok, 1, {thr, 2}, {ex, 3}, {er, 4}, bad]].
t(X) -> put(l, []), R = (catch t1(X)), {R2, _} = strip(R), {R2, lists:reverse(get(l))}.
strip({'EXIT', {R, S}}) when is_list(S) -> {{'EXIT', R}, S};
strip(R) -> {R, []}.
l(X) -> put(l, [X | get(l)]).
t1(X) -> try l(body), do(X) of
    ok -> l(of_ok), fine;
    N when is_integer(N) -> l(of_n), do({thr, in_of})
  catch
    throw:V -> l(caught), {thrown, V};
    exit:3 = V -> {exited, V};
    error:R:S -> {errored, R, is_list(S)}
  after l('after') end.
do({thr, V}) -> throw(V);
do({ex, V}) -> exit(V);
do({er, V}) -> error(V);
do(X) -> X.
%%% nested try order
main() -> put(l, []), R = try try try l(1), throw(x) after l(2) end catch throw:x -> l(3), throw(y) after l(4) end catch throw:y -> l(5), done after l(6) end, {R, lists:reverse(get(l))}.
l(X) -> put(l, [X | get(l)]).
%%% try in a loop keeps the handlers straight
main() -> loop(1000, 0).
loop(0, A) -> A;
loop(N, A) -> V = try f(N) catch throw:X -> X end, loop(N - 1, A + V).
f(N) when N rem 2 == 0 -> throw(2);
f(_) -> 1.
%%% after runs on every way out
main() -> put(n, 0), A = try 1 after inc() end, B = (catch try throw(2) after inc() end), C = try try exit(3) after inc() end catch exit:V -> V end, {A, B, C, get(n)}.
inc() -> put(n, get(n) + 1).
%%% catch
main() -> [catch 1 + 1, catch throw(x), catch exit(y), begin {'EXIT', {R, S}} = (catch error(z)), {R, is_list(S)} end].
%%% stack trace of a function clause
main() -> put(n, 1), a(get(n)).
a(X) -> b(X) + 1.
b(X) -> c(X, [X]) + 1.
c(X, _) when X > 5 -> X;
c(_, [X | _]) when X > 1 -> 3.
%%% stack trace of an operator
main() ->
  X = id(a),
  {X + 1,
   2}.
id(X) -> X.
%%% stack trace of undef
main() -> x(1) ++ "a".
x(Y) -> nomod:nofun(Y, two).
%%% stack trace of erlang:error with arguments
main() -> put(n, 1), {e(get(n))}.
e(0) -> ok;
e(X) -> erlang:error(bad, [X, more]).
%%% stack trace is cut
main() -> put(n, 20), deep(get(n)).
deep(0) -> error(bottom);
deep(-1) -> 0;
deep(N) -> 1 + deep(N - 1).
%%% raise keeps the trace
main() -> put(n, 1), try f(get(n)) catch C:R:S -> erlang:raise(C, {wrapped, R}, S) end.
f(X) -> {g(X)}.
g(X) when X > 0 -> error({oops, X});
g(_) -> 1.
%%% reraise when no clause matches
main() -> {try g(1) catch throw:_ -> no end}.
g(X) -> error({oops, X}).
%%% nocatch
main() -> throw(up).
%%% closures
main() -> A = 1, B = id(2), F = fun(X) -> G = fun(Y) -> {A, B, X, Y} end, G(X + 1) end, [F(10), (adder(3))(4), [H(1) || H <- [fun(X) -> X + I end || I <- [10, 20]]]].
adder(N) -> fun(M) -> N + M end.
id(X) -> X.
%%% named funs
main() -> F = fun Fac(0) -> 1; Fac(N) -> N * Fac(N - 1) end, K = 3, G = fun L(0, Acc) -> {K, Acc}; L(N, Acc) -> L(N - 1, [{N, K} | Acc]) end, {F(10), G(3, [])}.
%%% fun references
main() -> F = fun dbl/1, G = fun lists:reverse/1, M = erlang, H = fun M:abs/1, {F(4), G([1, 2, 3]), H(-3), lists:map(fun dbl/1, [1, 2])}.
dbl(X) -> X * 2.
%%% dynamic calls
main() -> M = lists, F = reverse, {M:F([1, 2]), apply(fun(A, B) -> A + B end, [1, 2]), apply(M, F, [[a, b]]), erlang:apply(erlang, '+', [1, 2])}.
%%% comprehensions
main() -> L = [1, 2, 3, 4], [[X * Y || X <- L, Y <- L, X < Y, (X + Y) rem 2 == 1], [X || {ok, X} <- [{ok, 1}, error, {ok, 2}]], [X || X <- [a, 1, b], hd(X) == 1],
  << <<X:4>> || X <- L >>, [X || <<X:4>> <= <<16#1234:16>>], << <<B, A>> || <<A, B>> <= <<1, 2, 3, 4, 5>> >>, #{K => V * 2 || {K, V} <- [{a, 1}, {b, 2}]},
  lists:sort([{K, V} || K := V <- #{x => 1, y => 2}]), [X || <<1, X>> <= <<1, 2, 3, 4, 1, 6>>], [{X, Y} || X <- L, Y <- lists:seq(1, X)]].
%%% comprehension errors
main() -> [c(fun() -> [X || X <- id(foo)] end), c(fun() -> [X || X <- id([1 | 2])] end), c(fun() -> [X || X <- [1], id(7)] end), c(fun() -> [X || <<X>> <= id(1)] end),
  c(fun() -> << <<X/binary>> || X <- [<<1>>, id(a)] >> end), c(fun() -> [K || K := _ <- id([])] end)].
id(X) -> X.
c(F) -> try F() catch C:R -> {C, R} end.
%%% shadowing in comprehensions and funs
main() -> X = 1, {[X || X <- [5, 6]], X, (fun(X) -> X end)(9), X, [begin Y = X + Z, Y end || Z <- [1, 2]]}.
%%% variables bound in arguments
main() -> R = {f(A = 1, B = id(2)), g(X = h(2), h(3)), h(h(Y = 1))}, {R, A, B, X, Y}.
id(X) -> X.
f(X, Y) -> {X, Y}.
g(X, Y) -> [X, Y].
h(X) -> X + 1.
%%% exported variables
main() -> [e(1), e(2), e(3)].
e(X) -> case X of 1 -> Y = one, Z = a; 2 -> Z = b, Y = two; _ -> Y = many, Z = c end, {Y, Z}.
%%% equality in patterns
main() -> A = 1, [case X of {A, B, B} -> {same, B}; {A, _, _} -> first; {_, A, A} -> second; _ -> none end || X <- [{1, 2, 2}, {1, 2, 3}, {3, 1, 1}, {3, 1, 2}, {1, 2, 2.0}]].
%%% maps
main() -> M = #{a => 1, "k" => 2, 3 => x}, K = "k", #{a := A, K := V} = M, M2 = M#{a => 5, b => 6}, M3 = M2#{a := 7}, {A, V, M2, M3, map_size(M3), maps:get(b, M3), case M of #{zz := _} -> yes; #{3 := x} -> three end, #{M => M, {A} => [M]}}.
%%% map patterns with computed keys
main() -> f({a, 1}, #{{a, 1} => yes, 5 => no}).
f({T, N}, M) -> #{{T, N} := X} = M, X.
%%% binaries built
main() -> A = 5, B = <<"xyz">>, N = 12, [<<A, B/binary, 1:N, 0:4>>, <<A:16/little>>, <<-1:8>>, <<3.5/float>>, <<1.5:32/float-little>>, <<"abc"/utf16>>, <<16#20AC/utf8>>, <<B:2/binary>>, <<1:3>>, <<B/bitstring, 1:1>>,
  <<1:2, B/bits>>, <<(A + 1), "q">>, <<"añ"/utf8>>, <<(1 bsl 70):80>>, <<A:2/unit:8>>, <<300>>, <<"ab":16>>, <<>>, <<16#1F600/utf16-little>>, <<65/utf32>>].
%%% binaries matched
main() -> <<A, B:16, C/binary>> = <<1, 2, 3, 4, 5>>, <<Len, S:Len/binary, R/binary>> = <<3, "abcdef">>, <<X:4, Y:4/bits, _/bits>> = <<16#12, 3>>, <<F/float>> = <<3.5/float>>, <<U/utf8, T/binary>> = <<"é!"/utf8>>,
  <<L:16/little-signed, _/binary>> = <<16#FE, 16#FF, 0>>, <<"pre", P/binary>> = <<"prefix">>, <<Big:72>> = <<1, 0:64>>, <<Sz:8, V:(Sz * 2), Z/bits>> = <<4, 255, 1:1>>,
  {A, B, C, Len, S, R, X, Y, F, U, T, L, P, Big, Sz, V, Z}.
%%% binary patterns that fail
main() -> [b(X) || X <- [<<>>, <<1>>, <<1, 2>>, <<1, 2, 3>>, <<1:9>>, foo, <<"abc", 0>>, <<255, 254>>]].
b(<<>>) -> empty;
b(<<X>>) -> {one, X};
b(<<"abc", X>>) -> {abc, X};
b(<<X, Y/utf8>>) -> {utf, X, Y};
b(<<X:16>>) -> {two, X};
b(<<X, R/binary>>) -> {more, X, R};
b(<<_, R/bits>>) -> {bits, R};
b(_) -> none.
%%% appending to a binary
main() -> B = app(1000, <<>>), {byte_size(B), binary:part(B, 0, 3), erlang:phash2(B), begin X = <<B/binary, 1>>, Y = <<B/binary, 2>>, {X == Y, binary:last(X), binary:last(Y)} end}.
app(0, B) -> B;
app(N, B) -> app(N - 1, <<B/binary, N>>).
%%% receive
main() -> self() ! {a, 1}, self() ! {b, 2}, self() ! {c, 3}, X = receive {b, V} -> V end, Y = receive {_, V2} -> V2 end, Z = receive M -> M end, T = receive _ -> no after 0 -> timeout end, {X, Y, Z, T}.
%%% the empty map pattern matches every map
main() -> [m(T) || T <- [#{}, #{a => 1}, {ok, #{b => 2}}, [x, #{c => 3}], 1]].
m(#{}) -> map; m({ok, #{}}) -> tuple; m([x, #{}]) -> list; m(_) -> none.
%%% a variable bound in an argument outlives the call
main() -> {a, A} = f({a, 5}), B = h(h(C = element(2, {x, A}))), D = h({E = h(1), 2}), {A, B, C, D, E}.
f(T) -> g(h(P = element(2, T))), {a, P}.
h(X) -> A = {X, 1}, B = {A, 2}, C = {B, 3}, g(C), X.
g(X) -> A = [X | 1], B = [A | 2], C = [B | 3], D = [C | 4], {A, B, C, D}.
%%% receive keeps what only a body uses
main() -> R = make_ref(), self() ! {R, down, 0, x}, self() ! {R, spawned, 0, {ok, link, 3}}, {go(element, R, 0), receive M -> element(2, M) end}.
go(E, R, P) -> receive {R, spawned, P, {ok, T, Q}} -> M = id(E), {M, T, Q}; {R, spawned, P, {error, Y}} -> Y end.
id(X) -> X.
%%% receive pins
main() -> R = make_ref(), S = make_ref(), self() ! {S, 1}, self() ! {R, 2}, self() ! {S, 3}, A = receive {R, V} -> V end, B = receive {S, V2} when V2 > 1 -> V2 end, {A, B, receive {S, W} -> W end}.
%%% receive with a timeout
main() -> A = receive x -> y after 10 -> late end, B = (catch receive x -> y after foo -> z end), {A, case B of {'EXIT', {timeout_value, _}} -> bad end}.
%%% receive after keeps messages
main() -> self() ! keep, A = receive other -> x after 1 -> t end, {A, receive keep -> kept end}.
%%% spawned processes
main() -> Me = self(), P = spawn(fun() -> loop(Me) end), P ! {add, 1}, P ! {add, 2}, P ! stop, receive {P, sum, N} -> N end.
loop(Me) -> loop(Me, 0).
loop(Me, N) -> receive {add, X} -> loop(Me, N + X); stop -> Me ! {self(), sum, N} end.
%%% strings in patterns
main() -> [s("abc"), s("abd"), s("x" ++ "yz"), s(""), s("hello world")].
s("abc") -> abc;
s("x" ++ Rest) -> {x, Rest};
s("hello" ++ [32 | R]) -> {hello, R};
s([]) -> empty;
s([$a, $b | R]) -> {ab, R}.
%%% list operators
main() -> {[1, 2] ++ [3], [1, 2, 3, 2] -- [2], [] ++ x, [1 | [2 | [3 | t]]], [a, b] ++ [c | d], "ab" ++ "cd", [1, 1, 1] -- [1, 1, 1, 1]}.
%%% blocks and sequences
main() -> X = begin a, b, Y = 3, Y + 1 end, Z = (W = 5) + X, {X, Y, Z, W}.
%%% andalso in tail position
main() -> all(fun(X) -> X > 0 end, lists:seq(1, 10000)).
all(_, []) -> true;
all(P, [H | T]) -> P(H) andalso all(P, T).
%%% many arguments and registers
main() -> f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).
f(A, B, C, D, E, F, G, H, I, J) -> [{A, J}, {B, I}, g(C, H, [D, G]), E + F, g(J, I, [H]), A + B * C - D].
g(X, Y, Z) -> {X, Y, Z}.
%%% clauses over atoms
main() -> [k(X) || X <- [a, b, c, d, e, f, 1, 2, "x", {a}]].
k(a) -> 1; k(b) -> 2; k(c) -> 3; k(d) -> 4; k(e) -> 5; k(1) -> one; k(2) -> two; k({X}) -> {t, X}; k(X) -> {other, X}.
%%% state machine
main() -> lists:foldl(fun(E, S) -> step(S, E) end, {idle, 0}, [connect, noise, fail, {ok, 1}, {data, 7}, {data, 200}, noise, {data, 1}, close, noise, connect, fail, fail, fail, fail, connect, {ok, 3}, {data, 101}]).
step({idle, N}, connect) -> {connecting, N, 0};
step({idle, N}, _) -> {idle, N};
step({connecting, N, T}, fail) when T < 3 -> {connecting, N, T + 1};
step({connecting, N, _}, fail) -> {idle, N};
step({connecting, N, _}, {ok, Id}) -> {open, N, Id};
step({connecting, N, T}, _) -> {connecting, N, T};
step({open, N, Id}, {data, S}) when S > 100 -> {open, N + S, Id};
step({open, N, Id}, {data, _}) -> {open, N + 1, Id};
step({open, N, _}, close) -> {idle, N};
step({open, N, Id}, _) -> {open, N, Id}.
%%% overlapping clauses keep their order
main() -> [o(A, B) || A <- [1, 2, x], B <- [1, 2, y]].
o(1, 1) -> a; o(_, 2) -> b; o(1, _) -> c; o(2, y) -> d; o(X, X) -> e; o(X, Y) -> {X, Y}.
%%% maybe
main() -> [m(X) || X <- [{ok, {ok, 1}}, {ok, no}, bad]] ++ [n(X) || X <- [{ok, 1}, {error, e}]].
m(X) -> maybe {ok, A} ?= X, {ok, B} ?= A, {done, B} end.
n(X) -> maybe {ok, A} ?= X, A + 1 else {error, E} -> {err, E} end.
%%% maybe without a clause
main() -> maybe ok ?= foo else bar -> 1 end.
%%% floats in patterns and zero signs
main() -> [z(0.0), z(-0.0), z(0), z(1.0)].
z(+0.0) -> plus; z(-0.0) -> minus; z(0) -> int; z(_) -> other.
%%% self call in a fun and deep stack
main() -> length(build(200000)).
build(0) -> [];
build(N) -> [N | build(N - 1)].
%%% variables alive across calls
main() -> f(lists:seq(1, 5), 10).
f([], _) -> [];
f([H | T], K) -> A = g(H), B = g(A), C = g(B), [{A, B, C, H, K} | f(T, K + 1)].
g(X) -> X + 1.
%%% case in arguments
main() -> {case id(1) of 1 -> a; _ -> b end, f(case id(2) of 2 -> c end, id(3)), [case X of 1 -> one; _ -> more end || X <- [1, 2]]}.
f(X, Y) -> {X, Y}.
id(X) -> X.
%%% and in a clause body with a receive inside a case
main() -> self() ! go, f(5).
f(N) -> X = N * 2, Y = case N of 5 -> receive go -> X + 1 after 100 -> late end; _ -> none end, {X, Y, N}.
%%% nested funs see the right variables
main() -> compose([fun(X) -> X + 1 end, fun(X) -> X * 2 end, fun(X) -> {X} end]).
compose(Fs) -> G = lists:foldl(fun(F, Acc) -> fun(X) -> F(Acc(X)) end end, fun(X) -> X end, Fs), G(5).
%%% try with variables after it
main() -> [p(1), p(a)].
p(X) -> Base = 100, R = try X + 1 of V -> {ok, V} catch error:badarith -> {bad, X} end, {R, Base, X}.
%%% guard bifs
main() -> [q(X) || X <- [{1, 2}, [1, 2], #{a => 1}, <<1, 2>>, -5, 2.7, fun erlang:abs/1]].
q(X) when tuple_size(X) == 2, element(1, X) == 1 -> tuple;
q(X) when length(X) == 2, hd(X) == 1, tl(X) == [2] -> list;
q(X) when is_map_key(a, X), map_get(a, X) == 1, map_size(X) == 1 -> map;
q(X) when bit_size(X) == 16 -> bin;
q(X) when abs(X) == 5 -> abs;
q(X) when trunc(X) == 2, round(X) == 3 -> float;
q(X) when is_function(X, 1), is_function(X), not is_function(X, 2) -> func.
%%% bench
main() -> [bfib(10), blist(10), bping(3), bfun(5)].
bfib(N) when N < 2 -> N;
bfib(N) -> bfib(N - 1) + bfib(N - 2).
bfun(N) -> F = fun(F, X) -> case X < 2 of true -> X; false -> F(F, X - 1) + F(F, X - 2) end end, F(F, N).
bclauses(N) -> F = fun(_, 0) -> 0; (_, 1) -> 1; (F, X) -> F(F, X - 1) + F(F, X - 2) end, F(F, N).
bloop(0, Acc) -> Acc;
bloop(N, Acc) -> bloop(N - 1, Acc + N).
bfloat(0, X) -> X;
bfloat(N, X) -> bfloat(N - 1, X * 0.5 + 1.0).
bcollatz(1, S) -> S;
bcollatz(N, S) when N rem 2 == 0 -> bcollatz(N div 2, S + 1);
bcollatz(N, S) -> bcollatz(3 * N + 1, S + 1).
bdeep(0) -> 0;
bdeep(N) -> 1 + bdeep(N - 1).
blist(0) -> [];
blist(N) -> [N | blist(N - 1)].
brev([], A) -> A;
brev([H | T], A) -> brev(T, [H | A]).
bmap([], _) -> [];
bmap([H | T], F) -> [F(H) | bmap(T, F)].
bmapall(L) -> bmap(L, fun(X) -> X + 1 end).
bcomp(L) -> length([X + 1 || X <- L]).
bping(N) -> Me = self(), P = spawn(fun() -> bpong(Me) end), bping(P, N).
bping(P, 0) -> P ! stop, done;
bping(P, N) -> P ! {ping, self()}, receive pong -> bping(P, N - 1) end.
bpong(Me) -> receive {ping, From} -> From ! pong, bpong(Me); stop -> ok end.
bcall(N) -> Me = self(), P = spawn(fun() -> bserve(Me) end), bcall(P, N).
bcall(P, 0) -> P ! stop, done;
bcall(P, N) -> R = make_ref(), P ! {R, self(), N}, receive {R, N} -> bcall(P, N - 1) end.
bserve(Me) -> receive {R, From, X} -> From ! {R, X}, bserve(Me); stop -> ok end.
bspawn(0) -> done;
bspawn(N) -> Me = self(), spawn(fun() -> Me ! ok end), receive ok -> bspawn(N - 1) end.
bstate([], S) -> S;
bstate([E | Es], S) -> bstate(Es, step(S, E)).
bevents(0) -> [];
bevents(N) -> [connect, noise, fail, {ok, 1}, {data, 7}, {data, 200}, noise, {data, 1}, close, noise | bevents(N - 1)].
step({idle, N}, connect) -> {connecting, N, 0};
step({idle, N}, _) -> {idle, N};
step({connecting, N, T}, fail) when T < 3 -> {connecting, N, T + 1};
step({connecting, N, _}, fail) -> {idle, N};
step({connecting, N, _}, {ok, Id}) -> {open, N, Id};
step({connecting, N, T}, _) -> {connecting, N, T};
step({open, N, Id}, {data, S}) when S > 100 -> {open, N + S, Id};
step({open, N, Id}, {data, _}) -> {open, N + 1, Id};
step({open, N, _}, close) -> {idle, N};
step({open, N, Id}, _) -> {open, N, Id}.
bclassify(X) -> case X of
  #{kind := a, v := V} when V > 10 -> V;
  #{kind := a} -> 1;
  #{kind := b, v := [H | _]} -> H;
  {t, _, [_, Y | _]} -> Y;
  <<"str", Rest/binary>> -> byte_size(Rest);
  _ -> 0 end.
bclassall(0, _, A) -> A;
bclassall(N, L, A) -> bclassall(N - 1, L, lists:foldl(fun(X, B) -> B + bclassify(X) end, A, L)).
bbin(0, B) -> byte_size(B);
bbin(N, B) -> bbin(N - 1, <<B/binary, N>>).
bparse(<<>>, A) -> A;
bparse(<<X, R/binary>>, A) -> bparse(R, A + X).
btry(0, A) -> A;
btry(N, A) -> V = try N catch _:_ -> 0 end, btry(N - 1, A + V).
bthrow(0, A) -> A;
bthrow(N, A) -> V = try throw(N) catch X -> X end, bthrow(N - 1, A + V).
