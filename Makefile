# Each target is one line that a person could type. `make help` lists them.
GO       ?= go
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X main.version=$(VERSION)
PREFIX   ?= /usr/local
FUZZTIME ?= 30s
TIME     ?= 10m
export CGO_ENABLED ?= 0

.DEFAULT_GOAL := build
.PHONY: build test corpus doctest race race-cmd race-node race-lang lint deps gen readme soak bench fuzz peers demo install cross clean help

build: ## build bin/gex, one static file
	$(GO) build -trimpath -ldflags "$(LDFLAGS)" -o bin/gex ./cmd/gex

test: ## set up what the tests need (as root on Debian) and run them all
	if scripts/peers.sh; then export GEX_REQUIRE_PEERS=1; fi; $(GO) test ./...

corpus: ## count the sources that parse to the same AST as with Elixir
	$(GO) test ./repl/lang/parse -count=1 -v -run 'Confirm(Docs|Shipped|Generated|Broken)'

doctest: ## run the examples of Elixir's documentation on gex and count those that hold
	$(GO) run ./scripts/doctest

# What takes long with real peers, and is tested closer to the code as well, runs
# without the detector only.
SLOW = Confirm(Arguments|Docs|Files)|Exchange|Reachable|Remote|Guests|Mesh|NetKernel|Doctor|Unplugged|Stopped|SlowReader|Flood|PortMapper|TakenOver|Idle|Forwarded
race: race-cmd race-node race-lang ## run the tests under the race detector (needs a C compiler)

race-cmd:
	CGO_ENABLED=1 $(GO) test -race -skip '$(SLOW)' ./cmd/...

race-node:
	CGO_ENABLED=1 $(GO) test -race $$($(GO) list ./... | grep -v -e /repl/lang/ -e /cmd/)

race-lang:
	CGO_ENABLED=1 $(GO) test -race -skip Confirm ./repl/lang/...

lint: deps ## formatting, vet, staticcheck, dependency directions
	@test -z "$$(gofmt -s -l .)" || { gofmt -s -d .; exit 1; }
	$(GO) vet ./...
	$(GO) vet -tags soak ./cmd/gex
	$(GO) tool staticcheck ./...

deps: ## check that packages import each other in the allowed direction only
	$(GO) run ./scripts/deps

gen: ## write the generated files anew; git diff must stay empty
	$(GO) generate ./...

readme: ## write what the commands in README.md print into it
	$(GO) test ./cmd/gex -count=1 -run Readme -readme

soak: ## have nodes talk through faults for TIME and count what is left behind (root)
	$(GO) test ./cmd/gex -tags soak -run TestSoak -soak $(TIME) -timeout 2h -v -count=1

bench: build ## measure gex beside OTP 29 and print the ratios
	$(GO) run ./scripts/bench

fuzz: ## run each fuzz target for FUZZTIME
	scripts/fuzz.sh $(FUZZTIME)

peers: ## install the real Erlang/Elixir releases that gex is compared with
	scripts/peers.sh

demo: build ## the two-node session of the README
	scripts/demo.sh

install: build ## copy the binary to PREFIX/bin
	install -D -m 755 bin/gex $(DESTDIR)$(PREFIX)/bin/gex

cross: ## build for every supported system
	for os in linux darwin windows; do for arch in amd64 arm64; do echo $$os/$$arch; \
	  GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags "$(LDFLAGS)" -o dist/gex-$$os-$$arch ./cmd/gex || exit 1; done; done

clean: ## remove what was built
	rm -rf bin dist

help: ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18
