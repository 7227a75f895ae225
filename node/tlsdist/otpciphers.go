package tlsdist

import (
	"crypto/tls"
	"strings"

	"gex/proto/term"
)

// ciphers takes a list of cipher suites: names as openssl or RFCs have them, or
// maps; or one text of names with colons between.
func (o *otpReader) ciphers(v term.Term) error {
	names, ok := cipherNames(v)
	if !ok || len(names) == 0 {
		return o.fail("ciphers", "want a list of cipher suites")
	}
	suites := make(map[string]*tls.CipherSuite)
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		suites[plainName(s.Name)] = s
	}
	var unknown []string
	modern := 0
	o.r.CipherSuites = nil
	for _, n := range names {
		switch s := suites[plainName(n)]; {
		case s == nil:
			unknown = append(unknown, n)
		case s.SupportedVersions[0] == tls.VersionTLS13:
			modern++
		default:
			o.r.CipherSuites = append(o.r.CipherSuites, s.ID)
		}
	}
	const all13 = 3
	switch {
	case modern == 0 && len(o.r.CipherSuites) == 0:
		return o.fail("ciphers", "gex knows none of %s", strings.Join(unknown, ", "))
	case modern == 0:
		o.r.MaxVersion = tls.VersionTLS12
	case len(o.r.CipherSuites) == 0:
		o.r.MinVersion = tls.VersionTLS13
	}
	if modern > 0 && modern < all13 {
		o.notice("ciphers: of TLS 1.3 all are offered")
	}
	if len(unknown) > 0 {
		o.notice("ciphers: gex does not know %s", strings.Join(unknown, ", "))
	}
	return nil
}

func cipherNames(v term.Term) (names []string, ok bool) {
	if s, ok := textOf(v); ok && s != "" {
		return strings.Split(s, ":"), true
	}
	list, ok := v.Slice()
	for _, t := range list {
		name, is := textOf(t)
		if t.IsMap() {
			name, is = cipherOfMap(t), true
		}
		if !is {
			return nil, false
		}
		names = append(names, name)
	}
	return names, ok
}

// cipherOfMap returns the name of ssl:erl_cipher_suite(): a map of key_exchange,
// cipher, mac and prf.
func cipherOfMap(m term.Term) string {
	field := func(key string) string {
		v, _ := m.MapGet(term.A(key))
		return atomName(v)
	}
	name := field("cipher")
	if kx := field("key_exchange"); kx != "any" {
		name = kx + "_with_" + name
	}
	end := field("mac")
	if end == "aead" {
		end = field("prf")
	}
	return "tls_" + name + "_" + end
}

// plainName brings the names of openssl (ECDHE-RSA-AES256-GCM-SHA384) and of RFCs
// (TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) together.
func plainName(name string) string {
	name = strings.ToUpper(name)
	if !strings.Contains(name, "_") && !strings.HasPrefix(name, "ECDHE-") {
		name = "RSA-" + name // which openssl leaves out
	}
	if strings.HasSuffix(name, "POLY1305") {
		name += "-SHA256"
	}
	return strings.NewReplacer("TLS_", "", "WITH_", "", "CBC", "", "-", "", "_", "").Replace(name)
}
