package cookie

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Source is where Resolve takes the cookie from. One of the fields is set.
type Source struct {
	Flag     bool   // what was given as flag
	Variable string // an environment variable, one of EnvNames
	File     string // the path of a file
}

// Find says where Resolve would take the cookie from, with the same arguments;
// no file is made or read. It is false if there is none yet.
func Find(flag string, getenv func(string) string, home string) (Source, bool) {
	if flag != "" {
		return Source{Flag: true}, true
	}
	for _, name := range EnvNames {
		if getenv(name) != "" {
			return Source{Variable: name}, true
		}
	}
	for _, file := range files(runtime.GOOS, getenv, home) {
		if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
			return Source{File: file}, true
		}
	}
	return Source{}, false
}

// files are the paths that File looks at, in its order.
func files(goos string, getenv func(string) string, home string) []string {
	var all []string
	if home != "" {
		all = append(all, filepath.Join(home, FileName))
	}
	if config := configFile(goos, getenv, home); config != "" {
		all = append(all, config)
	}
	return all
}
