package lib

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"gex/proto/etf"
	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/compile"
)

//go:generate go run gex/scripts/libcompile

// compiled is the library as scripts/libcompile writes it: for each module
//
//	u16 length, name; u32 length, its forms in the external term format, compressed
//
// in the order of the names.
//
//go:embed library.bin
var compiled []byte

// index finds the modules in compiled.
var index = sync.OnceValue(func() map[string][]byte {
	m := make(map[string][]byte)
	for b := compiled; len(b) > 0; {
		n := int(binary.BigEndian.Uint16(b))
		name := string(b[2 : 2+n])
		b = b[2+n:]
		n = int(binary.BigEndian.Uint32(b))
		m[name] = b[4 : 4+n]
		b = b[4+n:]
	}
	return m
})

// Embedded lists the modules of the library.
func Embedded() []string {
	var names []string
	for name := range index() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// autoload loads a module of the library when it is first called. Its functions
// are compiled one by one when they are called.
func (r *Runtime) autoload(module term.Atom) bool {
	packed, ok := index()[module.String()]
	if !ok {
		return false
	}
	m, err := unpack(packed)
	if err != nil {
		panic(fmt.Sprintf("lib: the embedded module %s is damaged: %v", module, err))
	}
	mod := compile.LazyModule(r.System.Table, m)
	mod.Library = true
	r.System.Table.Load(mod)
	return true
}

func unpack(packed []byte) (*absform.Module, error) {
	forms, _, err := etf.BinaryToTerm(packed, &etf.DecodeOptions{Share: true, Code: true})
	if err != nil {
		return nil, err
	}
	return absform.ModuleFromTerm(forms)
}

// Pack writes modules in the form that is embedded.
func Pack(modules []*absform.Module) ([]byte, error) {
	modules = slices.Clone(modules)
	slices.SortFunc(modules, func(a, b *absform.Module) int { return strings.Compare(a.Name.String(), b.Name.String()) })
	options := etf.BinaryOptions{Compress: true, Level: 9}
	options.Deterministic = true
	var out []byte
	for _, m := range modules {
		packed, err := etf.TermToBinary(absform.ModuleToTerm(m), &options)
		if err != nil {
			return nil, err
		}
		name := m.Name.String()
		out = append(binary.BigEndian.AppendUint16(out, uint16(len(name))), name...)
		out = append(binary.BigEndian.AppendUint32(out, uint32(len(packed))), packed...)
	}
	return out, nil
}

// ModuleNames lists the modules that exist: those of the library, loaded or
// not, and all others that are loaded. The order is not defined.
func (r *Runtime) ModuleNames() []string {
	seen := make(map[string]bool)
	for _, m := range r.System.Table.Modules() {
		seen[m.String()] = true
	}
	for name := range index() {
		seen[name] = true
	}
	return slices.Collect(maps.Keys(seen))
}
