package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gex/scripts/peers"
)

var updateReadme = flag.Bool("readme", false, "write what the commands in README.md print into it")

const readme = "../../README.md"

// TestReadme runs what README.md shows. A block of elixir that begins with the
// name of a file is that file; a block that begins with $ is commands and what
// they print. What stands behind a prompt is typed into the shell.
func TestReadme(t *testing.T) {
	r := readmeRunner{t: t, bash: peers.Program(t, "bash"), dir: t.TempDir(), port: freePort()}
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	if _, r.host, err = shortName("x"); err != nil {
		t.Fatal(err)
	}
	out := block.ReplaceAllStringFunc(string(text), func(b string) string {
		m := block.FindStringSubmatch(b)
		kind, body := m[1], m[2]
		name := fileName.FindStringSubmatch(body)
		switch {
		case kind == "elixir" && name != nil:
			if err := os.WriteFile(filepath.Join(r.dir, name[1]), []byte(body), 0o644); err != nil {
				t.Fatal(err)
			}
		case kind == "" && strings.HasPrefix(body, "$ "):
			body = r.run(body)
		}
		return "```" + kind + "\n" + body + "```"
	})
	if r.count < 5 {
		t.Errorf("README.md has only %d commands", r.count)
	}
	if *updateReadme {
		if err := os.WriteFile(readme, []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// readmeRunner runs commands, all in one directory.
type readmeRunner struct {
	t                     *testing.T
	bash, dir, port, host string
	count                 int
}

// run runs the commands of a block and returns it as it should be.
func (r *readmeRunner) run(body string) string {
	items := strings.Split("\n"+body, "\n$ ")[1:]
	if command, _, _ := strings.Cut(body, "\n"); command == "$ make demo" {
		items = []string{strings.TrimPrefix(body, "$ ")} // it prints commands
	}
	var out strings.Builder
	for _, item := range items {
		command, want, _ := strings.Cut(item, "\n")
		input := ""
		if !strings.Contains(command, "|") {
			input = typed(want)
		}
		printed := r.prints(command, input)
		switch {
		case settled(printed) == settled(withoutPrompt(want)):
			printed = withoutPrompt(want)
		case !*updateReadme:
			r.t.Errorf("%s prints\n%s\nREADME.md has\n%s", command, printed, want)
		}
		out.WriteString("$ " + command + "\n")
		if printed != "" {
			out.WriteString(printed + "\n")
		}
		if strings.HasSuffix(item, "\n") && len(items) > 1 && item != items[len(items)-1] {
			out.WriteByte('\n')
		}
		r.count++
	}
	return out.String()
}

// prints is what a command prints, with the host name that README.md has.
func (r *readmeRunner) prints(command, input string) string {
	switch {
	case command == "make demo":
		demo, err := filepath.Abs("../../scripts/demo.sh")
		if err != nil {
			r.t.Fatal(err)
		}
		command = single(demo)
	case input != "":
		command += " --transcript"
	}
	cmd := exec.CommandContext(r.t.Context(), r.bash, "-c", command)
	cmd.Dir, cmd.Stdin = r.dir, strings.NewReader(input)
	cmd.Env = append(os.Environ(), "HOME="+r.dir, "ERL_EPMD_PORT="+r.port, "GEX=gex")
	printed, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		r.t.Fatal(err)
	}
	return withoutPrompt(strings.ReplaceAll(string(printed), "@"+r.host, "@vm"))
}

var (
	block      = regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```$")
	fileName   = regexp.MustCompile(`^# (\w+\.exs?)\n`)
	promptLine = regexp.MustCompile(`(?m)^gex\([^()]*\d+\)>(?: (.*))?$`)
)

// typed is what stands behind the prompts of a session.
func typed(session string) string {
	var lines strings.Builder
	for _, m := range promptLine.FindAllStringSubmatch(withoutPrompt(session), -1) {
		lines.WriteString(m[1] + "\n")
	}
	return lines.String()
}

// withoutPrompt is a session without the prompt at its end.
func withoutPrompt(session string) string {
	session = strings.TrimRight(session, " \n")
	if i := strings.LastIndex(session, "\n") + 1; promptLine.MatchString(session[i:]) && strings.HasSuffix(session, ">") {
		session = strings.TrimRight(session[:i], "\n")
	}
	return session
}

// settled is output without what differs from one run to the next.
func settled(text string) string {
	for _, d := range []struct {
		what *regexp.Regexp
		with string
	}{
		{regexp.MustCompile(`#(PID|Reference|Function|Port)<[^>]*>`), "#$1<>"},
		{regexp.MustCompile(`\d\d:\d\d:\d\d\.\d{3}`), "TIME"},
		{regexp.MustCompile(`(?m)^Hello world!\n`), ""}, // from another node, at any time
		{regexp.MustCompile(`(?m)[ \t]+$`), ""},
		{libraryLine, "$1:"},
	} {
		text = d.what.ReplaceAllString(text, d.with)
	}
	return text
}
