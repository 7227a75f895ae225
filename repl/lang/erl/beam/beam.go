// Package beam puts compiled Erlang modules into BEAM files and takes them out.
// What is inside is not machine code but the abstract format, in the chunk that
// holds it in files compiled with debug_info: so other nodes' beam_lib reads our
// files, and we load theirs.
//
// Source: OTP "Erlang BEAM file format"; stdlib beam_lib, chunk Dbgi.
package beam

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"gex/proto/etf"
	"gex/proto/term"
	"gex/repl/lang/absform"
)

// Errors of Forms and Docs.
var (
	// ErrFormat is the error for what is no BEAM file.
	ErrFormat = errors.New("beam: not a BEAM file")
	// ErrNoForms is the error for files without the forms of Erlang source.
	ErrNoForms = errors.New("beam: no abstract code")
	// ErrNoDocs is the error for files without documentation.
	ErrNoDocs = errors.New("beam: no documentation")
)

// maxSize bounds what a compressed file may grow to.
const maxSize = 1 << 28

// Encode makes a BEAM file of a module, its forms and the options that it was
// compiled with:
//
//	"FOR1" size u32 "BEAM" { tag[4] size u32 data padding to 4 }…
//
// with the chunks AtU8 (names), ExpT (exports), Attr, CInf and Dbgi, and Docs for
// a module with documentation.
func Encode(m *absform.Module, forms []term.Term, opts term.Term) ([]byte, error) {
	atoms := []term.Atom{m.Name}
	index := map[term.Atom]int{m.Name: 1}
	exports := binary.BigEndian.AppendUint32(nil, uint32(len(m.Exports)))
	for i, fa := range m.Exports {
		if index[fa.Name] == 0 {
			atoms = append(atoms, fa.Name)
			index[fa.Name] = len(atoms)
		}
		for _, n := range []int{index[fa.Name], fa.Arity, i + 1} {
			exports = binary.BigEndian.AppendUint32(exports, uint32(n))
		}
	}
	names := binary.BigEndian.AppendUint32(nil, uint32(len(atoms)))
	for _, a := range atoms {
		s := a.String()
		if len(s) > 255 {
			return nil, fmt.Errorf("beam: name of %d bytes", len(s))
		}
		names = append(append(names, byte(len(s))), s...)
	}
	var attrs []term.Term
	for _, at := range m.Attributes {
		attrs = append(attrs, term.Tuple(at.Name.Term(), at.Value))
	}
	debug := term.Tuple(aDebugInfo.Term(), aErlAbstractCode.Term(), term.Tuple(term.List(forms...), opts))
	out := append([]byte("FOR1\x00\x00\x00\x00"), "BEAM"...)
	out = appendChunk(out, "AtU8", names)
	out = appendChunk(out, "ExpT", exports)
	for _, c := range []struct {
		tag string
		v   term.Term
	}{{"Attr", term.List(attrs...)}, {"CInf", term.Nil}, {"Dbgi", debug}, {"Docs", m.Docs}} {
		if c.v.IsNone() {
			continue
		}
		data, err := etf.TermToBinary(c.v, etf.NewBinaryOptions())
		if err != nil {
			return nil, fmt.Errorf("beam: chunk %s: %w", c.tag, err)
		}
		out = appendChunk(out, c.tag, data)
	}
	binary.BigEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, nil
}

func appendChunk(dst []byte, tag string, data []byte) []byte {
	dst = append(dst, tag...)
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(data)))
	dst = append(dst, data...)
	for len(dst)%4 != 0 {
		dst = append(dst, 0)
	}
	return dst
}

var (
	aDebugInfo       = term.Intern("debug_info_v1")
	aErlAbstractCode = term.Intern("erl_abstract_code")
)

// Forms returns the forms in a BEAM file, compressed or not.
func Forms(data []byte) ([]term.Term, error) {
	chunk, err := termOf(data, "Dbgi")
	if err != nil {
		return nil, err
	}
	info := chunk.Tagged(aDebugInfo, 3)
	if info == nil || !info[1].Is(aErlAbstractCode) || !info[2].IsTupleOf(2) {
		return nil, ErrNoForms
	}
	forms, ok := info[2].Elem(0).Slice()
	if !ok {
		return nil, ErrNoForms
	}
	return forms, nil
}

// Docs returns the documentation in a BEAM file, a term of the form docs_v1
// (EEP 48).
func Docs(data []byte) (term.Term, error) {
	docs, err := termOf(data, "Docs")
	if errors.Is(err, ErrNoForms) || err == nil && !docs.IsTupleOf(7) {
		return term.Term{}, ErrNoDocs
	}
	return docs, err
}

// termOf decodes the term that a chunk holds; ErrNoForms when there is none.
func termOf(data []byte, tag string) (term.Term, error) {
	if len(data) > 2 && data[0] == 0x1F && data[1] == 0x8B {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return term.Term{}, fmt.Errorf("%w: %w", ErrFormat, err)
		}
		if data, err = io.ReadAll(io.LimitReader(z, maxSize)); err != nil {
			return term.Term{}, fmt.Errorf("%w: %w", ErrFormat, err)
		}
	}
	chunk, err := chunkOf(data, tag)
	if err != nil {
		return term.Term{}, err
	}
	t, _, err := etf.BinaryToTerm(chunk, &etf.DecodeOptions{Code: true})
	if err != nil {
		return term.Term{}, fmt.Errorf("%w: %w", ErrNoForms, err)
	}
	return t, nil
}

// chunkOf returns the data of a chunk.
func chunkOf(data []byte, tag string) ([]byte, error) {
	if len(data) < 12 || string(data[:4]) != "FOR1" || string(data[8:12]) != "BEAM" {
		return nil, ErrFormat
	}
	for rest := data[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), uint64(binary.BigEndian.Uint32(rest[4:]))
		rest = rest[8:]
		if size > uint64(len(rest)) {
			return nil, ErrFormat
		}
		if name == tag {
			return rest[:size], nil
		}
		rest = rest[min(uint64(len(rest)), (size+3)&^3):]
	}
	return nil, ErrNoForms
}
