package term

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"
)

type Point struct {
	X, Y int
}

type pair struct {
	_     struct{} `erl:"pair,tuple"`
	Left  any
	Right any
}

type user struct {
	_        struct{} `erl:"Elixir.User,struct"`
	Name     string
	HTTPPort int    `erl:",omitempty"`
	Role     string `erl:"kind,atom"`
	Secret   string `erl:"-"`
}

type base struct{ ID int }

type derived struct {
	base
	*Point
	Tags []string
}

type hidden struct{ *base }

type celsius float64

func (c celsius) MarshalTerm() (Term, error) { return Tuple(A("celsius"), Float(float64(c))), nil }

func (c *celsius) UnmarshalTerm(t Term) error {
	es := t.Tagged(Intern("celsius"), 2)
	if es == nil {
		return errors.New("no temperature")
	}
	*c = celsius(es[1].Float())
	return nil
}

func TestMarshal(t *testing.T) {
	huge := new(big.Int).Lsh(big.NewInt(1), 70)
	pid := &Pid{Node: Intern("a@b"), ID: 7}
	tests := []struct {
		value any
		want  string
	}{
		{nil, "nil"}, {true, "true"}, {-3, "-3"}, {uint64(math.MaxUint64), "18446744073709551615"}, {huge, huge.String()}, {*huge, huge.String()},
		{1.5, "1.5"}, {2.0, "2.0"}, {"höhe", `<<"höhe"/utf8>>`}, {"", "<<>>"}, {[]byte{1, 2}, "<<1,2>>"}, {[2]byte{3, 4}, "<<3,4>>"},
		{Intern("ok"), "ok"}, {Tuple(A("ok")), "{ok}"}, {pid, "<a@b.7.0>"}, {(*int)(nil), "nil"}, {[]string(nil), "[]"},
		{[]any{1, "x", nil}, `[1,<<"x">>,nil]`}, {map[string]int{"a": 1}, `#{<<"a">> => 1}`}, {map[Atom]bool{Intern("b"): false}, "#{b => false}"},
		{Point{1, 2}, "#{x => 1,y => 2}"}, {&Point{1, 2}, "#{x => 1,y => 2}"}, {pair{Left: 1, Right: "r"}, `{pair,1,<<"r">>}`},
		{user{Name: "Bob", Role: "admin", Secret: "x"}, `#{'__struct__' => 'Elixir.User',kind => admin,name => <<"Bob">>}`},
		{user{HTTPPort: 80}, `#{'__struct__' => 'Elixir.User',http_port => 80,kind => '',name => <<>>}`},
		{derived{base: base{9}}, "#{id => 9,tags => []}"}, {derived{Point: &Point{1, 2}}, "#{id => 0,tags => [],x => 1,y => 2}"},
		{celsius(20), "{celsius,20.0}"}, {[]celsius{1}, "[{celsius,1.0}]"},
	}
	for _, tt := range tests {
		got, err := Marshal(tt.value)
		if err != nil || got.String() != tt.want {
			t.Errorf("%#v: %v, %v, want %s", tt.value, got, err, tt.want)
		}
	}
	loop := []any{nil}
	loop[0] = loop
	for _, bad := range []any{math.NaN(), math.Inf(1), make(chan int), func() {}, 1i, []any{Point{}, map[string]any{"k": make(chan int)}},
		Term{}, loop, user{Role: strings.Repeat("x", 300)}, struct {
			A int `erl:"a,strange"`
		}{}} {
		var e *MarshalError
		if got, err := Marshal(bad); !errors.As(err, &e) {
			t.Errorf("%T: %v, %v", bad, got, err)
		}
	}
}

// TestUnmarshal: what Marshal makes comes back.
func TestUnmarshal(t *testing.T) {
	huge := new(big.Int).Lsh(big.NewInt(1), 70)
	seven := 7
	for _, v := range []any{
		true, int8(-3), uint16(9), uint64(math.MaxUint64), 1.5, float32(0.5), "höhe", "", []byte("x"), [2]byte{3, 4}, Intern("ok"), A("x"), *huge,
		[]string{"a", "b"}, [2]int{1, 2}, map[string]int{"a": 1}, map[Atom][]bool{Intern("b"): {false}}, Point{1, 2}, &Point{1, 2}, &seven,
		pair{Left: int64(1), Right: []any{"r", nil, int64(2), 2.5, true, Intern("z")}}, user{Name: "Bob", Role: "admin"},
		derived{base: base{9}, Point: &Point{1, 2}, Tags: []string{"t"}}, celsius(20), map[any]any{"k": map[any]any{int64(1): "one"}},
		&Pid{Node: Intern("a@b"), ID: 7}, &Ref{Node: Intern("a@b"), N: 3}, (*Export)(nil), (*int)(nil),
	} {
		back := reflect.New(reflect.TypeOf(v))
		if err := Unmarshal(MustMarshal(v), back.Interface()); err != nil {
			t.Errorf("%#v: %v", v, err)
		} else if !reflect.DeepEqual(back.Elem().Interface(), v) {
			t.Errorf("%#v came back as %#v", v, back.Elem().Interface())
		}
	}
	// Other terms that fit.
	var s string
	var f float64
	var list []int
	var bytes []byte
	var anything any
	p := &Point{5, 6}
	for _, step := range []struct {
		t    Term
		into any
		want string
	}{
		{Charlist("häl"), &s, "häl"}, {A("atom"), &s, "atom"}, {Int(3), &f, "3"}, {Tuple(Int(1), Int(2)), &list, "[1 2]"},
		{List(String("ab"), Int(99)), &bytes, "[97 98 99]"}, {A("nil"), &list, "[]"}, {A("undefined"), &p, "<nil>"},
		{MapOf(String("x"), Int(8), A("z"), Int(1)), &p, "&{8 0}"},
		{Tuple(Int(1)), &anything, "{1}"}, {ListTail(Int(2), Int(1)), &anything, "[1|2]"}, {MapOf(List(Int(1)), Int(2)), &anything, "#{[1] => 2}"},
	} {
		if err := Unmarshal(step.t, step.into); err != nil {
			t.Errorf("%v: %v", step.t, err)
		} else if got := fmt.Sprint(reflect.ValueOf(step.into).Elem().Interface()); got != step.want {
			t.Errorf("%v: %s, want %s", step.t, got, step.want)
		}
	}
	deep := Nil
	for range 100_000 {
		deep = List(deep)
	}
	var e *MarshalError
	for _, bad := range []struct {
		t    Term
		into any
	}{
		{Int(300), new(int8)}, {Int(-1), new(uint)}, {String("x"), new(int)}, {Int(1), new(bool)}, {Int(1), new(string)}, {A("x"), new(float64)},
		{Int(1), new([]int)}, {List(String("x")), new([]int)}, {ListTail(Int(2), Int(1)), new([]int)}, {List(Int(1)), new([2]int)},
		{Int(1), new(map[string]int)}, {Int(1), new(Point)}, {Tuple(A("other"), Int(1), Int(2)), new(pair)}, {Tuple(A("pair"), Int(1)), new(pair)},
		{MapOf(), new(user)}, {MapOf(A("id"), Int(1)), new(hidden)}, {Int(1), new(*Pid)}, {Int(1), new(Atom)}, {Int(1), new(big.Float)}, {Int(1), new(chan int)}, {Int(1), new(fmt.Stringer)},
		{Int(1), 5}, {Int(1), nil}, {Int(1), (*int)(nil)}, {deep, &anything}, {MapOf(List(Int(1)), Int(1)), new(map[any]int)},
	} {
		if err := Unmarshal(bad.t, bad.into); !errors.As(err, &e) {
			t.Errorf("%.20v into %T: %v", bad.t, bad.into, err)
		}
	}
	err := Unmarshal(List(MapOf(A("x"), String("one"))), new([]Point))
	if want := `term: [0].X: <<"one">> does not go into a int`; err == nil || err.Error() != want {
		t.Error(err)
	}
}

func TestPrint(t *testing.T) {
	deep := Nil
	for range 100_000 {
		deep = Tuple(deep)
	}
	if s := deep.String(); len(s) > 1000 || !strings.Contains(s, "...") {
		t.Errorf("%d bytes", len(s))
	}
	for _, tt := range []struct {
		t    Term
		want string
	}{
		{Term{}, "#None"}, {Float(1e22), "1e+22"}, {A("with space"), "'with space'"}, {A("end"), "'end'"}, {A("it's"), `'it\'s'`},
		{Bits([]byte{0xa0}, 0, 3), "<<5:3>>"}, {Binary([]byte{0xff, 1}), "<<255,1>>"},
		{(&Export{Intern("m"), Intern("F"), 2}).Term(), "fun m:'F'/2"}, {(&Fun{Module: Intern("m"), Arity: 1}).Term(), "#Fun<m/1>"},
		{(&Ref{Node: Intern("n@h"), N: 2, W: [5]uint32{1, 2}}).Term(), "#Ref<n@h.1.2>"}, {(&Port{Node: Intern("n@h"), ID: 3}).Term(), "#Port<n@h.3>"},
		{(&Record{Module: Intern("m"), Name: Intern("r")}).Term(), "#Record<m:r>"},
	} {
		if got := tt.t.String(); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}

func ExampleMarshal() {
	type order struct {
		Fruit string
		Count int
		Kind  string `erl:",atom"`
		Note  string `erl:",omitempty"`
	}
	t, _ := Marshal([]order{{"apple", 3, "eat", ""}})
	fmt.Println(t)

	var back []order
	fmt.Println(Unmarshal(t, &back), back)
	// Output:
	// [#{count => 3,fruit => <<"apple">>,kind => eat}]
	// <nil> [{apple 3 eat }]
}
