package bif

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// zlibRows are the functions of :zlib that take whole texts.
var zlibRows = []vm.Row{
	{Name: "compress", Arity: 1, Func: zlibPack(func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })},
	{Name: "uncompress", Arity: 1, Func: zlibUnpack(zlib.NewReader)},
	{Name: "gzip", Arity: 1, Func: zlibPack(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })},
	{Name: "gunzip", Arity: 1, Func: zlibUnpack(func(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) })},
	{Name: "zip", Arity: 1, Func: zlibPack(func(w io.Writer) io.WriteCloser {
		f, _ := flate.NewWriter(w, flate.DefaultCompression) // fails for bad levels only
		return f
	})},
	{Name: "unzip", Arity: 1, Func: zlibUnpack(func(r io.Reader) (io.ReadCloser, error) { return flate.NewReader(r), nil })},
}

func zlibPack(writer func(io.Writer) io.WriteCloser) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		data, err := term.AppendIOData(nil, a[0])
		if err != nil {
			return m.Badarg()
		}
		var out bytes.Buffer
		w := writer(&out)
		w.Write(data)
		w.Close()
		m.Bump(len(data) / 16)
		return ok(term.Binary(out.Bytes()))
	}
}

func zlibUnpack(reader func(io.Reader) (io.ReadCloser, error)) result {
	return func(m *vm.Machine, a []term.Term) (term.Term, bool) {
		data, err := term.AppendIOData(nil, a[0])
		if err != nil {
			return m.Badarg()
		}
		var out []byte
		r, err := reader(bytes.NewReader(data))
		if err == nil {
			out, err = io.ReadAll(r)
		}
		if err != nil {
			return m.Error(term.A("data_error"))
		}
		m.Bump(len(out) / 16)
		return ok(term.Binary(out))
	}
}
