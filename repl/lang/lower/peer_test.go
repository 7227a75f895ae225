package lower

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"os"
	"os/exec"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/expand"
	"gex/scripts/peers"
)

// peerMachine is a Machine that runs code on a real node: expressions through
// erl_eval, modules through Erlang's compiler. What the code calls of Natives
// comes back here.
type peerMachine struct {
	t   testing.TB
	cmd *exec.Cmd
	in  io.WriteCloser
	out io.Reader
	d   *Definer
	log diagnostics
}

// raised is an exception of the peer.
type raised struct{ kind, reason, text term.Term }

func (r *raised) Error() string { return r.text.Text() }

const peerScript = `
defmodule :gex_native do
  def call(m, f, args) do
    send_term({:native, m, f, args})
    serve()
  end
  def send_term(t) do
    Port.command(:persistent_term.get(:gex_port), :erlang.term_to_binary(t))
  end
  def serve() do
    port = :persistent_term.get(:gex_port)
    receive do
      {^port, {:data, bin}} ->
        case :erlang.binary_to_term(bin) do
          {:reply, v} -> v
          {:raise, k, r} -> :erlang.raise(k, r, [])
          req ->
            out = try do {:value, handle(req)} catch k, r ->
              e = if k == :error, do: Exception.normalize(k, r, __STACKTRACE__), else: r
              text = if k == :error, do: Exception.message(e), else: inspect(r)
              {:raised, k, (if is_struct(e), do: e.__struct__, else: k), text}
            end
            send_term(out)
            serve()
        end
      {^port, :eof} -> System.halt(0)
    end
  end
  def handle({:eval, exprs, vars}) do
    {:value, v, _} = :erl_eval.exprs(fix(exprs), vars, :none, {:value, &__MODULE__.handler/2})
    keep(v)
  end
  def handle({:apply, m, f, a}), do: apply(m, f, Enum.map(a, &take/1)) |> keep()
  def handle({:inspect, v}), do: inspect(take(v), limit: :infinity)
  def handle({:load, m, forms}) do
    case :compile.forms(fix(forms), [:return_errors, :nowarn_unused_vars, :no_auto_import]) do
      {:ok, ^m, bin} -> {:module, ^m} = :code.load_binary(m, ~c"nofile", bin); :ok
      {:ok, ^m, bin, _} -> {:module, ^m} = :code.load_binary(m, ~c"nofile", bin); :ok
      other -> raise "compile: " <> inspect(other)
    end
  end
  def handle({:ensure_loaded, m}), do: match?({:module, _}, :code.ensure_loaded(m))
  def handle({:exported, m}) do
    if function_exported?(m, :__info__, 1), do: {m.__info__(:functions), m.__info__(:macros)}, else: {m.module_info(:exports), []}
  end
  def handler({m, f}, args), do: (if native?(m, f, length(args)), do: call(m, f, args), else: apply(m, f, args))
  def handler(f, args), do: apply(f, args)
  def native?(m, f, a), do: {m, f, a} in :persistent_term.get(:gex_natives)
  # A fun cannot go to Go and come back as source: a number stands for it.
  def keep(v), do: v
  def take(v), do: v
  def fix({:value, _, v}), do: :erl_parse.abstract(v)
  def fix({:call, a, {:remote, ra, {:atom, ma, m}, {:atom, fa, f}}, args}) do
    if native?(m, f, length(args)) do
      list = List.foldr(args, {:nil, a}, fn x, acc -> {:cons, a, fix(x), acc} end)
      {:call, a, {:remote, ra, {:atom, ma, :gex_native}, {:atom, fa, :call}}, [{:atom, a, m}, {:atom, a, f}, list]}
    else
      {:call, a, {:remote, ra, {:atom, ma, m}, {:atom, fa, f}}, fix(args)}
    end
  end
  def fix(t) when is_tuple(t), do: t |> Tuple.to_list() |> Enum.map(&fix/1) |> List.to_tuple()
  def fix([h | t]), do: [fix(h) | fix(t)]
  def fix(x), do: x
end
:persistent_term.put(:gex_port, Port.open({:fd, 3, 4}, [:binary, {:packet, 4}, :eof]))
:persistent_term.put(:gex_natives, NATIVES)
:gex_native.serve()
`

func startPeer(t testing.TB) *peerMachine {
	t.Helper()
	peers.Require(t, peers.OTP29)
	natives := "["
	for i, n := range Natives {
		if i > 0 {
			natives += ", "
		}
		natives += fmt.Sprintf("{String.to_atom(%q), String.to_atom(%q), %d}", n.Module, n.Name, n.Arity)
	}
	script := replaceOnce(peerScript, "NATIVES", natives+"]")
	inRead, inWrite, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	outRead, outWrite, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := peers.Command(peers.OTP29, "elixir", "--erl", "-noinput", "-e", script)
	cmd.ExtraFiles = []*os.File{inRead, outWrite}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	inRead.Close()
	outWrite.Close()
	p := &peerMachine{t: t, cmd: cmd, in: inWrite, out: outRead}
	p.d = &Definer{Machine: p, Diag: &p.log, Shared: &expand.Shared{}}
	p.d.Verify = func(m *expand.Module, e *expand.Env) { p.d.Expander().Verify(m, e) }
	t.Cleanup(func() {
		inWrite.Close()
		cmd.Process.Kill()
		cmd.Wait()
		outRead.Close()
	})
	return p
}

func replaceOnce(s, old, new string) string {
	for i := range s {
		if len(s)-i >= len(old) && s[i:i+len(old)] == old {
			return s[:i] + new + s[i+len(old):]
		}
	}
	return s
}

func (p *peerMachine) send(t term.Term) {
	b := appendETF([]byte{0, 0, 0, 0, 131}, t)
	binary.BigEndian.PutUint32(b, uint32(len(b)-4))
	if _, err := p.in.Write(b); err != nil {
		p.t.Fatal(err)
	}
}

func (p *peerMachine) receive() term.Term {
	var head [4]byte
	if _, err := io.ReadFull(p.out, head[:]); err != nil {
		p.t.Fatalf("peer: %v", err)
	}
	b := make([]byte, binary.BigEndian.Uint32(head[:]))
	if _, err := io.ReadFull(p.out, b); err != nil {
		p.t.Fatalf("peer: %v", err)
	}
	d := &decoder{b: b[1:]}
	return d.term()
}

func (p *peerMachine) call(req term.Term) (term.Term, error) {
	p.send(req)
	for {
		out := p.receive()
		switch out.Elem(0).AtomName() {
		case "value":
			return out.Elem(1), nil
		case "raised":
			return term.Term{}, &raised{out.Elem(1), out.Elem(2), out.Elem(3)}
		case "native":
			args, _ := out.Elem(3).Slice()
			p.native(out.Elem(1).AtomName(), out.Elem(2).AtomName(), args)
		}
	}
}

func (p *peerMachine) native(module, name string, args []term.Term) {
	for _, n := range Natives {
		if n.Module != module || n.Name != name || n.Arity != len(args) {
			continue
		}
		v, err := n.Func(p.d, args)
		if err == nil {
			p.send(term.Tuple(term.A("reply"), v))
			return
		}
		var e *expand.Error
		var r *raised
		exception := term.MapOf(term.A("__struct__"), term.A("Elixir.RuntimeError"), term.A("__exception__"), term.A("true"), term.A("message"), term.String(err.Error()))
		if errors.As(err, &e) {
			exception = term.MapOf(term.A("__struct__"), term.A("Elixir.RuntimeError"), term.A("__exception__"), term.A("true"), term.A("message"), term.String(e.Message))
		} else if errors.As(err, &r) {
			exception = term.MapOf(term.A("__struct__"), term.A("Elixir.RuntimeError"), term.A("__exception__"), term.A("true"), term.A("message"), r.text)
		}
		p.send(term.Tuple(term.A("raise"), term.A("error"), exception))
		return
	}
	p.t.Fatalf("no native %s.%s/%d", module, name, len(args))
}

func (p *peerMachine) Apply(module, function term.Atom, args []term.Term) (term.Term, error) {
	return p.call(term.Tuple(term.A("apply"), module.Term(), function.Term(), term.List(args...)))
}

func (p *peerMachine) ApplyFun(fun term.Term, args []term.Term) (term.Term, error) {
	return p.call(term.Tuple(term.A("apply"), term.A("erlang"), term.A("apply"), term.List(fun, term.List(args...))))
}

func (p *peerMachine) EnsureLoaded(module term.Atom) bool {
	v, err := p.call(term.Tuple(term.A("ensure_loaded"), module.Term()))
	return err == nil && v.Is(term.True)
}

func (p *peerMachine) Exported(module term.Atom) (functions, macros *expand.Names, ok bool) {
	v, err := p.call(term.Tuple(term.A("exported"), module.Term()))
	if err != nil {
		return nil, nil, false
	}
	names := func(list term.Term) *expand.Names {
		var out []expand.FA
		for ; list.IsCons(); list = list.Tail() {
			out = append(out, expand.FA{Name: list.Head().Elem(0).Atom(), Arity: int(list.Head().Elem(1).Int())})
		}
		return expand.NewNames(out...)
	}
	return names(v.Elem(0)), names(v.Elem(1)), true
}

func (p *peerMachine) Eval(exprs []absform.Expr, vars map[string]term.Term, file string) (term.Term, error) {
	var bindings []term.Term
	for name, v := range vars {
		bindings = append(bindings, term.Tuple(term.A(name), v))
	}
	return p.call(term.Tuple(term.A("eval"), exprsTerm(exprs), term.List(bindings...)))
}

func (*peerMachine) Encode(*absform.Module) ([]byte, error) { return nil, nil }

func (p *peerMachine) Load(m *absform.Module) error {
	forms := []term.Term{
		term.Tuple(term.A("attribute"), term.Int(1), term.A("module"), m.Name.Term()),
	}
	var exports []term.Term
	for _, fa := range m.Exports {
		if fa.Name.String() != "module_info" {
			exports = append(exports, term.Tuple(fa.Name.Term(), term.Int(int64(fa.Arity))))
		}
	}
	forms = append(forms, term.Tuple(term.A("attribute"), term.Int(1), term.A("export"), term.List(exports...)))
	for _, f := range m.Functions {
		if f.Name.String() == "module_info" {
			continue
		}
		forms = append(forms, term.Tuple(term.A("function"), term.Int(int64(f.Line)), f.Name.Term(), term.Int(int64(f.Arity)), absform.ClausesToTerm(f.Clauses)))
	}
	_, err := p.call(term.Tuple(term.A("load"), m.Name.Term(), term.List(forms...)))
	return err
}

func (p *peerMachine) Loaded(term.Atom) (string, bool) { return "", false }

// run evaluates a file as the shell would and returns the printed value.
func (p *peerMachine) run(src string) (string, error) {
	p.log = nil
	x := p.d.Expander()
	ev, err := Eval(x, mustParse(p.t, src), nil, expand.NewEnv("nofile", 1))
	if err != nil {
		return "", err
	}
	inspect := &absform.Call{Fun: &absform.Remote{Module: &absform.Atom{Name: term.Intern("Elixir.Kernel")}, Name: &absform.Atom{Name: term.Intern("inspect")}},
		Args: []absform.Expr{block(absform.Anno{}, ev.Exprs...)}}
	v, err := p.Eval([]absform.Expr{inspect}, nil, "nofile")
	if err != nil {
		return "", err
	}
	return v.Text(), nil
}

// decoder reads the external format; what has no meaning here is an atom.
type decoder struct{ b []byte }

func (d *decoder) take(n int) []byte {
	out := d.b[:n]
	d.b = d.b[n:]
	return out
}

func (d *decoder) u8() int { return int(d.take(1)[0]) }

func (d *decoder) u32() int { return int(binary.BigEndian.Uint32(d.take(4))) }

func (d *decoder) terms(n int) []term.Term {
	out := make([]term.Term, n)
	for i := range out {
		out[i] = d.term()
	}
	return out
}

func (d *decoder) term() term.Term {
	opaque := term.A("opaque")
	switch tag := d.u8(); tag {
	case 97:
		return term.Int(int64(d.u8()))
	case 98:
		return term.Int(int64(int32(d.u32())))
	case 110:
		n, sign := d.u8(), d.u8()
		bs := append([]byte(nil), d.take(n)...)
		for i, j := 0, len(bs)-1; i < j; i, j = i+1, j-1 {
			bs[i], bs[j] = bs[j], bs[i]
		}
		v := new(big.Int).SetBytes(bs)
		if sign == 1 {
			v.Neg(v)
		}
		return term.Big(v)
	case 70:
		return term.Float(math.Float64frombits(binary.BigEndian.Uint64(d.take(8))))
	case 100, 118:
		n := int(binary.BigEndian.Uint16(d.take(2)))
		return term.A(string(d.take(n)))
	case 115, 119:
		return term.A(string(d.take(d.u8())))
	case 104:
		return term.TupleOf(d.terms(d.u8()))
	case 105:
		return term.TupleOf(d.terms(d.u32()))
	case 106:
		return term.Nil
	case 107:
		n := int(binary.BigEndian.Uint16(d.take(2)))
		var ts []term.Term
		for _, c := range d.take(n) {
			ts = append(ts, term.Int(int64(c)))
		}
		return term.List(ts...)
	case 108:
		ts := d.terms(d.u32())
		return term.ListTail(d.term(), ts...)
	case 109:
		return term.Binary(append([]byte(nil), d.take(d.u32())...))
	case 116:
		return term.MapOf(d.terms(2 * d.u32())...)
	case 88:
		d.term()
		d.take(12)
		return opaque
	case 90:
		n := int(binary.BigEndian.Uint16(d.take(2)))
		d.term()
		d.take(4 + 4*n)
		return opaque
	case 112:
		n := d.u32()
		d.take(n - 4)
		return opaque
	case 113:
		m, f, a := d.term(), d.term(), d.term()
		return (&term.Export{Module: m.Atom(), Name: f.Atom(), Arity: int(a.Int())}).Term()
	default:
		panic(fmt.Sprintf("tag %d", tag))
	}
}
