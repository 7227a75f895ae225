package node

import (
	"gex/node/proc"
	"gex/proto/term"
)

var (
	atomLink    = term.Intern("link")
	atomMonitor = term.Intern("monitor")
	atomAlias   = term.Intern("alias")
	atomTag     = term.Intern("tag")
	atomReply   = term.Intern("reply")
)

// sizeFlags are the spawn options about memory. Their values are kept for
// process_info and have no other meaning here.
var sizeFlags = map[term.Atom]func(term.Term) bool{
	term.Intern("min_heap_size"):      isSize,
	term.Intern("min_bin_vheap_size"): isSize,
	term.Intern("fullsweep_after"):    isSize,
	term.Intern("max_heap_size"):      func(t term.Term) bool { return isSize(t) || t.IsMap() },
	term.Intern("async_dist"):         isBool,
	term.Intern("message_queue_data"): func(t term.Term) bool {
		return t.Is(term.Intern("on_heap")) || t.Is(term.Intern("off_heap"))
	},
}

func isSize(t term.Term) bool { return t.IsInt() && t.Int() >= 0 }
func isBool(t term.Term) bool { return t.Is(term.True) || t.Is(term.False) }

// ParseSpawnOptions reads the option list of erlang:spawn_opt, also as it comes
// in a SPAWN_REQUEST. It is false for what ERTS calls badopt.
func ParseSpawnOptions(list term.Term) (o SpawnOptions, ok bool) {
	opts, ok := list.Slice()
	if !ok {
		return o, false
	}
	for _, t := range opts {
		if !o.parse(t) {
			return SpawnOptions{}, false
		}
	}
	return o, true
}

func (o *SpawnOptions) parse(t term.Term) (ok bool) {
	if t.IsAtom() {
		switch t.KnownAtom() {
		case atomLink:
			o.Link = true
		case atomMonitor:
			o.Monitor = true
		default:
			return false
		}
		return true
	}
	if !t.IsTupleOf(2) || !t.Elem(0).IsAtom() {
		return false
	}
	val := t.Elem(1)
	switch name := t.Elem(0).KnownAtom(); name {
	case atomMonitor:
		o.Monitor = true
		o.MonitorOpts, ok = ParseMonitorOptions(val)
		return ok
	case atomPriority:
		o.Priority, ok = proc.ParsePriority(val)
		return ok
	default:
		check := sizeFlags[name]
		if check == nil || !check(val) {
			return false
		}
		if o.Flags == nil {
			o.Flags = make(map[term.Atom]term.Term)
		}
		o.Flags[name] = val
		return true
	}
}

var atomPriority = term.Intern("priority")

// ParseMonitorOptions reads the option list of erlang:monitor/3: {alias, Mode},
// {tag, Term} and priority.
func ParseMonitorOptions(list term.Term) (o proc.MonitorOptions, ok bool) {
	opts, ok := list.Slice()
	if !ok {
		return o, false
	}
	for _, t := range opts {
		if t.Is(atomPriority) {
			o.Priority = true
			continue
		}
		if es := t.Tagged(atomTag, 2); es != nil {
			o.Tag = es[1]
			continue
		}
		es := t.Tagged(atomAlias, 2)
		if es == nil {
			return proc.MonitorOptions{}, false
		}
		if o.Alias, ok = monitorAliases[es[1]]; !ok {
			return proc.MonitorOptions{}, false
		}
	}
	return o, true
}

var monitorAliases = map[term.Term]proc.AliasMode{
	term.A("explicit_unalias"): proc.ExplicitUnalias,
	term.A("demonitor"):        proc.DemonitorAlias,
	term.A("reply_demonitor"):  proc.ReplyDemonitor,
}

// ParseAliasOptions reads the option list of erlang:alias/1.
func ParseAliasOptions(list term.Term) (mode proc.AliasMode, ok bool) {
	opts, ok := list.Slice()
	mode = proc.ExplicitUnalias
	var priority proc.AliasMode
	for _, t := range opts {
		switch {
		case t.Is(atomReply):
			mode = proc.ReplyAlias
		case t.Is(atomExplicit):
			mode = proc.ExplicitUnalias
		case t.Is(atomPriority):
			priority = proc.PriorityAlias
		default:
			return 0, false
		}
	}
	return mode | priority, ok
}

var atomExplicit = term.Intern("explicit_unalias")
