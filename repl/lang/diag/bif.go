package diag

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gex/proto/term"
)

// BadArguments tells which arguments of a function of Erlang were wrong, as
// OTP 29's erl_erts_errors and erl_stdlib_errors do from the arguments
// themselves: the texts by number of the argument. cause is what the function
// itself said about the failure, "" or the name of an atom.
func BadArguments(module, function string, args []term.Term, reason term.Term, cause string) map[int]string {
	if args == nil || isAtom(reason, "system_limit") {
		return nil
	}
	key := function + "/" + strconv.Itoa(len(args))
	if module != "erlang" {
		key = module + ":" + key
	}
	out := map[int]string{}
	if module == "ets" {
		for i, e := range etsErrors(function, args, cause) {
			if e != "" {
				out[i+1] = explain(e)
			}
		}
		return out
	}
	if f, ok := bifFunctions[key]; ok {
		for i, e := range f(args, cause) {
			if e != "" {
				out[i+1] = explain(e)
			}
		}
		return out
	}
	for i, check := range strings.Fields(bifChecks[key]) {
		if i >= len(args) {
			break
		}
		if e := applyCheck(check, args[i]); e != "" {
			out[i+1] = explain(e)
		}
	}
	return out
}

// applyCheck runs one word of bifChecks on an argument: "-" nothing,
// "=error" always that error, "kind" the error of a kind the argument is not
// of, "kind|error" that error when it is of the kind.
func applyCheck(check string, t term.Term) string {
	if check == "-" {
		return ""
	}
	if e, ok := strings.CutPrefix(check, "="); ok {
		return e
	}
	kind, otherwise, _ := strings.Cut(check, "|")
	if e := kindError(kind, t); e != "" {
		return e
	}
	return otherwise
}

// kindError returns why t is not of a kind, "" if it is.
func kindError(kind string, t term.Term) string {
	bad := func(ok bool, e string) string {
		if ok {
			return ""
		}
		return e
	}
	switch kind {
	case "atom":
		return bad(t.IsAtom(), "not_atom")
	case "binary":
		return bad(t.IsBinary(), "not_binary")
	case "pattern":
		return bad(isPattern(t), "not_pattern")
	case "bool":
		return bad(t.Is(term.True) || t.Is(term.False), "bad_boolean")
	case "float":
		return bad(t.IsFloat(), "not_float")
	case "fun":
		return bad(t.IsFun(), "not_fun")
	case "int":
		return bad(t.IsInteger(), "not_integer")
	case "base":
		return bad(t.IsInt() && t.Int() >= 2 && t.Int() <= 36, "bad_base")
	case "map":
		return bad(t.IsMap(), "not_map")
	case "number":
		return bad(t.IsNumber(), "not_number")
	case "pid":
		return bad(t.IsPid(), "not_pid")
	case "ref":
		return bad(t.Kind() == term.KindRef, "not_ref")
	case "tuple":
		return bad(t.IsTuple(), "not_tuple")
	case "unit":
		return bad(isTimeUnit(t), "bad_time_unit")
	case "nonneg", "pos":
		if !t.IsInteger() {
			return "not_integer"
		}
		b, _ := t.AsBig()
		return bad(b.Sign() > 0 || kind == "nonneg" && b.Sign() == 0, "range")
	case "list":
		if !t.IsList() {
			return "not_list"
		}
		_, proper := t.Len()
		return bad(proper, "not_proper_list")
	case "iodata":
		return bad(isIodata(t, 0), "not_iodata")
	}
	return ""
}

// isPattern tells whether t is a pattern of :binary: a binary that is not empty,
// a list of them, or a compiled pattern.
func isPattern(t term.Term) bool {
	if t.IsCons() {
		for ; t.IsCons(); t = t.Tail() {
			if !t.Head().IsBinary() || t.Head().BitLen() == 0 {
				return false
			}
		}
		return t.IsNil()
	}
	return t.IsBinary() && t.BitLen() > 0 || t.IsTupleOf(2) && isAtom(t.Elem(0), "cp")
}

func isIodata(t term.Term, depth int) bool {
	if t.IsBinary() {
		return true
	}
	for ; t.IsCons() && depth < 10000; t = t.Tail() {
		if h := t.Head(); h.IsInt() && h.Int() >= 0 && h.Int() <= 255 {
			continue
		} else if h.IsInteger() || !isIodata(h, depth+1) {
			return false
		}
	}
	return t.IsNil() || t.IsBinary()
}

func isTimeUnit(t term.Term) bool {
	if t.IsAtom() {
		switch t.AtomName() {
		case "second", "millisecond", "microsecond", "nanosecond", "native", "perf_counter", "seconds",
			"milli_seconds", "micro_seconds", "nano_seconds":
			return true
		}
		return false
	}
	return t.IsInteger() && kindError("pos", t) == ""
}

// bifChecks are the checks of each argument of functions of erlang, and of
// others under module:function/arity.
var bifChecks = map[string]string{}

func init() {
	for line := range strings.Lines(bifCheckText) {
		key, checks, _ := strings.Cut(strings.TrimSpace(line), " ")
		for _, k := range strings.Split(key, ",") {
			bifChecks[k] = checks
		}
	}
}

const bifCheckText = `abs/1,ceil/1,floor/1,float/1,round/1,trunc/1 =not_number
alias/1 list|bad_option
append/2 =not_list
apply/3,hibernate/3,spawn/3,spawn_link/3,spawn_monitor/3 atom atom list
atom_to_binary/1,atom_to_list/1,check_old_code/1,delete_module/1,purge_module/1,is_record/2,module_loaded/1,whereis/1 =not_atom
append_element/2 =not_tuple
bit_size/1,bitstring_to_list/1,byte_size/1 =not_bitstring
binary_to_float/1 binary|not_a_float
binary_to_integer/1 binary|not_an_integer
binary_to_list/1 =not_binary
binary_to_term/1 binary|bad_ext_term
bump_reductions/1 nonneg
cancel_timer/1,demonitor/1,read_timer/1,ref_to_list/1,unalias/1 =not_ref
convert_time_unit/3 int unit unit
crc32/1,adler32/1,iolist_size/1,iolist_to_binary/1,iolist_to_iovec/1,md5/1 =not_iodata
exit/2,send/2,send_nosuspend/2,exit_signal/2 =bad_destination
external_size/2,term_to_binary/2,term_to_iovec/2 - list|bad_option
float_to_binary/1,float_to_list/1 =not_float
function_exported/3,make_fun/3,is_builtin/3 atom atom nonneg
fun_info/1,fun_to_list/1,fun_info_mfa/1,spawn/1,spawn_link/1,spawn_monitor/1,spawn_request/1 =not_fun
group_leader/2 pid pid
hd/1,tl/1 =not_cons
integer_to_binary/1,integer_to_list/1,is_integer/3,posixtime_to_universaltime/1 =not_integer
integer_to_binary/2,integer_to_list/2 int base
is_map_key/2 - =not_map
is_process_alive/1,garbage_collect/1,process_info/1 pid
length/1,list_to_tuple/1 =not_list
list_to_atom/1 list|not_string
list_to_binary/1 =not_iolist
list_to_bitstring/1 =not_a_bitstring_list
list_to_float/1 list|not_a_float
list_to_integer/1 list|not_an_integer
list_to_pid/1 list|not_a_pid
list_to_port/1 list|not_a_port
list_to_ref/1 list|not_a_reference
make_tuple/2 =range
map_size/1 =not_map
monitor_node/2 atom bool
monotonic_time/1,system_time/1,time_offset/1 =bad_time_unit
localtime_to_universaltime/1 =bad_localtime
posixtime_to_universaltime/1 =not_integer
universaltime_to_localtime/1,universaltime_to_posixtime/1 =bad_universaltime
os:system_time/1,os:perf_counter/1 =bad_time_unit
node/1,pid_to_list/1,unlink/1,unregister/1 =not_pid
phash/2,phash2/2 - pos
port_to_list/1 =not_port
size/1 =not_tuple_or_binary
spawn/2,spawn_link/2,spawn_monitor/2 atom fun
spawn/4,spawn_link/4,spawn_monitor/4 atom atom atom list
statistics/1 =bad_statistics
subtract/2 list list
system_info/1 =bad_system_info
tuple_size/1,tuple_to_list/1 =not_tuple
unique_integer/1 list|bad_modifier
persistent_term:get/1 =no_persistent_term
lists:flatten/1,lists:reverse/1 list
lists:member/2 - list
lists:keyfind/3,lists:keymember/3,lists:keysearch/3 - pos list
lists:reverse/2 list -
maps:from_list/1 list
maps:from_keys/2 list -
maps:get/2 - map
maps:values/1,maps:keys/1,maps:to_list/1,maps:size/1 map
maps:put/3,maps:update/3 - - map
maps:merge/2 map map
maps:remove/2,maps:find/2,maps:is_key/2,maps:take/2 - map
binary:copy/1 binary
binary:copy/2 binary nonneg
binary:at/2 binary nonneg
binary:first/1,binary:last/1 binary|empty_binary
binary:decode_unsigned/1,binary:bin_to_list/1,binary:list_to_bin/1,binary:byte_to_list/1 =not_binary
binary:encode_unsigned/1 nonneg
binary:match/2,binary:matches/2,binary:split/2,binary:split/3,binary:replace/3 binary pattern
unicode:characters_to_nfc_binary/1,unicode:characters_to_nfd_binary/1,unicode:characters_to_nfkc_binary/1,unicode:characters_to_nfkd_binary/1 =not_chardata
unicode:characters_to_nfc_list/1,unicode:characters_to_nfd_list/1,unicode:characters_to_nfkc_list/1,unicode:characters_to_nfkd_list/1 =not_chardata
binary:encode_hex/1 binary
binary:encode_hex/2 binary =bad_hex_case
counters:new/2,atomics:new/2 pos list|bad_option
counters:info/1,atomics:info/1 =bad_atomics
math:sqrt/1,math:sin/1,math:cos/1,math:tan/1,math:exp/1,math:log/1,math:log2/1,math:log10/1,math:floor/1,math:ceil/1 number
math:pow/2,math:atan2/2,math:fmod/2 number number
`

// bifFunctions are the functions whose arguments must be seen together.
var bifFunctions = map[string]func(args []term.Term, cause string) []string{
	"element/2":                  func(a []term.Term, _ string) []string { return elementErrors(a) },
	"setelement/3":               func(a []term.Term, _ string) []string { return elementErrors(a) },
	"delete_element/2":           func(a []term.Term, _ string) []string { return elementErrors(a) },
	"insert_element/3":           func(a []term.Term, _ string) []string { return elementErrors(a) },
	"binary_part/3":              func(a []term.Term, _ string) []string { return binaryPartErrors(a) },
	"binary:part/3":              func(a []term.Term, _ string) []string { return binaryPartErrors(a) },
	"counters:get/2":             func(a []term.Term, _ string) []string { return cellErrors(a) },
	"counters:put/3":             func(a []term.Term, _ string) []string { return cellErrors(a) },
	"counters:add/3":             func(a []term.Term, _ string) []string { return cellErrors(a) },
	"counters:sub/3":             func(a []term.Term, _ string) []string { return cellErrors(a) },
	"atomics:get/2":              func(a []term.Term, _ string) []string { return cellErrors(a) },
	"atomics:put/3":              func(a []term.Term, _ string) []string { return cellErrors(a) },
	"atomics:add/3":              func(a []term.Term, _ string) []string { return cellErrors(a) },
	"atomics:sub/3":              func(a []term.Term, _ string) []string { return cellErrors(a) },
	"atomics:add_get/3":          func(a []term.Term, _ string) []string { return cellErrors(a) },
	"atomics:sub_get/3":          func(a []term.Term, _ string) []string { return cellErrors(a) },
	"atomics:exchange/3":         func(a []term.Term, _ string) []string { return cellErrors(a) },
	"atomics:compare_exchange/4": func(a []term.Term, _ string) []string { return cellErrors(a) },
	"localtime_to_universaltime/2": func(a []term.Term, _ string) []string {
		if kindError("bool", a[1]) != "" && !isAtom(a[1], "undefined") {
			return []string{"", "bad_is_dst"}
		}
		return []string{"bad_localtime"}
	},
	"re:run/3": func(a []term.Term, _ string) []string {
		switch {
		case kindError("iodata", a[0]) != "" && !a[0].IsList():
			return []string{"not_iodata"}
		case !a[1].IsBinary() && !a[1].IsList() && !a[1].IsTupleOf(5):
			return []string{"", "neither an iodata term nor a compiled regular expression"}
		}
		for opts := a[2]; opts.IsCons(); opts = opts.Tail() {
			if name, isAtom := opts.Head().AsAtom(); isAtom && !reFlags[name.String()] {
				return []string{"", "", "invalid options"}
			}
		}
		return nil
	},
	"re:compile/2": func(a []term.Term, _ string) []string {
		if !a[0].IsBinary() && !a[0].IsList() {
			return []string{"not_iodata"}
		}
		return []string{"", "invalid options"}
	},
	"binary:decode_hex/1": func(a []term.Term, _ string) []string {
		switch {
		case !a[0].IsBinary():
			return []string{"not_binary"}
		case a[0].BitLen()/8%2 != 0:
			return []string{"must contain an even number of bytes"}
		}
		return []string{"must only contain hex digits 0-9, A-F, and a-f"}
	},
	"binary:join/2": func(a []term.Term, _ string) []string {
		if !a[1].IsBinary() {
			return []string{"", "not_binary"}
		}
		return []string{"not a list of binaries"}
	},
	"binary:bin_to_list/2": func(a []term.Term, _ string) []string {
		if !a[1].IsTupleOf(2) || !a[1].Elem(0).IsInteger() || !a[1].Elem(1).IsInteger() {
			return []string{kindError("binary", a[0]), "not_pos_length"}
		}
		return []string{kindError("binary", a[0]), "range"}
	},
	"binary_part/2": func(a []term.Term, _ string) []string {
		if !a[1].IsTupleOf(2) || !a[1].Elem(0).IsInteger() || !a[1].Elem(1).IsInteger() {
			return []string{kindError("binary", a[0]), "not_pos_length"}
		}
		es := binaryPartErrors([]term.Term{a[0], a[1].Elem(0), a[1].Elem(1)})
		if es[0] != "" {
			return es[:1]
		}
		return []string{"", "range"}
	},
	"split_binary/2": func(a []term.Term, _ string) []string {
		es := []string{kindError("binary", a[0]), kindError("nonneg", a[1])}
		if es[0] == "" && es[1] == "" {
			es[1] = "range"
		}
		return es
	},
	"binary_to_integer/2":       func(a []term.Term, _ string) []string { return baseErrors(a, "binary") },
	"list_to_integer/2":         func(a []term.Term, _ string) []string { return baseErrors(a, "list") },
	"binary_to_atom/1":          func(a []term.Term, _ string) []string { return atomErrors(a) },
	"binary_to_atom/2":          func(a []term.Term, _ string) []string { return atomErrors(a) },
	"binary_to_existing_atom/1": func(a []term.Term, _ string) []string { return atomErrors(a) },
	"binary_to_existing_atom/2": func(a []term.Term, _ string) []string { return atomErrors(a) },
	"list_to_existing_atom/1": func(a []term.Term, _ string) []string {
		for l := a[0]; ; l = l.Tail() {
			if l.IsNil() {
				return []string{"non_existing_atom"}
			}
			if !l.IsCons() || !l.Head().IsInt() || !utf8.ValidRune(rune(l.Head().Int())) {
				return []string{or(kindError("list", a[0]), "not_string")}
			}
		}
	},
	"atom_to_binary/2": func(a []term.Term, _ string) []string {
		es := []string{kindError("atom", a[0]), ""}
		if !isAtom(a[1], "latin1") && !isAtom(a[1], "utf8") && !isAtom(a[1], "unicode") {
			es[1] = "is an invalid encoding option"
		} else if es[0] == "" && isAtom(a[1], "latin1") {
			es[0] = "contains a character not expressible in latin1"
		}
		return es
	},
	"float_to_binary/2": func(a []term.Term, _ string) []string { return optionErrors(a, "float") },
	"float_to_list/2":   func(a []term.Term, _ string) []string { return optionErrors(a, "float") },
	"cancel_timer/2":    func(a []term.Term, _ string) []string { return optionErrors(a, "ref") },
	"demonitor/2":       func(a []term.Term, _ string) []string { return optionErrors(a, "ref") },
	"read_timer/2":      func(a []term.Term, _ string) []string { return optionErrors(a, "ref") },
	"fun_info/2": func(a []term.Term, _ string) []string {
		if !a[0].IsFun() {
			return []string{"not_fun"}
		}
		return []string{"", "invalid item"}
	},
	"is_function/2": func(a []term.Term, _ string) []string {
		return []string{"", or(kindError("int", a[1]), "range")}
	},
	"map_get/2": func(a []term.Term, _ string) []string {
		if a[1].IsMap() {
			return []string{"not present in map"}
		}
		return []string{"", "not_map"}
	},
	"link/1": func(a []term.Term, _ string) []string {
		switch a[0].Kind() {
		case term.KindPid:
			return []string{"dead_process"}
		case term.KindPort:
			return []string{"dead_port"}
		}
		return []string{"not_pid_or_port"}
	},
	"monitor/2": func(a []term.Term, cause string) []string {
		if cause == "badtype" || !isAtom(a[0], "process") && !isAtom(a[0], "port") {
			return []string{"invalid monitor type"}
		}
		if isAtom(a[0], "port") {
			return []string{"", "not_port"}
		}
		return []string{"", kindError("pid", a[1])}
	},
	"monitor/3": func(a []term.Term, cause string) []string {
		if cause == "badopt" {
			return []string{"", "", or(kindError("list", a[2]), "bad_option")}
		}
		if cause == "badtype" || !isAtom(a[0], "process") && !isAtom(a[0], "port") {
			return []string{"invalid monitor type"}
		}
		return []string{"", kindError("pid", a[1])}
	},
	"process_flag/2": func(_ []term.Term, cause string) []string {
		if cause == "badopt" {
			return []string{"invalid process flag"}
		}
		return []string{"", "invalid value for this process flag"}
	},
	"process_info/2": func(a []term.Term, _ string) []string {
		if e := kindError("pid", a[0]); e != "" {
			return []string{e}
		}
		return []string{"", "invalid item or item list"}
	},
	"register/2":       func(a []term.Term, cause string) []string { return registerErrors(a, cause) },
	"send/3":           sendErrors,
	"send_nosuspend/3": sendErrors,
	"start_timer/3":    timerErrors,
	"send_after/3":     timerErrors,
	"start_timer/4":    timerErrors,
	"send_after/4":     timerErrors,
	"lists:keysort/2": func(a []term.Term, _ string) []string {
		return []string{kindError("pos", a[0]), kindError("list", a[1])}
	},
	"maps:get/2": func(a []term.Term, _ string) []string {
		if a[1].IsMap() {
			return []string{"not present in map"}
		}
		return []string{"", "not_map"}
	},
}

func or(e, otherwise string) string {
	if e != "" {
		return e
	}
	return otherwise
}

func elementErrors(a []term.Term) []string {
	es := []string{kindError("int", a[0]), kindError("tuple", a[1])}
	if es[0] == "" {
		i, _ := a[0].AsBig()
		if i.Sign() <= 0 || a[1].IsTuple() && i.Cmp(big.NewInt(int64(a[1].Arity()))) > 0 {
			es[0] = "range"
		}
	}
	return es
}

// reFlags are the options of re:run that are atoms.
var reFlags = func() map[string]bool {
	m := map[string]bool{}
	for name := range strings.FieldsSeq(`anchored bsr_anycrlf bsr_unicode caseless dollar_endonly dotall dupnames extended firstline
		global multiline never_utf no_auto_capture no_start_optimize notbol noteol notempty notempty_atstart report_errors
		ucp ungreedy unicode`) {
		m[name] = true
	}
	return m
}()

// cellErrors are for :atomics and :counters: the array, the index of a cell,
// and integers.
func cellErrors(a []term.Term) []string {
	if a[0].Kind() != term.KindRef && !a[0].IsTupleOf(2) {
		return []string{"bad_atomics"}
	}
	es := []string{"", kindError("int", a[1])}
	numbers := true
	for _, t := range a[2:] {
		es = append(es, kindError("int", t))
		numbers = numbers && t.IsInteger()
	}
	if es[1] == "" && numbers {
		es[1] = "range"
	}
	return es
}

func binaryPartErrors(a []term.Term) []string {
	es := []string{kindError("binary", a[0]), kindError("nonneg", a[1]), kindError("int", a[2])}
	if es[0] == "" && es[1] == "" && es[2] == "" {
		if pos, ok := a[1].AsInt(); !ok || pos > int64(a[0].BitLen()/8) {
			es[1] = "range"
		} else {
			es[2] = "range"
		}
	}
	return es
}

func baseErrors(a []term.Term, kind string) []string {
	if e := kindError("base", a[1]); e != "" {
		return []string{kindError(kind, a[0]), e}
	}
	return []string{or(kindError(kind, a[0]), "not_an_integer")}
}

func atomErrors(a []term.Term) []string {
	if len(a) == 2 && !isAtom(a[1], "latin1") && !isAtom(a[1], "utf8") && !isAtom(a[1], "unicode") {
		return []string{kindError("binary", a[0]), "bad_encode_option"}
	}
	b, ok := a[0].Bytes()
	switch {
	case !ok:
		return []string{"not_binary"}
	case !utf8.Valid(b):
		return []string{"bad_unicode"}
	}
	return []string{"non_existing_atom"}
}

func optionErrors(a []term.Term, kind string) []string {
	es := []string{kindError(kind, a[0]), kindError("list", a[1])}
	if es[0] == "" && es[1] == "" {
		es[1] = "bad_option"
	}
	return es
}

func registerErrors(a []term.Term, cause string) []string {
	switch cause {
	case "registered_name":
		return []string{"", "this process or port already has a name"}
	case "notalive":
		return []string{"", "dead_process"}
	}
	es := []string{kindError("atom", a[0]), ""}
	if isAtom(a[0], "undefined") {
		es[0] = "'undefined' is not a valid name"
	}
	if !a[1].IsPid() && a[1].Kind() != term.KindPort {
		es[1] = "not a pid or port"
	}
	if es[0] == "" && es[1] == "" {
		return []string{"name is in use"}
	}
	return es
}

func sendErrors(a []term.Term, cause string) []string {
	if cause == "badopt" || !sendOptions(a[2]) {
		return []string{"", "", or(kindError("list", a[2]), "bad_option")}
	}
	return []string{"bad_destination"}
}

// sendOptions tells whether a term is an option list of send/3.
func sendOptions(list term.Term) bool {
	opts, ok := list.Slice()
	for _, o := range opts {
		name, isAtom := o.AsAtom()
		ok = ok && isAtom && slices.Contains([]string{"nosuspend", "noconnect", "priority"}, name.String())
	}
	return ok
}

func timerErrors(a []term.Term, cause string) []string {
	es := []string{kindError("nonneg", a[0]), "", ""}
	if es[0] == "" && cause == "time" {
		es[0] = "beyond_end_time"
	}
	if !a[1].IsPid() && !a[1].IsAtom() {
		es[1] = "not a pid or an atom"
	}
	if len(a) == 4 {
		es = append(es, kindError("list", a[3]))
		if es[3] == "" && cause == "badopt" {
			es[3] = "bad_option"
		}
	}
	return es
}

// explain gives the text of an error name; other texts stand for themselves.
func explain(e string) string {
	if s, ok := argumentTexts[e]; ok {
		return s
	}
	return e
}

var argumentTexts = map[string]string{
	"already_owner":        "the process is already the owner of the table",
	"bad_atomics":          "invalid atomics reference",
	"bad_base":             "not an integer in the range 2 through 36",
	"bad_boolean":          "not a boolean ('true' or 'false')",
	"bad_continuation":     "invalid continuation",
	"bad_destination":      "invalid destination",
	"bad_encode_option":    "not one of the atoms: latin1, utf8, or unicode",
	"bad_ext_term":         "invalid external representation of a term",
	"bad_hex_case":         "not 'uppercase' or 'lowercase'",
	"bad_info_item":        "not a valid info item",
	"bad_is_dst":           "not 'true', 'false', or 'undefined'",
	"bad_key":              "not a key that exists in the table",
	"bad_localtime":        "not a valid local time",
	"bad_matchspec":        "not a valid match specification",
	"bad_modifier":         "invalid modifier",
	"bad_option":           "invalid option in list",
	"bad_options":          "invalid options",
	"bad_statistics":       "invalid statistics item",
	"bad_system_info":      "invalid system info item",
	"bad_table_name":       "invalid table name (must be an atom)",
	"bad_time_unit":        "invalid time unit",
	"bad_unicode":          "invalid UTF8 encoding",
	"bad_universaltime":    "not a valid universal time",
	"bad_update_op":        "not a valid update operation",
	"beyond_end_time":      "exceeds the maximum supported time value",
	"counter_not_integer":  "the value in the given position, in the object, is not an integer",
	"dead_port":            "the port identifier does not refer to an existing port",
	"dead_process":         "the pid does not refer to an existing process",
	"empty_binary":         "a zero-sized binary is not allowed",
	"empty_tuple":          "is an empty tuple",
	"ets_boolean":          "not a boolean value",
	"name_already_exists":  "table name already exists",
	"no_persistent_term":   "no persistent term stored with this key",
	"non_existing_atom":    "not an already existing atom",
	"not_a_bitstring_list": "not a bitstring list",
	"not_a_float":          "not a textual representation of a float",
	"not_a_pid":            "not a textual representation of a pid",
	"not_a_port":           "not a textual representation of a port",
	"not_a_reference":      "not a textual representation of a reference",
	"not_an_integer":       "not a textual representation of an integer",
	"not_atom":             "not an atom",
	"not_binary":           "not a binary",
	"not_bitstring":        "not a bitstring",
	"not_chardata":         "not valid character data (an iodata term)",
	"not_cons":             "not a nonempty list",
	"not_float":            "not a float",
	"not_fun":              "not a fun",
	"not_integer":          "not an integer",
	"not_iodata":           "not an iodata term",
	"not_iolist":           "not an iolist term",
	"not_list":             "not a list",
	"not_map":              "not a map",
	"not_number":           "not a number",
	"not_owner":            "the current process is not the owner",
	"not_pattern":          "not a valid pattern",
	"not_pid":              "not a pid",
	"not_pid_or_port":      "not a pid or a port",
	"not_port":             "not a port",
	"not_pos_length":       "not a valid {Pos,Length} tuple",
	"not_proper_list":      "not a proper list",
	"not_ref":              "not a reference",
	"not_string":           "not a list of characters",
	"not_tuple":            "not a tuple",
	"not_tuple_or_binary":  "not tuple or binary",
	"not_tuple_or_list":    "not a non-empty tuple or a list of non-empty tuples",
	"range":                "out of range",
	"same_as_keypos":       "the position is the same as the key position",
	"update_op_range":      "the position in the update operation is out of range",
}
