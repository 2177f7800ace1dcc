# Everything a person does with the repository. Go alone builds it; `make test`
# says what else the tests want, and installs it on Debian when run as root.

GO    ?= go
TOOLS := $(GO) tool -modfile=tools/go.mod

.PHONY: build test check generate fuzz soak bench fmt

build: ## the program, as ./kosh
	$(GO) build -trimpath -o kosh ./cmd/kosh

test: ## what a change must pass: dependencies, checks, race detector, all tests
	@scripts/deps.sh
	@scripts/check.sh
	@scripts/test.sh

check: ## formatting, vet, staticcheck, modules, generated files; no tests
	@scripts/check.sh

generate: ## components, stylesheet, script and word catalogues
	$(GO) generate ./...

fmt: ## Go and templ sources
	@gofmt -w $$(find . -name '*.go' -not -name '*_templ.go' -not -path './.*')
	@$(TOOLS) templ fmt internal

fuzz: ## every fuzz target for FUZZTIME each
	@scripts/fuzz.sh $(or $(FUZZTIME),30s)

soak: ## the long harnesses: crashes, power cuts, tampering, load
	@scripts/deps.sh
	$(GO) test -tags soak,browser -timeout 4h -run '$(or $(RUN),.)' ./...

bench: build ## the numbers of docs/benchmarks.md, on this machine
	./kosh bench
