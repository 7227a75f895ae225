package beam

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"gex/proto/term"
	"gex/repl/lang/absform"
)

// sample is a module with two functions of one name.
func sample(tb testing.TB) (*absform.Module, []term.Term, []byte) {
	tb.Helper()
	f := term.Intern("f")
	m := &absform.Module{Name: term.Intern("m"), Exports: []absform.FA{{Name: f, Arity: 0}, {Name: f, Arity: 2}},
		Attributes: []absform.Attribute{{Name: term.Intern("vsn"), Value: term.List(term.Int(1))}}}
	forms := []term.Term{term.Tuple(term.A("attribute"), term.Int(1), term.A("module"), term.A("m")), term.Tuple(term.A("eof"), term.Int(2))}
	data, err := Encode(m, forms, term.List(term.A("debug_info")))
	if err != nil {
		tb.Fatal(err)
	}
	return m, forms, data
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data)
	z.Close()
	return b.Bytes()
}

func TestForms(t *testing.T) {
	_, forms, data := sample(t)
	want := term.List(forms...)
	for name, data := range map[string][]byte{"plain": data, "compressed": gzipped(data)} {
		got, err := Forms(data)
		if err != nil || !term.Identical(term.List(got...), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if size := binary.BigEndian.Uint32(data[4:]); int(size) != len(data)-8 || len(data)%4 != 0 {
		t.Errorf("size %d in a file of %d bytes", size, len(data))
	}
}

// TestChunks reads the tables of names and exports back as the file format has them.
func TestChunks(t *testing.T) {
	_, _, data := sample(t)
	for tag, want := range map[string]string{
		"AtU8": "\x00\x00\x00\x02\x01m\x01f",
		"ExpT": "\x00\x00\x00\x02" + "\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x01" + "\x00\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00\x02",
	} {
		if got, err := chunkOf(data, tag); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", tag, got, err)
		}
	}
}

func TestFaults(t *testing.T) {
	m, _, data := sample(t)
	dbgi := bytes.Index(data, []byte("Dbgi"))
	with := func(change func(b []byte) []byte) []byte { return change(bytes.Clone(data)) }
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"empty", nil, ErrFormat},
		{"text", []byte("-module(m).\n-export([f/0])."), ErrFormat},
		{"no gzip", []byte{0x1F, 0x8B, 8}, ErrFormat},
		{"gzip cut", gzipped(data)[:40], ErrFormat},
		{"header alone", data[:12], ErrNoForms},
		{"chunk cut", data[:dbgi+20], ErrFormat},
		{"size beyond the end", with(func(b []byte) []byte { binary.BigEndian.PutUint32(b[dbgi+4:], 1<<31); return b }), ErrFormat},
		{"no Dbgi", with(func(b []byte) []byte { copy(b[dbgi:], "Xxxx"); return b }), ErrNoForms},
		{"no term", with(func(b []byte) []byte { b[dbgi+8] = 0; return b }), ErrNoForms},
		{"another term", append(data[:12:12], "Dbgi\x00\x00\x00\x02\x83\x6A"...), ErrNoForms},
	} {
		if _, err := Forms(c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	m.Name = term.Intern(strings.Repeat("ö", 128))
	if _, err := Encode(m, nil, term.Nil); err == nil {
		t.Error("a name of 256 bytes was written")
	}
}

// FuzzForms reads any bytes: no panic, and only the errors of the package.
func FuzzForms(f *testing.F) {
	_, _, data := sample(f)
	f.Add(data)
	f.Add(gzipped(data))
	f.Add(data[:len(data)/2])
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := Forms(data); err != nil && !errors.Is(err, ErrFormat) && !errors.Is(err, ErrNoForms) {
			t.Fatal(err)
		}
	})
}
