package handshake

import (
	"encoding/binary"
	"fmt"
	"strings"

	"gex/proto/dist"
)

const (
	tagName   = 'N' // send_name and challenge
	tagStatus = 's'
	tagReply  = 'r'
	tagAck    = 'a'
)

// Status is the acceptor's answer to a name.
type Status string

// The statuses of protocol version 6. A dynamic name is answered with "named:"
// instead, which [Acceptor.AssignName] stands for.
const (
	// StatusOK goes on.
	StatusOK Status = "ok"
	// StatusOKSimultaneous goes on; the acceptor gives up its own attempt.
	StatusOKSimultaneous Status = "ok_simultaneous"
	// StatusNOK ends this attempt; the acceptor's own attempt goes on.
	StatusNOK Status = "nok"
	// StatusNotAllowed refuses.
	StatusNotAllowed Status = "not_allowed"
	// StatusAlive says that a connection with that name exists, and asks whether
	// to replace it.
	StatusAlive Status = "alive"
)

// named is the prefix of the status that carries a dynamic name.
const named = "named:"

// Simultaneous is Erlang's rule for two nodes that connect to each other at
// once, seen from the acceptor self, which has an attempt to peer under way: the
// attempt of the node with the greater name survives.
func Simultaneous(self, peer string) Status {
	if self > peer {
		return StatusNOK
	}
	return StatusOKSimultaneous
}

// Hello is what an initiator says about itself.
//
//	 0     1            9              13          15
//	+-----+------------+--------------+-----------+---------+
//	| 'N' | flags  u64 | creation u32 | nlen u16  | name …  |
//	+-----+------------+--------------+-----------+---------+
//
// Example, without the length prefix, of a@h with creation 7:
//
//	4e 0000006d07df7fbd 00000007 0003 61 40 68
type Hello struct {
	Flags    dist.Flag
	Creation uint32 // 0 with a dynamic name
	Name     string // node name; the host alone with dist.NameMe set
}

// AppendBinary appends the message without length prefix.
func (m Hello) AppendBinary(b []byte) ([]byte, error) {
	if len(m.Name) > maxName {
		return b, fmt.Errorf("%w: longer than %d bytes", ErrName, maxName)
	}
	b = append(b, tagName)
	b = binary.BigEndian.AppendUint64(b, uint64(m.Flags))
	b = binary.BigEndian.AppendUint32(b, m.Creation)
	b = binary.BigEndian.AppendUint16(b, uint16(len(m.Name)))
	return append(b, m.Name...), nil
}

// UnmarshalBinary decodes a message without length prefix. Bytes after the name
// are ignored.
func (m *Hello) UnmarshalBinary(b []byte) error {
	d := newDecoder("name", b, tagName)
	flags, creation := d.u64(), d.u32()
	name := d.text(int(d.u16()))
	if d.err != nil {
		return d.err
	}
	*m = Hello{dist.Flag(flags), creation, name}
	return nil
}

// Challenge is the acceptor's first proof of life and question.
//
//	 0     1            9               13             17          19
//	+-----+------------+---------------+--------------+-----------+---------+
//	| 'N' | flags  u64 | challenge u32 | creation u32 | nlen u16  | name …  |
//	+-----+------------+---------------+--------------+-----------+---------+
type Challenge struct {
	Flags     dist.Flag
	Challenge uint32
	Creation  uint32
	Name      string
}

// AppendBinary appends the message without length prefix.
func (m Challenge) AppendBinary(b []byte) ([]byte, error) {
	if len(m.Name) > maxName {
		return b, fmt.Errorf("%w: longer than %d bytes", ErrName, maxName)
	}
	b = append(b, tagName)
	b = binary.BigEndian.AppendUint64(b, uint64(m.Flags))
	b = binary.BigEndian.AppendUint32(b, m.Challenge)
	b = binary.BigEndian.AppendUint32(b, m.Creation)
	b = binary.BigEndian.AppendUint16(b, uint16(len(m.Name)))
	return append(b, m.Name...), nil
}

// UnmarshalBinary decodes a message without length prefix. Bytes after the name
// are ignored.
func (m *Challenge) UnmarshalBinary(b []byte) error {
	d := newDecoder("challenge", b, tagName)
	flags, challenge, creation := d.u64(), d.u32(), d.u32()
	name := d.text(int(d.u16()))
	if d.err != nil {
		return d.err
	}
	*m = Challenge{dist.Flag(flags), challenge, creation, name}
	return nil
}

// Reply is the initiator's answer to a challenge, and its own challenge: 'r',
// challenge u32, digest of 16 bytes.
type Reply struct {
	Challenge uint32
	Digest    Digest
}

// AppendBinary appends the message without length prefix; it cannot fail.
func (m Reply) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, tagReply)
	b = binary.BigEndian.AppendUint32(b, m.Challenge)
	return append(b, m.Digest[:]...), nil
}

// UnmarshalBinary decodes a message without length prefix.
func (m *Reply) UnmarshalBinary(b []byte) error {
	d := newDecoder("challenge reply", b, tagReply)
	challenge, digest := d.u32(), d.text(len(m.Digest))
	d.end()
	if d.err != nil {
		return d.err
	}
	m.Challenge = challenge
	copy(m.Digest[:], digest)
	return nil
}

// Ack is the acceptor's answer to the initiator's challenge: 'a', digest of 16
// bytes.
type Ack struct {
	Digest Digest
}

// AppendBinary appends the message without length prefix; it cannot fail.
func (m Ack) AppendBinary(b []byte) ([]byte, error) {
	return append(append(b, tagAck), m.Digest[:]...), nil
}

// UnmarshalBinary decodes a message without length prefix.
func (m *Ack) UnmarshalBinary(b []byte) error {
	d := newDecoder("challenge ack", b, tagAck)
	digest := d.text(len(m.Digest))
	d.end()
	if d.err != nil {
		return d.err
	}
	copy(m.Digest[:], digest)
	return nil
}

// StatusMessage is 's' and a text: a [Status], or true or false as the answer to
// StatusAlive, or a dynamic name:
//
//	 0     1          7           9
//	+-----+----------+-----------+--------+--------------+
//	| 's' | "named:" | nlen u16  | name … | creation u32 |
//	+-----+----------+-----------+--------+--------------+
type StatusMessage struct {
	Status   Status
	Name     string // the name given by "named:", when Status is ""
	Creation uint32 // the creation given with it
}

// AppendBinary appends the message without length prefix.
func (m StatusMessage) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, tagStatus)
	if m.Name == "" {
		return append(b, m.Status...), nil
	}
	if len(m.Name) > maxName {
		return b, fmt.Errorf("%w: longer than %d bytes", ErrName, maxName)
	}
	b = append(b, named...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(m.Name)))
	b = append(b, m.Name...)
	return binary.BigEndian.AppendUint32(b, m.Creation), nil
}

// UnmarshalBinary decodes a message without length prefix. Any text is accepted
// as a status; bytes after the creation of a given name are ignored.
func (m *StatusMessage) UnmarshalBinary(b []byte) error {
	d := newDecoder("status", b, tagStatus)
	if d.err != nil {
		return d.err
	}
	if !strings.HasPrefix(string(d.rest), named) {
		*m = StatusMessage{Status: Status(d.rest)}
		return nil
	}
	d.rest = d.rest[len(named):]
	name := d.text(int(d.u16()))
	creation := d.u32()
	if d.err == nil && name == "" {
		d.fail("empty name")
	}
	if d.err != nil {
		return d.err
	}
	*m = StatusMessage{Name: name, Creation: creation}
	return nil
}

// decoder takes fields off a message; the first error stays.
type decoder struct {
	message string
	tag     int
	rest    []byte
	err     error
}

func newDecoder(message string, b []byte, tag byte) *decoder {
	d := &decoder{message: message, tag: -1}
	switch {
	case len(b) == 0:
		d.fail("empty")
	case b[0] != tag:
		d.tag = int(b[0])
		d.fail(fmt.Sprintf("want tag %#02x", tag))
	default:
		d.tag, d.rest = int(b[0]), b[1:]
	}
	return d
}

func (d *decoder) fail(detail string) {
	if d.err == nil {
		d.err = &MessageError{d.message, d.tag, detail}
	}
	d.rest = nil
}

func (d *decoder) take(n int) []byte {
	if d.err == nil && len(d.rest) >= n {
		b := d.rest[:n]
		d.rest = d.rest[n:]
		return b
	}
	d.fail("truncated")
	return nil
}

func (d *decoder) u16() uint16 {
	if b := d.take(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (d *decoder) u32() uint32 {
	if b := d.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (d *decoder) u64() uint64 {
	if b := d.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) text(n int) string { return string(d.take(n)) }

func (d *decoder) end() {
	if len(d.rest) > 0 {
		d.fail(fmt.Sprintf("%d extra bytes", len(d.rest)))
	}
}
