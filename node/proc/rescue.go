//go:build !norecover

package proc

// rescue makes a panic of a process its exit reason: a fault in one native must
// not end the node. Build with the tag norecover to have the program stop there
// instead.
func (p *Process) rescue() {
	if v := recover(); v != nil {
		p.Crash(crashReason(v))
	}
}
