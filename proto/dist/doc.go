// Package dist is the distribution protocol of Erlang between the handshake and
// the control messages (ERTS User's Guide, "Distribution Protocol" and
// "Distribution Header"): the flags that nodes offer ([Flag]), and frames to
// messages and back ([Encoder], [Decoder]). A message is a control term, which
// package control knows, and maybe a payload term.
//
// After the handshake a stream is frames of u32 length and content; length 0 is
// a tick. The content begins with
//
//	131 68  distribution header, control term, payload term
//	131 69  seq u64, fragment u64, distribution header, first part of the terms
//	131 70  seq u64, fragment u64, further part of the terms
//	112     131, control term, 131, payload term: without headers
//
// where the terms after a header have no version byte. Fragments count down to
// 1. Which kind a connection uses is settled by the flags of both nodes: 112 if
// neither DistHdrAtomCache nor Fragments is common, else the others.
//
// The header names the atoms of the message (flags are half bytes, low one
// first: bit 3 new, bits 0-2 segment; one more after the last atom, with bit 0
// for lengths of two bytes):
//
//	n u8, if n > 0: flags (n/2+1 bytes), per atom: index u8 [, length, text if new]
//
// Both sides keep a cache of 2048 atoms for each direction, so a name travels
// once: slot = segment*256 + index. In the terms such atoms are ATOM_CACHE_REF.
//
// Neither Encoder nor Decoder is for use by several goroutines at once. Any
// error of a Decoder ends the connection: the caches of the two sides may
// differ from then on.
package dist
