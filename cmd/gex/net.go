package main

import "gex/repl/lang/bif"

func (p *program) startNet(host *bif.Host) int { return statusOK }
