package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"gex/node"
	"gex/node/tlsdist"
	"gex/proto/term"
)

// tlsFiles are the PEM files of --tls-cert and the like, or of the variables.
type tlsFiles struct{ cert, key, ca string }

func (f *tlsFiles) addFlags(set *pflag.FlagSet) {
	set.StringVar(&f.cert, "tls-cert", "", "speak TLS with all nodes, with the certificate of a PEM `FILE`")
	set.StringVar(&f.key, "tls-key", "", "its key, in a PEM `FILE`; it may stand in that of --tls-cert")
	set.StringVar(&f.ca, "tls-ca", "", "a PEM `FILE` with the CA that must have signed the certificates of all nodes")
}

// tlsSwitches are what erl takes about TLS.
type tlsSwitches struct {
	wanted  bool     // -proto_dist inet_tls
	plain   bool     // -proto_dist inet_tcp
	optFile string   // -ssl_dist_optfile
	options []string // of -ssl_dist_opt, names and values
}

// readTLSSwitch takes a switch about TLS, and tells whether it is one.
func (s *tlsSwitches) readTLSSwitch(sw erlSwitch) (bool, error) {
	switch sw.name {
	case "-proto_dist":
		if len(sw.args) == 0 {
			return true, errors.New("its argument is missing")
		}
		proto := sw.args[0]
		secure := strings.HasSuffix(proto, "_tls")
		if proto = strings.TrimSuffix(strings.TrimSuffix(proto, "_tls"), "_tcp"); proto != "inet" && proto != "inet6" {
			return true, fmt.Errorf("gex has no protocol %s", sw.args[0])
		}
		if !s.wanted && !s.plain {
			s.wanted, s.plain = secure, !secure
		}
	case "-ssl_dist_optfile":
		if len(sw.args) != 1 {
			return true, errors.New("want one file")
		}
		if s.optFile == "" {
			s.optFile = sw.args[0]
		}
	case "-ssl_dist_opt":
		if len(sw.args)%2 != 0 {
			return true, fmt.Errorf("the value of %s is missing", sw.args[len(sw.args)-1])
		}
		s.options = append(s.options, sw.args...)
	default:
		return false, nil
	}
	return true, nil
}

// addVariables fills in what options leave open.
func (f tlsFiles) addVariables(getenv func(string) string) tlsFiles {
	for name, file := range map[string]*string{"GEX_TLS_CERT": &f.cert, "GEX_TLS_KEY": &f.key, "GEX_TLS_CA": &f.ca} {
		if *file == "" {
			*file = getenv(name)
		}
	}
	return f
}

// check says which file is missing.
func (f tlsFiles) check() error {
	switch {
	case f.cert == "":
		return errors.New("TLS needs the certificate of this node: --tls-cert FILE, or GEX_TLS_CERT")
	case f.ca == "":
		return errors.New("TLS needs the CA that vouches for other nodes: --tls-ca FILE, or GEX_TLS_CA")
	}
	return nil
}

// checkTLS finds what is wrong with the options about TLS before a file is read.
func (o *options) checkTLS(getenv func(string) string) error {
	s := &o.erl.tls
	switch byOTP := s.wanted && (s.optFile != "" || len(s.options) > 0); {
	case byOTP && o.tls != tlsFiles{}:
		return errors.New("--tls-cert, --tls-key and --tls-ca exclude -ssl_dist_optfile and -ssl_dist_opt")
	case byOTP:
	case s.plain && o.tls != tlsFiles{}:
		return errors.New("-proto_dist inet_tcp is without TLS, and --tls-cert, --tls-key and --tls-ca are for it")
	case s.wanted, o.tls != tlsFiles{}:
		return o.tls.addVariables(getenv).check()
	case s.optFile != "" || len(s.options) > 0:
		o.erl.unused = append(o.erl.unused, "-ssl_dist_optfile and -ssl_dist_opt have no meaning without -proto_dist inet_tls")
	}
	return nil
}

// tlsConfig returns the TLS of the node, nil for none, and what is to be said
// about it.
func (o *options) tlsConfig(getenv func(string) string) (*tlsdist.Config, []string, error) {
	s := &o.erl.tls
	if s.wanted && (s.optFile != "" || len(s.options) > 0) {
		return s.config()
	}
	f := o.tls.addVariables(getenv)
	if f == (tlsFiles{}) || s.plain {
		return nil, nil, nil
	}
	if err := f.check(); err != nil {
		return nil, nil, err
	}
	c, err := tlsdist.Load(tlsdist.Mutual(tlsdist.Pair{CertFile: f.cert, KeyFile: f.key, Password: getenv("GEX_TLS_PASSWORD")}, f.ca))
	switch {
	case errors.Is(err, tlsdist.ErrPasswordMissing):
		err = fmt.Errorf("%w: GEX_TLS_PASSWORD gives it", err)
	case errors.Is(err, tlsdist.ErrNoKey) && f.key == "":
		err = fmt.Errorf("%w: --tls-key FILE, or GEX_TLS_KEY, names its file", err)
	}
	return c, nil, err
}

// config reads the options as OTP has them. What stands in the file counts where
// both say something.
func (s *tlsSwitches) config() (*tlsdist.Config, []string, error) {
	lists, err := s.shortForm()
	if err != nil {
		return nil, nil, fmt.Errorf("-ssl_dist_opt: %w", err)
	}
	source := "-ssl_dist_opt"
	if s.optFile != "" {
		source = s.optFile
		if err := addOptFile(lists, s.optFile); err != nil {
			return nil, nil, err
		}
	}
	o, notices, err := tlsdist.FromOTP(term.List(
		term.Tuple(term.A("server"), term.List(lists["server"]...)), term.Tuple(term.A("client"), term.List(lists["client"]...))))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", source, err)
	}
	c, err := tlsdist.Load(o)
	for i := range notices {
		notices[i] = source + ": " + notices[i]
	}
	return c, notices, err
}

// addOptFile adds the options of a file to those of each role.
func addOptFile(lists map[string][]term.Term, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fileError(file, err)
	}
	config, err := erlTerm(strings.TrimRight(string(text), " \t\r\n"))
	if err != nil {
		return fmt.Errorf("%s: want a term such as [{server, Options}, {client, Options}]: %w", file, err)
	}
	roles, ok := config.Slice()
	for _, r := range roles {
		role := ""
		var options []term.Term
		if ok = ok && r.IsTupleOf(2) && r.Elem(0).IsAtom(); ok {
			role = r.Elem(0).AtomName()
			options, ok = r.Elem(1).Slice()
		}
		if !ok || role != "server" && role != "client" {
			ok = false
			break
		}
		lists[role] = append(lists[role], options...)
	}
	if !ok {
		return fmt.Errorf("%s: want [{server, Options}, {client, Options}]", file)
	}
	return nil
}

// valueKinds are what values of -ssl_dist_opt are made into.
var valueKinds = map[string]func(text string) (term.Term, error){
	"certfile": asText, "keyfile": asText, "cacertfile": asText, "password": asText, "dhfile": asText,
	"verify": asAtom, "fail_if_no_peer_cert": asAtom, "crl_check": asAtom, "reuse_sessions": asAtom, "secure_renegotiate": asAtom, "ktls": asAtom,
	"verify_fun": asVerifyFun, "crl_cache": erlTerm, "depth": erlTerm, "hibernate_after": erlTerm,
	"ciphers":  func(text string) (term.Term, error) { return term.List(term.Charlist(text)), nil },
	"versions": func(text string) (term.Term, error) { return term.List(term.A(text)), nil },
}

func asText(text string) (term.Term, error) { return term.Charlist(text), nil }

func asAtom(text string) (term.Term, error) {
	a, err := term.TryIntern(text)
	return a.Term(), err
}

// asVerifyFun reads {Module, Function, State}.
func asVerifyFun(text string) (term.Term, error) {
	t, err := erlTerm(text)
	if err != nil || !t.IsTupleOf(3) || !t.Elem(0).IsAtom() || !t.Elem(1).IsAtom() {
		return term.Term{}, fmt.Errorf("want {Module, Function, State}: %q", text)
	}
	f := &term.Export{Module: t.Elem(0).Atom(), Name: t.Elem(1).Atom(), Arity: 3}
	return term.Tuple(f.Term(), t.Elem(2)), nil
}

// shortForm makes lists of options of those of -ssl_dist_opt: server_certfile FILE
// and the like.
func (s *tlsSwitches) shortForm() (map[string][]term.Term, error) {
	lists := make(map[string][]term.Term)
	for i := 0; i+1 < len(s.options); i += 2 {
		role, name, _ := strings.Cut(s.options[i], "_")
		kind := valueKinds[name]
		if role != "server" && role != "client" || kind == nil {
			return nil, fmt.Errorf("gex does not know %s", s.options[i])
		}
		value, err := kind(s.options[i+1])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.options[i], err)
		}
		lists[role] = append(lists[role], term.Tuple(term.A(name), value))
	}
	return lists, nil
}

// nodeTLS returns the TLS of a node of a name, which may be empty, and nil for
// none; notices say what may be wrong with it.
func (o *options) nodeTLS(name string, long bool, getenv func(string) string) (c *tlsdist.Config, notices []string, err error) {
	c, notices, err = o.tlsConfig(getenv)
	if c == nil || err != nil {
		return nil, nil, err
	}
	if full, err := node.FullName(name, long); err == nil {
		_, host, _ := strings.Cut(full, "@")
		notices = append(notices, c.Doubts(host)...)
	}
	return c, notices, nil
}

// protocol is the name that OTP has for how nodes talk.
func (o *options) protocol(getenv func(string) string) string {
	if c, _, _ := o.tlsConfig(getenv); c != nil {
		return "inet_tls"
	}
	return "inet_tcp"
}
