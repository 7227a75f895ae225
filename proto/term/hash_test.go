package term

import (
	"math/big"
	"testing"
)

// The hashes are those of erts_debug:get_internal_state({internal_hash, T}) of
// OTP 29.
func TestHashIsThatOfERTS(t *testing.T) {
	power := func(n uint) Term { return Big(new(big.Int).Lsh(big.NewInt(1), n)) }
	l := func(is ...int64) Term {
		ts := make([]Term, len(is))
		for i, n := range is {
			ts[i] = Int(n)
		}
		return List(ts...)
	}
	tests := []struct {
		t    Term
		want uint64
	}{
		{Int(1), 7938660269479274665},
		{Nil, 16046243290777390298},
		{Float(1.5), 5774261808650504887},
		{Float(3), 17789322450842913828},
		{Tuple(), 4510301282025278020},
		{Tuple(Int(1)), 831854150511400899},
		{Tuple(Int(1), Int(2)), 10043369381193841056},
		{String(""), 10873612744977862784},
		{String("a"), 6070394835035889257},
		{String("abcdefghijklmnop"), 14209068184405221140},
		{power(70), 6456726035238843566},
		{power(60), 4209236587252714667},
		{l(1), 6611683920833176718},
		{l(300), 15858254366034436735},
		{l(1, 2, 3, 4), 3317793731891886382},
		{l(300, 301), 16253419208609705078},
		{Cons(Int(1), Int(2)), 5915944085625558568},
		{ListTail(Int(5), Int(1), Int(2), Int(3), Int(4)), 9951073915359945856},
		{List(Tuple()), 5321129953647827643},
		{Cons(Tuple(), Tuple()), 2250879996868556700},
		{Cons(Int(300), Int(301)), 17918691184469331490},
		{List(Nil), 7939938580689537527},
		{List(l(300)), 5377884815179044663},
	}
	for _, tt := range tests {
		if got := Hash(tt.t); got != tt.want {
			t.Errorf("Hash of kind %d: %d, want %d", tt.t.Kind(), got, tt.want)
		}
	}
}
