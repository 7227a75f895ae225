package vm

import (
	"slices"
	"strings"

	"gex/repl/lang/code"
)

// The natives of some modules are built into ERTS, those of the others Erlang
// code there. Called last in a function, Erlang code takes the place of the
// caller; a BIF that fails leaves the caller in the trace.

// bifModules are the modules of BIFs, each with its functions that are Erlang
// code (name, or name/arity).
var bifModules = map[string][]string{
	"atomics": {"new", "sub", "sub_get"},
	"binary":  {"bin_to_list", "replace"},
	"erlang": {
		"alias/0", "apply", "atom_to_binary/1", "binary_to_atom/1", "binary_to_existing_atom/1", "binary_to_integer",
		"check_process_code", "convert_time_unit", "disconnect_node", "fun_info/1", "garbage_collect", "get_cookie",
		"group_leader/2", "halt/0", "halt/1", "is_alive", "list_to_integer", "localtime_to_universaltime/1", "memory",
		"process_flag/3", "purge_module", "set_cookie", "spawn/1", "spawn/2", "spawn/4", "spawn_link/1", "spawn_link/2",
		"spawn_link/4", "spawn_monitor", "spawn_opt/2", "spawn_opt/3", "spawn_opt/5", "spawn_request", "suspend_process/1",
		"yield",
	},
	"maps":            {"get/3", "new", "size", "to_list", "with", "without"},
	"math":            {"pi", "tau"},
	"os":              {"cmd", "find_executable", "getenv/0", "getenv/2", "perf_counter/1", "type", "version"},
	"persistent_term": {},
	"re":              {},
}

// bifs are the BIFs of modules that are mostly Erlang code.
var bifs = map[string][]string{
	"lists":   {"keyfind", "keymember", "keysearch", "member", "reverse/2"},
	"unicode": {"characters_to_binary/2", "characters_to_list/2"},
}

// isBif tells that the native is a BIF in ERTS.
func isBif(fn *code.Func) bool {
	module := fn.Module.String()
	if erlang, known := bifModules[module]; known {
		return !listed(erlang, fn)
	}
	return listed(bifs[module], fn)
}

func listed(names []string, fn *code.Func) bool {
	return slices.ContainsFunc(names, func(s string) bool {
		name, arity, given := strings.Cut(s, "/")
		return name == fn.Name.String() && (!given || arity == string(rune('0'+fn.Arity)))
	})
}
