package handshake

import (
	"fmt"
	"strings"
)

// maxName is the longest node name in bytes: an atom of 255 characters of at
// most 4 bytes each.
const maxName = 4 * 255

// checkName is the rule of dist_util: a node name has exactly one @, with
// something on both sides; a dynamic initiator gives a host without @.
func checkName(name string, dynamic bool) error {
	head, host, at := strings.Cut(name, "@")
	ok := at && head != "" && host != "" && !strings.Contains(host, "@")
	if dynamic {
		ok = !at && name != ""
	}
	if !ok || len(name) > maxName {
		return fmt.Errorf("%w: %.300q", ErrName, name)
	}
	return nil
}
