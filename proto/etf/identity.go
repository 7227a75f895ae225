package etf

import "gex/proto/term"

// Identity is an incarnation of a node: what its pids, ports and references
// carry.
type Identity struct {
	Node     term.Atom
	Creation uint32
}

// Self is the node that writes and reads. Its own identifiers carry the identity
// Inside in memory for as long as it runs, and Outside in the external format,
// which is how other nodes know it now. So what was made before a node became
// alive, or got another name, equals what is made after, as in ERTS. The zero
// Self changes nothing.
type Self struct{ Inside, Outside Identity }

// out returns the node and creation to write for those of an identifier.
func (s *Self) out(node term.Atom, creation uint32) (term.Atom, uint32) {
	if node == s.Inside.Node && creation == s.Inside.Creation {
		return s.Outside.Node, s.Outside.Creation
	}
	return node, creation
}

// in returns the node and creation of an identifier that was read.
func (s *Self) in(node term.Atom, creation uint32) (term.Atom, uint32) {
	if node == s.Outside.Node && creation == s.Outside.Creation {
		return s.Inside.Node, s.Inside.Creation
	}
	return node, creation
}
