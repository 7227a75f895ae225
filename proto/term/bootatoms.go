package term

import (
	_ "embed"
	"encoding/binary"
	"unsafe"
)

// bootData holds the names of the first atoms, ready to be searched, so that
// starting up costs nothing. It is made from a running iex by
//
//	go test ./proto/term -run TestBootAtoms -update
//
// All numbers are little-endian:
//
//	offsets  (bootAtoms+1) × u32   where names begin, from the start of the text
//	slots    bootSlots × u16       open hash table: 1 + atom, 0 for a free slot
//	text     the names
//
//go:embed bootatoms.bin
var bootData string

const (
	bootSlots   = 1 << 15
	bootSlotsAt = 4 * (bootAtoms + 1)
	bootTextAt  = bootSlotsAt + 2*bootSlots
)

// bootBytes is bootData as bytes, to be read only.
var bootBytes = unsafe.Slice(unsafe.StringData(bootData), len(bootData))

func bootName(a Atom) string {
	// Where the name begins and where the next one does, in one load.
	both := binary.LittleEndian.Uint64(bootBytes[4*uint(a):])
	return bootData[bootTextAt+int(uint32(both)) : bootTextAt+int(both>>32)]
}

func lookupBoot(name string, h uint32) (Atom, bool) {
	for i := h % bootSlots; ; i = (i + 1) % bootSlots {
		n := binary.LittleEndian.Uint16(bootBytes[bootSlotsAt+2*i:])
		if n == 0 {
			return 0, false
		}
		if a := Atom(n - 1); bootName(a) == name {
			return a, true
		}
	}
}

// hashName is the same in every run, as bootData was made with it.
func hashName(s string) uint32 {
	const k = 0x9e3779b97f4a7c15
	h := uint64(len(s)) * k
	b := unsafe.Slice(unsafe.StringData(s), len(s))
	for ; len(b) >= 8; b = b[8:] {
		h = (h ^ littleEndian8(b)) * k
		h ^= h >> 29
	}
	h = (h ^ littleEndian(b)) * k
	return uint32(h >> 32)
}
