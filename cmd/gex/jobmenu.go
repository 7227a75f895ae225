package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gex/repl/line"
)

const jobsTitle = "User switch command (enter 'h' for help)\n"

const jobsHelp = `  c [nn]            - connect to job
  i [nn]            - interrupt job
  k [nn]            - kill job
  j                 - list all jobs
  s [shell]         - start local shell
  r [node [shell]]  - start remote shell
  q                 - quit gex
  ? | h             - this message
`

// open opens the menu of Ctrl-G, unless it is open, with the title after what is
// printed before it.
func (js *jobs) open(before string) {
	js.mu.Lock()
	defer js.mu.Unlock()
	if js.menu || len(js.list) == 0 {
		return
	}
	js.menu = true
	if js.cancel != nil {
		js.cancel()
	}
	go js.serve(before)
}

// serve reads commands until one of them gives a job the terminal, or the program
// ends.
func (js *jobs) serve(before string) {
	js.mu.Lock()
	for js.busy {
		js.changed.Wait()
	}
	js.mu.Unlock()
	out := js.p.reader
	fmt.Fprint(out, before+jobsTitle)
	start := ""
	for {
		text, err := out.ReadLine(js.ctx, line.Prompt{Text: " --> ", NoHistory: true, Start: start})
		start = ""
		switch {
		case errors.Is(err, line.ErrSwitch):
			start = text
			continue
		case errors.Is(err, line.ErrBreak):
			if !js.p.breakMenu(js.ctx) {
				return
			}
			continue
		case errors.Is(err, line.ErrInterrupt):
			continue
		case err != nil:
			if js.ctx.Err() != nil || !js.connect(js.find("")) {
				js.p.leave(statusOK)
			}
			return
		}
		if js.command(out, text) {
			return
		}
	}
}

// command carries out a command; true when the menu is left.
func (js *jobs) command(out io.Writer, text string) (left bool) {
	words := strings.Fields(text)
	fmt.Fprintln(out)
	if len(words) == 0 {
		return false
	}
	arg := ""
	if len(words) == 2 {
		arg = words[1]
	}
	unknown := func() bool { fmt.Fprintln(out, "Unknown command"); return false }
	switch name := words[0]; {
	case name == "r" && len(words) <= 3:
		js.remote(out, words[1:])
	case len(words) > 2:
		return unknown()
	case name == "c", name == "i", name == "k":
		switch j := js.find(arg); {
		case name == "c" && js.connect(j):
			return true
		case name == "c" || j == nil:
			fmt.Fprintln(out, "Unknown job")
		case name == "i":
			js.interrupt(j)
			fmt.Fprintf(out, "Interrupted job %d, enter 'c' to resume.\n", j.number)
		default:
			js.remove(j)
		}
	case name == "s":
		if shell := strings.Trim(arg, "'"); shell != "" && shell != "iex" {
			fmt.Fprintf(out, "Unknown shell %s: gex has iex\n", shell)
		} else if _, err := js.start(); err != nil {
			fmt.Fprintln(out, "gex:", err)
		}
	case arg != "":
		return unknown()
	case name == "j":
		js.print(out)
	case name == "q":
		js.p.leave(statusOK)
		return true
	case name == "h", name == "?":
		fmt.Fprint(out, jobsHelp)
	default:
		return unknown()
	}
	return false
}

// remote starts a shell of the node that the words name: of this one if they do not.
// Which shell it is depends on what the node has.
func (js *jobs) remote(out io.Writer, words []string) {
	if len(words) == 0 {
		if _, err := js.start(); err != nil {
			fmt.Fprintln(out, "gex:", err)
		}
		return
	}
	target, err := js.p.visit(js.ctx, strings.Trim(words[0], "'"))
	if err == nil {
		_, err = js.startRemote(target)
	}
	if err != nil {
		fmt.Fprintln(out, "gex:", err)
	}
}

// find returns the job with a number, the current one for "", nil if there is
// none.
func (js *jobs) find(number string) *job {
	js.mu.Lock()
	defer js.mu.Unlock()
	if number == "" {
		return js.current
	}
	n, err := strconv.Atoi(number)
	for _, j := range js.list {
		if err == nil && j.number == n {
			return j
		}
	}
	return nil
}

func (js *jobs) print(out io.Writer) {
	js.mu.Lock()
	defer js.mu.Unlock()
	for _, j := range js.list {
		mark := " "
		if j == js.current {
			mark = "*"
		}
		fmt.Fprintf(out, "%4d%s %s\n", j.number, mark, j.what())
	}
}
