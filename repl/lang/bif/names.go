package bif

import "gex/proto/term"

// Atoms that natives look for.
var (
	atomNoconnect      = term.Intern("noconnect")
	atomNosuspend      = term.Intern("nosuspend")
	atomPriority       = term.Intern("priority")
	atomProcess        = term.Intern("process")
	atomTimeOffset     = term.Intern("time_offset")
	atomFlush          = term.Intern("flush")
	atomInfo           = term.Intern("info")
	atomReply          = term.Intern("reply")
	atomTrapExit       = term.Intern("trap_exit")
	atomRegisteredName = term.Intern("registered_name")
	atomSafe           = term.Intern("safe")
	atomUsed           = term.Intern("used")
)
