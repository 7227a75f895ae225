package term

// Atoms that the code names. Their order is the order of their making, which
// small maps print in; false and true come first as in ERTS.
const (
	False Atom = iota
	True
	AtomNil // Elixir's nil
	Ok
	Error
	Undefined
	Normal
	Kill
	Killed
	Noproc
	Noconnection
	Exit
	Throw
	Down  // 'DOWN'
	EXIT  // 'EXIT'
	Empty // ''
	ErlEval
)

var predefined = []string{
	"false", "true", "nil", "ok", "error", "undefined", "normal", "kill", "killed",
	"noproc", "noconnection", "exit", "throw", "DOWN", "EXIT", "", "erl_eval",
}
