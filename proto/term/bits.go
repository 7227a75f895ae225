package term

// CopyBits copies n bits from bit srcOff of src to bit dstOff of dst. Bits of
// dst outside the range keep their value. The ranges must lie within the
// slices and must not overlap.
func CopyBits(dst []byte, dstOff int, src []byte, srcOff, n int) {
	if n == 0 {
		return
	}
	dst, dstOff = dst[dstOff>>3:], dstOff&7
	src, srcOff = src[srcOff>>3:], srcOff&7
	if dstOff != 0 || n < 8 {
		// Up to the next byte border of dst.
		head := min(8-dstOff, n)
		v := peekBits(src, srcOff, head)
		shift := 8 - dstOff - head
		mask := byte(1<<head-1) << shift
		dst[0] = dst[0]&^mask | v<<shift
		if n -= head; n == 0 {
			return
		}
		dst = dst[1:]
		srcOff += head
		src, srcOff = src[srcOff>>3:], srcOff&7
	}
	whole := n >> 3
	if srcOff == 0 {
		copy(dst[:whole], src)
	} else {
		l, r := uint(srcOff), uint(8-srcOff)
		s := src[:whole+1]
		cur := s[0]
		for i := range dst[:whole] {
			next := s[i+1]
			dst[i] = cur<<l | next>>r
			cur = next
		}
	}
	if tail := n & 7; tail != 0 {
		shift := 8 - tail
		mask := byte(1<<tail-1) << shift
		dst[whole] = dst[whole]&^mask | peekBits(src[whole:], srcOff, tail)<<shift
	}
}

// peekBits returns the n bits, at most 8, that start off bits (0 to 7) into b.
func peekBits(b []byte, off, n int) byte {
	w := uint16(b[0]) << 8
	if off+n > 8 {
		w |= uint16(b[1])
	}
	return byte(w<<off>>8) >> (8 - n)
}
