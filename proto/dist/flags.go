package dist

import (
	"fmt"
	"math/bits"
	"strings"
)

// Flag is a set of capabilities that a node offers in the distribution
// handshake: the 64-bit word of SEND_NAME and SEND_CHALLENGE. Both sides may
// use what both offered, so the capabilities of a connection are the AND of the
// two words. Bits and names are those of OTP 29's dist.hrl (ERTS User's Guide,
// "Distribution Flags").
type Flag uint64

// The flags of protocol version 6. Bits 0x8000, 0x200000 and 1<<36 are used
// inside OTP only and never sent.
const (
	// Published: the node is visible, so it takes part in global and in nodes().
	Published Flag = 1 << 0
	// AtomCache is the obsolete atom cache; never set.
	AtomCache Flag = 1 << 1
	// ExtendedReferences: references of up to 5 words. Mandatory since OTP 25.
	ExtendedReferences Flag = 1 << 2
	// DistMonitor: the monitor control messages.
	DistMonitor Flag = 1 << 3
	// FunTags: funs as terms of their own. Mandatory since OTP 25.
	FunTags Flag = 1 << 4
	// DistMonitorName: monitors of registered names.
	DistMonitorName Flag = 1 << 5
	// HiddenAtomCache is obsolete; never set.
	HiddenAtomCache Flag = 1 << 6
	// NewFunTags: funs as NEW_FUN_EXT. Mandatory since OTP 25.
	NewFunTags Flag = 1 << 7
	// ExtendedPidsPorts: ids of more than 15 bits. Mandatory since OTP 25.
	ExtendedPidsPorts Flag = 1 << 8
	// ExportPtrTag: EXPORT_EXT for external funs. Mandatory since OTP 25.
	ExportPtrTag Flag = 1 << 9
	// BitBinaries: BIT_BINARY_EXT for bit strings. Mandatory since OTP 25.
	BitBinaries Flag = 1 << 10
	// NewFloats: NEW_FLOAT_EXT, 8 bytes of IEEE 754. Mandatory since OTP 25.
	NewFloats Flag = 1 << 11
	// UnicodeIO: unicode requests of the I/O protocol.
	UnicodeIO Flag = 1 << 12
	// DistHdrAtomCache: distribution headers that carry an atom cache.
	DistHdrAtomCache Flag = 1 << 13
	// SmallAtomTags: the one-byte-length atom tags.
	SmallAtomTags Flag = 1 << 14
	// UTF8Atoms: atoms as UTF-8. Mandatory since OTP 25.
	UTF8Atoms Flag = 1 << 16
	// MapTag: MAP_EXT. Mandatory since OTP 25.
	MapTag Flag = 1 << 17
	// BigCreation: creations of 32 bits. Mandatory since OTP 25.
	BigCreation Flag = 1 << 18
	// SendSender: SEND_SENDER instead of SEND.
	SendSender Flag = 1 << 19
	// BigSeqtraceLabels: any term as label of a sequential trace.
	BigSeqtraceLabels Flag = 1 << 20
	// ExitPayload: exit reasons as payload beside the control message.
	ExitPayload Flag = 1 << 22
	// Fragments: long messages cut into fragments.
	Fragments Flag = 1 << 23
	// Handshake23: the handshake of protocol version 6. Mandatory since OTP 25.
	Handshake23 Flag = 1 << 24
	// UnlinkID: unlink with an id that is acknowledged. Mandatory since OTP 26.
	UnlinkID Flag = 1 << 25
	// Mandatory25Digest stands for all flags of Mandatory25 in one bit. The public
	// guide names bit 36; nodes use this one.
	Mandatory25Digest Flag = 1 << 26
	// Spawn: spawn requests.
	Spawn Flag = 1 << 32
	// NameMe: the initiator asks the acceptor for a name (dynamic node name).
	NameMe Flag = 1 << 33
	// V4NC: pids, ports and references of the V4 form. Mandatory since OTP 26.
	V4NC Flag = 1 << 34
	// Alias: process aliases.
	Alias Flag = 1 << 35
	// AltactSig: ALTACT_SIG_SEND, one message for sends to aliases and with
	// priority. Since OTP 28.
	AltactSig Flag = 1 << 37
	// NativeRecords: NATIVE_RECORD_EXT. Since OTP 29.
	NativeRecords Flag = 1 << 38
)

const (
	// Mandatory25 is what every OTP 25 node must offer, spelled out or as
	// Mandatory25Digest.
	Mandatory25 = ExtendedReferences | FunTags | NewFunTags | ExtendedPidsPorts | ExportPtrTag |
		BitBinaries | NewFloats | UTF8Atoms | MapTag | BigCreation | Handshake23
	// Mandatory is what OTP 26 and later demand of a peer, and what this node
	// demands; OTP 25 offers all of it.
	Mandatory = Mandatory25 | V4NC | UnlinkID
	// Default is the word of a visible OTP 29 node, 0x6d07df7fbd.
	Default = Published | Mandatory | Mandatory25Digest |
		DistMonitor | DistMonitorName | UnicodeIO | DistHdrAtomCache | SmallAtomTags |
		SendSender | BigSeqtraceLabels | ExitPayload | Fragments |
		Spawn | Alias | AltactSig | NativeRecords
)

// flagNames maps the bit number to OTP's name without the DFLAG_ prefix.
var flagNames = [64]string{
	0: "PUBLISHED", 1: "ATOM_CACHE", 2: "EXTENDED_REFERENCES", 3: "DIST_MONITOR",
	4: "FUN_TAGS", 5: "DIST_MONITOR_NAME", 6: "HIDDEN_ATOM_CACHE", 7: "NEW_FUN_TAGS",
	8: "EXTENDED_PIDS_PORTS", 9: "EXPORT_PTR_TAG", 10: "BIT_BINARIES", 11: "NEW_FLOATS",
	12: "UNICODE_IO", 13: "DIST_HDR_ATOM_CACHE", 14: "SMALL_ATOM_TAGS", 16: "UTF8_ATOMS",
	17: "MAP_TAG", 18: "BIG_CREATION", 19: "SEND_SENDER", 20: "BIG_SEQTRACE_LABELS",
	22: "EXIT_PAYLOAD", 23: "FRAGMENTS", 24: "HANDSHAKE_23", 25: "UNLINK_ID",
	26: "MANDATORY_25_DIGEST", 32: "SPAWN", 33: "NAME_ME", 34: "V4_NC", 35: "ALIAS",
	37: "ALTACT_SIG", 38: "NATIVE_RECORDS",
}

// Has reports whether all bits of want are set.
func (f Flag) Has(want Flag) bool { return f&want == want }

// Expand returns f with the flags that Mandatory25Digest stands for.
func (f Flag) Expand() Flag {
	if f.Has(Mandatory25Digest) {
		f |= Mandatory25
	}
	return f
}

// Missing returns the mandatory flags that f lacks after expansion.
func (f Flag) Missing() Flag { return Mandatory &^ f.Expand() }

// Names returns the names of the set bits without prefix, the highest bit
// first: the order in which OTP logs the flags that a refused peer lacks.
// Bits without a name read UNKNOWN<hex>.
func (f Flag) Names() []string {
	var names []string
	for f != 0 {
		n := bits.Len64(uint64(f)) - 1
		if name := flagNames[n]; name != "" {
			names = append(names, name)
		} else {
			names = append(names, fmt.Sprintf("UNKNOWN<%X>", uint64(1)<<n))
		}
		f &^= 1 << n
	}
	return names
}

// String returns the names joined by |, or 0.
func (f Flag) String() string {
	if f == 0 {
		return "0"
	}
	return strings.Join(f.Names(), "|")
}
