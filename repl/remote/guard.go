package remote

import (
	"fmt"
	"regexp"
	"strings"
)

// ending are calls that end the node: the whole of it, for everybody.
var ending = regexp.MustCompile(`\bSystem\.(halt|stop|restart)\b|:erlang\.halt\b|\berlang:halt\b|\binit[.:](stop|restart|reboot)\b|(^|[\s,;>])(q|halt)\(\)\s*\.`)

// endsNode tells whether a source seems to end the node, which a person is asked
// about: what ends a shell elsewhere is easily typed.
func (s *Session) endsNode(src string) bool {
	return s.cfg.Terminal && s.terminal && ending.MatchString(src)
}

// question asks whether the node is to be ended.
func (s *Session) question() string {
	return fmt.Sprintf("This ends the node %s itself, not this shell alone. Go on? [yN] ", s.cfg.Target)
}

func (s *Session) confirmed() bool { return isYes(s.ask(s.question())) }

func isYes(answer string) bool {
	a := strings.ToLower(strings.TrimSpace(answer))
	return a == "y" || a == "yes"
}
