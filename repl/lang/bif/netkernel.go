package bif

import (
	"gex/proto/term"
	"gex/repl/lang/vm"
)

// netKernelRows are the functions of :net_kernel that act on the node directly.
var netKernelRows = []vm.Row{
	{Name: "connect_node", Arity: 1, Func: connectNode},
	{Name: "hidden_connect_node", Arity: 1, Func: connectNode},
	{Name: "monitor_nodes", Arity: 1, Func: monitorNodes},
	{Name: "monitor_nodes", Arity: 2, Func: monitorNodes},
	{Name: "start", Arity: 1, Func: startNode},
	{Name: "start", Arity: 2, Func: startNode},
	{Name: "stop", Arity: 0, Func: stopNode},
	{Name: "disconnect", Arity: 1, Func: disconnectNode},
	{Name: "get_net_ticktime", Arity: 0, Func: getTickTime},
	{Name: "set_net_ticktime", Arity: 1, Func: setTickTime},
	{Name: "set_net_ticktime", Arity: 2, Func: setTickTime},
	{Name: "get_state", Arity: 0, Func: netState},
	{Name: "allow", Arity: 1, Func: allowNodes},
	{Name: "allowed", Arity: 0, Func: allowedNodes},
	{Name: "nodes_info", Arity: 0, Func: nodesInfo},
	{Name: "node_info", Arity: 1, Func: nodeInfo},
	{Name: "node_info", Arity: 2, Func: nodeInfo},
	{Name: "setopts", Arity: 2, Func: socketOptions},
	{Name: "getopts", Arity: 2, Func: socketOptions},
	{Name: "longnames", Arity: 0, Func: longNames},
	{Name: "nodename", Arity: 0, Func: aliveName},
	{Name: "epmd_module", Arity: 0, Func: func(*vm.Machine, []term.Term) (term.Term, bool) { return ok(term.A("erl_epmd")) }},
}

var atomIgnored = term.A("ignored")

// started tells whether the node is alive, or is to be so under a name that another
// node gives.
func (h *Host) started() bool { return h.Node.Alive() || h.Node.Dynamic() }
