package cookie

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
)

// FileName is the name of the cookie file in the home directory.
const FileName = ".erlang.cookie"

// EnvNames are the environment variables that hold a cookie, in order of
// precedence. RELEASE_COOKIE is what the start scripts of Elixir releases set.
var EnvNames = []string{"GEX_COOKIE", "RELEASE_COOKIE"}

// Resolve returns the cookie: flag unless empty, else the first variable of
// EnvNames that is set and not empty, else what [File] returns. getenv is
// os.Getenv or a stand-in; home is the home directory, or "" if there is none.
func Resolve(flag string, getenv func(string) string, home string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	for _, name := range EnvNames {
		if c := getenv(name); c != "" {
			return c, nil
		}
	}
	return File(getenv, home)
}

// File returns the cookie of the first file that exists: .erlang.cookie in the
// home directory, then erlang/.erlang.cookie in the user's configuration
// directory (OTP 29; $XDG_CONFIG_HOME or ~/.config on most systems). If neither
// exists it creates the one in the home directory. Errors are [*Error] with
// Erlang's texts, or [ErrNoHome].
func File(getenv func(string) string, home string) (string, error) {
	config := configFile(runtime.GOOS, getenv, home)
	if home == "" {
		return withoutHome(config)
	}
	path := filepath.Join(home, FileName)
	c, err := Read(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return c, err
	}
	if c, err = Read(config); !errors.Is(err, fs.ErrNotExist) {
		return c, err
	}
	return create(path)
}

// withoutHome reads or creates the file in the configuration directory, which
// may be known without a home directory.
func withoutHome(config string) (string, error) {
	if config == "" {
		return "", ErrNoHome
	}
	c, err := Read(config)
	switch {
	case err == nil:
		return c, nil
	case errors.Is(err, fs.ErrNotExist):
		return create(config)
	}
	return "", ErrNoHome
}

// configFile is Erlang's filename:basedir(user_config, "erlang") with the file's
// name, or "" where the directory cannot be told.
func configFile(goos string, getenv func(string) string, home string) string {
	under := func(dir ...string) string {
		if home == "" {
			return ""
		}
		return filepath.Join(append([]string{home}, dir...)...)
	}
	var base string
	switch goos {
	case "windows":
		base = cmp.Or(getenv("APPDATA"), under("Roaming"))
	case "darwin":
		base = under("Library", "Application Support")
	default:
		base = cmp.Or(getenv("XDG_CONFIG_HOME"), under(".config"))
	}
	if base == "" {
		return ""
	}
	return filepath.Join(base, "erlang", FileName)
}
