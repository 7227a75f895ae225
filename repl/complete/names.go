package complete

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"gex/node"
	"gex/proto/term"
	"gex/repl/lang/inspect"
)

// named is what an argument names.
type named uint8

const (
	nothing   named = iota
	aNode           // a node
	aProcess        // a registered process
	manyNodes       // a list of nodes
	aFile           // a file or directory
)

// byArgument tells what an argument, numbered from 0, names, by
// Module.function/argument; Module.*/argument is for all functions but those that
// start something.
var byArgument = sync.OnceValue(func() map[string]named {
	all := make(map[string]named)
	for what, calls := range map[named]string{
		aNode: `Node.connect/0 Node.disconnect/0 Node.ping/0 Node.monitor/0 Node.get_cookie/0 Node.set_cookie/0
			Node.spawn/0 Node.spawn_link/0 Node.spawn_monitor/0
			:net_kernel.connect_node/0 :net_kernel.hidden_connect_node/0 :net_adm.ping/0
			:erlang.disconnect_node/0 :erlang.monitor_node/0 :erlang.set_cookie/0 :erlang.get_cookie/0
			:erpc.call/0 :erpc.cast/0 :erpc.send_request/0 :rpc.call/0 :rpc.cast/0 :rpc.block_call/0 :rpc.async_call/0`,
		manyNodes: `:erpc.multicall/0 :erpc.multicast/0 :rpc.multicall/0 :rpc.eval_everywhere/0
			GenServer.multi_call/0 GenServer.abcast/0`,
		aProcess: `GenServer.*/0 Agent.*/0 Supervisor.*/0 DynamicSupervisor.*/0 PartitionSupervisor.*/0 Task.Supervisor.*/0
			:gen_server.*/0 :gen_statem.*/0 :gen_event.*/0 :supervisor.*/0 :sys.*/0
			Process.whereis/0 Process.unregister/0 Process.send/0 Process.send_after/0 Process.monitor/0
			Kernel.send/0 send/0 :erlang.send/0 :erlang.whereis/0 :erlang.unregister/0 :erlang.monitor/1`,
		aFile: `File.*/0 File.cp/1 File.cp!/1 File.cp_r/1 File.cp_r!/1 File.rename/1 File.rename!/1
			Code.require_file/0 Code.compile_file/0 Code.eval_file/0
			c/0 cd/0 ls/0 import_file/0 import_file_if_available/0`,
	} {
		for call := range strings.FieldsSeq(calls) {
			all[call] = what
		}
	}
	return all
})

// ending is what a text can end in that names something.
type ending uint8

const (
	stringStart ending = iota
	quotedAtom
	unquotedAtom
	aliasAtom
	emptyAtom // of which nothing is typed
)

// endings find these, in the order in which they are tried; the group is where
// they begin.
var endings = sync.OnceValue(func() []*regexp.Regexp {
	return []*regexp.Regexp{
		stringStart:  regexp.MustCompile(`(?:^|[^\w:"?~])("[^"\\\n#]*)$`),
		quotedAtom:   regexp.MustCompile(`(?:^|[^\w:"?])(:"[^"\\\n]*)$`),
		unquotedAtom: regexp.MustCompile(`(?:^|[^\w:"?])(:(?:[A-Za-z_][\w@]*)?)$`),
		aliasAtom:    regexp.MustCompile(`(?:^|[^\w:"?.%])([A-Z][\w.]*)$`),
		emptyAtom:    regexp.MustCompile(`[(,{\[]\s*()$`),
	}
})

// argument completes the name of a node, of a process or of a file where a call takes one;
// false when there is none to be found.
func (f finder) argument(text string) (Result, bool) {
	for form, found := range endings() {
		form := ending(form)
		at := found.FindStringSubmatchIndex(text)
		if at == nil {
			continue
		}
		what := f.namedBy(text[:at[2]])
		if what == nothing || (what == aFile) != (form == stringStart) {
			return Result{}, false
		}
		typed := text[at[2]:]
		switch form {
		case stringStart:
			found := paths(typed[1:])
			return expansion(pathHint(typed[1:]), found), len(found) > 0
		case quotedAtom:
			return f.inQuotes(what, typed[2:])
		case unquotedAtom:
			return f.asAtom(what, typed[1:])
		case aliasAtom:
			return f.asAlias(what, typed)
		}
		return f.afterSignatures(what, text)
	}
	return Result{}, false
}

// namedBy tells what the argument at the end of text names.
func (f finder) namedBy(text string) named {
	path, ok := cursorPath(text)
	if !ok || len(path) < 2 {
		return nothing
	}
	at := 1
	inList, second := false, false
	switch parent := path[at]; {
	case len(path) > 2 && parent.IsList():
		inList, at = true, at+1
	case len(path) > 2 && parent.IsTupleOf(2):
		second, at = true, at+1 // {name, node}
	case len(path) > 2:
		if of, ok := form(parent, term.Intern("{}")); ok && len(of) == 1 {
			at++
		}
	}
	name, args, ok := f.callOf(path[at])
	if !ok {
		return nothing
	}
	argument := slices.IndexFunc(args, func(a term.Term) bool { return term.Identical(a, path[at-1]) })
	if len(path) > at+1 {
		if pipe, ok := form(path[at+1], term.Intern("|>")); ok && len(pipe) == 2 && term.Identical(pipe[1], path[at]) {
			argument++
		}
	}
	if argument < 0 || argument > 9 {
		return nothing
	}
	number := "/" + string(rune('0'+argument))
	what := byArgument()[name+number]
	if module, function, ok := cutLast(name, "."); ok && what == nothing && !starts(function) {
		what = byArgument()[module+".*"+number]
	}
	switch {
	case inList != (what == manyNodes):
		return nothing
	case inList:
		return aNode
	case second && what == aProcess:
		return aNode
	case second:
		return nothing
	}
	return what
}

// starts tells whether a function takes no process but makes one.
func starts(function string) bool {
	return strings.HasPrefix(function, "start") && function != "start_child" || function == "init" || function == "child_spec"
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}

// callOf returns a call's name, as byArgument has it, and arguments.
func (f finder) callOf(q term.Term) (name string, args []term.Term, ok bool) {
	if !q.IsTupleOf(3) {
		return "", nil, false
	}
	args, ok = q.Elem(2).Slice()
	if !ok {
		return "", nil, false
	}
	if q.Elem(0).IsAtom() {
		return q.Elem(0).AtomName(), args, true
	}
	dot, ok := form(q.Elem(0), term.Intern("."))
	if !ok || len(dot) != 2 || !dot[1].IsAtom() {
		return "", nil, false
	}
	function := dot[1].AtomName()
	if dot[0].IsAtom() {
		return ":" + dot[0].AtomName() + "." + function, args, true
	}
	parts, ok := form(dot[0], atomAliases)
	if !ok {
		return "", nil, false
	}
	alias, ok := aliasOf(parts)
	return strings.TrimPrefix(f.module(alias), elixirPrefix) + "." + function, args, ok
}

// names lists what an argument can name.
func (f finder) names(what named) []string {
	var all []term.Atom
	if what == aNode {
		all = f.rt.Node.Nodes(node.NodesConnected)
		ctx, cancel := context.WithTimeout(context.Background(), neighbourLimit)
		defer cancel()
		all = append(all, f.rt.Node.Neighbours(ctx)...)
		if f.rt.Node.Alive() {
			all = append(all, f.rt.Node.Self())
		}
	} else {
		all = f.rt.Node.Registered()
	}
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = a.String()
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// neighbourLimit is how long the port mapper may take.
const neighbourLimit = 50 * time.Millisecond

// inQuotes completes a name in quotes.
func (f finder) inQuotes(what named, typed string) (Result, bool) {
	var found []candidate
	for _, name := range f.names(what) {
		if strings.HasPrefix(name, typed) && inspect.String(term.A(name)) == ":"+quote(name) {
			found = append(found, candidate{kind: quotedName, name: name})
		}
	}
	return expansion(typed, found), len(found) > 0
}

func quote(name string) string { return `"` + name + `"` }

// asAtom completes a name behind a colon. One that needs quotes can only be shown
// once something is typed.
func (f finder) asAtom(what named, typed string) (Result, bool) {
	var found []candidate
	var shown []string
	for _, name := range f.names(what) {
		written, isAtom := strings.CutPrefix(inspect.String(term.A(name)), ":")
		switch {
		case !isAtom || !strings.HasPrefix(name, typed):
		case strings.HasPrefix(written, typed):
			found = append(found, candidate{name: written})
		default:
			shown = append(shown, ":"+written)
		}
	}
	if len(shown) > 0 {
		for _, c := range found {
			shown = append(shown, ":"+c.name)
		}
		slices.Sort(shown)
		return Result{Lists: []List{{Items: shown}}}, true
	}
	return expansion(typed, found), len(found) > 0
}

// asAlias completes a name that is written like a module, besides modules.
func (f finder) asAlias(what named, typed string) (Result, bool) {
	hint, found := f.aliases(typed)
	parent := "Elixir"
	if len(hint) < len(typed) {
		parent = f.module(typed[:len(typed)-len(hint)-1])
	}
	modules := len(found)
	for _, name := range f.names(what) {
		rest, ok := strings.CutPrefix(name, parent+".")
		part, _, _ := strings.Cut(rest, ".")
		if ok && strings.HasPrefix(part, hint) && aliasPart(part) && !slices.ContainsFunc(found, func(c candidate) bool { return c.name == part }) {
			found = append(found, candidate{name: part})
		}
	}
	if len(found) == modules {
		return Result{}, false
	}
	return expansion(hint, inOrder(found)), true
}

// afterSignatures lists names below how the function is called.
func (f finder) afterSignatures(what named, text string) (Result, bool) {
	var items []string
	for _, name := range f.names(what) {
		items = append(items, inspect.String(term.A(name)))
	}
	if len(items) == 0 {
		return Result{}, false
	}
	title := "Processes"
	if what == aNode {
		title = "Nodes"
	}
	r := Result{Lists: []List{{Title: title, Items: items}}}
	if strings.HasSuffix(strings.TrimRight(text, " "), "(") {
		if c := f.code(text); c.Insert == "" && len(c.Lists) == 1 {
			r.Lists = append([]List{{Title: "Arguments", Items: c.Lists[0].Items}}, r.Lists...)
		}
	}
	return r, true
}
