package etf

import (
	"encoding/binary"
	"fmt"

	"gex/proto/term"
)

// FunHeader names the entry of erl_eval, in one build of OTP, that runs a fun
// of some arity from its environment tuple. It is learned by having the peer
// make such a fun.
type FunHeader struct {
	Module   term.Atom
	Index    uint32
	Uniq     [16]byte
	OldIndex int64
	OldUniq  int64
	// Creator is the pid to send along; the zero Term takes the fun's own.
	Creator term.Term
}

// HeaderOf returns the header of a fun, to send others like it.
func HeaderOf(f *term.Fun) FunHeader {
	return FunHeader{f.Module, f.Index, f.Uniq, f.OldIndex, f.OldUniq, f.Creator}
}

// ownUniq stands where BEAM has the MD5 of the module that made the fun.
var ownUniq = [16]byte([]byte("gex erl_eval fun"))

// OwnHeader is the header that only gex knows: for storing a fun, and for peers
// that are gex.
func OwnHeader(arity int, named bool) FunHeader {
	h := FunHeader{Module: term.ErlEval, Index: uint32(arity), Uniq: ownUniq, OldIndex: int64(arity)}
	if named {
		h.Index += 256
		h.OldIndex += 256
	}
	return h
}

var noPid = (&term.Pid{Node: term.Intern("nonode@nohost")}).Term()

// openFun writes the head of NEW_FUN_EXT. A fun that runs here and has source
// goes out as erl_eval's fun of the peer, any other one as it came.
func (e *encoder) openFun(dst []byte, f *term.Fun) ([]byte, error) {
	if f.Arity < 0 || f.Arity > 255 {
		return dst, fmt.Errorf("fun of arity %d: %w", f.Arity, ErrSize)
	}
	h, free := HeaderOf(f), f.Free
	if f.Code != nil {
		if env, ok := f.Code.EvalEnv(f); ok {
			named := env.Arity() == 7
			h = OwnHeader(f.Arity, named)
			if e.o.FunHeader != nil {
				var err error
				if h, err = e.o.FunHeader(f.Arity, named); err != nil {
					return dst, fmt.Errorf("header for a fun of arity %d: %w", f.Arity, err)
				}
			}
			free = []term.Term{env}
		}
	}
	creator := h.Creator
	if !creator.IsPid() {
		if creator = f.Creator; !creator.IsPid() {
			creator = noPid
		}
	}
	dst = append(dst, tagNewFun)
	size := len(dst)
	dst = append(dst, 0, 0, 0, 0, byte(f.Arity))
	dst = append(dst, h.Uniq[:]...)
	dst = binary.BigEndian.AppendUint32(dst, h.Index)
	dst, err := appendLen(dst, len(free))
	if err != nil {
		return dst, err
	}
	dst = appendAtom(dst, h.Module, e.o)
	dst = appendInt(appendInt(dst, h.OldIndex), h.OldUniq)
	dst = appendPid(dst, creator.Pid(), e.o)
	e.frames = append(e.frames, encodeFrame{terms: free, fun: size + 1, o: e.o})
	if e.o.Large != nil {
		inside := *e.o
		inside.Large = nil // the size of the fun counts all of it
		e.o = &inside
	}
	return dst, nil
}
