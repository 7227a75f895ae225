package tlsdist_test

import (
	"crypto/tls"
	"errors"
	"reflect"
	"strings"
	"testing"

	"gex/node/tlsdist"
	"gex/proto/etf"
	"gex/proto/term"
)

// pairs makes {Name, Value} of names and values that follow each other.
func pairs(values ...any) term.Term {
	var list []term.Term
	for i := 0; i < len(values); i += 2 {
		list = append(list, term.Tuple(term.A(values[i].(string)), value(values[i+1])))
	}
	return term.List(list...)
}

// value makes a term: a text is a list of characters, one with a ' an atom.
func value(v any) term.Term {
	switch v := v.(type) {
	case term.Term:
		return v
	case int:
		return term.Int(int64(v))
	case string:
		if a, ok := strings.CutPrefix(v, "'"); ok {
			return term.A(a)
		}
		return term.Charlist(v)
	case []any:
		var list []term.Term
		for _, e := range v {
			list = append(list, value(e))
		}
		return term.List(list...)
	}
	panic("no such value")
}

func export(module, name string, arity int) term.Term {
	return (&term.Export{Module: term.Intern(module), Name: term.Intern(name), Arity: arity}).Term()
}

func TestFromOTP(t *testing.T) {
	server := []any{"certfile", "s.pem", "keyfile", "s.key"}
	ca := []any{"cacertfile", "ca.pem"}
	with := func(lists ...[]any) term.Term {
		var all []any
		for _, l := range lists {
			all = append(all, l...)
		}
		return pairs(all...)
	}
	none := pairs("verify", "'verify_none")
	suite := term.MapOf(term.A("key_exchange"), term.A("ecdhe_rsa"), term.A("cipher"), term.A("aes_128_gcm"), term.A("mac"), term.A("aead"), term.A("prf"), term.A("sha256"))
	for _, tt := range []struct {
		name           string
		server, client term.Term
		check          func(o tlsdist.Options) bool
		failure        string // part of the error
		notice         string
	}{
		{"least", with(server), with(ca), func(o tlsdist.Options) bool {
			return reflect.DeepEqual(o, tlsdist.Options{
				Server: tlsdist.Role{Pairs: []tlsdist.Pair{{CertFile: "s.pem", KeyFile: "s.key"}}, Depth: 10},
				Client: tlsdist.Role{Authorities: []string{"ca.pem"}, Verify: true, Depth: 10},
			})
		}, "", ""},
		{"mutual", with(server, ca, []any{"verify", "'verify_peer"}), none, func(o tlsdist.Options) bool { return o.Server.Verify && o.Server.Require && !o.Client.Verify }, "", ""},
		{"certificates if there are any", with(server, ca, []any{"verify", "'verify_peer", "fail_if_no_peer_cert", "'false"}), none,
			func(o tlsdist.Options) bool { return o.Server.Verify && !o.Server.Require }, "", ""},
		{"the last counts", with(server, []any{"certfile", "t.pem", "depth", 1, "depth", 3}), none,
			func(o tlsdist.Options) bool { return o.Server.Pairs[0].CertFile == "t.pem" && o.Server.Depth == 3 }, "", ""},
		{"texts", pairs("certfile", term.String("bin.pem")), none, func(o tlsdist.Options) bool { return o.Server.Pairs[0].CertFile == "bin.pem" }, "", ""},
		{"names", with(server), with(ca, []any{"server_name_indication", "other"}), func(o tlsdist.Options) bool { return o.Client.ServerName == "other" && !o.Client.NoServerName }, "", ""},
		{"no name", with(server), with(ca, []any{"server_name_indication", "'disable"}), func(o tlsdist.Options) bool { return o.Client.NoServerName }, "", ""},
		{"versions", with(server, []any{"versions", []any{"'tlsv1.3", "'tlsv1.2"}}), pairs("verify", "'verify_none", "versions", []any{"'tlsv1.3"}), func(o tlsdist.Options) bool {
			return o.Server.MinVersion == tls.VersionTLS12 && o.Server.MaxVersion == tls.VersionTLS13 && o.Client.MinVersion == tls.VersionTLS13
		}, "", ""},
		{"ciphers", with(server, []any{"ciphers", []any{"ECDHE-RSA-AES256-GCM-SHA384", "AES128-SHA", suite, "ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"}}), none, func(o tlsdist.Options) bool {
			return o.Server.MaxVersion == tls.VersionTLS12 && reflect.DeepEqual(o.Server.CipherSuites, []uint16{tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_RSA_WITH_AES_128_CBC_SHA,
				tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256})
		}, "", ""},
		{"ciphers of 1.3", with(server, []any{"ciphers", "TLS_AES_256_GCM_SHA384"}), none, func(o tlsdist.Options) bool { return o.Server.MinVersion == tls.VersionTLS13 }, "", "of TLS 1.3 all are offered"},
		{"ciphers unknown", with(server, []any{"ciphers", "ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES256-SHA"}), none, func(o tlsdist.Options) bool { return len(o.Server.CipherSuites) == 1 }, "", "gex does not know DHE-RSA-AES256-SHA"},
		{"no ciphers", with(server, []any{"ciphers", "DHE-RSA-AES256-SHA"}), none, nil, "server ciphers: gex knows none of DHE-RSA-AES256-SHA", ""},
		{"several certificates", pairs("certs_keys", []any{term.MapOf(term.A("certfile"), value("a.pem"), term.A("keyfile"), value("a.key"), term.A("password"), value("p")), term.MapOf(term.A("certfile"), value("b.pem"))}), none,
			func(o tlsdist.Options) bool {
				return reflect.DeepEqual(o.Server.Pairs, []tlsdist.Pair{{CertFile: "a.pem", KeyFile: "a.key", Password: "p"}, {CertFile: "b.pem"}})
			}, "", ""},
		{"function of OTP", with(server, ca, []any{"verify", "'verify_peer", "verify_fun", term.Tuple(export("inet_tls_dist", "verify_client", 3), term.Nil)}), none, func(o tlsdist.Options) bool { return o.Server.Verify }, "", ""},
		{"harmless", with(server, []any{"secure_renegotiate", "'true", "nodelay", "'true", "log_level", "'debug", "crl_check", "'false"}), none, func(tlsdist.Options) bool { return true }, "", ""},
		{"lenient", with(server), with(ca, []any{"customize_hostname_check", term.Nil}), func(tlsdist.Options) bool { return true }, "", "customize_hostname_check has no effect: "},

		{"function", with(server, ca, []any{"verify", "'verify_peer", "verify_fun", term.Tuple(export("my", "verify", 3), term.Nil)}), none, nil, "server verify_fun: gex cannot run a function of Erlang", ""},
		{"lists of revoked", with(server), with(ca, []any{"crl_check", "'best_effort"}), nil, "client crl_check: ", ""},
		{"unknown", with(server, []any{"sekurity", "'true"}), none, nil, "server sekurity: gex does not know this option", ""},
		{"no authorities", with(server), term.Nil, nil, "client cacertfile: it is missing", ""},
		{"no certificate", term.Nil, none, nil, "server certfile: it is missing", ""},
		{"required and not verified", with(server, []any{"fail_if_no_peer_cert", "'true"}), none, nil, "server fail_if_no_peer_cert: it goes with {verify, verify_peer} only", ""},
		{"verify", with(server, []any{"verify", "'maybe"}), none, nil, "server verify: want verify_peer or verify_none", ""},
		{"gap", with(server, []any{"versions", []any{"'tlsv1.3", "'tlsv1.1"}}), none, nil, "server versions: want versions that follow each other", ""},
		{"no list", term.A("x"), none, nil, "server: want a list of options", ""},
		{"no option", term.List(term.Int(1)), none, nil, "server: an option is not {Name, Value}", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, notices, err := tlsdist.FromOTP(pairs("server", tt.server, "client", tt.client))
			var oe *tlsdist.OptionError
			if tt.failure != "" {
				if !errors.As(err, &oe) || !strings.Contains(err.Error(), tt.failure) {
					t.Errorf("%v, want %s", err, tt.failure)
				}
				return
			}
			if err != nil || !tt.check(o) {
				t.Errorf("%+v, %v", o, err)
			}
			if got := strings.Join(notices, "\n"); !strings.Contains(got, tt.notice) || tt.notice == "" && got != "" {
				t.Errorf("notices %q, want %q", got, tt.notice)
			}
		})
	}
}

// FuzzFromOTP: any term is options or an OptionError.
func FuzzFromOTP(f *testing.F) {
	for _, t := range []term.Term{
		pairs("server", pairs("certfile", "a", "ciphers", "A:B", "versions", []any{"'tlsv1.2"}), "client", pairs("verify", "'verify_none")),
		pairs("server", pairs("certs_keys", []any{term.MapOf(term.A("certfile"), value("a"))}), "client", term.Nil),
	} {
		b, err := etf.AppendTerm(nil, t, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		config, _, err := etf.Decode(b, nil)
		if err != nil {
			return
		}
		var oe *tlsdist.OptionError
		if _, _, err := tlsdist.FromOTP(config); err != nil && !errors.As(err, &oe) {
			t.Errorf("%T", err)
		}
	})
}
