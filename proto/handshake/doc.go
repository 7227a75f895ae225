// Package handshake performs the Erlang distribution handshake of protocol
// version 6 over any byte stream, in both roles. A fresh connection goes in; a
// [Result] comes out that says who the peer is and which capabilities both sides
// share, and the stream stands exactly at the first byte of the first
// distribution frame: no byte beyond the handshake is read.
//
//	A = Initiator                       B = Acceptor
//	send_name      'N' flags name  -->
//	                               <--  status     's' ok | ok_simultaneous | nok | not_allowed | alive | named:
//	('s' true|false, after alive)  -->
//	                               <--  challenge  'N' flags challenge creation name
//	reply   'r' challenge digest   -->
//	                               <--  ack        'a' digest
//
// Each message is preceded by its length: 2 bytes on TCP, 4 bytes inside TLS.
// Digests are MD5 of the cookie followed by the decimal text of the challenge of
// the other side. Source: ERTS User's Guide, "Distribution Handshake", and OTP 29's
// dist_util.erl.
//
// The package holds no policy. Whether a peer is welcome, which connection wins
// when two nodes connect to each other at once, and which cookie belongs to
// which peer are asked of callbacks. Time limits are the caller's as well: set a
// deadline on the connection before the call (Erlang's net_setuptime gives each
// step 7 s) and clear it afterwards; the deadline's error comes back wrapped.
// The stream stays open in every case; closing it after an error is up to the
// caller.
package handshake
