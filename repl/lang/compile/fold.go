package compile

import (
	"math/big"
	"strconv"

	"gex/proto/term"
	"gex/repl/lang/absform"
	"gex/repl/lang/code"
)

// constant returns the value of an expression made of literals only.
func constant(e absform.Expr) (term.Term, bool) {
	switch e := e.(type) {
	case *absform.Atom:
		return e.Name.Term(), true
	case *absform.Integer:
		return term.Big(e.Value), true
	case *absform.Char:
		return term.Int(e.Value), true
	case *absform.Float:
		return term.Float(e.Value), true
	case *absform.String:
		ts := make([]term.Term, len(e.Chars))
		for i, c := range e.Chars {
			ts[i] = term.Int(int64(c))
		}
		return term.List(ts...), true
	case *absform.Value:
		return e.Term, true
	case *absform.Nil:
		return term.Nil, true
	case *absform.Cons:
		return constantList(e)
	case *absform.Tuple:
		ts, ok := constants(e.Elems)
		return term.TupleOf(ts), ok
	case *absform.Map:
		return constantMap(e)
	case *absform.Bin:
		return constantBin(e)
	case *absform.Op:
		return constantOp(e)
	}
	return term.Term{}, false
}

func constants(es []absform.Expr) ([]term.Term, bool) {
	ts := make([]term.Term, len(es))
	for i, e := range es {
		t, ok := constant(e)
		if !ok {
			return nil, false
		}
		ts[i] = t
	}
	return ts, true
}

func constantList(c *absform.Cons) (term.Term, bool) {
	var ts []term.Term
	for {
		h, ok := constant(c.Head)
		if !ok {
			return term.Term{}, false
		}
		ts = append(ts, h)
		next, ok := c.Tail.(*absform.Cons)
		if !ok {
			tail, ok := constant(c.Tail)
			return term.ListTail(tail, ts...), ok
		}
		c = next
	}
}

func constantMap(e *absform.Map) (term.Term, bool) {
	if e.Base != nil {
		return term.Term{}, false
	}
	m := term.EmptyMap
	for _, a := range e.Assocs {
		k, ok1 := constant(a.Key)
		v, ok2 := constant(a.Value)
		if !ok1 || !ok2 || a.Exact {
			return term.Term{}, false
		}
		m = m.MapPut(k, v)
	}
	return m, true
}

// constantBin knows strings of default type and bytes; the rest is left to run
// time.
func constantBin(e *absform.Bin) (term.Term, bool) {
	var b []byte
	for _, s := range e.Elems {
		if s.Size != nil || s.Types != nil || s.Unit != 0 {
			return term.Term{}, false
		}
		switch v := s.Value.(type) {
		case *absform.String:
			for _, c := range v.Chars {
				b = append(b, byte(c))
			}
		case *absform.Integer:
			b = append(b, byte(new(big.Int).And(v.Value, big.NewInt(255)).Int64()))
		case *absform.Char:
			b = append(b, byte(v.Value))
		default:
			return term.Term{}, false
		}
	}
	return term.Binary(b), true
}

// constantOp folds the sign of numbers and sums of small integers; anything
// that can fail is left to run time.
func constantOp(e *absform.Op) (term.Term, bool) {
	l, ok := constant(e.Left)
	if !ok {
		return term.Term{}, false
	}
	if e.Right == nil {
		switch {
		case e.Name == "-" && l.IsInteger():
			b, _ := l.AsBig()
			return term.Big(new(big.Int).Neg(b)), true
		case e.Name == "-" && l.IsFloat():
			return term.Float(-l.Float()), true
		case e.Name == "+" && l.IsNumber():
			return l, true
		case e.Name == "bnot" && l.IsInt():
			return term.Int(^l.Int()), true
		}
		return term.Term{}, false
	}
	r, ok := constant(e.Right)
	if !ok || !l.IsInt() || !r.IsInt() || !fits(l.Int()) || !fits(r.Int()) {
		return term.Term{}, false
	}
	switch e.Name {
	case "+":
		return term.Int(l.Int() + r.Int()), true
	case "-":
		return term.Int(l.Int() - r.Int()), true
	case "*":
		return term.Int(l.Int() * r.Int()), true
	}
	return constantBits(e.Name, l.Int(), r.Int())
}

// constantBits folds the operators of integers that work on bits or divide.
func constantBits(op string, l, r int64) (term.Term, bool) {
	switch {
	case op == "div" && r != 0:
		return term.Int(l / r), true
	case op == "rem" && r != 0:
		return term.Int(l % r), true
	case op == "band":
		return term.Int(l & r), true
	case op == "bor":
		return term.Int(l | r), true
	case op == "bxor":
		return term.Int(l ^ r), true
	case op == "bsl" && r >= 0 && r < 1024:
		return term.Big(new(big.Int).Lsh(big.NewInt(l), uint(r))), true
	case op == "bsr" && r >= 0:
		return term.Int(l >> min(r, 63)), true
	}
	return term.Term{}, false
}

// smallInt returns an integer literal that fits an immediate operand.
func smallInt(e absform.Expr) (int32, bool) {
	t, ok := constant(e)
	if !ok || !t.IsInt() || !fits(t.Int()) {
		return 0, false
	}
	return int32(t.Int()), true
}

// isBoolean tells whether e is a test whose value is true or false and that no
// failure of the test itself can prevent.
func isBoolean(e absform.Expr) bool {
	switch e := e.(type) {
	case *absform.Atom:
		return e.Name == term.True || e.Name == term.False
	case *absform.Op:
		switch e.Name {
		case "not":
			return isBoolean(e.Left)
		case "andalso", "orelse":
			return isBoolean(e.Left) && isBoolean(e.Right)
		}
		o, ok := code.BinaryOperators[e.Name]
		return ok && e.Right != nil && o.IsComparison()
	case *absform.Call:
		_, ok := typeTest(e)
		return ok
	}
	return false
}

// typeTest recognizes is_atom(X) and its like, local or of erlang.
func typeTest(e *absform.Call) (code.TypeTest, bool) {
	name, ok := erlangCall(e)
	if !ok || len(e.Args) != 1 || name == "is_record" {
		return 0, false
	}
	t, ok := code.TypeTests[name]
	return t, ok
}

// erlangCall returns the name of a function of erlang that e calls by name.
func erlangCall(e *absform.Call) (string, bool) {
	switch fun := e.Fun.(type) {
	case *absform.Remote:
		m, ok1 := fun.Module.(*absform.Atom)
		n, ok2 := fun.Name.(*absform.Atom)
		if ok1 && ok2 && m.Name == erlang {
			return n.Name.String(), true
		}
	}
	return "", false
}

var erlang = term.Intern("erlang")

// argName names argument i of a fun of our own making; no source has it.
func argName(i int) string { return " " + strconv.Itoa(i) }
