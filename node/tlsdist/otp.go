package tlsdist

import (
	"crypto/tls"
	"fmt"
	"slices"
	"strings"

	"gex/proto/term"
)

// OptionError is an option of OTP's ssl that cannot be followed.
type OptionError struct {
	Role   string // "server" or "client", "" for the whole
	Option string
	Text   string // why
}

// Error names the option and says why.
func (e *OptionError) Error() string {
	return strings.TrimSpace(strings.TrimSpace(e.Role+" "+e.Option) + ": " + e.Text)
}

// FromOTP reads options as an ssl_dist_optfile has them: [{server, Options},
// {client, Options}], each a list of OTP's ssl:tls_server_option() or
// ssl:tls_client_option(). Defaults are those of OTP 29. What would make a node
// less strict if it were left out, and what is not known, is an OptionError;
// notices name what has no effect but has a meaning elsewhere.
func FromOTP(config term.Term) (o Options, notices []string, err error) {
	roles, ok := config.Slice()
	if !ok {
		return o, nil, &OptionError{Text: "want [{server, Options}, {client, Options}]"}
	}
	lists := make(map[string]term.Term)
	for _, t := range roles {
		name := ""
		if t.IsTupleOf(2) && t.Elem(0).IsAtom() {
			name = t.Elem(0).AtomName()
		}
		if name != "server" && name != "client" {
			return o, nil, &OptionError{Text: "want [{server, Options}, {client, Options}]"}
		}
		lists[name] = t.Elem(1)
	}
	server := otpReader{role: "server", r: &o.Server}
	client := otpReader{role: "client", r: &o.Client, client: true}
	for _, r := range []*otpReader{&server, &client} {
		if err = r.read(lists[r.role]); err != nil {
			return Options{}, nil, err
		}
		for _, n := range r.notices {
			if !slices.Contains(notices, n) {
				notices = append(notices, n)
			}
		}
	}
	return o, notices, nil
}

// otpReader reads the options of one role.
type otpReader struct {
	role    string
	client  bool
	r       *Role
	single  Pair // of certfile, keyfile and password
	require *bool
	notices []string
}

func (o *otpReader) fail(option, format string, args ...any) error {
	return &OptionError{o.role, option, fmt.Sprintf(format, args...)}
}

func (o *otpReader) notice(format string, args ...any) {
	o.notices = append(o.notices, fmt.Sprintf(format, args...))
}

// read takes a list of options, of which the last of a name counts, or nothing.
func (o *otpReader) read(list term.Term) error {
	o.r.Verify, o.r.Depth = o.client, DefaultDepth
	var options []term.Term
	if !list.IsNone() {
		var ok bool
		if options, ok = list.Slice(); !ok {
			return o.fail("", "want a list of options")
		}
	}
	for _, t := range options {
		name, value := "", term.True.Term()
		switch {
		case t.IsAtom():
			name = t.AtomName()
		case t.IsTupleOf(2) && t.Elem(0).IsAtom():
			name, value = t.Elem(0).AtomName(), t.Elem(1)
		default:
			return o.fail("", "an option is not {Name, Value}")
		}
		if err := o.option(name, value); err != nil {
			return err
		}
	}
	return o.finish()
}

func (o *otpReader) finish() error {
	if o.single.CertFile != "" && len(o.r.Pairs) == 0 {
		o.r.Pairs = []Pair{o.single}
	}
	o.r.Require = o.r.Verify && !o.client
	if o.require != nil {
		if *o.require && !o.r.Verify {
			return o.fail("fail_if_no_peer_cert", "it goes with {verify, verify_peer} only")
		}
		o.r.Require = *o.require
	}
	if o.r.Verify && len(o.r.Authorities) == 0 {
		return o.fail("cacertfile", "it is missing, and verify_peer, which is what OTP does by default as a client, needs it")
	}
	if len(o.r.Pairs) == 0 && !o.client {
		return o.fail("certfile", "it is missing")
	}
	return nil
}

// harmless are options that say nothing about who is let in, and that have no
// meaning here or are as they are.
var harmless = []string{
	"secure_renegotiate", "client_renegotiation", "renegotiate_at", "key_update_at", "reuse_session", "reuse_sessions", "session_tickets", "use_ticket",
	"anti_replay", "early_data", "stateless_tickets_seed", "hibernate_after", "ktls", "log_level", "log_alert", "keep_secrets", "max_handshake_size",
	"middlebox_comp_mode", "honor_cipher_order", "honor_ecc_order", "beast_mitigation", "padding_check", "fallback", "max_fragment_length", "dh", "dhfile",
	"sender_spawn_opts", "receiver_spawn_opts", "erl_dist", "handshake", "cookie", "certificate_authorities", "protocol",
	// Those of the socket below.
	"mode", "binary", "list", "active", "packet", "nodelay", "keepalive", "delay_send", "sndbuf", "recbuf", "buffer", "send_timeout", "send_timeout_close", "linger",
	"priority", "tos", "tclass", "backlog", "reuseaddr", "high_watermark", "low_watermark", "inet", "inet6", "ip", "ifaddr", "show_econnreset",
}

// refused are options that decide who is let in, and cannot be followed.
var refused = map[string]string{
	"cert":             "gex reads certificates from files: certfile",
	"key":              "gex reads keys from files: keyfile",
	"cacerts":          "gex reads them from a file: cacertfile",
	"crl_check":        "gex does not look at lists of revoked certificates; {crl_check, false} says that this is meant",
	"stapling":         "gex does not look at answers of OCSP",
	"psk_identity":     "gex has no keys that are shared beforehand",
	"psk_groups":       "gex has no keys that are shared beforehand",
	"user_lookup_fun":  "gex has no keys that are shared beforehand",
	"srp_identity":     "gex has no SRP",
	"sni_fun":          "gex shows the same certificate whatever it is called",
	"sni_hosts":        "gex shows the same certificate whatever it is called",
	"cert_policy_opts": "gex does not check policies of certificates",
}

// lenient are options that let more in than gex does without them.
var lenient = map[string]string{
	"partial_chain":            "it is a function of Erlang; a certificate in cacertfile is trusted as it is",
	"customize_hostname_check": "it may be a function of Erlang; a name such as *.example.com matches hosts of that domain in any case",
	"allow_any_ca_purpose":     "CA certificates have to be for their use",
	"signature_algs":           "those of Go are offered",
	"signature_algs_cert":      "those of Go are accepted",
	"supported_groups":         "those of Go are offered",
	"eccs":                     "those of Go are offered",
	"crl_cache":                "gex does not look at lists of revoked certificates",
}

// option takes one option.
func (o *otpReader) option(name string, v term.Term) error {
	switch name {
	case "certfile":
		return o.file(name, v, &o.single.CertFile)
	case "keyfile":
		return o.file(name, v, &o.single.KeyFile)
	case "password":
		return o.file(name, v, &o.single.Password)
	case "certs_keys":
		return o.pairs(v)
	case "cacertfile":
		var file string
		err := o.file(name, v, &file)
		o.r.Authorities = []string{file}
		return err
	case "verify":
		if !v.Is(term.Intern("verify_peer")) && !v.Is(term.Intern("verify_none")) {
			return o.fail(name, "want verify_peer or verify_none")
		}
		o.r.Verify = v.Is(term.Intern("verify_peer"))
	case "fail_if_no_peer_cert":
		if o.client || !isBool(v) {
			return o.fail(name, "want true or false, for the server")
		}
		require := v.Is(term.True)
		o.require = &require
	case "server_name_indication":
		return o.serverName(v)
	case "versions":
		return o.versions(v)
	case "ciphers":
		return o.ciphers(v)
	case "depth":
		n, ok := v.AsInt()
		if !ok || n < 0 || n > 255 {
			return o.fail(name, "want a number from 0 to 255")
		}
		o.r.Depth = int(n)
	case "verify_fun":
		if !plainVerifyFun(v) {
			return o.fail(name, "gex cannot run a function of Erlang, and without it would let nodes in that this function may refuse")
		}
	case "crl_check":
		if !v.Is(term.False) {
			return o.fail(name, "%s", refused[name])
		}
	default:
		return o.other(name)
	}
	return nil
}

// other takes an option without effect.
func (o *otpReader) other(name string) error {
	if slices.Contains(harmless, name) {
		return nil
	}
	if why := lenient[name]; why != "" {
		o.notice("%s has no effect: %s", name, why)
		return nil
	}
	if why := refused[name]; why != "" {
		return o.fail(name, "%s", why)
	}
	return o.fail(name, "gex does not know this option")
}

func isBool(t term.Term) bool { return t.Is(term.True) || t.Is(term.False) }

// file takes a text, as a list of characters or a binary.
func (o *otpReader) file(option string, v term.Term, text *string) error {
	s, ok := textOf(v)
	if !ok {
		return o.fail(option, "want a string")
	}
	*text = s
	return nil
}

// textOf returns the text of a list of characters or of a binary.
func textOf(v term.Term) (string, bool) {
	if b, ok := v.Bytes(); ok {
		return string(b), true
	}
	chars, ok := v.Slice()
	if !ok {
		return "", false
	}
	var b strings.Builder
	for _, c := range chars {
		n, ok := c.AsInt()
		if !ok || n < 0 || n > 0x10ffff {
			return "", false
		}
		b.WriteRune(rune(n))
	}
	return b.String(), true
}

// pairs takes the maps of certs_keys.
func (o *otpReader) pairs(v term.Term) error {
	const option = "certs_keys"
	all, ok := v.Slice()
	if !ok {
		return o.fail(option, "want a list of maps")
	}
	o.r.Pairs = nil
	for _, m := range all {
		if !m.IsMap() {
			return o.fail(option, "want a list of maps")
		}
		var p Pair
		for key, value := range m.Pairs() {
			to := map[string]*string{"certfile": &p.CertFile, "keyfile": &p.KeyFile, "password": &p.Password}[atomName(key)]
			if to == nil {
				return o.fail(option, "gex knows certfile, keyfile and password in it")
			}
			if err := o.file(option, value, to); err != nil {
				return err
			}
		}
		if p.CertFile == "" {
			return o.fail(option, "a certfile is missing")
		}
		o.r.Pairs = append(o.r.Pairs, p)
	}
	return nil
}

func atomName(t term.Term) string {
	if a, ok := t.AsAtom(); ok {
		return a.String()
	}
	return ""
}

func (o *otpReader) serverName(v term.Term) error {
	if !o.client {
		return o.fail("server_name_indication", "it is for the client")
	}
	o.r.NoServerName, o.r.ServerName = v.Is(term.Intern("disable")), ""
	if o.r.NoServerName {
		return nil
	}
	return o.file("server_name_indication", v, &o.r.ServerName)
}

// versionsOf are the versions of TLS that both have.
var versionsOf = map[string]uint16{
	"tlsv1": tls.VersionTLS10, "tlsv1.1": tls.VersionTLS11, "tlsv1.2": tls.VersionTLS12, "tlsv1.3": tls.VersionTLS13,
}

// versions takes a list of versions without gap.
func (o *otpReader) versions(v term.Term) error {
	list, ok := v.Slice()
	var all []uint16
	for _, t := range list {
		n := versionsOf[atomName(t)]
		if ok = ok && n != 0; ok {
			all = append(all, n)
		}
	}
	if !ok || len(all) == 0 {
		return o.fail("versions", "want a list of 'tlsv1.3', 'tlsv1.2', 'tlsv1.1' and tlsv1")
	}
	slices.Sort(all)
	all = slices.Compact(all)
	o.r.MinVersion, o.r.MaxVersion = all[0], all[len(all)-1]
	if int(o.r.MaxVersion-o.r.MinVersion) != len(all)-1 {
		return o.fail("versions", "want versions that follow each other")
	}
	return nil
}

// plainVerifyFun tells whether a verify_fun checks what is checked without it:
// that of inet_tls_dist, as long as net_kernel:allow/1 is not called.
func plainVerifyFun(v term.Term) bool {
	if v.Is(term.Intern("undefined")) {
		return true
	}
	if !v.IsTupleOf(2) {
		return false
	}
	f := v.Elem(0).Export()
	return f != nil && f.Module.String() == "inet_tls_dist" && f.Name.String() == "verify_client" && f.Arity == 3
}
