package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/erl"
)

// maxArgsFiles is how deep files of switches may name each other.
const maxArgsFiles = 10

// readArgsFile takes the switches of a file as releases have it: vm.args.
func (s *erlSettings) readArgsFile(file string) error {
	if s.depth == maxArgsFiles {
		return fmt.Errorf("%s: more than %d files that name each other", file, maxArgsFiles)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return fileError(file, err)
	}
	s.depth++
	defer func() { s.depth-- }()
	return s.readSwitches(file, erlSwitches(erlWords(string(text), true)))
}

// readConfigFile takes the parameters of kernel of a configuration file as erl
// reads it: a list of {Application, [{Key, Value}]}, and names of further files.
func (s *erlSettings) readConfigFile(file string) error {
	if s.depth == maxArgsFiles {
		return fmt.Errorf("%s: more than %d files that name each other", file, maxArgsFiles)
	}
	if filepath.Ext(file) != ".config" {
		file += ".config"
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return fileError(file, err)
	}
	config, err := erlTerm(strings.TrimRight(string(text), " \t\r\n"))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	entries, ok := config.Slice()
	if !ok {
		return fmt.Errorf("%s: want a list of {Application, [{Key, Value}]}", file)
	}
	s.depth++
	defer func() { s.depth-- }()
	for _, entry := range entries {
		if more, ok := erl.Text(entry); ok && entry.IsCons() {
			name := string(more)
			if !filepath.IsAbs(name) {
				name = filepath.Join(filepath.Dir(file), name)
			}
			if err := s.readConfigFile(name); err != nil {
				return err
			}
			continue
		}
		if err := s.readApplication(file, entry); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

// readApplication takes the parameters of one application.
func (s *erlSettings) readApplication(file string, entry term.Term) error {
	bad := errors.New("want {Application, [{Key, Value}]}")
	if !entry.IsTupleOf(2) || !entry.Elem(0).IsAtom() {
		return bad
	}
	parameters, ok := entry.Elem(1).Slice()
	if !ok {
		return bad
	}
	if name := entry.Elem(0).AtomName(); name != "kernel" {
		s.ignore(file, "the configuration of "+name)
		return nil
	}
	for _, p := range parameters {
		if !p.IsTupleOf(2) || !p.Elem(0).IsAtom() {
			return bad
		}
		key := p.Elem(0).AtomName()
		if err := s.readParameter(file, key, p.Elem(1)); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

// erlTerm reads a term as Erlang writes it; the full stop may be missing.
func erlTerm(text string) (term.Term, error) {
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	toks, _, err := erl.Scan([]rune(text+" "), erl.Loc{Line: 1}, erl.Options{})
	if err != nil {
		return term.Term{}, err
	}
	return erl.ParseTerm(toks)
}

// ipAddress is the text of an address, a tuple of 4 or 8 numbers.
func ipAddress(t term.Term) (string, bool) {
	size := map[int]int{4: 1, 8: 2}[len(t.Elems())] // bytes of an element
	var ip net.IP
	for _, e := range t.Elems() {
		n, ok := e.AsInt()
		if !ok || n < 0 || size == 0 || n >= 1<<(8*size) {
			return "", false
		}
		if size == 2 {
			ip = append(ip, byte(n>>8))
		}
		ip = append(ip, byte(n))
	}
	return ip.String(), size != 0
}

// fileError words the failure to read a file.
func fileError(file string, err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("no file named %s", file)
	}
	return err
}
