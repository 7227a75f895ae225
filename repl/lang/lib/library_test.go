package lib

import (
	"bytes"
	"io"
	"os"
	"testing"
)

// TestLibraryIsFresh compiles the sources anew: what is embedded must be that.
func TestLibraryIsFresh(t *testing.T) {
	out, err := CompileLibrary(os.DirFS("src"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out, compiled) {
		t.Errorf("library.bin (%d bytes) is not what src compiles to (%d bytes): run go generate ./repl/lang/lib", len(compiled), len(out))
	}
}

// TestEmbeddedModulesLoad unpacks every module of the library.
func TestEmbeddedModulesLoad(t *testing.T) {
	names := Embedded()
	if len(names) < 40 {
		t.Fatalf("only %d modules are embedded", len(names))
	}
	for _, name := range names {
		if m, err := unpack(index()[name]); err != nil || m.Name.String() != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}
