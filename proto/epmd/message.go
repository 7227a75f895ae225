package epmd

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// DefaultPort is the port of epmd where ERL_EPMD_PORT does not say otherwise.
const DefaultPort = 4369

// Message tags.
const (
	tagAlive2Resp  = 'y' // creation of 16 bits
	tagAlive2XResp = 'v' // creation of 32 bits
	tagAlive2Req   = 'x'
	tagPort2Req    = 'z'
	tagPort2Resp   = 'w'
	tagNames       = 'n'
	tagDump        = 'd'
	tagKill        = 'k'
	tagStop        = 's'
)

const (
	maxNameChars = 255              // characters of a node name without host
	maxSymbol    = 4 * maxNameChars // bytes of a name, and of the extra field
	maxRequest   = 15 + 2*maxSymbol + 512
	aliveFixed   = 13 // bytes of ALIVE2_REQ without tag, name and extra
)

// Type says whether a node is visible.
type Type uint8

// The node types.
const (
	Visible Type = 77
	Hidden  Type = 72
)

// Node is what epmd knows of a node.
type Node struct {
	Name     string // without host
	Port     uint16 // where it listens for distribution connections
	Type     Type
	Protocol uint8  // 0: TCP
	High     uint16 // highest distribution version; from 6 on creations have 32 bits
	Low      uint16 // lowest distribution version
	Extra    string // anything; kept and handed out
}

// NewNode returns a visible node of distribution version 6.
func NewNode(name string, port uint16) Node {
	return Node{Name: name, Port: port, Type: Visible, High: 6, Low: 5}
}

// appendFields appends what ALIVE2_REQ and PORT2_RESP share:
//
//	 0           2         3          4           6          8           10
//	+-----------+---------+----------+-----------+----------+-----------+--------+-----------+---------+
//	| port  u16 | type u8 | proto u8 | high  u16 | low  u16 | nlen u16  | name … | elen u16  | extra … |
//	+-----------+---------+----------+-----------+----------+-----------+--------+-----------+---------+
func (n Node) appendFields(b []byte) []byte {
	b = binary.BigEndian.AppendUint16(b, n.Port)
	b = append(b, byte(n.Type), n.Protocol)
	b = binary.BigEndian.AppendUint16(b, n.High)
	b = binary.BigEndian.AppendUint16(b, n.Low)
	b = binary.BigEndian.AppendUint16(b, uint16(len(n.Name)))
	b = append(b, n.Name...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(n.Extra)))
	return append(b, n.Extra...)
}

// check is epmd's rule for what can be registered.
func (n Node) check() error {
	fail := func(detail string) error { return &ProtocolError{"ALIVE2_REQ", detail} }
	switch {
	case n.Name == "":
		return fail("empty node name")
	case strings.ContainsRune(n.Name, 0):
		return fail("node name contains a zero byte")
	case len(n.Extra) > maxSymbol:
		return fail("extra field too long")
	}
	return nil
}

// validName reports whether epmd takes the name; it answers the others as if they
// were taken.
func validName(name string) bool {
	return utf8.ValidString(name) && utf8.RuneCountInString(name) <= maxNameChars
}

// appendRequest appends the length and the body of a request.
func appendRequest(b []byte, tag byte, body []byte) []byte {
	b = binary.BigEndian.AppendUint16(b, uint16(1+len(body)))
	return append(append(b, tag), body...)
}

// parseAlive decodes the body of ALIVE2_REQ after the tag. Bytes after the extra
// field are ignored.
func parseAlive(b []byte) (Node, error) {
	if len(b) < aliveFixed-1 {
		return Node{}, &ProtocolError{"ALIVE2_REQ", "truncated"}
	}
	n, _, ok := parseFields(b)
	if !ok {
		return Node{}, &ProtocolError{"ALIVE2_REQ", "truncated"}
	}
	return n, n.check()
}

// parseFields is the inverse of appendFields; it returns what follows.
func parseFields(b []byte) (n Node, rest []byte, ok bool) {
	if len(b) < 8 {
		return Node{}, nil, false
	}
	n.Port = binary.BigEndian.Uint16(b)
	n.Type, n.Protocol = Type(b[2]), b[3]
	n.High = binary.BigEndian.Uint16(b[4:])
	n.Low = binary.BigEndian.Uint16(b[6:])
	if n.Name, rest, ok = parseString(b[8:]); !ok {
		return Node{}, nil, false
	}
	if n.Extra, rest, ok = parseString(rest); !ok {
		return Node{}, nil, false
	}
	return n, rest, true
}

// parseString takes a length u16 and that many bytes.
func parseString(b []byte) (s string, rest []byte, ok bool) {
	if len(b) < 2 {
		return "", nil, false
	}
	n := int(binary.BigEndian.Uint16(b))
	if len(b) < 2+n {
		return "", nil, false
	}
	return string(b[2 : 2+n]), b[2+n:], true
}

// appendAliveResp appends the answer to ALIVE2_REQ: tag, result u8, and the
// creation, of 32 bits for nodes of version 6 and of 16 bits for older ones.
func appendAliveResp(b []byte, n Node, result byte, creation uint32) []byte {
	if n.High >= 6 {
		return binary.BigEndian.AppendUint32(append(b, tagAlive2XResp, result), creation)
	}
	return binary.BigEndian.AppendUint16(append(b, tagAlive2Resp, result), uint16(creation))
}

// appendPortResp appends the answer to PORT_PLEASE2_REQ for a known node.
func appendPortResp(b []byte, n Node) []byte {
	return n.appendFields(append(b, tagPort2Resp, 0))
}

// parsePortResp decodes a whole answer to PORT_PLEASE2_REQ.
func parsePortResp(b []byte) (Node, error) {
	if len(b) < 2 || b[0] != tagPort2Resp {
		return Node{}, &ProtocolError{"PORT2_RESP", fmt.Sprintf("got %.20q", b)}
	}
	if b[1] != 0 {
		return Node{}, ErrNoPort
	}
	n, _, ok := parseFields(b[2:])
	if !ok {
		return Node{}, &ProtocolError{"PORT2_RESP", "truncated"}
	}
	return n, nil
}

// appendNamesLine appends one line of the answer to NAMES_REQ.
func appendNamesLine(b []byte, n Node) []byte {
	return fmt.Appendf(b, "name %s at port %d\n", n.Name, n.Port)
}

// parseNames decodes the answer to NAMES_REQ: epmd's port u32 and lines. As in
// Erlang, lines of another form are passed over.
func parseNames(b []byte) ([]Node, error) {
	if len(b) == 0 {
		return nil, nil
	}
	if len(b) < 4 {
		return nil, &ProtocolError{"NAMES_RESP", "truncated"}
	}
	var nodes []Node
	for line := range strings.Lines(string(b[4:])) {
		const between = " at port "
		line, whole := strings.CutSuffix(line, "\n")
		rest, ok := strings.CutPrefix(line, "name ")
		at := strings.LastIndex(rest, between)
		if !whole || !ok || at < 0 {
			continue
		}
		port, err := strconv.ParseUint(rest[at+len(between):], 10, 16)
		if err != nil {
			continue
		}
		nodes = append(nodes, Node{Name: rest[:at], Port: uint16(port)})
	}
	return nodes, nil
}
