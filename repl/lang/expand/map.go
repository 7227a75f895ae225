package expand

import (
	"sort"

	"gex/proto/term"
)

func expandMapForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	out, s, e := x.expandMap(meta, args, s, e)
	return out, s, e, true
}

func (x *Expander) expandMap(meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env) {
	if len(args) == 1 {
		if barMeta, lr, ok := callOf(args[0], atomCons, 2); ok {
			if e.Context != NoContext {
				where := "match"
				if e.Context == Guard {
					where = "guard"
				}
				x.fail(meta, e, "cannot use map/struct update syntax in %s, got: %s", where, toString(makeNode(atomMap.Term(), meta, term.List(args...))))
			}
			pairs, ok := lr[1].Slice()
			if !ok {
				x.fail(meta, e, "expected key-value pairs in a map, got: %s", toString(lr[1]))
			}
			es, s, e := x.expandArgs(append([]term.Term{lr[0]}, pairs...), s, e)
			x.validatePairs(meta, es[1:], pairs, e)
			return makeCall(atomMap, meta, makeCall(atomCons, barMeta, es[0], term.List(es[1:]...))), s, e
		}
	}
	es, s, e := x.expandArgs(args, s, e)
	x.validatePairs(meta, es, args, e)
	return makeNode(atomMap.Term(), meta, term.List(es...)), s, e
}

func (x *Expander) validatePairs(meta term.Term, pairs, original []term.Term, e *Env) {
	var used []term.Term
	for i, p := range pairs {
		if !p.IsTupleOf(2) {
			x.fail(meta, e, "expected key-value pairs in a map, got: %s", toString(original[i]))
		}
		key := p.Elem(0)
		if e.Context == Match {
			x.validateMatchKey(meta, key, e)
		}
		if !isLiteral(key) {
			continue
		}
		for _, u := range used {
			if !term.Identical(u, key) {
				continue
			}
			if e.Context == Match {
				x.fail(meta, e, "key %s will be overridden in map", toString(key))
			}
			x.warn(meta, e, "key %s will be overridden in map", toString(key))
			break
		}
		if len(used) < 64 {
			used = append(used, key)
		}
	}
}

func isLiteral(q term.Term) bool {
	switch {
	case q.IsTupleOf(2):
		return isLiteral(q.Elem(0)) && isLiteral(q.Elem(1))
	case q.IsTuple():
		return false
	case q.IsCons():
		for q.IsCons() {
			if !isLiteral(q.Head()) {
				return false
			}
			q = q.Tail()
		}
	}
	return true
}

func (x *Expander) validateMatchKey(meta, key term.Term, e *Env) {
	if isVar(key) {
		x.fail(meta, e, "cannot use variable %s as map key inside a pattern. Map keys in patterns can only be literals (such as atoms, strings, tuples, and the like) or an existing variable matched with the pin operator (such as ^some_var)", key.Elem(0).Atom())
	}
	if _, args, ok := callOf(key, atomType, 2); ok {
		x.validateMatchKey(meta, args[0], e)
		return
	}
	if _, args, ok := callOf(key, atomPin, 1); ok && isVar(args[0]) {
		return
	}
	if _, args, ok := callOf(key, atomMap, -1); ok && len(args) > 0 {
		return
	}
	if _, _, ok := Literal(key); ok {
		return
	}
	switch {
	case key.IsTupleOf(3):
		x.validateMatchKey(meta, key.Elem(0), e)
		x.validateMatchKey(meta, key.Elem(2), e)
	case key.IsTupleOf(2):
		x.validateMatchKey(meta, key.Elem(0), e)
		x.validateMatchKey(meta, key.Elem(1), e)
	default:
		for key.IsCons() {
			x.validateMatchKey(meta, key.Head(), e)
			key = key.Tail()
		}
	}
}

// ---- structs

func expandStructForm(x *Expander, q, meta term.Term, args []term.Term, s State, e *Env) (term.Term, State, *Env, bool) {
	if len(args) != 2 {
		return q, s, e, false
	}
	mapMeta, fields, ok := callOf(args[1], atomMap, -1)
	if !ok {
		x.fail(meta, e, "expected struct to be followed by a map, got: %s", toString(args[1]))
	}
	fields = x.withoutStructKey(meta, fields, e)
	es, s, e := x.expandArgs([]term.Term{args[0], makeNode(atomMap.Term(), mapMeta, term.List(fields...))}, s, e)
	name, body := es[0], es[1]
	out := func(body term.Term) term.Term { return makeCall(atomPercent, meta, name, body) }
	if !name.IsAtom() {
		_, pinned, isPin := callOf(name, atomPin, 1)
		if e.Context == Match && (isVar(name) || isPin && isVar(pinned[0])) {
			return out(body), s, e, true
		}
		if e.Context == Match {
			x.fail(meta, e, "expected struct name in a match to be a compile time atom, alias or a variable, got: %s", toString(name))
		}
		x.fail(meta, e, "expected struct name to be a compile time atom or alias, got: %s", toString(name))
	}
	module := name.Atom()
	assocs := slice(body.Elem(2))
	if len(assocs) == 1 {
		if _, lr, ok := callOf(assocs[0], atomCons, 2); ok {
			x.traceStruct(e, meta, operationUpdate, module, slice(lr[1]))
			x.assertFields(meta, module, slice(lr[1]), e)
			return out(body), s, e, true
		}
	}
	if e.Context == Match {
		x.traceStruct(e, meta, operationMatch, module, assocs)
		x.assertFields(meta, module, assocs, e)
		return out(body), s, e, true
	}
	x.traceStruct(e, meta, term.Term{}, module, assocs)
	all := x.structDefaults(meta, module, assocs, e)
	return out(makeNode(atomMap.Term(), mapMeta, term.List(append(all, assocs...)...))), s, e, true
}

func (x *Expander) withoutStructKey(meta term.Term, fields []term.Term, e *Env) []term.Term {
	if len(fields) == 1 {
		if m, lr, ok := callOf(fields[0], atomCons, 2); ok {
			if list, ok := lr[1].Slice(); ok {
				return []term.Term{makeCall(atomCons, m, lr[0], term.List(x.withoutStructKey(meta, list, e)...))}
			}
		}
	}
	if !has(term.List(fields...), atomStruct) {
		return fields
	}
	x.warn(meta, e, "key :__struct__ is ignored when using structs")
	return slice(remove(term.List(fields...), atomStruct))
}

// assertFields checks that a pattern or an update names fields of the struct.
func (x *Expander) assertFields(meta term.Term, module term.Atom, assocs []term.Term, e *Env) {
	for _, a := range assocs {
		if !a.Elem(0).IsAtom() {
			x.failSoft(meta, e, "invalid key %s for struct, struct keys must be atoms, got: ", toString(a.Elem(0)))
		}
	}
	if e.Function != nil && x.Shared.Module(module) == nil {
		return
	}
	if module == e.Module && e.Function != nil {
		x.assertOwnFields(meta, module, assocs, e)
		return
	}
	x.structFields(meta, module, assocs, e.withContext(Match))
}

// assertOwnFields reports keys that a pattern for the struct of its own module
// has too many. The module is compiled all the same.
func (x *Expander) assertOwnFields(meta term.Term, module term.Atom, assocs []term.Term, e *Env) {
	st, ok := x.Shared.Module(module).Struct()
	if !ok || e.Context != Match {
		return
	}
	for _, a := range assocs {
		if _, known := mapGet(st.Value, a.Elem(0).Atom()); !known {
			x.report(SeverityError, meta, e, "unknown key %s for struct %s", toString(a.Elem(0)), InspectModule(module))
		}
	}
}

// structDefaults returns the fields that assocs leaves out, as code.
func (x *Expander) structDefaults(meta term.Term, module term.Atom, assocs []term.Term, e *Env) []term.Term {
	given := make(map[term.Atom]bool)
	for _, a := range assocs {
		if !a.Elem(0).IsAtom() {
			x.failSoft(meta, e, "invalid key %s for struct, struct keys must be atoms, got: ", toString(a.Elem(0)))
			continue
		}
		given[a.Elem(0).Atom()] = true
	}
	value := x.structFields(meta, module, assocs, e)
	var out []term.Term
	for k, v := range value.Pairs() {
		if k.IsAtom() && k.Atom() != atomStruct && !given[k.Atom()] {
			out = append(out, pair(k, Escape(v)))
		}
	}
	sort.Slice(out, func(i, j int) bool { return compareAtoms(out[i].Elem(0).Atom(), out[j].Elem(0).Atom()) < 0 })
	return out
}

// structFields builds the struct of module with the given keys, which must
// exist, and returns it.
func (x *Expander) structFields(meta term.Term, module term.Atom, assocs []term.Term, e *Env) term.Term {
	value, ok := x.buildStruct(meta, module, assocs, e)
	if !ok {
		x.fail(meta, e, "%s", x.noStruct(module, e))
	}
	if got, isMap := mapGet(value, atomStruct); !isMap || !got.Is(module) {
		if isMap && got.IsAtom() {
			x.fail(meta, e, "expected struct name returned by %s.__struct__/1 to be %s, got: %s", InspectModule(module), InspectModule(module), InspectModule(got.Atom()))
		}
		x.fail(meta, e, "expected %s.__struct__/1 to return a map with a :__struct__ key that holds the name of the struct (atom), got: %s", InspectModule(module), inspect(value))
	}
	for _, a := range assocs {
		if _, known := mapGet(value, a.Elem(0).Atom()); a.Elem(0).IsAtom() && !known {
			x.failSoft(meta, e, "unknown key %s for struct %s", toString(a.Elem(0)), InspectModule(module))
		}
	}
	return value
}

// noStruct says that a module has no struct that can be used here.
func (x *Expander) noStruct(module term.Atom, e *Env) string {
	name := InspectModule(module)
	if x.inContext(module, e) && e.Function == nil {
		return "cannot access struct " + name + ", the struct was not yet defined or the struct is being accessed in the same context that defines it"
	}
	return name + ".__struct__/1 is undefined, cannot expand struct " + name + ". Make sure the struct name is correct. If the struct name exists and is correct but it still cannot be found, you likely have cyclic module usage in your code"
}

func mapGet(m term.Term, key term.Atom) (term.Term, bool) {
	if !m.IsMap() {
		return term.Term{}, false
	}
	return m.MapGet(key.Term())
}

func (x *Expander) inContext(module term.Atom, e *Env) bool {
	if module == e.Module {
		return true
	}
	for _, m := range e.ContextModules {
		if m == module {
			return true
		}
	}
	return false
}

// buildStruct asks the module for a struct: its fields as defined so far while
// it is being compiled, otherwise __struct__/0. Enforced keys are checked here.
func (x *Expander) buildStruct(meta term.Term, module term.Atom, assocs []term.Term, e *Env) (term.Term, bool) {
	if m := x.Shared.Module(module); m != nil {
		if st, ok := m.Struct(); ok {
			x.checkEnforced(meta, module, st, assocs, e)
			return st.Value, true
		}
		if x.inContext(module, e) {
			return term.Term{}, false
		} // else another process may be defining it
	}
	if x.Code == nil || !x.Code.EnsureLoaded(module) {
		return term.Term{}, false
	}
	functions, _, _ := x.Code.Exported(module)
	keys := make([]term.Term, 0, len(assocs))
	for _, a := range assocs {
		keys = append(keys, pair(a.Elem(0), nilTerm))
	}
	name, args := FA{atomStruct, 1}, []term.Term{term.List(keys...)}
	if e.Context == Match || !functions.Has(name) {
		// A pattern may leave enforced keys out.
		name, args = FA{atomStruct, 0}, nil
	}
	if !functions.Has(name) {
		return term.Term{}, false
	}
	value, err := x.Code.Apply(module, name.Name, args)
	if err != nil {
		panic(bailout{x.tracedStruct(err, module, name, meta, e)})
	}
	return value, true
}

// checkEnforced raises what __struct__/1 of a module being compiled would.
func (x *Expander) checkEnforced(meta term.Term, module term.Atom, st Struct, assocs []term.Term, e *Env) {
	if e.Context == Match {
		return
	}
	raise := func(exception, message string) {
		panic(bailout{&Error{Exception: term.Intern("Elixir." + exception), Message: message,
			Stack: term.List(x.expansionFrames("struct", target{module: module, name: atomStruct}, 1, meta, e)...)}})
	}
	for _, a := range assocs {
		if _, known := mapGet(st.Value, a.Elem(0).Atom()); !known {
			raise("KeyError", "key "+inspect(a.Elem(0))+" not found")
		}
	}
	var missing []term.Term
	for _, k := range st.Enforced {
		if !has(term.List(assocs...), k) {
			missing = append(missing, k.Term())
		}
	}
	if len(missing) > 0 {
		raise("ArgumentError", "the following keys must also be given when building struct "+InspectModule(module)+": "+inspect(term.List(missing...)))
	}
}
