//go:build norecover

package proc

func (p *Process) rescue() {}
