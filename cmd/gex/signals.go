package main

import (
	"os"
	"os/signal"
	"syscall"
)

// leaveOnSignals has the program end in good order when it is told to: peers see
// the node go, and the terminal is as it was. The result ends that.
func (p *program) leaveOnSignals() (stop func()) {
	signals := make(chan os.Signal, 1)
	done := make(chan struct{})
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		select {
		case s := <-signals:
			p.leave(128 + int(s.(syscall.Signal)))
		case <-done:
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}
