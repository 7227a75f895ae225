package etf

// The tags, by their names in the ERTS User's Guide. A term is a tag and:
const (
	tagVersion          = 131 // before a term that stands alone
	tagCompressed       = 80  // after tagVersion: size u32, zlib data of a bare term
	tagNewFloat         = 70  // IEEE double
	tagBitBinary        = 77  // length u32, bits used of the last byte (1 to 8), bytes
	tagRecord           = 67  // fields u32, flags u8, module, name, field atoms, values; OTP 29
	tagAtomCacheRef     = 82  // index u8 into the atoms of the distribution header
	tagNewPid           = 88  // node, id u32, serial u32, creation u32
	tagNewPort          = 89  // node, id u32, creation u32
	tagNewerReference   = 90  // words u16, node, creation u32, words u32 each
	tagSmallInteger     = 97  // u8
	tagInteger          = 98  // i32
	tagFloat            = 99  // 31 bytes of text
	tagAtom             = 100 // length u16, Latin-1
	tagReference        = 101 // node, id u32, creation u8
	tagPort             = 102 // node, id u32, creation u8
	tagPid              = 103 // node, id u32, serial u32, creation u8
	tagSmallTuple       = 104 // arity u8, elements
	tagLargeTuple       = 105 // arity u32, elements
	tagNil              = 106 // []
	tagString           = 107 // length u16, bytes: a list of bytes
	tagList             = 108 // length u32, elements, tail
	tagBinary           = 109 // length u32, bytes
	tagSmallBig         = 110 // length u8, sign u8, magnitude with the lowest byte first
	tagLargeBig         = 111 // length u32, sign u8, magnitude
	tagNewFun           = 112 // size u32, arity u8, uniq 16 bytes, index u32, free u32, module, old index, old uniq, pid, free terms
	tagExport           = 113 // module, function, arity
	tagNewReference     = 114 // words u16, node, creation u8, words u32 each
	tagSmallAtom        = 115 // length u8, Latin-1
	tagMap              = 116 // pairs u32, key and value each
	tagFun              = 117 // before OTP 23; rejected
	tagAtomUTF8         = 118 // length u16, UTF-8
	tagSmallAtomUTF8    = 119 // length u8, UTF-8
	tagV4Port           = 120 // node, id u64, creation u32
	tagLocal            = 121 // format of one node's own; rejected
	recordExported      = 1   // flag of tagRecord
	funHeaderSize       = 4 + 1 + 16 + 4 + 4
	maxStringLen        = 1<<16 - 1 // of tagString
	maxRefWords         = 5
	floatTextLen        = 31
	defaultMaxDepth     = 1 << 20
	defaultUncompressed = 1 << 28
)
