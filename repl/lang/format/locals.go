package format

import (
	"strconv"
	"strings"

	"gex/proto/term"
)

// locals tells which calls go without parentheses: a bit per arity.
type locals map[term.Atom]uint64

const anyArity = ^uint64(0)

// usualLocals are the calls that print without parentheses unless told
// otherwise: constructs of the language, definitions, and what tests and
// configuration are made of.
var usualLocals = func() locals {
	l := locals{}
	for _, row := range strings.Fields(`
		alias/1,2 case/2 cond/1 for/* import/1,2 quote/1,2 receive/1 require/1,2 try/1 with/*
		def/1,2 defp/1,2 defguard/1 defguardp/1 defmacro/1,2 defmacrop/1,2 defmodule/2 defdelegate/2
		defexception/1 defoverridable/1 defstruct/1 destructure/2 raise/1,2 reraise/2,3 if/2 unless/2 use/1,2
		defrecord/2,3 defrecordp/2,3
		assert/1,2 assert_in_delta/3,4 assert_raise/2,3 assert_receive/1,2,3 assert_received/1,2 doctest/1,2
		refute/1,2 refute_in_delta/3,4 refute_receive/1,2,3 refute_received/1,2 setup/1,2 setup_all/1,2 test/1,2
		config/2,3 import_config/1`) {
		name, arities, _ := strings.Cut(row, "/")
		for arity := range strings.SplitSeq(arities, ",") {
			n, err := strconv.Atoi(arity)
			if err != nil {
				n = -1
			}
			l.add(Local{term.Intern(name), n})
		}
	}
	return l
}()

func (l locals) add(f Local) {
	switch {
	case f.Arity < 0:
		l[f.Name] = anyArity
	case f.Arity < 64:
		l[f.Name] |= 1 << f.Arity
	}
}

// has tells whether form, an atom, goes without parentheses.
func (l locals) has(form term.Term, arity int) bool {
	return arity > 0 && form.IsAtom() && l[form.Atom()]>>min(arity, 63)&1 == 1
}

func (o *Options) locals() locals {
	if len(o.Locals) == 0 {
		return usualLocals
	}
	l := locals{}
	for name, arities := range usualLocals {
		l[name] = arities
	}
	for _, f := range o.Locals {
		l.add(f)
	}
	return l
}
