package cookie

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
)

func env(vars ...string) func(string) string {
	return func(name string) string {
		for _, v := range vars {
			if k, text, _ := strings.Cut(v, "="); k == name {
				return text
			}
		}
		return ""
	}
}

func write(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestResolvePrecedence(t *testing.T) {
	tests := []struct {
		name, flag string
		env        []string
		file, want string
	}{
		{"flag first", "F", []string{"GEX_COOKIE=G", "RELEASE_COOKIE=R"}, "H", "F"},
		{"then GEX_COOKIE", "", []string{"GEX_COOKIE=G", "RELEASE_COOKIE=R"}, "H", "G"},
		{"then RELEASE_COOKIE", "", []string{"GEX_COOKIE=", "RELEASE_COOKIE=R"}, "H", "R"},
		{"then the file", "", nil, "H", "H"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			home := t.TempDir()
			write(t, filepath.Join(home, FileName), tt.file, 0o400)
			if got, err := Resolve(tt.flag, env(tt.env...), home); err != nil || got != tt.want {
				t.Errorf("%q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestRead(t *testing.T) {
	long := strings.Repeat("x", 300)
	tests := []struct {
		name, text, want, err string
	}{
		{"plain", "SECRET", "SECRET", ""},
		{"newline", "PREPARED_cookie-9\n", "PREPARED_cookie-9", ""},
		{"crlf and blanks", "A\r\n \n", "A", ""},
		{"space is part of it", "a b \n", "a b ", ""},
		{"long", long, long, ""},
		{"punctuation", "A-b_c.d:e/f+g", "A-b_c.d:e/f+g", ""},
		{"two lines", "A\nB\n", "", "Bad characters in cookie"},
		{"tab", "A\tB", "", "Bad characters in cookie"},
		{"utf-8", "é", "", "Bad characters in cookie"},
		{"empty", "", "", "Too short cookie string"},
		{"newline alone", "\n", "", "Too short cookie string"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), FileName)
			write(t, path, tt.text, 0o400)
			got, err := Read(path)
			if tt.err != "" {
				if err == nil || err.Error() != tt.err || !errors.Is(err, ErrBadCookie) {
					t.Errorf("error %v, want %s", err, tt.err)
				}
			} else if err != nil || got != tt.want {
				t.Errorf("%q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestModeIsChecked(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no modes on windows")
	}
	tests := []struct {
		mode fs.FileMode
		ok   bool
	}{{0o400, true}, {0o600, true}, {0o700, true}, {0o644, false}, {0o440, false}, {0o401, false}}
	for _, tt := range tests {
		path := filepath.Join(t.TempDir(), FileName)
		write(t, path, "SECRET", tt.mode)
		_, err := Read(path)
		if tt.ok {
			if err != nil {
				t.Errorf("mode %o: %v", tt.mode, err)
			}
			continue
		}
		want := "Cookie file " + path + " must be accessible by owner only"
		if err == nil || err.Error() != want || !errors.Is(err, ErrMode) {
			t.Errorf("mode %o: error %v, want %s", tt.mode, err, want)
		}
	}
}

func TestUnreadable(t *testing.T) {
	home := t.TempDir()
	path := filepath.Join(home, FileName)
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := File(env(), home)
	if want := "Cookie file " + path + " is of type directory"; err == nil || err.Error() != want || !errors.Is(err, ErrType) {
		t.Errorf("error %v, want %s", err, want)
	}
	_, err = Read(filepath.Join(home, "none"))
	if want := "Error when reading " + filepath.Join(home, "none") + ": enoent"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	_, err = File(env(), filepath.Join(home, "none"))
	want := "Failed to create cookie file '" + filepath.Join(home, "none", FileName) + "': enoent"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestFileSearch(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("paths of linux")
	}
	t.Run("home before config", func(t *testing.T) {
		home, xdg := t.TempDir(), t.TempDir()
		write(t, filepath.Join(xdg, "erlang", FileName), "CONFIG", 0o400)
		write(t, filepath.Join(home, FileName), "HOME", 0o400)
		if got, err := File(env("XDG_CONFIG_HOME="+xdg), home); got != "HOME" {
			t.Errorf("%q, %v", got, err)
		}
	})
	t.Run("config before creation", func(t *testing.T) {
		home, xdg := t.TempDir(), t.TempDir()
		write(t, filepath.Join(xdg, "erlang", FileName), "CONFIG", 0o400)
		if got, err := File(env("XDG_CONFIG_HOME="+xdg), home); got != "CONFIG" {
			t.Errorf("%q, %v", got, err)
		}
		if _, err := os.Stat(filepath.Join(home, FileName)); err == nil {
			t.Error("a file was created in the home directory")
		}
	})
	t.Run("default config directory", func(t *testing.T) {
		home := t.TempDir()
		write(t, filepath.Join(home, ".config", "erlang", FileName), "CONFIG", 0o400)
		if got, err := File(env(), home); got != "CONFIG" {
			t.Errorf("%q, %v", got, err)
		}
	})
	t.Run("bad config file is an error", func(t *testing.T) {
		home := t.TempDir()
		write(t, filepath.Join(home, ".config", "erlang", FileName), "CONFIG", 0o444)
		if got, err := File(env(), home); !errors.Is(err, ErrMode) {
			t.Errorf("%q, %v", got, err)
		}
	})
	t.Run("no home", func(t *testing.T) {
		if got, err := File(env(), ""); err == nil || err.Error() != "No home for cookie file" {
			t.Errorf("%q, %v", got, err)
		}
		xdg := t.TempDir()
		write(t, filepath.Join(xdg, "erlang", FileName), "CONFIG", 0o400)
		if got, err := File(env("XDG_CONFIG_HOME="+xdg), ""); got != "CONFIG" {
			t.Errorf("%q, %v", got, err)
		}
	})
}

func TestConfigFile(t *testing.T) {
	tests := []struct {
		goos, home string
		env        []string
		want       string
	}{
		{"linux", "/h", nil, "/h/.config/erlang/.erlang.cookie"},
		{"freebsd", "/h", []string{"XDG_CONFIG_HOME=/x"}, "/x/erlang/.erlang.cookie"},
		{"darwin", "/h", []string{"XDG_CONFIG_HOME=/x"}, "/h/Library/Application Support/erlang/.erlang.cookie"},
		{"windows", "/h", []string{"APPDATA=/a"}, "/a/erlang/.erlang.cookie"},
		{"windows", "/h", nil, "/h/Roaming/erlang/.erlang.cookie"},
		{"linux", "", nil, ""},
	}
	for _, tt := range tests {
		if got := filepath.ToSlash(configFile(tt.goos, env(tt.env...), tt.home)); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.goos, tt.env, got, tt.want)
		}
	}
}

// TestNodesThatStartAtOnceAgree: however many nodes find no file, one cookie comes
// out.
func TestNodesThatStartAtOnceAgree(t *testing.T) {
	home := t.TempDir()
	var wg sync.WaitGroup
	got := make([]string, 16)
	for i := range got {
		wg.Go(func() {
			var err error
			if got[i], err = File(env(), home); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, c := range got {
		if c != got[0] || !regexp.MustCompile(`^[A-Z]{20}$`).MatchString(c) {
			t.Fatalf("cookies %q", got)
		}
	}
	text, err := os.ReadFile(filepath.Join(home, FileName))
	if err != nil || string(text) != got[0] {
		t.Errorf("file holds %q, %v; want %q", text, err, got[0])
	}
	entries, err := os.ReadDir(home)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if info, _ := entries[0].Info(); runtime.GOOS != "windows" && info.Mode().Perm() != 0o400 {
		t.Errorf("mode %o", info.Mode().Perm())
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "A\n", "a b \n", "A\nB", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parse(text)
		if err == nil && (c == "" || !strings.HasPrefix(text, c)) {
			t.Errorf("parse(%q) = %q", text, c)
		}
	})
}

func TestFind(t *testing.T) {
	home := t.TempDir()
	file := filepath.Join(home, FileName)
	none := env("XDG_CONFIG_HOME="+filepath.Join(home, "xdg"), "APPDATA="+filepath.Join(home, "xdg"))
	if got, ok := Find("", none, home); ok {
		t.Errorf("without any: %+v", got)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a file was made")
	}
	write(t, file, "SECRET", 0o400)
	for _, tt := range []struct {
		flag string
		env  func(string) string
		want Source
	}{
		{"f", env("GEX_COOKIE=G"), Source{Flag: true}},
		{"", env("GEX_COOKIE=G", "RELEASE_COOKIE=R"), Source{Variable: "GEX_COOKIE"}},
		{"", env("RELEASE_COOKIE=R"), Source{Variable: "RELEASE_COOKIE"}},
		{"", none, Source{File: file}},
	} {
		if got, ok := Find(tt.flag, tt.env, home); !ok || got != tt.want {
			t.Errorf("%+v, want %+v", got, tt.want)
		}
	}
}
