package main

import (
	"fmt"
	"os"

	"gex/node"
	"gex/node/proc"
	"gex/proto/term"
	"gex/repl/lang/lib"
	"gex/repl/lang/vm"
)

// uncaught returns the status that an exception nobody caught ends the program
// with, and reports it unless it is the code's own way to end: exit(:normal),
// exit(:shutdown) and exit({:shutdown, Status}), where what is no integer is 0.
func (p *program) uncaught(q *proc.Process, exc *vm.Exception) int {
	if exc.Class == vm.ClassExit {
		shutdown := term.Intern("shutdown")
		switch r := exc.Reason; {
		case r.Is(term.Normal), r.Is(shutdown):
			return statusOK
		case r.IsTupleOf(2) && r.Elem(0).Is(shutdown):
			if n, ok := r.Elem(1).AsInt(); ok {
				return int(n)
			}
			return statusOK
		}
	}
	f := p.rt.Formatter(q)
	f.Color = p.color
	fmt.Fprint(os.Stderr, f.ScriptError(exc.Class.Atom(), exc.Reason, exc.Stacktrace))
	return statusFailed
}

// atExit calls what System.at_exit has been given, the last first, with the
// status that the program is to end with, until nothing more has been added. A
// function that raises or exits changes the status for those after it.
func (p *program) atExit(q *proc.Process, status int) int {
	table, key := term.Intern("persistent_term"), term.Tuple(term.A("Elixir.System"), term.A("at_exit"))
	for {
		t, exc := p.rt.Call(q, table, term.Intern("get"), key, term.Nil)
		hooks, ok := t.Slice()
		if exc != nil || !ok || len(hooks) == 0 {
			return status
		}
		p.rt.Call(q, table, term.Intern("erase"), key)
		for _, hook := range hooks {
			done := make(chan int, 1)
			_, err := p.node.SpawnGo(nil, func(own *proc.Process) {
				status := status
				own.OnExit(func(term.Term) { done <- status })
				m := vm.NewFun(p.rt.System, hook, []term.Term{term.Int(int64(status))}).Under(lib.ExitTrace())
				if _, exc := vm.Nested(m, own); exc != nil {
					status = p.uncaught(own, exc)
				}
			}, node.SpawnOptions{GroupLeader: q.GroupLeader()})
			if err != nil {
				return statusFailed
			}
			status = <-done
		}
	}
}
