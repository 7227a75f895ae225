package complete

import (
	"context"
	"testing"

	"gex/node"
	"gex/node/proc"
	"gex/proto/epmd/epmdtest"
	"gex/proto/term"
)

// TestNames completes registered names and nodes where they are arguments.
func TestNames(t *testing.T) {
	rt := newRuntime()
	n := rt.Node
	startNode(t, n)
	for _, name := range []string{"kernel_sup", "other", "needs quotes", "Elixir.MyApp.Server", "Elixir.MyApp.Store"} {
		if _, err := n.SpawnGo(nil, func(p *proc.Process) {
			if err := n.Register(term.Intern(name), p); err != nil {
				t.Error(err)
			}
			p.Receive(nil, -1)
		}, node.SpawnOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	for len(n.Registered()) < 5 {
		if t.Context().Err() != nil {
			t.Fatal("names are not registered")
		}
	}
	inProcess(t, rt, func(p *proc.Process) {
		scope := shellScope()
		for _, tt := range []struct{ text, want string }{
			{`GenServer.call(:ker`, "nel_sup"},
			{`GenServer.call(:`, "\tkernel_sup\t\"needs quotes\"\tother"},
			{`GenServer.call(:"ne`, "eds quotes\""},
			{`GenServer.call(:n`, "\t:\"needs quotes\""},
			{`GenServer.call(MyApp.S`, "\tServer\tStore"},
			{`GenServer.call(MyApp.Se`, "rver"},
			{`GenServer.call(MyA`, "pp"},
			{`GenServer.call(Enu`, "m"},
			{`GenServer.call(`, "\t== Arguments\tcall(server, request, timeout \\\\ 5000)\t== Processes\tMyApp.Server\tMyApp.Store\t:kernel_sup\t:\"needs quotes\"\t:other"},
			{`GenServer.call(x, :ker`, ""},
			{`GenServer.start_link(:ker`, ""},
			{`:ot |> GenServer.call(:ker`, ""},
			{`GenServer.call({:ker`, "nel_sup"},
			{`GenServer.call({:kernel_sup, :"a`, "lpha@127.0.0.1\""},
			{`Process.whereis(:o`, "ther"},
			{`Process.whereis :o`, "ther"},
			{`send(:oth`, "er"},
			{`send :oth`, "er"},
			{`:sys.get_state(:oth`, "er"},
			{`Supervisor.start_child(:kern`, "el_sup"},
			{`if x, do: Agent.get(:o`, "ther"},
			{`Node.connect(:"a`, "lpha@127.0.0.1\""},
			{`Node.connect(:"alpha@127.0.0.1`, "\""},
			{`Node.connect(:"`, "\talpha@127.0.0.1\tself@127.0.0.1"},
			{`Node.connect(:al`, "\t:\"alpha@127.0.0.1\""},
			{`Node.connect(`, "\t== Arguments\tconnect(node)\t== Nodes\t:\"alpha@127.0.0.1\"\t:\"self@127.0.0.1\""},
			{`:erpc.call(:"al`, "pha@127.0.0.1\""},
			{`:erpc.multicall([:"al`, "pha@127.0.0.1\""},
			{`:rpc.multicall([:"self@127.0.0.1", :"al`, "pha@127.0.0.1\""},
			{`Node.spawn(:"al`, "pha@127.0.0.1\""},
			{`Enum.map(:oth`, ""},
			{`:oth`, ""},
		} {
			if got := shown(At(rt, p, scope, tt.text)); got != tt.want {
				t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
			}
		}
	})
}

// startNode makes n alive beside another node that a port mapper knows.
func startNode(t *testing.T, n *node.Node) {
	t.Helper()
	port := epmdtest.Serve(t)
	for name, on := range map[string]*node.Node{"self@127.0.0.1": n, "alpha@127.0.0.1": node.New(node.Config{})} {
		if err := on.Start(t.Context(), node.NetConfig{Name: name, Long: true, Cookie: "complete", EpmdPort: port, NoOwnEpmd: true}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { on.Shutdown(context.Background()) })
	}
}
