// Package format prints Elixir code: quoted terms or source flow in, documents
// of package inspect and text flow out, laid out as Elixir's formatter does.
//
// Code made by the program has no trace of how it was written. It is first
// normalized: literals get the metadata that a formatter reads, wrapped in
// blocks, as the parser makes them for source. Then a builder turns the one kind
// of quoted code that is left into a document. Comments are no part of code; the
// builder carries them in a queue and puts each one before the expression that
// its line belongs to.
package format
