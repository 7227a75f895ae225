package cookie

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// maxFile bounds what is read of a cookie file.
const maxFile = 64 << 10

// newLength is the length of a cookie made here, as in Erlang.
const newLength = 20

// Read returns the cookie in a file: its text without trailing newlines. The file
// must be regular and, except on Windows, accessible by its owner only.
func Read(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", readError(path, err)
	}
	if !info.Mode().IsRegular() {
		return "", &Error{fmt.Sprintf("Cookie file %s is of type %s", path, typeName(info.Mode())), ErrType}
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return "", &Error{fmt.Sprintf("Cookie file %s must be accessible by owner only", path), ErrMode}
	}
	f, err := os.Open(path)
	if err != nil {
		return "", readError(path, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return "", readError(path, err)
	}
	return parse(string(text))
}

// parse is Erlang's rule: printable ASCII, then any run of newlines, carriage
// returns and spaces that begins with one of the former two. Spaces before it
// belong to the cookie.
func parse(text string) (string, error) {
	end := 0
	for end < len(text) && ' ' <= text[end] && text[end] <= '~' {
		end++
	}
	if strings.Trim(text[end:], "\n\r ") != "" {
		return "", &Error{"Bad characters in cookie", ErrBadCookie}
	}
	if end == 0 {
		return "", &Error{"Too short cookie string", ErrBadCookie}
	}
	return text[:end], nil
}

// create writes a new cookie to path and returns what stands there afterwards:
// if another node is first, its cookie. The file appears with its full content and
// its final mode, so that nobody reads half of it.
//
// Differs from Erlang: erl writes in place, and its random numbers come from the
// clock, for which it hides the file's times; ours are unpredictable.
func create(path string) (string, error) {
	err := createFile(path, random())
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return "", &Error{fmt.Sprintf("Failed to create cookie file '%s': %s", path, posix(err)), err}
	}
	return Read(path)
}

func createFile(path, text string) error {
	temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+random())
	if err := writeNew(temp, text); err != nil {
		return err
	}
	defer os.Remove(temp)
	err := os.Link(temp, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// Some file systems have no hard links.
	return writeNew(path, text)
}

// writeNew writes a file that must not exist yet, with mode 0400.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o400)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(path)
	}
	return err
}

// random returns random capital letters.
func random() string {
	text := make([]byte, 0, newLength)
	var b [4 * newLength]byte
	for len(text) < newLength {
		rand.Read(b[:]) // never fails: it ends the program instead
		for _, x := range b {
			// 234 is the greatest multiple of 26 in a byte: no letter is favoured.
			if x < 234 && len(text) < newLength {
				text = append(text, 'A'+x%26)
			}
		}
	}
	return string(text)
}
