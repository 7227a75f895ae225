package main

import (
	"os"
	"path/filepath"
)

// startFile is the file that the shell evaluates at its start, "" for none: the
// one of --dot-iex, or else .gex.exs or .iex.exs of the current directory, then
// of IEX_HOME or home.
func (o *options) startFile(getenv func(string) string) string {
	if o.dotFileGiven {
		if o.dotFile == "" {
			return ""
		}
		if full, err := filepath.Abs(o.dotFile); err == nil && isFile(full) {
			return full
		}
		return ""
	}
	home := getenv("IEX_HOME")
	if home == "" {
		home, _ = os.UserHomeDir()
	}
	here, _ := os.Getwd()
	for _, dir := range []string{here, home} {
		for _, name := range []string{".gex.exs", ".iex.exs"} {
			if path := filepath.Join(dir, name); dir != "" && isFile(path) {
				return path
			}
		}
	}
	return ""
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
