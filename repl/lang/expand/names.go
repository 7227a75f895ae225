package expand

import (
	"strconv"
	"strings"

	"gex/proto/term"
)

// parseNames reads name/arity words.
func parseNames(s string) []FA {
	var out []FA
	for _, w := range strings.Fields(s) {
		i := strings.LastIndexByte(w, '/')
		arity, _ := strconv.Atoi(w[i+1:])
		out = append(out, FA{term.Intern(w[:i]), arity})
	}
	return out
}

// kernelFunctions is what Kernel exports as functions in Elixir 1.20.
var kernelFunctions = NewNames(parseNames(`
	!=/2 !==/2 */2 **/2 +/1 +/2 ++/2 -/1 -/2 --/2 //2 </2 <=/2 ==/2 ===/2 =~/2 >/2 >=/2 abs/1 apply/2
	apply/3 binary_part/3 binary_slice/2 binary_slice/3 bit_size/1 byte_size/1 ceil/1 div/2 elem/2
	exit/1 floor/1 function_exported?/3 get_and_update_in/3 get_in/2 hd/1 inspect/1 inspect/2
	is_atom/1 is_binary/1 is_bitstring/1 is_boolean/1 is_float/1 is_function/1 is_function/2
	is_integer/1 is_list/1 is_map/1 is_map_key/2 is_number/1 is_pid/1 is_port/1 is_reference/1
	is_tuple/1 length/1 macro_exported?/3 make_ref/0 map_size/1 max/2 min/2 node/0 node/1 not/1
	pop_in/2 put_elem/3 put_in/3 rem/2 round/1 self/0 send/2 spawn/1 spawn/3 spawn_link/1 spawn_link/3
	spawn_monitor/1 spawn_monitor/3 struct/1 struct/2 struct!/1 struct!/2 throw/1 tl/1 to_timeout/1
	trunc/1 tuple_size/1 update_in/3
`)...)

// specialForms are the macros of Kernel.SpecialForms, which nothing hides.
var specialForms = NewNames(parseNames(`
	%/2 %{}/1 &/1 ./2 ::/2 <<>>/1 =/2 ^/1 __CALLER__/0 __DIR__/0 __ENV__/0 __MODULE__/0
	__STACKTRACE__/0 __aliases__/1 __block__/1 __cursor__/1 alias/2 case/2 cond/1 fn/1 for/1 import/2
	quote/2 receive/1 require/2 super/1 try/1 unquote/1 unquote_splicing/1 with/1 {}/1
`)...)

type inlineKey struct {
	module term.Atom
	FA
}

type inlined struct{ module, name term.Atom }

// inlines maps functions of Elixir to the Erlang functions that they are, by
// rows of module, name, arity, Erlang module, Erlang name.
var inlines = func() map[inlineKey]inlined {
	m := make(map[inlineKey]inlined)
	for row := range strings.Lines(strings.TrimSpace(inlineRows)) {
		f := strings.Fields(row)
		arity, _ := strconv.Atoi(f[2])
		m[inlineKey{term.Intern("Elixir." + f[0]), FA{term.Intern(f[1]), arity}}] = inlined{term.Intern(f[3]), term.Intern(f[4])}
	}
	return m
}()

const inlineRows = `
Kernel != 2 erlang /=
Kernel !== 2 erlang =/=
Kernel * 2 erlang *
Kernel + 1 erlang +
Kernel + 2 erlang +
Kernel ++ 2 erlang ++
Kernel - 1 erlang -
Kernel - 2 erlang -
Kernel -- 2 erlang --
Kernel / 2 erlang /
Kernel < 2 erlang <
Kernel <= 2 erlang =<
Kernel == 2 erlang ==
Kernel === 2 erlang =:=
Kernel > 2 erlang >
Kernel >= 2 erlang >=
Kernel abs 1 erlang abs
Kernel apply 2 erlang apply
Kernel apply 3 erlang apply
Kernel binary_part 3 erlang binary_part
Kernel bit_size 1 erlang bit_size
Kernel byte_size 1 erlang byte_size
Kernel ceil 1 erlang ceil
Kernel div 2 erlang div
Kernel exit 1 erlang exit
Kernel floor 1 erlang floor
Kernel function_exported? 3 erlang function_exported
Kernel hd 1 erlang hd
Kernel is_atom 1 erlang is_atom
Kernel is_binary 1 erlang is_binary
Kernel is_bitstring 1 erlang is_bitstring
Kernel is_boolean 1 erlang is_boolean
Kernel is_float 1 erlang is_float
Kernel is_function 1 erlang is_function
Kernel is_function 2 erlang is_function
Kernel is_integer 1 erlang is_integer
Kernel is_list 1 erlang is_list
Kernel is_map 1 erlang is_map
Kernel is_number 1 erlang is_number
Kernel is_pid 1 erlang is_pid
Kernel is_port 1 erlang is_port
Kernel is_reference 1 erlang is_reference
Kernel is_tuple 1 erlang is_tuple
Kernel length 1 erlang length
Kernel make_ref 0 erlang make_ref
Kernel map_size 1 erlang map_size
Kernel max 2 erlang max
Kernel min 2 erlang min
Kernel node 0 erlang node
Kernel node 1 erlang node
Kernel not 1 erlang not
Kernel rem 2 erlang rem
Kernel round 1 erlang round
Kernel self 0 erlang self
Kernel send 2 erlang send
Kernel spawn 1 erlang spawn
Kernel spawn 3 erlang spawn
Kernel spawn_link 1 erlang spawn_link
Kernel spawn_link 3 erlang spawn_link
Kernel spawn_monitor 1 erlang spawn_monitor
Kernel spawn_monitor 3 erlang spawn_monitor
Kernel throw 1 erlang throw
Kernel tl 1 erlang tl
Kernel trunc 1 erlang trunc
Kernel tuple_size 1 erlang tuple_size
Atom to_charlist 1 erlang atom_to_list
Atom to_string 1 erlang atom_to_binary
Bitwise &&& 2 erlang band
Bitwise <<< 2 erlang bsl
Bitwise >>> 2 erlang bsr
Bitwise ^^^ 2 erlang bxor
Bitwise band 2 erlang band
Bitwise bnot 1 erlang bnot
Bitwise bor 2 erlang bor
Bitwise bsl 2 erlang bsl
Bitwise bsr 2 erlang bsr
Bitwise bxor 2 erlang bxor
Bitwise ||| 2 erlang bor
Bitwise ~~~ 1 erlang bnot
Function capture 3 erlang make_fun
Function info 1 erlang fun_info
Function info 2 erlang fun_info
Integer to_charlist 1 erlang integer_to_list
Integer to_charlist 2 erlang integer_to_list
Integer to_string 1 erlang integer_to_binary
Integer to_string 2 erlang integer_to_binary
IO iodata_length 1 erlang iolist_size
IO iodata_to_binary 1 erlang iolist_to_binary
List to_atom 1 erlang list_to_atom
List to_existing_atom 1 erlang list_to_existing_atom
List to_float 1 erlang list_to_float
List to_integer 1 erlang list_to_integer
List to_integer 2 erlang list_to_integer
List to_tuple 1 erlang list_to_tuple
Map from_keys 2 maps from_keys
Map intersect 2 maps intersect
Map keys 1 maps keys
Map merge 2 maps merge
Map to_list 1 maps to_list
Map values 1 maps values
Node list 0 erlang nodes
Node list 1 erlang nodes
Node spawn 2 erlang spawn
Node spawn 3 erlang spawn_opt
Node spawn 4 erlang spawn
Node spawn 5 erlang spawn_opt
Node spawn_link 2 erlang spawn_link
Node spawn_link 4 erlang spawn_link
Node spawn_monitor 2 erlang spawn_monitor
Node spawn_monitor 4 erlang spawn_monitor
Port close 1 erlang port_close
Port command 2 erlang port_command
Port command 3 erlang port_command
Port connect 2 erlang port_connect
Port demonitor 1 erlang demonitor
Port demonitor 2 erlang demonitor
Port list 0 erlang ports
Port open 2 erlang open_port
Process alias 0 erlang alias
Process alias 1 erlang alias
Process alive? 1 erlang is_process_alive
Process cancel_timer 1 erlang cancel_timer
Process cancel_timer 2 erlang cancel_timer
Process demonitor 1 erlang demonitor
Process demonitor 2 erlang demonitor
Process exit 2 erlang exit
Process flag 2 erlang process_flag
Process flag 3 erlang process_flag
Process get 0 erlang get
Process get_keys 0 erlang get_keys
Process get_keys 1 erlang get_keys
Process group_leader 0 erlang group_leader
Process hibernate 3 erlang hibernate
Process link 1 erlang link
Process list 0 erlang processes
Process read_timer 1 erlang read_timer
Process registered 0 erlang registered
Process send 3 erlang send
Process spawn 2 erlang spawn_opt
Process spawn 4 erlang spawn_opt
Process unalias 1 erlang unalias
Process unlink 1 erlang unlink
Process unregister 1 erlang unregister
String duplicate 2 binary copy
String to_atom 1 erlang binary_to_atom
String to_existing_atom 1 erlang binary_to_existing_atom
String to_float 1 erlang binary_to_float
String to_integer 1 erlang binary_to_integer
String to_integer 2 erlang binary_to_integer
System monotonic_time 0 erlang monotonic_time
System os_time 0 os system_time
System system_time 0 erlang system_time
System time_offset 0 erlang time_offset
System unique_integer 0 erlang unique_integer
System unique_integer 1 erlang unique_integer
Tuple to_list 1 erlang tuple_to_list
Tuple to_list 1 erlang tuple_to_list
`
