// Package render decides whether the shell's output has colours and makes
// them: roles such as a result or an error go in as names with text, text with
// escape sequences comes out, the same sequences as those of IEx 1.20.
// Without colours the text comes out as it went in.
package render
