package main

import (
	"os"
	"path/filepath"
	"time"

	"gex/repl/lang/diag"
)

// log prints a log message as Logger's default handler does: on standard
// output, above the line being typed.
func (p *program) log(level, text string) {
	_, _ = p.reader.Write([]byte(p.paint(level, diag.LogLine(time.Now(), level, text))))
}

func (p *program) paint(level, text string) string {
	if !p.color {
		return text
	}
	switch level {
	case "error", "critical", "alert", "emergency":
		return "\x1b[31m" + text + "\x1b[0m"
	case "warning":
		return "\x1b[33m" + text + "\x1b[0m"
	}
	return text
}

// historyFile is where entries are kept between sessions, "" when there is no
// home.
func historyFile() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "gex", "history")
}
