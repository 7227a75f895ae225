package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"gex/scripts/peers"
)

// core are the modules whose examples count for the goal.
var core = strings.Fields(`Kernel Kernel.SpecialForms Access Agent Atom Enum Exception Function GenServer
	Inspect Inspect.Algebra Integer Float IO Keyword List Map MapSet Process Range Stream String
	Supervisor Task Tuple`)

// further are the modules that are shown beside them.
var further = strings.Fields(`Collectable Enumerable String.Chars List.Chars Macro Macro.Env Module Code
	Protocol Code.Fragment DynamicSupervisor Task.Supervisor Calendar Calendar.ISO Date Time NaiveDateTime
	DateTime Duration
	Path File URI Version JSON`)

// A report says how the examples of a module fare.
type report struct {
	module string
	// examples counts those that the real Elixir passes, passed those of them
	// that gex passes too, and excluded those that fail on both or on the real
	// Elixir alone. later counts the failures in blocks that name a module of later.
	examples, passed, excluded, later int
	failures, unfair                  []failure
}

type failure struct{ where, expr, got, want string }

// rate is the share of the examples that pass, in percent.
func (r report) rate() float64 {
	if r.examples == 0 {
		return 100
	}
	return 100 * float64(r.passed) / float64(r.examples)
}

// later finds what belongs to modules that are no part of the goal.
var later = regexp.MustCompile(`\b(Regex|URI|Version|Registry)\b|~r[^\w\s]`)

// gexBinary returns the path of a gex to run, made of the working tree unless one
// is given, and a function that removes it.
func gexBinary(path string) (string, func(), error) {
	if path != "" {
		return path, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "gex-doctest-")
	if err != nil {
		return "", nil, err
	}
	clean := func() { os.RemoveAll(dir) }
	path = filepath.Join(dir, "gex")
	if out, err := exec.Command("go", "build", "-o", path, "gex/cmd/gex").CombinedOutput(); err != nil {
		clean()
		return "", nil, fmt.Errorf("go build: %w: %s", err, out)
	}
	return path, clean, nil
}

// check runs the examples in the texts about the modules on both systems.
func check(modules []string, texts [][]doc, gex string) ([]report, error) {
	var reports []report
	for i, module := range modules {
		blocks := blocksOf(texts[i])
		real, err := run(elixir, module, blocks)
		if err != nil {
			return nil, fmt.Errorf("%s on Elixir: %w", module, err)
		}
		ours, err := run(binary(gex), module, blocks)
		if err != nil {
			return nil, fmt.Errorf("%s on gex: %w", module, err)
		}
		reports = append(reports, compare(module, blocks, ours, real))
	}
	return reports, nil
}

func blocksOf(texts []doc) []block {
	var blocks []block
	for _, d := range texts {
		blocks = append(blocks, extract(d.Name, d.Doc)...)
	}
	return blocks
}

func compare(module string, blocks []block, ours, real [][]result) report {
	r := report{module: module}
	for n, b := range blocks {
		for i, e := range b.examples {
			if !real[n][i].pass {
				r.excluded++
				r.unfair = append(r.unfair, failure{b.where, e.expr, real[n][i].got, real[n][i].want})
				continue
			}
			r.examples++
			if ours[n][i].pass {
				r.passed++
				continue
			}
			if later.MatchString(b.code(n)) {
				r.later++
			}
			r.failures = append(r.failures, failure{b.where, e.expr, ours[n][i].got, ours[n][i].want})
		}
	}
	return r
}

// binary returns the system that a gex binary is.
func binary(path string) system {
	return func(ctx context.Context, program string) ([]byte, error) {
		dir, err := os.MkdirTemp("", "gex-doctest-")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		script := filepath.Join(dir, "doctest.exs")
		if err := os.WriteFile(script, []byte(program), 0o644); err != nil {
			return nil, err
		}
		cmd := exec.CommandContext(ctx, path, script)
		cmd.Dir, cmd.WaitDelay = dir, time.Second
		return cmd.Output()
	}
}

// elixir is the real Elixir 1.20.4. What a program prints is kept in the user's
// cache directory.
func elixir(ctx context.Context, program string) ([]byte, error) {
	sum := sha256.Sum256([]byte(program))
	cached := ""
	if dir, err := os.UserCacheDir(); err == nil {
		cached = filepath.Join(dir, "gex-doctest", hex.EncodeToString(sum[:12]))
		if out, err := os.ReadFile(cached); err == nil {
			return out, nil
		}
	}
	root := peers.OTP29.Root()
	dir, err := os.MkdirTemp(filepath.Join(root, "tmp"), "gex-doctest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "doctest.exs"), []byte(program), 0o644); err != nil {
		return nil, err
	}
	inside := "/tmp/" + filepath.Base(dir)
	cmd := peers.Command(peers.OTP29, "sh", "-c", "cd "+inside+" && exec elixir doctest.exs")
	killed := context.AfterFunc(ctx, func() { cmd.Process.Kill() })
	defer killed()
	out, err := cmd.Output()
	if err == nil && cached != "" {
		if err := os.MkdirAll(filepath.Dir(cached), 0o755); err == nil {
			os.WriteFile(cached, out, 0o644)
		}
	}
	return out, err
}

type doc struct{ Name, Doc string }

// docs returns the documentation texts of each module from the real Elixir.
func docs(modules []string) ([][]doc, error) {
	code := fmt.Sprintf(`
		texts = for name <- ~w(%s) do
		  {:docs_v1, _, _, _, moduledoc, _, docs} = Code.fetch_docs(Module.concat([name]))
		  module = for {:ok, text} <- [is_map(moduledoc) && Map.fetch(moduledoc, "en")], do: %%{"Name" => "module", "Doc" => text}
		  module ++ for {{_, name, arity}, _, _, %%{"en" => text}, _} <- Enum.sort(docs), do: %%{"Name" => "#{name}/#{arity}", "Doc" => text}
		end
		IO.puts(["\x02", JSON.encode!(texts)])`, strings.Join(modules, " "))
	out, err := elixir(context.Background(), code)
	if err != nil {
		return nil, fmt.Errorf("reading the documentation: %w", err)
	}
	_, out2, _ := strings.Cut(string(out), "\x02")
	var texts [][]doc
	if err := json.Unmarshal([]byte(out2), &texts); err != nil {
		return nil, fmt.Errorf("reading the documentation: %w", err)
	}
	return texts, nil
}
