package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"gex/node"
	"gex/node/sys"
	"gex/proto/term"
)

// erlSettings are what gex takes from switches of erl and parameters of the
// application kernel. Where a setting is given several times the first counts,
// as with erl; parameters of switches come before those of a file.
type erlSettings struct {
	name      string // of -sname or -name, "" for neither
	long      bool
	cookie    string
	hidden    bool
	noEpmd    bool     // -start_epmd false
	port      int      // of this node and of all others, 0 for any: -erl_epmd_port
	minPort   int      // of this node, 0 for any
	maxPort   int      // 0 if minPort is the only one
	addresses []string // to listen on, all if empty
	tickTime  time.Duration
	setupTime time.Duration
	tls       tlsSwitches
	noHistory bool

	mesh        sys.Mesh
	autoConnect node.AutoConnect
	startPg     bool // the default scope of :pg

	otpReports, saslReports *bool

	parameters map[string]bool // kernel parameters that are set
	unused     []string        // what has no meaning here, in words
	depth      int             // of -args_file
}

// readFlagsOption takes the value of --erl, which blanks alone divide.
func (s *erlSettings) readFlagsOption(text string) error {
	return s.readSwitches("--erl", erlSwitches(strings.Fields(text)))
}

// reportsOption returns what takes the value of an option about reports.
func (s *erlSettings) reportsOption(key string) func(string) error {
	return func(text string) error {
		if !s.readReports(key, text) {
			return errors.New("want true or false")
		}
		return nil
	}
}

// readVariables takes the switches of the variables that elixir and erl look at,
// and the port that start scripts of releases take from ERL_DIST_PORT.
func (s *erlSettings) readVariables(getenv func(string) string) error {
	for _, name := range []string{"ERL_AFLAGS", "ELIXIR_ERL_OPTIONS", "ERL_FLAGS", "ERL_ZFLAGS"} {
		words := erlWords(getenv(name), false)
		if name == "ELIXIR_ERL_OPTIONS" {
			words = strings.Fields(getenv(name))
		}
		if err := s.readSwitches(name, erlSwitches(words)); err != nil {
			return err
		}
	}
	if port := getenv("ERL_DIST_PORT"); port != "" && s.port == 0 {
		s.noEpmd = true
		if err := s.setPort(&s.port, port); err != nil {
			return fmt.Errorf("ERL_DIST_PORT: %w", err)
		}
	}
	return nil
}

// readSwitches takes what switches say; source is where they stand, for messages.
func (s *erlSettings) readSwitches(source string, switches []erlSwitch) error {
	for _, sw := range switches {
		if err := s.readSwitch(source, sw); err != nil {
			return fmt.Errorf("%s: %s: %w", source, sw.name, err)
		}
	}
	return nil
}

func (s *erlSettings) readSwitch(source string, sw erlSwitch) error {
	one := func() (string, error) {
		if len(sw.args) == 0 || sw.args[0] == "" {
			return "", errors.New("its argument is missing")
		}
		return sw.args[0], nil
	}
	if is, err := s.tls.readTLSSwitch(sw); is {
		return err
	}
	switch sw.name {
	case "-sname", "-name":
		name, err := one()
		if s.name == "" {
			s.name, s.long = name, sw.name == "-name"
		}
		return err
	case "-setcookie":
		cookie, err := one()
		if len(sw.args) > 1 {
			s.ignore(source, "-setcookie NODE COOKIE")
			return nil
		}
		if s.cookie == "" {
			s.cookie = cookie
		}
		return err
	case "-hidden":
		s.hidden = true
	case "-erl_epmd_port":
		text, err := one()
		if err != nil {
			return err
		}
		return s.setPort(&s.port, text)
	case "-connect_all":
		if len(sw.args) > 0 && sw.args[0] == "false" {
			return s.readParameter(source, "connect_all", term.False.Term())
		}
	case "-start_epmd":
		s.noEpmd = len(sw.args) > 0 && sw.args[0] == "false"
	case "-env":
		if len(sw.args) != 2 {
			return errors.New("a variable and its value are missing")
		}
		return os.Setenv(sw.args[0], sw.args[1])
	case "-kernel":
		for i := 0; i+1 < len(sw.args); i += 2 {
			value, err := erlTerm(sw.args[i+1])
			if err == nil {
				err = s.readParameter(source, sw.args[i], value)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", sw.args[i], err)
			}
		}
		if len(sw.args)%2 != 0 {
			return fmt.Errorf("the value of %s is missing", sw.args[len(sw.args)-1])
		}
	case "-logger":
		for i := 0; i+1 < len(sw.args); i += 2 {
			if !s.readReports(sw.args[i], sw.args[i+1]) {
				s.ignore(source, "-logger "+sw.args[i])
			}
		}
	case "-args_file":
		file, err := one()
		if err != nil {
			return err
		}
		return s.readArgsFile(file)
	case "-config":
		for _, file := range sw.args {
			if err := s.readConfigFile(file); err != nil {
				return err
			}
		}
	case "-noshell", "-noinput", "+B", "+Bc", "+Bd", "+Bi":
		// How erl treats its terminal.
	default:
		s.ignore(source, sw.name)
	}
	return nil
}

// ignore notes something that has no meaning in gex.
func (s *erlSettings) ignore(source, what string) {
	s.unused = append(s.unused, source+": "+what+" has no meaning in gex")
}

func (s *erlSettings) setPort(port *int, text string) error {
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return fmt.Errorf("%q is no port", text)
	}
	if *port == 0 {
		*port = int(n)
	}
	return nil
}

// readReports takes what is said about reports of OTP: handle_otp_reports, which
// are those of behaviours that end, and handle_sasl_reports, those of crashes and
// of children that start.
func (s *erlSettings) readReports(key, value string) bool {
	setting := map[string]**bool{"handle_otp_reports": &s.otpReports, "handle_sasl_reports": &s.saslReports}[key]
	if setting == nil || value != "true" && value != "false" {
		return false
	}
	if *setting == nil {
		on := value == "true"
		*setting = &on
	}
	return true
}

// readParameter takes a parameter of kernel.
func (s *erlSettings) readParameter(source, key string, v term.Term) error {
	if s.parameters[key] {
		return nil
	}
	if s.parameters == nil {
		s.parameters = make(map[string]bool)
	}
	s.parameters[key] = true
	number := func(least, most int) (int, error) {
		n, ok := v.AsInt()
		if !ok || n < int64(least) || n > int64(most) {
			return 0, fmt.Errorf("want a number from %d to %d", least, most)
		}
		return int(n), nil
	}
	seconds := func(d *time.Duration) error {
		n, err := number(1, 1<<31-1)
		*d = time.Duration(n) * time.Second
		return err
	}
	var err error
	switch key {
	case "inet_dist_listen_min":
		s.minPort, err = number(0, 65535)
	case "inet_dist_listen_max":
		s.maxPort, err = number(0, 65535)
	case "erl_epmd_node_listen_port":
		s.port, err = number(0, 65535)
	case "net_ticktime":
		return seconds(&s.tickTime)
	case "net_setuptime":
		return seconds(&s.setupTime)
	case "inet_dist_use_interface":
		address, ok := ipAddress(v)
		if !ok {
			return errors.New("want an address such as {127,0,0,1}")
		}
		s.addresses = []string{address}
	case "connect_all":
		s.mesh.NoConnectAll, err = isFalse(v)
	case "prevent_overlapping_partitions":
		s.mesh.AllowOverlap, err = isFalse(v)
	case "start_pg":
		var not bool
		not, err = isFalse(v)
		s.startPg = !not && err == nil
	case "dist_auto_connect":
		switch {
		case v.Is(term.Intern("never")):
			s.autoConnect = node.AutoConnectNever
		case v.Is(term.Intern("once")):
			s.autoConnect = node.AutoConnectOnce
		default:
			return errors.New("want never or once")
		}
	case "shell_history":
		s.noHistory = v.Is(term.Intern("disabled"))
	default:
		s.ignore(source, "kernel "+key)
	}
	return err
}

// isFalse tells whether a boolean is false.
func isFalse(v term.Term) (bool, error) {
	if !v.Is(term.False) && !v.Is(term.True) {
		return false, errors.New("want true or false")
	}
	return v.Is(term.False), nil
}

// ports returns the range of ports to listen on; 0, 0 is any.
func (s *erlSettings) ports() (lowest, highest int, err error) {
	switch {
	case s.port != 0:
		return s.port, s.port, nil
	case s.minPort == 0 && s.maxPort != 0:
		return 0, 0, errors.New("inet_dist_listen_max without inet_dist_listen_min")
	case s.maxPort == 0:
		return s.minPort, s.minPort, nil
	case s.maxPort < s.minPort:
		return 0, 0, fmt.Errorf("no port is in the range from %d to %d", s.minPort, s.maxPort)
	}
	return s.minPort, s.maxPort, nil
}
