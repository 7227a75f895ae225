// Package cookie finds the secret that nodes of a cluster share. In go the
// command line's cookie, the environment and the home directory; out comes the
// cookie's text. Where no source has one, a new cookie is written to the home
// directory, exactly as an Erlang node does, so that gex and Erlang nodes of one
// user find the same file whoever starts first.
//
// Order, search path, checks and error texts are those of OTP 29's auth.erl.
package cookie
