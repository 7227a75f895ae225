package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"gex/proto/term"
	"gex/repl/lang/inspect"
)

// source is code to run: the text of -e, or a file.
type source struct {
	file, text string
	isFile     bool
}

// sources returns what a command runs, in order.
func (c command) sources() ([]source, error) {
	if c.kind == evalCommand {
		return []source{{"nofile", c.text, false}}, nil
	}
	files := []string{c.text}
	if c.kind != fileCommand {
		var err error
		if files, err = wildcard(c.text); err != nil {
			return nil, err
		}
	}
	all := make([]source, len(files))
	for i, file := range files {
		full, err := filepath.Abs(file)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(full); errors.Is(err, fs.ErrNotExist) {
			if v, ok := findVerb(file); ok && c.kind == fileCommand {
				return nil, fmt.Errorf("no file named %s; the verb comes first: gex %s", file, v.usage())
			}
			return nil, fmt.Errorf("no file named %s", file)
		}
		all[i] = source{file: full, isFile: true}
	}
	if c.kind == compileCommand {
		return []source{{"nofile", compilation(all), false}}, nil
	}
	return all, nil
}

// compilation is code that compiles files at once.
func compilation(files []source) string {
	names := make([]term.Term, len(files))
	for i, f := range files {
		names[i] = term.String(f.file)
	}
	whole := inspect.New()
	whole.Limit, whole.PrintableLimit = inspect.Unlimited, inspect.Unlimited
	return fmt.Sprintf(`with {:error, _, _} <- Kernel.ParallelCompiler.require(%s, return_diagnostics: true), do: exit({:shutdown, %d})`,
		inspect.Append(nil, term.List(names...), whole), statusFailed)
}

// read fills in the text of a file.
func (s *source) read() error {
	if !s.isFile {
		return nil
	}
	text, err := os.ReadFile(s.file)
	s.text = string(text)
	return err
}

// wildcard returns the files that match a pattern, at least one. Beside the
// patterns of path.Match it knows **, any number of directories.
func wildcard(pattern string) ([]string, error) {
	pattern = filepath.ToSlash(pattern)
	parts := strings.Split(pattern, "/")
	fixed := slices.IndexFunc(parts, func(part string) bool { return strings.ContainsAny(part, "*?[") })
	if fixed < 0 {
		return []string{pattern}, nil
	}
	root := strings.Join(parts[:fixed], "/")
	switch {
	case fixed == 0:
		root = "."
	case root == "":
		root = "/"
	}
	var files []string
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // what cannot be read does not match
		}
		rel, err := filepath.Rel(root, file)
		if err == nil && matches(parts[fixed:], strings.Split(filepath.ToSlash(rel), "/")) {
			files = append(files, file)
		}
		return err
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("no files matched pattern %s", pattern)
	}
	return files, err
}

// matches tells whether the names of a path match a pattern; hidden names do only
// where the pattern starts with a dot too.
func matches(pattern, names []string) bool {
	switch {
	case len(pattern) == 0 || len(names) == 0:
		return len(pattern) == len(names)
	case strings.HasPrefix(names[0], ".") && !strings.HasPrefix(pattern[0], "."):
		return false
	case pattern[0] == "**":
		return matches(pattern[1:], names) || matches(pattern, names[1:])
	}
	ok, err := path.Match(pattern[0], names[0])
	return ok && err == nil && matches(pattern[1:], names[1:])
}
