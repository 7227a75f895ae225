package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gex/scripts/peers"
)

// exchanges are the tables in testdata/exchange: expressions that a node
// evaluates against another one. Beside each table stands what they give between
// BEAMs: of OTP 29, and where an older one asks or answers and gives something
// else, of those.
var exchanges = []string{"signals", "spawn", "calls", "priority", closures}

// closures is the table of what BEAMs of different releases cannot do with each
// other, as a fun of one is badfun in the other: gex can.
const closures = "closures"

// pair is who asks and who answers, by OTP release.
type pair struct{ asks, answers int }

// own is where the reference of everything else comes from.
var own = pair{29, 29}

func (p pair) String() string { return fmt.Sprintf("%d asks %d", p.asks, p.answers) }

// mixed are the pairs of releases that stand for gex, which is as OTP 29, beside
// an older one.
var mixed = []pair{{25, 29}, {27, 29}, {29, 25}, {29, 27}}

// outcomes are what the expressions of a table give.
type outcomes map[string]string

func parseOutcomes(text string) outcomes {
	o := outcomes{}
	entry := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if result, ok := strings.CutPrefix(line, "    "); ok {
			o[entry] = result
		} else {
			entry = line
		}
	}
	return o
}

// recording is a recorded table.
type recording map[pair]outcomes

func exchangeFile(table, ext string) string {
	return filepath.Join("testdata", "exchange", table+ext)
}

// readRecording reads TABLE.out: below each expression the results, those of
// older releases with the pair in front.
func readRecording(t *testing.T, table string) recording {
	text, err := os.ReadFile(exchangeFile(table, ".out"))
	if err != nil {
		t.Fatal(err)
	}
	r := recording{own: {}}
	for _, p := range mixed {
		r[p] = outcomes{}
	}
	entry := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		result, indented := strings.CutPrefix(line, "    ")
		if !indented {
			entry = line
			continue
		}
		of := own
		for _, p := range mixed {
			if rest, ok := strings.CutPrefix(result, p.String()+": "); ok {
				of, result = p, rest
			}
		}
		r[of][entry] = result
	}
	return r
}

func (r recording) write(t *testing.T, table string) {
	var b strings.Builder
	for _, entry := range questions(t, table) {
		fmt.Fprintf(&b, "%s\n    %s\n", entry, r[own][entry])
		for _, p := range mixed {
			if got, ok := r[p][entry]; ok && got != r[own][entry] {
				fmt.Fprintf(&b, "    %s: %s\n", p, got)
			}
		}
	}
	if err := os.WriteFile(exchangeFile(table, ".out"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// want is what an expression gives between two nodes.
func (r recording) want(p pair, question string) string {
	if got, ok := r[p][question]; ok {
		return got
	}
	return r[own][question]
}

// questions are the expressions of a table, in order.
func questions(t *testing.T, table string) (list []string) {
	text, err := os.ReadFile(exchangeFile(table, ".txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSuffix(line, "\n"); line != "" && !strings.HasPrefix(line, "#") {
			list = append(list, line)
		}
	}
	return list
}

// place is a directory with the tables, by our path and by that of a node.
type place struct{ outside, inside string }

func newPlace(t *testing.T, o peers.OTP) place {
	outside, inside := peers.TempDir(t, o)
	for _, file := range append([]string{"run.exs"}, tableFiles()...) {
		b, err := os.ReadFile(filepath.Join("testdata", "exchange", file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(outside, file), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return place{outside, inside}
}

func tableFiles() (files []string) {
	for _, table := range exchanges {
		files = append(files, table+".txt")
	}
	return files
}

// exchange has a node evaluate a table against another one.
func exchange(t *testing.T, from, to member, at place, table string) outcomes {
	t.Helper()
	from.Use(t)
	out := fmt.Sprintf("%s-%s.out", table, from.title())
	from.Eval(fmt.Sprintf(`:persistent_term.put(:exchange, {%s, "%s", "%s", ""}); {:ran, elem(Code.eval_file("%s"), 0)}`,
		to.name, at.inside+"/"+table+".txt", at.inside+"/"+out, at.inside+"/run.exs"), `\{:ran, :done\}`)
	text, err := os.ReadFile(filepath.Join(at.outside, out))
	if err != nil {
		t.Fatal(err)
	}
	return parseOutcomes(string(text))
}

// title is the name of the node as part of a file's name.
func (m member) title() string {
	name, _, _ := strings.Cut(strings.Trim(m.name, `:"`), "@")
	return name
}

// TestExchange has gex and each release evaluate the tables against each other.
func TestExchange(t *testing.T) {
	recorded := map[string]recording{}
	for _, table := range exchanges {
		recorded[table] = readRecording(t, table)
	}
	check := func(t *testing.T, from, to member, at place, as pair) {
		from.Use(t)
		from.Eval(`{:connected, Node.connect(`+to.name+`)}`, `\{:connected, true\}`)
		for _, table := range exchanges {
			got := exchange(t, from, to, at, table)
			for _, entry := range questions(t, table) {
				if want := recorded[table].want(as, entry); got[entry] != want {
					t.Errorf("%s\ngot  %s\nwant %s", entry, got[entry], want)
				}
			}
		}
	}
	t.Run("gex", func(t *testing.T) {
		t.Parallel()
		c := newCluster(t)
		at := newPlace(t, peers.OTP25)
		check(t, c.gex(t, "a", "--cookie", "c"), c.gex(t, "b", "--cookie", "c"), place{at.outside, at.outside}, own)
	})
	for _, otp := range peers.All.Each() {
		t.Run(otp.String(), func(t *testing.T) {
			t.Parallel()
			peers.Require(t, otp)
			c := newCluster(t)
			g := c.gex(t, "g", "--cookie", "c")
			b := c.beam(t, otp, "b", "--cookie", "c")
			at := newPlace(t, otp)
			t.Run("gex asks", func(t *testing.T) { check(t, g, b, place{at.outside, at.outside}, pair{29, otp.Release()}) })
			t.Run("BEAM asks", func(t *testing.T) { check(t, b, g, at, pair{otp.Release(), 29}) })
		})
	}
}

// TestConfirmExchange compares the recordings with BEAMs, or makes them with
// -update.
func TestConfirmExchange(t *testing.T) {
	t.Parallel()
	peers.Require(t, peers.All)
	c := newCluster(t)
	c.gex(t, "keeper", "--cookie", "c") // its epmd
	shells := map[int][2]member{}
	places := map[int]place{}
	for _, otp := range peers.All.Each() {
		n := otp.Release()
		places[n] = newPlace(t, otp)
		shells[n] = [2]member{c.beam(t, otp, fmt.Sprintf("asks%d", n), "--cookie", "c"), c.beam(t, otp, fmt.Sprintf("answers%d", n), "--cookie", "c")}
	}
	for _, table := range exchanges {
		r := recording{}
		pairs := slices.Concat([]pair{own}, mixed)
		if table == closures {
			pairs = pairs[:1]
		}
		for _, p := range pairs {
			from, to := shells[p.asks][0], shells[p.answers][1]
			from.Use(t)
			from.Eval(`{:connected, Node.connect(`+to.name+`)}`, `\{:connected, true\}`)
			r[p] = exchange(t, from, to, places[p.asks], table)
			from.Eval(`{:cut, Node.disconnect(`+to.name+`)}`, `\{:cut, true\}`)
		}
		if *update {
			r.write(t, table)
			continue
		}
		recorded := readRecording(t, table)
		for p, got := range r {
			for _, entry := range questions(t, table) {
				if want := recorded.want(p, entry); got[entry] != want {
					t.Errorf("%v: %s\ngot  %s\nwant %s", p, entry, got[entry], want)
				}
			}
		}
	}
}
