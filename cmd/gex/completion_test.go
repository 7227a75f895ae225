package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gex/scripts/peers"
)

// completions are what a word at the end of a command line may become.
var completions = []struct {
	line string
	want []string // among others if the last is "..."
}{
	{"gex --sn", []string{"--sname"}},
	{"gex --logger-o", []string{"--logger-otp-reports"}},
	{"gex --logger-otp-reports t", []string{"true"}},
	{"gex --cookie ", nil},
	{"gex -e ", nil},
	{"gex m", []string{"m.exs", "man", "more"}},
	{"gex -r m", []string{"m.exs", "more"}},
	{"gex -pr m", []string{"m.exs", "more"}},
	{"gex --vm-args m", []string{"m.exs", "more"}},
	{"gex --quiet m", []string{"m.exs", "more"}},
	{"gex run m", []string{"m.exs", "more"}},
	{"gex run --no-h", []string{"--no-halt"}},
	{"gex completion ", []string{"bash", "fish", "zsh"}},
	{"gex help c", []string{"completion"}},
	{"gex completion bash ", nil},
	{"gex man ", nil},
	{"gex a", []string{"a b.exs"}},
}

// completionDir has the files that completions names.
func completionDir(t *testing.T) string {
	dir := t.TempDir()
	for _, name := range []string{"m.exs", "a b.exs"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "more"), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestBashCompletion has bash complete lines with the function of the script.
func TestBashCompletion(t *testing.T) {
	bash := peers.Program(t, "bash")
	script := bashCompletion(shownFlags(), verbs())
	script += "\ncompopt() { :; }\n" // it works only while a key is handled
	for _, tt := range completions {
		script += "COMP_WORDS=(" + strings.TrimSuffix(tt.line, " ")
		last := len(strings.Fields(tt.line)) - 1
		if strings.HasSuffix(tt.line, " ") {
			script += ` ""`
			last++
		}
		script += ")\nCOMP_CWORD=" + string(rune('0'+last)) + "\n_gex gex\nprintf '%s\\n' \"${COMPREPLY[@]}\"; echo ----\n"
	}
	cmd := exec.Command(bash, "--norc", "-c", script)
	cmd.Dir = completionDir(t)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got := strings.Split(string(out), "----\n")
	for i, tt := range completions {
		words := strings.FieldsFunc(got[i], func(r rune) bool { return r == '\n' })
		slices.Sort(words)
		if !slices.Equal(words, tt.want) {
			t.Errorf("%q: %q, want %q", tt.line, words, tt.want)
		}
	}
}

// TestFishCompletion asks fish.
func TestFishCompletion(t *testing.T) {
	fish := peers.Program(t, "fish")
	dir := completionDir(t)
	for _, tt := range completions {
		cmd := exec.Command(fish, "--no-config", "-c", fishCompletion(shownFlags(), verbs())+"\ncomplete -C "+single(tt.line))
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		var words []string
		for line := range strings.Lines(string(out)) {
			word, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			words = append(words, strings.TrimSuffix(strings.ReplaceAll(word, `\ `, " "), "/"))
		}
		slices.Sort(words)
		if !slices.Equal(words, tt.want) {
			t.Errorf("%q: %q, want %q", tt.line, words, tt.want)
		}
	}
}

// TestZshCompletion has zsh read the script, whose function runs only at its
// prompt.
func TestZshCompletion(t *testing.T) {
	zsh := peers.Program(t, "zsh")
	cmd := exec.Command(zsh, "-fn", "-c", zshCompletion(shownFlags(), verbs()))
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestManPage has man format the page: without a warning, and with all that help
// says in it.
func TestManPage(t *testing.T) {
	page := manPage()
	for _, f := range shownFlags() {
		if name := strings.Join(spelled(f), ", "); !strings.Contains(page, "\n.B "+roff(name)) {
			t.Errorf("%s is not in the page", name)
		}
	}
	for _, v := range verbs() {
		if !strings.Contains(page, "\n.SS gex "+roff(v.usage())+"\n") || len(v.examples) == 0 {
			t.Errorf("the verb %s or its examples are not in the page", v.name)
		}
	}
	file := filepath.Join(t.TempDir(), "gex.1")
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(peers.Program(t, "groff"), "-man", "-Tascii", "-P-cbou", "-ww", file)
	var warnings strings.Builder
	cmd.Stderr = &warnings
	if out, err := cmd.Output(); err != nil || warnings.Len() > 0 || !strings.Contains(string(out), "SYNOPSIS") {
		t.Errorf("%v\n%s", err, warnings.String())
	}
}

// TestHelpWidth: the help fits on a terminal.
func TestHelpWidth(t *testing.T) {
	texts := []string{usageText()}
	for _, v := range verbs() {
		var b strings.Builder
		v.help(&b)
		texts = append(texts, b.String())
	}
	for _, text := range texts {
		for line := range strings.Lines(text) {
			if line = strings.TrimSuffix(line, "\n"); len(line) > 80 || line != strings.TrimRight(line, " ") {
				t.Errorf("%d columns: %q", len(line), line)
			}
		}
	}
}
