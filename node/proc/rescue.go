//go:build !norecover

package proc

import "runtime/debug"

// rescue makes a panic of a process its exit reason: a fault in one native must
// not end the node. Build with the tag norecover to have the program stop there
// instead.
func (p *Process) rescue() {
	if v := recover(); v != nil {
		if p.sched.hooks.Fault != nil {
			p.sched.hooks.Fault(v, debug.Stack())
		}
		p.Crash(crashReason(v))
	}
}
