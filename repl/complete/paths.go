package complete

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// pathFragment returns the path that text ends in: one that starts a string and is
// absolute, of a Windows drive, or of this directory or the one above.
func pathFragment(text string) (string, bool) {
	quote := -1
	for i := len(text) - 1; i >= 0 && quote < 0; i-- {
		switch {
		case text[i] == '\n':
			return "", false
		case text[i] == '{' && i > 0 && text[i-1] == '#':
			return "", false
		case text[i] == '"' && (i == 0 || text[i-1] != '\\'):
			quote = i
		}
	}
	if quote < 0 {
		return "", false
	}
	path := text[quote+1:]
	drive := len(path) > 2 && path[1] == ':' && path[2] == '/' && (path[0]|0x20) >= 'a' && (path[0]|0x20) <= 'z'
	if !drive && !strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "./") && !strings.HasPrefix(path, "../") {
		return "", false
	}
	return strings.ReplaceAll(path, `\"`, `"`), true
}

// pathHint is the part of a path that names what is looked for.
func pathHint(path string) string {
	return path[strings.LastIndexByte(path, '/')+1:]
}

// paths finds files and directories that go on from path.
func paths(path string) []candidate {
	hint := pathHint(path)
	directory := strings.TrimSuffix(path, hint)
	in := filepath.FromSlash(directory)
	if in == "" {
		in = "."
	}
	entries, err := os.ReadDir(in)
	if err != nil {
		return nil
	}
	var found []candidate
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), hint) {
			continue
		}
		c := candidate{kind: file, name: e.Name()}
		if isDir(directory, e) {
			c.kind = dir
		}
		found = append(found, c)
	}
	slices.SortFunc(found, func(a, b candidate) int { return strings.Compare(a.name, b.name) })
	return found
}

// isDir tells whether e is a directory or leads to one.
func isDir(directory string, e os.DirEntry) bool {
	if e.Type()&os.ModeSymlink == 0 {
		return e.IsDir()
	}
	info, err := os.Stat(filepath.Join(directory, e.Name()))
	return err == nil && info.IsDir()
}
