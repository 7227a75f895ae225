package line

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func open(t *testing.T, path string, size int) *history {
	t.Helper()
	h, err := openHistory(path, size, func(s string) bool { return strings.Contains(s, "cookie") })
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func add(t *testing.T, h *history, entries ...string) {
	t.Helper()
	for _, e := range entries {
		if err := h.add(e, true); err != nil {
			t.Fatal(err)
		}
	}
}

func wantEntries(t *testing.T, h *history, want ...string) {
	t.Helper()
	if !slices.Equal(h.entries, want) {
		t.Errorf("entries %q, want %q", h.entries, want)
	}
}

func TestHistoryFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "gex", "history")
	h := open(t, path, 0)
	add(t, h, "1 + 1\n", "def f do\n  1\nend\n", "same", "same", " hidden", "set_cookie(:x)", "  ", "", "é \"\\\u2028\x00\xff")
	wantEntries(t, h, "1 + 1", "def f do\n  1\nend", "same", " hidden", "set_cookie(:x)", "é \"\\\u2028\x00\xff")
	wantEntries(t, open(t, path, 0), "1 + 1", "def f do\n  1\nend", "same", "é \"\\\u2028\x00\ufffd")
	if runtime.GOOS != "windows" {
		for p, want := range map[string]os.FileMode{path: 0o600, path + ".lock": 0o600, filepath.Dir(path): os.ModeDir | 0o700} {
			if fi, err := os.Stat(p); err != nil || fi.Mode() != want {
				t.Errorf("%s: %v, %v; want %v", p, fi.Mode(), err, want)
			}
		}
	}
	if err := h.add("not kept", false); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), "not kept") {
		t.Errorf("%s, %v", text, err)
	}
}

// TestHistoryFileFaults has files as crashes, other programs and other users
// leave them.
func TestHistoryFileFaults(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "history")
	broken := "{\"entry\":\"one\"}\nnonsense\n\"a string\"\n{\"entry\":5}\n{\"entry\":\"\"}\n\n\x00\xff\n[1]\n{\"entry\":\"two\",\"more\":{}}\n{\"entry\":\"cut o"
	if err := os.WriteFile(path, []byte(broken), 0o644); err != nil {
		t.Fatal(err)
	}
	h := open(t, path, 0)
	wantEntries(t, h, "one", "two")
	if fi, err := os.Stat(path); runtime.GOOS != "windows" && (err != nil || fi.Mode().Perm() != 0o600) {
		t.Errorf("mode %v, %v", fi.Mode(), err)
	}
	add(t, h, "three")
	wantEntries(t, open(t, path, 0), "one", "two", "three")

	if runtime.GOOS == "windows" {
		return
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(os.DevNull, link); err != nil {
		t.Fatal(err)
	}
	h = open(t, link, 1)
	add(t, h, "a", "b", "c", "d")
	if fi, err := os.Lstat(link); err != nil || fi.Mode()&os.ModeSymlink == 0 {
		t.Error("the link to the null device was replaced")
	}
	if _, err := openHistory(dir, 0, nil); err == nil {
		t.Error("a directory was read")
	}
	if os.Getuid() == 0 {
		return // nothing is read-only
	}
	closed := filepath.Join(dir, "closed")
	if err := os.Mkdir(closed, 0o500); err != nil {
		t.Fatal(err)
	}
	h = open(t, filepath.Join(closed, "history"), 0)
	if err := h.add("a", true); err == nil {
		t.Error("no error in a directory that cannot be written")
	}
	wantEntries(t, h, "a")
}

func TestHistorySize(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	link := path + ".link"
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	a, b := open(t, link, 5), open(t, link, 5)
	for i := range 8 {
		add(t, a, fmt.Sprint("a", i))
		add(t, b, fmt.Sprint("b", i))
	}
	wantEntries(t, a, "a3", "a4", "a5", "a6", "a7")
	wantEntries(t, open(t, link, 5), "b5", "a6", "b6", "a7", "b7")
	text, err := os.ReadFile(path)
	if n := strings.Count(string(text), "\n"); err != nil || n < 5 || n > 10 {
		t.Errorf("%d lines in the file, %v", n, err)
	}
	if fi, err := os.Lstat(link); err != nil || fi.Mode()&os.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
	a.resize(2)
	wantEntries(t, a, "a6", "a7")
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".history*")); len(left) > 0 || err != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestHistoryNodes: Up goes through the entries of the node first.
func TestHistoryNodes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	h := open(t, path, 0)
	for _, e := range []string{"a:1", ":2", "b:3", "a:4", ":5", "a:5", "b:5"} {
		node, entry, _ := strings.Cut(e, ":")
		h.use(node)
		add(t, h, entry)
	}
	h = open(t, path, 0)
	wantEntries(t, h, "1", "3", "4", "5", "2", "5")
	h.use("a")
	wantEntries(t, h, "2", "3", "5", "1", "4", "5")
	h.use("b")
	wantEntries(t, h, "1", "2", "4", "5", "3", "5")
	h.use("new")
	wantEntries(t, h, "1", "2", "3", "4", "5")
	add(t, h, "6")
	if at, ok := h.search("2", len(h.entries)); !ok || h.entries[at] != "2" {
		t.Error("the search does not reach the entries of other nodes")
	}
}

// TestHistoryTwoProcesses has processes append to one file at once, often enough
// for each to cut it: every record is whole, those of each process are in order,
// and none is lost but by the cut.
func TestHistoryTwoProcesses(t *testing.T) {
	const entries = 150
	if path := os.Getenv("GEX_TEST_HISTORY"); path != "" {
		limit, _ := strconv.Atoi(os.Getenv("GEX_TEST_HISTORY_SIZE"))
		h := open(t, path, limit)
		for i := range entries {
			add(t, h, fmt.Sprintf("%s %d %s", os.Getenv("GEX_TEST_NAME"), i, strings.Repeat("x", i%7*100)))
		}
		return
	}
	for _, size := range []int{10_000, 20} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "history")
			var cmds []*exec.Cmd
			for _, name := range []string{"a", "b", "c"} {
				cmd := exec.Command(os.Args[0], "-test.run=^TestHistoryTwoProcesses$")
				cmd.Env = append(os.Environ(), "GEX_TEST_HISTORY="+path, "GEX_TEST_NAME="+name, "GEX_TEST_HISTORY_SIZE="+strconv.Itoa(size))
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				cmds = append(cmds, cmd)
			}
			for _, cmd := range cmds {
				if err := cmd.Wait(); err != nil {
					t.Fatal(err)
				}
			}
			f := historyFile{path: path}
			records, err := f.load()
			if err != nil || f.lines != len(records) {
				t.Fatalf("%d lines, %d records, %v", f.lines, len(records), err)
			}
			next := map[string]int{}
			for _, r := range records {
				fields := strings.Fields(r.Entry)
				n, err := strconv.Atoi(fields[1])
				first, seen := next[fields[0]]
				if err != nil || seen && n != first || size > len(records) && !seen && n != 0 {
					t.Fatalf("%q after %d of %s", r.Entry, first-1, fields[0])
				}
				next[fields[0]] = n + 1
			}
			for name, n := range next {
				if n != entries {
					t.Errorf("%s ends at %d", name, n)
				}
			}
			if want := len(cmds) * entries; size > want && len(records) != want || size < want && (len(records) < size || len(records) > 2*size) {
				t.Errorf("%d records", len(records))
			}
		})
	}
}
