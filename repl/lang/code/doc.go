// Package code is what the machine runs: instructions, functions, modules and
// the table of loaded modules. The compiler's output flows in; the machine
// reads it.
//
// A function runs in a window of registers on its process's stack. Its
// arguments are registers 0 to arity-1, the values it captured follow, then
// come variables and temporaries. A call puts its arguments at register K and
// up of the caller, which is where the window of the callee begins, so nothing
// is copied; register K-1 belongs to the call (the machine keeps the way back
// there) and the result appears in register K.
//
// Functions never change once made. What changes is which Func an Export or
// a module's slot names: loading a module again redirects its exports at
// once, while running code keeps the functions it is in (as in Erlang, local
// calls stay in their version of the module). Functions may be compiled when
// first called: until then a stub with a Lazy instruction stands in.
package code
