#!/usr/bin/env escript
%% Makes cases.golden from cases.erl: for each case its name, its forms as the
%% abstract format, and what main/0 does: {value, V} or {Class, Reason, Trace}.
%% cases.etf is the list of all forms, for fuzz targets.
%% Maps are written with their keys in order (k): the order of atoms differs by run.
%% Usage: escript gen.escript cases.erl cases.golden
main([In, Out]) ->
    {ok, B} = file:read_file(In),
    [_ | Cases] = binary:split(B, <<"\n%%% ">>, [global]),
    {ok, F} = file:open(Out, [write]),
    All = [run(F, C) || C <- Cases],
    ok = file:close(F),
    ok = file:write_file(filename:rootname(Out) ++ ".etf", term_to_binary(All, [compressed])).

run(F, Case) ->
    [Name, Body] = binary:split(Case, <<"\n">>),
    Source = "-feature(maybe_expr, enable).\n-module(t).\n-compile(export_all).\n" ++ unicode:characters_to_list(Body),
    Forms = [{attribute, 1, file, {"t.erl", 1}} | forms(Source)],
    io:format(F, "~ts~n", [unicode:characters_to_list(Name)]),
    io:format(F, "~kw.~n", [Forms]),
    {ok, t, Code} = compile:forms(Forms, [report_errors, export_all, nowarn_export_all]),
    {module, t} = code:load_binary(t, "t.beam", Code),
    io:format(F, "~kw.~n", [result()]),
    code:purge(t),
    Forms.

result() ->
    Me = self(),
    {P, R} = spawn_monitor(fun() ->
        Me ! {self(), try {value, t:main()} catch C:E:S -> {C, E, [frame(X) || X <- S, element(1, X) =:= t orelse not on_stack(X)]} end}
    end),
    receive {P, V} -> erlang:demonitor(R, [flush]), V; {'DOWN', R, _, _, Why} -> exit(Why) end.

%% The frames of the generator itself.
on_stack({M, _, _, _}) -> M =:= ?MODULE orelse M =:= escript orelse M =:= erl_eval orelse M =:= gen.

frame({M, F, A, L}) -> {M, F, A, proplists:get_value(line, L, 0)}.

forms(Source) ->
    {ok, Tokens, _} = erl_scan:string(Source, 1, [{reserved_word_fun, fun reserved/1}]),
    split(Tokens, []).

reserved('maybe') -> true;
reserved('else') -> true;
reserved(W) -> erl_scan:reserved_word(W).

split([], []) -> [];
split([{dot, _} = D | T], Acc) ->
    case erl_parse:parse_form(lists:reverse(Acc, [D])) of
        {ok, {attribute, _, feature, _}} -> split(T, []);
        {ok, F} -> [F | split(T, [])];
        {error, _} when hd(Acc) =/= x -> 
            case lists:reverse(Acc) of
                [{'-', _}, {atom, _, feature} | _] -> split(T, []);
                Ts -> {ok, F} = erl_parse:parse_form(Ts ++ [D]), [F | split(T, [])]
            end
    end;
split([X | T], Acc) -> split(T, [X | Acc]).
