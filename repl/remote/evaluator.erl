%% As evaluator.exs, for a node without Elixir. Given are Owner, Tag, Argv and Kept:
%% expressions that erl_eval evaluates.
Watch = erlang:monitor(process, Owner),
Evaluator = self(),
spawn(fun() ->
    From = erlang:monitor(process, Owner),
    To = erlang:monitor(process, Evaluator),
    receive
        {'DOWN', From, _, _, _} -> exit(Evaluator, kill);
        {'DOWN', To, _, _, _} -> ok
    end
end),
Shown = fun
    (_, none) -> nil;
    (V, raw) -> unicode:characters_to_binary(V);
    (V, term) -> unicode:characters_to_binary(io_lib:format("~tw.", [V]));
    (V, json) -> iolist_to_binary(json:encode(V));
    (V, _) -> unicode:characters_to_binary(io_lib:format("~tp", [V]))
end,
Report = fun(Class, Reason, Stack) ->
    Own = lists:dropwhile(fun(F) -> lists:member(element(1, F), [erl_eval, eval_bits]) end, lists:reverse(Stack)),
    Text = unicode:characters_to_binary(["** exception ", string:trim(erl_error:format_exception(Class, Reason, lists:reverse(Own)), leading, "* ")]),
    Plain = case Text of <<"** exception exception ", Rest/binary>> -> <<"** exception ", Rest/binary>>; _ -> Text end,
    {error, string:trim(Plain, trailing), <<>>}
end,
Fault = fun({Line, Module, Why}) ->
    At = case Line of {L, C} -> io_lib:format("~w:~w", [L, C]); L -> io_lib:format("~w", [L]) end,
    {error, unicode:characters_to_binary(["* ", At, ": ", Module:format_error(Why)]), <<>>}
end,
Default = {value, fun(Name, Args) ->
    code:ensure_loaded(shell_default),
    case erlang:function_exported(shell_default, Name, length(Args)) of
        true -> apply(shell_default, Name, Args);
        false -> erlang:raise(error, {shell_undef, Name, length(Args), []}, [])
    end
end},
Split = fun Split([], [], Done) -> {whole, lists:reverse(Done)};
            Split([], Left, Done) -> {part, lists:reverse(Left), lists:reverse(Done)};
            Split([{dot, _} = Dot | Rest], Left, Done) -> Split(Rest, [], [lists:reverse([Dot | Left]) | Done]);
            Split([Token | Rest], Left, Done) -> Split(Rest, [Token | Left], Done)
end,
Run = fun Run([], Texts, Bs, _) -> {{ok, iolist_to_binary(lists:join("\n", lists:reverse(Texts)))}, Bs};
          Run([Tokens | Rest], Texts, Bs, Format) ->
    case erl_parse:parse_exprs(Tokens) of
        {error, Why} -> {Fault(Why), Bs};
        {ok, Forms} ->
            try
                {value, V, New} = erl_eval:exprs(Forms, Bs, Default),
                {next, Shown(V, Format), New}
            of
                {next, nil, Bs1} -> Run(Rest, Texts, Bs1, Format);
                {next, Text, Bs1} -> Run(Rest, [Text | Texts], Bs1, Format)
            catch
                Class:Reason:Stack -> {Report(Class, Reason, Stack), Bs}
            end
    end
end,
Keep = fun(State) ->
    {memory, Memory} = process_info(self(), memory),
    case Memory < 16000000 andalso erlang:external_size(State) < 1000000 of
        true -> State;
        false -> big
    end
end,
Loop = fun Loop(Bs) ->
    receive
        {Tag, eval, Source, _, How, Format} ->
            Text = unicode:characters_to_list(Source),
            Read = case erl_scan:string(Text, {1, 1}) of
                {ok, Tokens, End} -> {Split(Tokens, [], []), End};
                {error, {_, _, {illegal, _}} = Why, _} -> {error, Why};
                {error, Why, _} -> {unfinished, Why}
            end,
            Result = case {Read, How} of
                {{error, At}, _} -> {Fault(At), Bs};
                {{unfinished, _}, more} -> more;
                {{unfinished, At}, _} -> {Fault(At), Bs};
                {{{whole, Exprs}, _}, _} -> Run(Exprs, [], Bs, Format);
                {{{part, _, _}, _}, more} -> more;
                {{{part, _, _}, At}, last} -> {Fault({At, erl_parse, "unfinished expression"}), Bs};
                {{{part, Left, Exprs}, At}, whole} -> Run(Exprs ++ [Left ++ [{dot, At}]], [], Bs, Format)
            end,
            case Result of
                more -> Owner ! {Tag, more}, Loop(Bs);
                {Outcome, Next} -> Owner ! {Tag, done, Outcome, [], Keep(Next)}, Loop(Next)
            end;
        {'DOWN', Watch, process, _, _} -> ok
    end
end,
Owner ! {Tag, ready},
Loop(case Kept of
    nil when Argv =:= nil -> [];
    nil -> [{'Argv', Argv}];
    _ -> Kept
end).
