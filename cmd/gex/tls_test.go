package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gex/node/tlsdist/tlstest"
	"gex/scripts/peers"
)

// tlsDir writes certificates of ca for hosts and the options of OTP for them into
// dir, which the peer sees as inside.
func tlsDir(t *testing.T, ca *tlstest.Authority, dir, inside string, hosts ...string) {
	t.Helper()
	ca.Files(t, dir, "node", hosts)
	files := fmt.Sprintf(`{certfile, "%[1]s/node.pem"}, {keyfile, "%[1]s/node.key"}, {cacertfile, "%[1]s/node-ca.pem"}, {verify, verify_peer}`, inside)
	tlstest.Write(t, dir, "dist.conf", []byte(fmt.Sprintf("[{server, [%s, {fail_if_no_peer_cert, true}, {secure_renegotiate, true}, {renegotiate_at, 60}]},\n {client, [%[1]s]}].\n", files)))
}

// pemFlags are the options of gex for such a directory.
func pemFlags(dir string) []string {
	return []string{"--cookie", "c", "--tls-cert", filepath.Join(dir, "node.pem"), "--tls-key", filepath.Join(dir, "node.key"), "--tls-ca", filepath.Join(dir, "node-ca.pem")}
}

// optFile are the options of gex and elixir for a file of options.
func optFile(dir string) []string {
	return []string{"--cookie", "c", "--erl", "-proto_dist inet_tls -ssl_dist_optfile " + filepath.Join(dir, "dist.conf")}
}

// answering has a node answer GenServer calls of :echo.
const answering = `{:ok, p} = Agent.start(fn -> :state end, name: :echo); is_pid(p)`

func TestConfirmTLS(t *testing.T) {
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			t.Parallel()
			peers.Require(t, otp)
			c := newCluster(t)
			ca := tlstest.NewAuthority(t, "test-ca")
			ours := t.TempDir()
			tlsDir(t, ca, ours, ours, c.host)
			outside, inside := peers.TempDir(t, otp)
			tlsDir(t, ca, outside, inside, c.host)
			g := c.gex(t, "g", pemFlags(ours)...)
			f := c.gex(t, "f", optFile(ours)...)
			b := c.beam(t, otp, "b", optFile(inside)...)

			// gex connects to BEAM, BEAM to gex, gex to gex through the mesh.
			g.Eval(`{:is, Node.connect(`+b.name+`), Node.list}`, `\{:is, true, \[`+c.shown("b")+`\]\}`)
			b.Eval(`{:is, Node.connect(`+f.name+`)}`, `\{:is, true\}`)
			g.Eval(polling(`Enum.sort(Node.list) == [`+b.name+`, `+f.name+`]`), `\{:is, true\}`)

			for _, m := range []member{g, b, f} {
				m.Eval(answering, "true\n")
			}
			for _, d := range []struct{ from, to member }{{g, b}, {b, g}, {b, f}, {g, f}} {
				d.to.Eval(`Process.register(self(), :shell); is_pid(Process.whereis(:shell))`, "true\n")
				d.from.Eval(`{:sent, send({:shell, `+d.to.name+`}, {:hi, String.duplicate("x", 300_000)}) |> elem(0)}`, `\{:sent, :hi\}`)
				d.to.Eval(`receive do {:hi, x} -> {:size, byte_size(x)} after 9000 -> :none end`, `\{:size, 300000\}`)
				d.to.Eval(`Process.unregister(:shell)`, "true\n")
				d.from.Eval(`{:is, Agent.get({:echo, `+d.to.name+`}, :erlang, :atom_to_list, []) |> length}`, `\{:is, 5\}`)
				d.from.Eval(`{:is, :erpc.call(`+d.to.name+`, :erlang, :node, []) == `+d.to.name+`}`, `\{:is, true\}`)
			}

			// Who has no certificate of this CA, and who speaks no TLS.
			bad := t.TempDir()
			tlsDir(t, tlstest.NewAuthority(t, "bad-ca"), bad, bad, c.host)
			stranger := c.gex(t, "stranger", pemFlags(bad)...)
			plain := c.gex(t, "plain", "--cookie", "c")
			stranger.Eval(`{:is, Node.connect(`+b.name+`)}`, `gex: cannot connect to b@`+c.host+`: its certificate is not signed by a CA in \S+/node-ca\.pem, but by "test-ca"\n(.*\n)*\{:is, false\}`)
			b.Eval(`{:is, Node.connect(`+stranger.name+`)}`, `\{:is, false\}`)
			stranger.Expect(`\*\* Connection attempt from node \S+ rejected: (its certificate is not signed|the other side rejected our certificate)`)
			plain.Eval(`{:is, Node.connect(`+b.name+`)}`, `gex: cannot connect to b@`+c.host+`: the node speaks TLS, and this one does not\n(.*\n)*\{:is, false\}`)
			b.Eval(`{:is, Node.connect(`+plain.name+`)}`, `\{:is, false\}`)
			plain.Expect(`\*\* Connection attempt from node \S+ rejected: it speaks TLS, and this node does not \*\*`)

			// A server that trusts us not: in TLS 1.3 the client hears of it last.
			mixed := t.TempDir()
			tlsDir(t, tlstest.NewAuthority(t, "bad-ca"), mixed, mixed, c.host)
			tlstest.Write(t, mixed, "node-ca.pem", ca.PEM())
			half := c.gex(t, "half", pemFlags(mixed)...)
			half.Eval(`{:is, Node.connect(`+b.name+`)}`, `gex: cannot connect to b@`+c.host+`: the other side rejected our certificate: not signed by a CA that it trusts\n(.*\n)*\{:is, false\}`)
			b.Eval(`{:is, length(Node.list)}`, `\{:is, 2\}`)
		})
	}
}

// polling is an expression that is {:is, true} as soon as the condition holds.
func polling(condition string) string {
	return `Enum.find_value(1..500, {:is, false}, fn _ -> if ` + condition + `, do: {:is, true}, else: (Process.sleep(10); nil) end)`
}

func TestTLSConfig(t *testing.T) {
	dir := t.TempDir()
	ca := tlstest.NewAuthority(t, "test-ca")
	tlsDir(t, ca, dir, dir, "vm")
	_, otherKey := ca.Issue(t, []string{"vm"})
	tlstest.Write(t, dir, "other.key", otherKey)
	for _, tt := range []struct {
		args    string // DIR is the directory
		env     string // NAME=VALUE
		failure string // part of the error
		notice  string // part of the first notice
	}{
		{"--tls-cert DIR/node.pem --tls-key DIR/node.key --tls-ca DIR/node-ca.pem", "", "", ""},
		{"--tls-cert DIR/node.pem --tls-ca DIR/node-ca.pem", "", "node.pem holds no private key, but \"CERTIFICATE\": --tls-key FILE, or GEX_TLS_KEY, names its file", ""},
		{"--tls-cert DIR/node.pem --tls-ca DIR/node-ca.pem", "GEX_TLS_KEY=DIR/node.key", "", ""},
		{"--tls-cert DIR/node.pem --tls-key DIR/other.key --tls-ca DIR/node-ca.pem", "", "other.key holds a key that does not belong to the certificate in DIR/node.pem", ""},
		{"--erl '-proto_dist inet6_tls -ssl_dist_optfile DIR/dist.conf'", "", "", ""},
		{"--erl '-proto_dist inet_tls -ssl_dist_opt server_certfile DIR/node.pem server_keyfile DIR/node.key client_cacertfile DIR/node-ca.pem client_depth 2 client_versions tlsv1.3'", "", "", ""},
		{"--erl '-proto_dist inet_tls -ssl_dist_opt server_certfile DIR/node.pem -ssl_dist_opt server_keyfile DIR/node.key client_verify verify_none client_versions tlsv9'", "", "client versions: want a list", ""},
		{"--erl '-proto_dist inet_tls -ssl_dist_opt server_certfile DIR/node.pem server_keyfile DIR/node.key client_verify verify_none client_ciphers TLS_AES_128_GCM_SHA256'", "", "", "-ssl_dist_opt: ciphers: of TLS 1.3 all are offered"},
		{"--erl '-proto_dist inet_tls -ssl_dist_optfile DIR/dist.conf -ssl_dist_opt client_crl_check true'", "", "client crl_check: gex does not look at lists", ""},
		{"", "ERL_FLAGS=-proto_dist inet_tls -ssl_dist_optfile DIR/dist.conf", "", ""},
	} {
		t.Run(tt.args+tt.env, func(t *testing.T) {
			in := func(s string) string { return strings.ReplaceAll(s, "DIR", dir) }
			getenv := func(name string) string {
				value, _ := strings.CutPrefix(in(tt.env), name+"=")
				if value == in(tt.env) {
					return ""
				}
				return value
			}
			o, err := parseOptions(erlWords(in(tt.args), false), false, getenv)
			if err != nil {
				t.Fatal(err)
			}
			g, notices, err := o.tlsConfig(getenv)
			if tt.failure == "" && (err != nil || g == nil) || tt.failure != "" && (err == nil || !strings.Contains(err.Error(), in(tt.failure))) {
				t.Errorf("error %v, want %s", err, tt.failure)
			}
			if notice := strings.Join(notices, "\n"); !strings.Contains(notice, tt.notice) || tt.notice == "" && notice != "" {
				t.Errorf("notices %q, want %s", notice, tt.notice)
			}
		})
	}
}

// TestTLSDoubts starts nodes that others will refuse, which is said at once.
func TestTLSDoubts(t *testing.T) {
	ca := tlstest.NewAuthority(t, "test-ca")
	dir := t.TempDir()
	cert, key, caFile := ca.Files(t, dir, "one", []string{"elsewhere"}, func(c *x509.Certificate) { c.Subject.CommonName = "one" })
	other := tlstest.Write(t, dir, "other-ca.pem", tlstest.NewAuthority(t, "other-ca").PEM())
	brief, briefKey, _ := ca.Files(t, dir, "brief", []string{"vm"}, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(48 * time.Hour) })
	// An encrypted key as older versions of openssl write it.
	text, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	//lint:ignore SA1019 the format is weak, and still what files have.
	sealed, err := x509.EncryptPEMBlock(strings.NewReader(strings.Repeat("salt", 8)), "PRIVATE KEY", block.Bytes, []byte("secret"), x509.PEMCipherAES256)
	if err != nil {
		t.Fatal(err)
	}
	sealedKey := tlstest.Write(t, dir, "sealed.key", pem.EncodeToMemory(sealed))
	for _, tt := range []struct {
		cert, key, ca, password string
		failure                 string
		doubts                  []string
	}{
		{brief, briefKey, caFile, "", "", []string{"the certificate of this node expires on " + time.Now().Add(48*time.Hour).UTC().Format(time.DateOnly)}},
		{cert, key, caFile, "", "", []string{"is for elsewhere, not for vm"}},
		{cert, key, other, "", "", []string{"is for elsewhere, not for vm", "is not signed by a CA in " + other + `, but by "test-ca"`}},
		{cert, sealedKey, caFile, "secret", "", []string{"is for elsewhere, not for vm"}},
		{cert, sealedKey, caFile, "", "sealed.key holds an encrypted key, and its password is missing: GEX_TLS_PASSWORD gives it", nil},
		{cert, sealedKey, caFile, "wrong", "sealed.key holds an encrypted key, and the password is wrong", nil},
	} {
		getenv := func(name string) string { return map[string]string{"GEX_TLS_PASSWORD": tt.password}[name] }
		o, err := parseOptions([]string{"--tls-cert", tt.cert, "--tls-key", tt.key, "--tls-ca", tt.ca}, false, getenv)
		if err != nil {
			t.Fatal(err)
		}
		g, _, err := o.tlsConfig(getenv)
		if tt.failure != "" {
			if err == nil || !strings.Contains(err.Error(), tt.failure) {
				t.Errorf("%v, want %s", err, tt.failure)
			}
			continue
		}
		if err != nil {
			t.Error(err)
			continue
		}
		got := g.Doubts("vm")
		if len(got) != len(tt.doubts) {
			t.Fatalf("%q, want %q", got, tt.doubts)
		}
		for i, want := range tt.doubts {
			if !strings.Contains(got[i], want) {
				t.Errorf("%q, want %q", got[i], want)
			}
		}
	}
}
