package expand

import (
	"gex/proto/term"
)

var (
	atomEnumReduce = term.Intern("reduce")
	atomEnum       = term.Intern("Elixir.Enum")
	atomDerive     = term.Intern("derive")
)

// inDefstruct and inStructField are the functions that find what is wrong with a
// struct, and with one of its fields.
var (
	inDefstruct   = frames{"Kernel.Utils:defstruct/4"}
	inStructField = frames{"Kernel.Utils:defstruct/4", "lists:map/2", "Kernel.Utils:-defstruct/4-fun-0-/2"}
)

// DefineStruct is what defstruct does when the body of a module runs: it defines
// __struct__/0 and __struct__/1, and returns {struct, derive}: the struct with
// its defaults, and what @derive asks for.
func (x *Expander) DefineStruct(module term.Atom, fields term.Term) (out term.Term, err error) {
	defer catch(&err)
	m := x.open(module, "defstruct/1")
	if m.structure.Load() != nil {
		x.raiseIn(inDefstruct, "ArgumentError", "defstruct has already been called for "+InspectModule(module)+", defstruct can only be called once per module")
	}
	list, ok := fields.Slice()
	if !ok {
		x.raiseIn(inDefstruct, "ArgumentError", "struct fields definition must be list, got: "+inspect(fields))
	}
	value := term.MapOf(atomStruct.Term(), module.Term())
	for _, f := range list {
		key, v := f, nilTerm
		if f.IsTupleOf(2) {
			key, v = f.Elem(0), f.Elem(1)
		}
		if !key.IsAtom() {
			x.raiseIn(inStructField, "ArgumentError", "struct field names must be atoms, got: "+inspect(f))
		}
		if key.Is(atomStruct) {
			x.raiseIn(inStructField, "ArgumentError", "cannot set :__struct__ in struct definition")
		}
		if v.IsFun() && v.Kind() != term.KindExport || v.IsRef() {
			x.raiseIn(inStructField, "ArgumentError", "invalid default value for struct field "+key.AtomName()+", cannot escape "+inspect(v)+". The supported values are: lists, tuples, maps, atoms, numbers, bitstrings, PIDs and remote functions in the format &Mod.fun/arity")
		}
		if _, twice := value.MapGet(key); twice {
			x.warn(lineMeta(m.Line), m.place(), "duplicate key %s found in struct", inspect(key))
		}
		value = value.MapPut(key, v)
	}
	st := &Struct{Value: value}
	for _, f := range list {
		if f.IsTupleOf(2) {
			f = f.Elem(0)
		}
		st.Fields = append(st.Fields, f.Atom())
	}
	st.Enforced = x.enforced(m, list, value)
	m.structure.Store(st)
	e := &Env{Module: module, File: m.File, Line: m.Line}
	s := &structDefiner{x: x.fork(), m: m, e: e, at: put(lineMeta(m.Line), metaContext, atomKernel.Term()), meta: put(term.Nil, metaContext, atomKernel.Term())}
	s.define(st)
	derive, _ := m.readAttribute(atomDerive)
	st.derived = derive
	return pair(value, derive), nil
}

func (x *Expander) enforced(m *Module, fields []term.Term, value term.Term) []term.Atom {
	keys, ok := m.readAttribute(term.Intern("enforce_keys"))
	if !ok || keys.Is(term.AtomNil) {
		return nil
	}
	list, isList := keys.Slice()
	if !isList {
		list = []term.Term{keys}
	}
	var out []term.Atom
	for _, k := range list {
		if !k.IsAtom() {
			x.raiseIn(frames{"Kernel.Utils:defstruct/4", "lists:foreach_1/2", "Kernel.Utils:-defstruct/4-fun-1-/1"}, "ArgumentError", "keys given to @enforce_keys must be atoms, got: "+inspect(k))
		}
		if _, ok := value.MapGet(k); !ok {
			x.raiseIn(frames{"Kernel.Utils:defstruct/4"}, "ArgumentError", "@enforce_keys required keys ("+inspect(term.List(k))+") that are not defined in defstruct: "+inspect(withValues(fields)))
		}
		out = append(out, k.Atom())
	}
	return out
}

// withValues makes a keyword list of the fields of a struct.
func withValues(fields []term.Term) term.Term {
	out := make([]term.Term, len(fields))
	for i, f := range fields {
		if out[i] = f; f.IsAtom() {
			out[i] = pair(f, nilTerm)
		}
	}
	return term.List(out...)
}

// structDefiner makes the two functions of a struct, as expanded code.
type structDefiner struct {
	x    *Expander
	m    *Module
	e    *Env
	at   term.Term // where the struct is defined
	meta term.Term
}

func (s *structDefiner) v(name string) term.Term {
	version := s.x.bind(definition{used: true})
	return makeVar(term.Intern(name), put(s.meta, metaVersion, term.Int(int64(version))), atomKernel.Term())
}

func (s *structDefiner) remote(module, name string, args ...term.Term) term.Term {
	return makeRemote(term.Intern(module), term.Intern(name), s.meta, args...)
}

func (s *structDefiner) define(st *Struct) {
	meta := s.meta // without a line: stack traces tell none of these functions
	s.m.store(s.x, atomDef, s.at, FA{atomStruct, 0}, 0, Clause{Meta: meta, Body: literal(st.Value)}, true, s.e)
	kvs := s.v("kv")
	k, v, acc := s.v("key"), s.v("val"), s.v("map")
	update := func(m term.Term) term.Term {
		return makeCall(atomMap, meta, makeCall(atomCons, meta, m, term.List(pair(k, v))))
	}
	fold := func(init, pattern, body term.Term) term.Term {
		meta := remove(meta, atomLineKey) // Elixir's has no line either
		fn := makeCall(atomFn, meta, makeArrow(meta, []term.Term{pair(k, v), pattern}, body))
		return makeRemote(atomEnum, atomEnumReduce, meta, kvs, init, fn)
	}
	var body term.Term
	if len(st.Enforced) == 0 {
		body = fold(literal(st.Value), acc, update(acc))
	} else {
		left, made, missing := s.v("keys"), s.v("map"), s.v("keys")
		folded := fold(pair(literal(st.Value), atomList(st.Enforced)), pair(acc, left),
			pair(update(acc), s.remote("lists", "delete", k, left)))
		text := makeRemote(atomErlang, term.Intern("iolist_to_binary"), meta, term.List(
			term.String("the following keys must also be given when building struct "+InspectModule(s.m.Name)+": "),
			s.remote("Elixir.Kernel", "inspect", missing)))
		fail := makeRemote(atomErlang, term.Intern("error"), meta, s.remote("Elixir.ArgumentError", "exception", text))
		check := makeCall(atomCase, meta, missing, do(term.List(
			makeArrow(meta, []term.Term{term.Nil}, made),
			makeArrow(meta, []term.Term{makeVar(atomUnderscore, meta, nilTerm)}, fail))))
		body = makeCall(atomBlock, meta, makeCall(atomMatch, meta, pair(made, missing), folded), check)
	}
	s.m.store(s.x, atomDef, s.at, FA{atomStruct, 1}, 0, Clause{Meta: meta, Args: []term.Term{kvs}, Body: body}, true, s.e)
}
