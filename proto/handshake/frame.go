package handshake

import (
	"encoding/binary"
	"fmt"
	"io"
)

// Lengths of the prefix of each handshake message, in bytes.
const (
	PrefixTCP = 2
	PrefixTLS = 4
)

// maxMessage bounds a handshake message. The longest legal one is a name of 255
// characters behind 19 bytes; the rest is room for extra bytes, which the
// protocol says to ignore.
const maxMessage = 4096

// What records of TLS begin with, their kind and the major version, as lengths
// that no message may have.
const (
	tlsAlert     = 0x1503
	tlsHandshake = 0x1603
)

// framer reads and writes whole messages. Reads take exactly the bytes of one
// message, so that what follows the handshake stays in the stream.
type framer struct {
	rw     io.ReadWriter
	prefix int // PrefixTCP or PrefixTLS
}

func newFramer(rw io.ReadWriter, prefix int) (*framer, error) {
	switch prefix {
	case 0:
		prefix = PrefixTCP
	case PrefixTCP, PrefixTLS:
	default:
		return nil, fmt.Errorf("length prefix of %d bytes: want %d or %d", prefix, PrefixTCP, PrefixTLS)
	}
	return &framer{rw, prefix}, nil
}

// write sends one message with a single Write.
func (f *framer) write(body []byte) error {
	frame := make([]byte, 0, f.prefix+len(body))
	if f.prefix == PrefixTLS {
		frame = binary.BigEndian.AppendUint32(frame, uint32(len(body)))
	} else {
		frame = binary.BigEndian.AppendUint16(frame, uint16(len(body)))
	}
	_, err := f.rw.Write(append(frame, body...))
	return err
}

// read returns the body of the next message.
func (f *framer) read() ([]byte, error) {
	var head [PrefixTLS]byte
	if _, err := io.ReadFull(f.rw, head[PrefixTLS-f.prefix:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(head[:])
	switch {
	case f.prefix == PrefixTCP && (n == tlsAlert || n == tlsHandshake):
		return nil, ErrTLS
	case n > maxMessage:
		return nil, fmt.Errorf("message of %d bytes: at most %d are accepted", n, maxMessage)
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(f.rw, body); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return body, nil
}
