//go:build !norecover

package proc

// rescue makes a panic of a Go process its exit reason. Build with the tag
// norecover to have the program stop there instead.
func (p *Process) rescue() {
	if v := recover(); v != nil {
		p.Crash(crashReason(v))
	}
}
