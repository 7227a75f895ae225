package bif

import (
	"math"
	"math/bits"

	"gex/proto/term"
	"gex/repl/lang/vm"
)

// float draws from [0, 1) in steps of 2^-53.
func (x *exsss) float() float64 { return float64(x.next()>>(exsssBits-53)) / (1 << 53) }

// real draws from (0, 1) with 53 significant bits, however small the number.
func (x *exsss) real() float64 {
	for exponent := -56; ; exponent -= 56 {
		v := x.next() >> (exsssBits - 56)
		switch missing := 53 - bits.Len64(v); {
		case missing <= 0:
			return math.Ldexp(float64(v>>-missing), exponent-missing)
		case v != 0:
			return math.Ldexp(float64(v<<missing|x.next()>>(exsssBits-missing)), exponent-missing)
		}
	}
}

func randReal(_ *vm.Machine, _ []term.Term, x *exsss) (term.Term, bool) {
	return ok(term.Float(x.real()))
}

// zigguratTail is where the lowest layer goes on without end.
const zigguratTail = 3.6541528853610087963519472518

// normal draws from the standard normal distribution by the ziggurat of
// Marsaglia and Tsang.
func (x *exsss) normal() float64 {
	for {
		v := x.next()
		mantissa, layer := v>>(exsssBits-51), v>>(exsssBits-51)&255
		deviation := float64(mantissa) * ziggurat[layer].width
		sign := 1.0
		if v>>(exsssBits-52)&1 != 0 {
			sign = -1
		}
		if mantissa < ziggurat[layer].inside {
			return sign * deviation
		}
		if layer == 0 {
			return sign * x.tail()
		}
		top, bottom := ziggurat[layer-1].height, ziggurat[layer].height
		if float64((top-bottom)*x.float())+bottom < math.Exp(float64(-0.5*deviation)*deviation) {
			return sign * deviation
		}
	}
}

// tail draws from beyond the ziggurat.
func (x *exsss) tail() float64 {
	for {
		d := -(1 / zigguratTail) * math.Log(x.float())
		if y := -math.Log(x.float()); y+y > d*d {
			return zigguratTail + d
		}
	}
}

func randNormal(_ *vm.Machine, _ []term.Term, x *exsss) (term.Term, bool) {
	return ok(term.Float(x.normal()))
}

// randNormalOf draws with a mean and a variance.
func randNormalOf(m *vm.Machine, a []term.Term, x *exsss) (term.Term, bool) {
	mean, ok1 := floatOf(a[0])
	variance, ok2 := floatOf(a[1])
	if !ok2 || variance < 0 {
		return functionClause(m, a)
	}
	if !ok1 {
		return m.Badarith()
	}
	return ok(term.Float(mean + math.Sqrt(variance)*x.normal()))
}
