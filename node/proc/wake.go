package proc

// Wake has a Runner that waits run again although no message came. It is for
// the function of a Do signal that gave the Runner something to do.
func (p *Process) Wake() { p.waiting = false }

// AwaitSignal blocks until a signal or message arrives or the receive timer
// fires, and lets others have the core meanwhile. It is for a Runner that runs
// another one inside its slice, after that returned Wait.
func (p *Process) AwaitSignal() { p.Blocking(p.await) }
