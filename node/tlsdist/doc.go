// Package tlsdist is the TLS below the distribution protocol: a TCP connection
// goes in, a connection that is encrypted and whose other side has proved who it
// is comes out, and the handshake of package handshake runs inside of it, with
// lengths of four bytes.
//
//	PEM files, or options of OTP's ssl -> Options -> Config
//	net.Conn -> Config.Client, Config.Server -> net.Conn, or an Error that names the check
//
// A node is server for those that connect to it and client for those that it
// connects to. As a client it checks that the certificate is for the host part of
// the other node's name. Files are read again when they have changed, so a
// certificate can be renewed under a running node.
//
// Source: OTP, "Using TLS for Erlang Distribution" (ssl User's Guide), and
// inet_tls_dist.erl of OTP 29; RFC 5246, RFC 8446.
package tlsdist
