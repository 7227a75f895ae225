package node_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// wallClock has the files that may look at the time of day, and what for. All else
// in a node counts durations by the monotonic clock, as differences of time.Time
// are, so ticks, timers and time limits do not care when the clock is set.
var wallClock = map[string]string{
	"node/sys/logger.go":   "the time of a log event",
	"node/sys/global.go":   "the time of a log event",
	"proto/epmd/server.go": "the first creation of the port mapper, as that of epmd",
	"proto/epmd/client.go": "a time limit in the past",
}

// TestClockJumps looks for what takes the monotonic reading away from a time, after
// which a clock that is set counts as time that has passed.
func TestClockJumps(t *testing.T) {
	strips := map[string]bool{"Unix": true, "UnixMilli": true, "UnixMicro": true, "UnixNano": true, "Round": true, "Truncate": true}
	for _, root := range []string{"node", "proto"} {
		filepath.WalkDir(filepath.Join("..", root), func(path string, d fs.DirEntry, err error) error {
			name := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))
			if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.Contains(name, "test/") || wallClock[name] != "" {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			if !imports(file, `"time"`) {
				return nil
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if s, ok := call.Fun.(*ast.SelectorExpr); ok && strips[s.Sel.Name] {
						t.Errorf("%s: %s leaves only the time of day", set.Position(s.Sel.Pos()), s.Sel.Name)
					}
				}
				return true
			})
			return nil
		})
	}
}

func imports(file *ast.File, path string) bool {
	for _, i := range file.Imports {
		if i.Path.Value == path {
			return true
		}
	}
	return false
}
