package proc

// Wake has a Runner that waits run again although no message came. It is for
// the function of a Do signal that gave the Runner something to do.
func (p *Process) Wake() { p.waiting = false }

// AwaitSignal blocks until a signal or message arrives or the receive timer
// fires, lets others have the core meanwhile, and handles what came; not if an
// exit signal has taken effect. It is for a Runner that runs another one inside
// its slice, after that returned Wait.
func (p *Process) AwaitSignal() { p.pause(true) }

// AwaitRunning blocks while p is held by a busy connection or suspended. It is
// for a Runner that runs another one inside its slice, before it goes on with it.
func (p *Process) AwaitRunning() {
	for p.stopped() && !p.exiting {
		p.pause(false)
	}
}

func (p *Process) pause(timer bool) {
	if p.exiting { // by a signal that the Runner itself took in
		return
	}
	p.waiting, p.running = true, false
	p.Blocking(func() { p.awaitWith(timer) })
	p.HandleSignals()
	p.waiting, p.running = false, true
}
