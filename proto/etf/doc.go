// Package etf is the external term format of Erlang (ERTS User's Guide,
// "External Term Format"): terms to bytes and back.
//
// [AppendTerm] and [Decode] work on bare terms, as they follow each other in
// distribution messages. [TermToBinary] and [BinaryToTerm] add the version
// byte 131 and the compressed form, as the BIFs of those names do. The tags
// are in tags.go.
//
// Encoding writes what OTP 29 writes. Decoding accepts every tag that OTP 25
// to 29 emit or accept, old ones included, and rejects what they reject. Bad
// bytes give an [Error] with tag and offset: never a panic, and never memory
// beyond a small multiple of the bytes present, whatever counts they claim.
// Neither side recurses, so the depth of a term costs heap only.
package etf
