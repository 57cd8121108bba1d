# Keyrack: everything a developer does, by name. `make` alone lists the targets.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

RUST_MINIMUM := 1.90
NODE_MINIMUM := 20.19

# Debian packages that the program is built with.
BUILD_PACKAGES := \
  build-essential \
  libwebkit2gtk-4.1-dev \
  pkg-config

# Debian packages that give a test its own desktop: a screen, a session bus, a keychain, a clipboard, a mouse.
TEST_PACKAGES := \
  at-spi2-core \
  dbus \
  fonts-dejavu-core \
  gnome-keyring \
  imagemagick \
  libsecret-tools \
  openbox \
  webkit2gtk-driver \
  x11-utils \
  xauth \
  xclip \
  xdotool \
  xvfb

# More desktops, and what keeps an eye on their clipboards: for `make test-slow`.
SLOW_PACKAGES := \
  copyq \
  dbus-daemon \
  mutter \
  parcellite \
  sway \
  wl-clipboard \
  xfce4-clipman \
  xwayland

# Features of the shell: assets compiled in; and the same with a door for WebDriver, which no release has.
APP := --features keyrack/custom-protocol
TESTED := --features keyrack/custom-protocol,keyrack/e2e,keyrack-tests/e2e

# Tools of the supply chain: those at hand, or else built in target/tools.
DENY := $(or $(shell command -v cargo-deny),target/tools/bin/cargo-deny)
CYCLONEDX := $(or $(shell command -v cargo-cyclonedx),target/tools/bin/cargo-cyclonedx)

SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
UI_SOURCES := $(shell find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -type f -print 2>/dev/null)

##@ Use it
.PHONY: run
run: tools build-packages ui/dist/index.html ## Install what is missing, build, and start Keyrack
# A development build: it starts as fast as a release, and the first one takes less than half as long.
	cargo build --locked -p keyrack $(APP)
	exec target/debug/keyrack

##@ Work on it
.PHONY: check
check: tools build-packages .stamps/npm ## The fast loop: all but the shell and the end-to-end tests
	cargo fmt --all --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo test --locked
	$(MAKE) check-ui

.PHONY: test
test: tools build-packages test-packages ui/dist/index.html ## Everything that has to hold before a change is handed in
	cargo fmt --all --check
	$(MAKE) check-ui
	cargo clippy --locked --workspace --all-targets $(TESTED) -- -D warnings
# Built in one go, with the features of the tests, so that nothing is compiled or linked a second time.
	cargo build --locked --workspace --all-targets $(TESTED)
	cargo test --locked --workspace $(TESTED)

.PHONY: e2e
e2e: tools build-packages test-packages ui/dist/index.html ## End-to-end tests only; TEST=name picks some
	cargo build --locked --workspace --all-targets $(TESTED)
	cargo test --locked --workspace $(TESTED) --test e2e -- $(TEST)

.PHONY: test-slow
test-slow: tools ## What takes minutes: a thousand keys in bad weather, every point at which the app may end, a thousand kills, half an hour of work
	cargo test --locked -p keyrack-tests --test contract -- --ignored --test-threads=1 --nocapture
	cargo test --locked -p keyrack-tests --test kill -- --ignored --nocapture
	$(MAKE) window-slow
	$(MAKE) soak
	$(MAKE) memory-slow

.PHONY: memory-slow
memory-slow: tools build-packages test-packages slow-packages slow-user ui/dist/index.html ## The memory of the released program, and every clipboard there is
	cargo build --locked --workspace --all-targets $(TESTED)
	cargo test --locked --workspace $(TESTED) --test e2e -- --ignored --nocapture clipboard::
# As it is released: another optimisation, and no driver inside.
	cargo build --locked --release -p keyrack $(APP)
	KEYRACK_BIN=$(CURDIR)/target/release/keyrack cargo test --locked --workspace $(TESTED) --test e2e -- --ignored --nocapture --test-threads=1 memory::

.PHONY: soak
soak: tools build-packages test-packages ui/dist/index.html ## Work with the released program without a pause, and see that nothing grows; MINUTES=n says how long (30)
	cargo build --locked --release -p keyrack $(APP)
	KEYRACK_BIN=$(CURDIR)/target/release/keyrack KEYRACK_SOAK_MINUTES=$(MINUTES) cargo test --locked --workspace $(TESTED) --test e2e -- --ignored --nocapture soak::

.PHONY: fuzz
fuzz: tools ## Give every decoder nonsense; TARGET=name picks one, SECONDS=n says how long each (600)
	tests/fuzz/run $(or $(SECONDS),600) $(TARGET)

.PHONY: audit
audit: tools $(DENY) ## Licenses, sources and forbidden crates; advisories where a database of them is at hand
	$(DENY) --locked check licenses bans sources
	cargo test --locked -p keyrack-tests --test absences
	@if [ -n "$$(ls -A "$${CARGO_HOME:-$$HOME/.cargo}/advisory-dbs" 2>/dev/null)" ]; then \
	  $(DENY) --locked check --disable-fetch advisories; \
	else \
	  echo "Advisories: not run, because no database of them is at hand ('cargo deny fetch db' gets one)."; \
	fi

.PHONY: sbom
sbom: tools $(CYCLONEDX) .stamps/npm ## What Keyrack is made of, as CycloneDX, in target/sbom
	@mkdir -p target/sbom
	cd src-tauri && $(abspath $(CYCLONEDX)) cyclonedx --format json --spec-version 1.5 --features custom-protocol --target all --override-filename keyrack.cdx
	mv src-tauri/keyrack.cdx.json target/sbom/keyrack.cdx.json
	find src-tauri tests -name keyrack.cdx.json -delete
	npm --prefix ui sbom --sbom-format cyclonedx | node tests/sbom/window.mjs >target/sbom/keyrack-ui.cdx.json
	@node tests/sbom/check.mjs target/sbom/keyrack.cdx.json keyrack-core tauri reqwest rustls rusqlite
	@node tests/sbom/check.mjs target/sbom/keyrack-ui.cdx.json svelte bits-ui virtua @tauri-apps/api

.PHONY: test-teeth
test-teeth: tools build-packages test-packages slow-user .stamps/npm ## Break the program on purpose and demand that a test goes red
	tests/teeth/run

.PHONY: bench
bench: tools ## Measure the core with 100,000 keys next to 10; PART=name picks one
	cargo bench --locked -p keyrack-tests --bench core -- $(PART)

.PHONY: bench-window
bench-window: tools build-packages test-packages ui/dist/index.html ## Measure the window with 100,000 keys next to 10, as a person sees it
	cargo build --locked --release -p keyrack --features custom-protocol,e2e
	KEYRACK_BIN=$(CURDIR)/target/release/keyrack cargo bench --locked -p keyrack-tests --features e2e --bench window

.PHONY: icons
icons: tools .stamps/npm ## Render every size of the icon from its drawings
	node icons/generate.mjs

.PHONY: screenshots
screenshots: tools build-packages test-packages ui/dist/index.html ## Pictures of every state, and the ones the documentation shows
	cargo build --locked --workspace --all-targets $(TESTED)
	target/debug/screenshots

.PHONY: types
types: tools ## Write the window's types anew from the core's
	KEYRACK_WRITE_TYPES=1 cargo test --locked -q -p keyrack-core the_windows_types

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

# The parts that the targets above share.

.PHONY: window-slow
window-slow: build-packages test-packages ui/dist/index.html
	cargo build --locked --workspace --all-targets $(TESTED)
	cargo test --locked --workspace $(TESTED) --test e2e -- --ignored --test-threads=1 hostile keychain

# Tools that are built once, in the version that is written here.
target/tools/bin/cargo-deny:
	cargo install --locked --root target/tools cargo-deny@0.20.2
target/tools/bin/cargo-cyclonedx:
	cargo install --locked --root target/tools cargo-cyclonedx@0.5.9

.PHONY: check-ui
check-ui:
	npm --prefix ui run check
	npm --prefix ui run lint
	npm --prefix ui test

ui/dist/index.html: $(UI_SOURCES) .stamps/npm
	npm --prefix ui run build
	@touch $@

.stamps/npm: ui/package-lock.json
	@echo "Installing the window's npm packages, as ui/package-lock.json lists them."
	npm --prefix ui ci --no-audit --no-fund
	@mkdir -p .stamps && touch $@

# older = the first of two versions is below the second
older = [ "$$(printf '%s\n' "$(1)" "$(2)" | sort -V | head -n1)" != "$(2)" ]

.PHONY: tools
tools:
	@command -v cargo >/dev/null || { echo "Keyrack needs Rust $(RUST_MINIMUM) or newer, and found no cargo. Install it with rustup." >&2; exit 1; }
	@rust=$$(rustc --version | cut -d' ' -f2); ! $(call older,$$rust,$(RUST_MINIMUM)) || { echo "Keyrack needs Rust $(RUST_MINIMUM) or newer; this is $$rust." >&2; exit 1; }
	@command -v node >/dev/null || { echo "Keyrack needs Node $(NODE_MINIMUM) or newer, and found no node." >&2; exit 1; }
	@command -v npm >/dev/null || { echo "Keyrack needs npm, which comes with Node $(NODE_MINIMUM) or newer, and found none." >&2; exit 1; }
	@node=$$(node --version | tr -d v); ! $(call older,$$node,$(NODE_MINIMUM)) || { echo "Keyrack needs Node $(NODE_MINIMUM) or newer; this is $$node." >&2; exit 1; }

# ensure = install those of the packages $(1) that are missing, saying that they are needed $(2)
define ensure
	@if [ -n "$${SKIP_PACKAGES:-}" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then \
	  echo "Keyrack installs system packages with apt, and found none here. It needs, $(2):" >&2; \
	  echo "  $(strip $(1))" >&2; \
	  echo "Install what your system calls them, then say: make $(or $(MAKECMDGOALS),run) SKIP_PACKAGES=1" >&2; \
	  exit 1; \
	fi; \
	missing=$$(comm -23 <(printf '%s\n' $(1) | sort) \
	  <(dpkg-query -W -f='$${db:Status-Status} $${Package}\n' $(1) 2>/dev/null | sed -n 's/^installed //p' | sort -u) | xargs); \
	if [ -z "$$missing" ]; then exit 0; fi; \
	echo "Installing, $(2): $$missing"; \
	if [ "$$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then \
	  echo "That needs root or sudo. Run this as root: apt-get install --no-install-recommends $$missing" >&2; \
	  exit 1; \
	fi; \
	$(SUDO) apt-get update -qq; \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing
endef

.PHONY: build-packages
build-packages:
	$(call ensure,$(BUILD_PACKAGES),to build the program)

.PHONY: test-packages
test-packages:
	$(call ensure,$(TEST_PACKAGES),to give each test a desktop of its own)

.PHONY: slow-packages
slow-packages:
	$(call ensure,$(SLOW_PACKAGES),to have every clipboard that Keyrack may meet)

# Compositors refuse to run as root; elsewhere they run as whoever runs the tests.
.PHONY: slow-user
slow-user:
	@[ "$$(id -u)" != 0 ] || id keyrack-test >/dev/null 2>&1 || \
	  useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin keyrack-test
