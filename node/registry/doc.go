// Package registry holds the tables of a node's processes: by pid and by
// registered name.
//
// Looking a pid up takes no lock: every send does it. The table is an array of
// atomic pointers with a slot for each number modulo its size; numbers are given
// out in turn, as ERTS prints them, and skip slots in use. The array doubles
// when it is half full, so looking up stays one load and one comparison.
//
// Names take a read lock. Registering notes the name in the process and then
// checks that it lives; a process that ends is first marked dead and then looks
// for its name. So a name never outlives its process, and one without a name
// ends without the lock.
package registry
