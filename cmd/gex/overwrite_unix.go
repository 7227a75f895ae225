//go:build unix

package main

import "unsafe"

// overwrite fills the memory of an argument with asterisks. It is that of the
// process's command line, which the system shows to others: Go's os.Args are no
// copies. Nobody else must hold the string.
func overwrite(arg string) {
	b := unsafe.Slice(unsafe.StringData(arg), len(arg))
	for i := range b {
		b[i] = '*'
	}
}
