package bif

import (
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// etsItems are the items of info/1, in its order.
var etsItems = []string{"id", "decentralized_counters", "read_concurrency", "write_concurrency", "compressed",
	"memory", "owner", "heir", "name", "size", "node", "named_table", "type", "keypos", "protection"}

// etsInfo is info/1 and info/2.
func etsInfo(m *vm.Machine, a []term.Term) (term.Term, bool) {
	t, cause := host(m).ets.use(m, a[0], etsAny)
	switch {
	case t == nil && (cause == etsID || cause == etsType && a[0].IsAtom()):
		return ok(term.Undefined.Term())
	case t == nil:
		return etsFail(m, cause)
	}
	defer t.done(etsAny)
	if len(a) == 2 {
		if !a[1].IsAtom() {
			return etsFail(m, etsNone)
		}
		if v := t.info(m, a[1].AtomName()); !v.IsNone() {
			return ok(v)
		}
		return etsFail(m, etsNone)
	}
	var out []term.Term
	for _, item := range etsItems {
		out = append(out, term.Tuple(term.A(item), t.info(m, item)))
	}
	return ok(term.List(out...))
}

// info is the value of an item, none if there is no such item.
func (t *etsTable) info(m *vm.Machine, item string) term.Term {
	switch item {
	case "id":
		return t.ref
	case "decentralized_counters":
		return term.Bool(t.opts.decentralized)
	case "read_concurrency":
		return term.Bool(t.opts.read)
	case "write_concurrency":
		return t.opts.write
	case "compressed":
		return term.Bool(t.opts.compressed)
	case "memory":
		return term.Int(int64(t.words()))
	case "owner":
		return t.owner.Self()
	case "heir":
		if t.heir == nil {
			return atomNone
		}
		return t.heir.Self()
	case "name":
		return t.name.Term()
	case "size":
		return term.Int(int64(t.count))
	case "node":
		return host(m).Node.Self().Term()
	case "named_table":
		return term.Bool(t.named)
	case "type":
		return term.A(etsKinds[t.kind])
	case "keypos":
		return term.Int(int64(t.keyPos + 1))
	case "protection":
		return t.protection.Term()
	case "fixed":
		return term.Bool(len(t.fixes) > 0)
	case "safe_fixed":
		us := t.fixedAt.UnixMicro()
		return t.fixed(term.Tuple(term.Int(us/1e12), term.Int(us/1e6%1e6), term.Int(us%1e6)))
	case "safe_fixed_monotonic_time":
		return t.fixed(term.Int(monotonicOffset + int64(t.fixedAt.Sub(started))))
	case "stats":
		return t.stats()
	}
	return term.Term{}
}

// fixed is {When, [{Pid, Count}]}, or false.
func (t *etsTable) fixed(when term.Term) term.Term {
	if len(t.fixes) == 0 {
		return term.False.Term()
	}
	var by []term.Term
	for p, n := range t.fixes {
		by = append(by, term.Tuple(p.Self(), term.Int(int64(n))))
	}
	return term.Tuple(when, term.List(by...))
}

// stats are those of the hash table: its slots and the lengths of their chains.
func (t *etsTable) stats() term.Term {
	if t.kind == etsOrderedSet {
		return term.False.Term()
	}
	one := term.Float(1)
	if t.count == 0 {
		one = term.Float(0)
	}
	n := term.Int(int64(t.count))
	return term.Tuple(n, one, term.Float(0), term.Float(0), term.Int(0), term.Int(1), term.Int(0), term.Int(1))
}
