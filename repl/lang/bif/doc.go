// Package bif holds the leaf functions of the Erlang and Elixir libraries:
// those that neither call a fun nor receive, written in Go. There is a table for
// each module, one file or a few by subject; Register puts them all into the
// table of code.
//
// Terms flow in as arguments and out as results; errors leave as Erlang
// exceptions of the running machine. What a native needs of the node it takes
// from the System's Host, which is the *node.Node.
package bif

import (
	"slices"

	"gex/repl/lang/code"
	"gex/repl/lang/vm"
)

// module is the table of one module.
type module struct {
	name string
	rows []vm.Row
}

// Register defines every native.
func Register(t *code.Table) {
	for _, m := range slices.Concat(modules, stringChars.modules(), listChars.modules()) {
		vm.Register(t, m.name, m.rows)
	}
}

// modules lists all tables; a module may have several.
var modules = []module{
	{"erlang", vm.Operators},
	{"erlang", erlangTypes},
	{"erlang", erlangConversions},
	{"erlang", erlangTuples},
	{"erlang", erlangTerms},
	{"erlang", erlangErrors},
	{"erlang", erlangTime},
	{"erlang", erlangCalendar},
	{"erlang", erlangStatistics},
	{"erlang", erlangProcesses},
	{"erlang", erlangSpawns},
	{"net_kernel", netKernelRows},
	{"erl_epmd", epmdRows},
	{"net_adm", netAdmRows},
	{"net_reach", netReachRows},
	{"erlang", erlangSystem},
	{"lists", listsRows},
	{"maps", mapsRows},
	{"math", mathRows},
	{"binary", binaryRows},
	{"unicode", unicodeRows},
	{"io_lib", ioLibRows},
	{"rand", randRows},
	{"os", osRows},
	{"file", fileRows},
	{"elixir_path", elixirPathRows},
	{"json", jsonRows},
	{"elixir_file", elixirFileRows},
	{"code", codeRows},
	{"erlang", erlangCode},
	{"init", initRows},
	{"inet", inetRows},
	{"persistent_term", persistentRows},
	{"atomics", atomicsRows},
	{"counters", countersRows},
	{"crypto", cryptoRows},
	{"zlib", zlibRows},
	{"base64", base64Rows},
	{"ets", etsRows},
	{"ets", etsSelectRows},
	{"re", reRows},
	{"Elixir.Kernel", kernelRows},
	{"Elixir.IO.ANSI", ansiRows},
	{"Elixir.Atom", atomRows},
	{"Elixir.Bitwise", bitwiseRows},
	{"Elixir.Base", baseRows},
	{"Elixir.Float", floatRows},
	{"Elixir.Integer", integerRows},
	{"Elixir.List", listRows},
	{"Elixir.String", stringRows},
	{"Elixir.System", systemRows},
	{"Elixir.Module", moduleRows},
}
