package diag

import (
	"slices"

	"gex/proto/term"
)

// etsErrors tells which arguments of a function of :ets were wrong; cause is what
// the function said about it.
func etsErrors(function string, args []term.Term, cause string) []string {
	table := etsTableError(args, cause)
	// or is the error of the second argument when it is not the table.
	or := func(second string) []string {
		if table != "" {
			return []string{table}
		}
		return []string{"", second}
	}
	switch function {
	case "delete_object":
		return []string{table, etsTupleError(args[1])}
	case "give_away":
		switch {
		case cause == "owner":
			return []string{table, "already_owner"}
		case cause == "not_owner":
			return []string{table, "not_owner"}
		case !args[1].IsPid():
			return []string{table, "not_pid"}
		case table == "":
			return []string{"", "the pid refers to a terminated process"}
		}
	case "info":
		return or("bad_info_item")
	case "insert", "insert_new":
		return []string{table, etsObjectsError(args[1])}
	case "lookup_element":
		pos := kindError("pos", args[2])
		switch {
		case cause == "badkey":
			return []string{table, "bad_key", pos}
		case table == "" && pos == "":
			return []string{"", "", "position is greater than the size of the object"}
		}
		return []string{table, "", pos}
	case "match", "match_object", "select", "select_reverse", "select_count", "internal_select_delete", "select_replace":
		return etsWalkError(function, args, table, or)
	case "match_spec_compile":
		return []string{"bad_matchspec"}
	case "next", "prev", "next_lookup", "prev_lookup":
		return or("bad_key")
	case "new":
		name, opts := kindError("atom", args[0]), kindError("list", args[1])
		switch {
		case name != "" || opts != "":
			return []string{name, opts}
		case cause == "already_exists":
			return []string{"name_already_exists"}
		}
		return []string{"", "bad_options"}
	case "rename":
		name := ""
		if !args[1].IsAtom() {
			name = "bad_table_name"
		} else if table == "" {
			name = "name_already_exists"
		}
		return []string{table, name}
	case "safe_fixtable":
		return or("ets_boolean")
	case "setopts":
		return or("bad_options")
	case "slot":
		return or("range")
	case "update_counter":
		return etsCounterErrors(args, table, cause)
	case "update_element":
		return etsElementErrors(args, table, cause)
	case "whereis":
		return []string{"bad_table_name"}
	}
	return []string{table}
}

// etsWalkError explains the functions that take a pattern or a specification.
func etsWalkError(function string, args []term.Term, table string, or func(string) []string) []string {
	switch len(args) {
	case 1:
		return []string{"bad_continuation"}
	case 3:
		limit := kindError("pos", args[2])
		if function == "match" || function == "match_object" || limit != "" || table != "" {
			return []string{table, "", limit}
		}
		return []string{"", "bad_matchspec"}
	}
	if function == "match" || function == "match_object" {
		return []string{table}
	}
	return or("bad_matchspec")
}

// etsTableError explains the first argument.
func etsTableError(args []term.Term, cause string) string {
	switch cause {
	case "type":
		if len(args) > 0 && args[0].Kind() == term.KindRef {
			return "not a valid table identifier"
		}
		return "not an atom or a table identifier"
	case "id":
		return "the table identifier does not refer to an existing ETS table"
	case "access":
		return "the table identifier refers to an ETS table with insufficient access rights"
	case "table_type":
		return "the table identifier refers to an ETS table of a type not supported by this operation"
	}
	return ""
}

func etsTupleError(t term.Term) string {
	switch {
	case t.Arity() > 0:
		return ""
	case t.IsTuple():
		return "empty_tuple"
	}
	return "not_tuple"
}

func etsObjectsError(t term.Term) string {
	if !t.IsList() {
		return etsTupleError(t)
	}
	list, proper := t.Slice()
	if !proper || slices.ContainsFunc(list, func(o term.Term) bool { return o.Arity() == 0 }) {
		return "not_tuple_or_list"
	}
	return ""
}

// etsDefaultError explains the default object of an update.
func etsDefaultError(t term.Term, cause string) string {
	if cause == "default" && t.IsTuple() {
		return "default tuple too small"
	}
	return etsTupleError(t)
}

// etsOpError explains the operations of update_counter.
func etsOpError(t term.Term) string {
	ops := []term.Term{t}
	if t.IsList() {
		var proper bool
		if ops, proper = t.Slice(); !proper {
			return "bad_update_op"
		}
	} else if t.IsInteger() {
		return ""
	}
	for _, op := range ops {
		es := op.Elems()
		if len(es) != 2 && len(es) != 4 || slices.ContainsFunc(es, func(e term.Term) bool { return !e.IsInteger() }) {
			return "bad_update_op"
		}
	}
	return ""
}

func etsCounterErrors(args []term.Term, table, cause string) []string {
	op := etsOpError(args[2])
	out := []string{table, "", op}
	if len(args) == 4 {
		if table != "" {
			return []string{table}
		}
		out = append(out, etsDefaultError(args[3], cause))
	}
	switch {
	case cause == "badkey":
		out[1] = "bad_key"
	case cause == "keypos":
		out[2] = "same_as_keypos"
	case cause == "position":
		return []string{table, "", "update_op_range"}
	case table == "" && op == "" && (len(args) == 3 || out[3] == ""):
		return []string{"", "", "counter_not_integer"}
	}
	return out
}

func etsElementErrors(args []term.Term, table, cause string) []string {
	specs := []term.Term{args[2]}
	valid := true
	if args[2].IsList() {
		specs, valid = args[2].Slice()
	}
	for _, s := range specs {
		valid = valid && s.IsTupleOf(2) && s.Elem(0).IsInteger() && kindError("pos", s.Elem(0)) == ""
	}
	def := ""
	if len(args) == 4 {
		def = etsDefaultError(args[3], cause)
	}
	switch {
	case cause == "keypos":
		return []string{table, "", "same_as_keypos"}
	case cause == "position":
		return []string{table, "", "update_op_range"}
	case def != "":
		return []string{table, "", "", def}
	case !valid:
		return []string{table, "", "is not a valid element specification"}
	case table == "":
		return []string{"", "", "range"}
	}
	return []string{table}
}
