# mitool: see README.md. `make help` lists the targets.

# The packages' changelog is the one place of the version.
VERSION := $(shell sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)

PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR     ?= $(PREFIX)/share/man
DOCDIR     ?= $(PREFIX)/share/doc/mitool
UNITDIR    ?= $(PREFIX)/lib/systemd/system
DATADIR    ?= $(PREFIX)/share
BUILD      ?= build
VECTORS    ?=
CAPTURES   ?=
PAIRING    ?=
PASTES     ?=
REPAIR     ?=

# Debian's own, which has its packages.
PYTHON     ?= /usr/bin/python3

# CFLAGS, CPPFLAGS and LDFLAGS are the user's; what mitool needs stands in MI_*.
CFLAGS ?= -O2 -g

# Debian's names. What builds and tests it, what `make lint` wants, what `make fuzz` wants.
DEPS      = gcc g++ libc6-dev make pkg-config libssl-dev zlib1g-dev libminizip-dev libjansson-dev \
            libpcap-dev libmosquitto-dev libcmocka-dev
DEPS_LINT = clang-format cppcheck mandoc git systemd
DEPS_TOOLS = tshark wireshark-common bluez zsh fish
DEPS_COMPARE = python3 python3-pycryptodome
DEPS_FUZZ = clang llvm libclang-rt-dev
DEPS_DEB = debhelper dpkg-dev lintian man-db bash-completion mmdebstrap
DEPS_PUBLISH = mosquitto mosquitto-clients openssl
DEPS_LIVE = qemu-system-x86 busybox-static cpio xz-utils mosquitto mosquitto-clients

PACKAGES     = libcrypto zlib minizip jansson libpcap
MI_CPPFLAGS  = -D_GNU_SOURCE -DMITOOL_VERSION='"$(VERSION)"' -Ilib -Icli -MMD -MP
MI_CFLAGS    = -std=c11 -pthread -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
               -Wmissing-prototypes -Wconversion -Wformat=2 -Wundef -Wvla $(if $(CI),-Werror) \
               $(shell pkg-config --cflags $(PACKAGES))
MI_LIBS      = $(shell pkg-config --libs $(PACKAGES)) -lm -pthread
# For what the program loads when it is wanted, libmosquitto.
LOADING      = -ldl
COMPILE      = $(CC) $(MI_CPPFLAGS) $(CPPFLAGS) $(MI_CFLAGS) $(CFLAGS)
LINK         = $(CC) $(CFLAGS) $(LDFLAGS)

LIBRARY      = $(BUILD)/libmitool.a
SONAME       = libmitool.so.$(firstword $(subst ., ,$(VERSION)))
SHARED       = $(BUILD)/$(SONAME)
PROGRAM      = $(BUILD)/mitool
LIB_OBJECTS  = $(patsubst %.c,$(BUILD)/%.o,$(filter-out lib/broker/%,$(wildcard lib/*/*.c lib/*/*/*.c)))
CLI_OBJECTS  = $(patsubst %.c,$(BUILD)/%.o,$(wildcard cli/*.c lib/broker/*.c))
UNIT_TESTS   = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
FUZZERS      = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAYS      = $(FUZZERS:%=$(BUILD)/tests/fuzz/replay_%)
LIVE_TOOLS   = $(BUILD)/tests/live/controller $(BUILD)/tests/live/lab
BENCHES      = $(addprefix $(BUILD)/tests/bench/,bench bench_keys bench_repair generate generate_att pcap_loop)
TOOLS        = $(addprefix $(BUILD)/tests/tools/,seal check_vectors check_pastes)
# What mitool.h includes is public, and what is public is installed.
PUBLIC       = mitool.h $(shell sed -n 's/^.include "\(.*\)"/\1/p' lib/mitool.h)

.PHONY: all help deb deps deps-compare deps-deb deps-fuzz deps-lint deps-live deps-publish deps-tools \
        demo compile lint asan fuzz bench refresh check check-captures check-clang check-cli check-deb check-install check-live check-memory check-pairing \
        check-pastes check-publish check-repair check-tools check-unit check-vectors install uninstall clean
.DELETE_ON_ERROR:
.SECONDARY:

all: $(PROGRAM) $(SHARED) ## the program and the library

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 16

$(PROGRAM): $(CLI_OBJECTS) $(LIBRARY)
	$(LINK) -o $@ $^ $(LOADING) $(MI_LIBS)

$(LIBRARY): $(LIB_OBJECTS)
	rm -f $@
	$(AR) rcs $@ $^

# The archive and the shared library are made of the same objects: without interposition, which the
# version script and -Bsymbolic rule out anyhow, position-independent code is as fast as any.
$(LIB_OBJECTS): PIC = -fPIC -fno-semantic-interposition

# What leaves the shared library: what the public headers declare.
$(BUILD)/mitool.map: $(PUBLIC:%=lib/%) lib/prototypes.sh
	@mkdir -p $(@D)
	CC="$(CC)" lib/prototypes.sh lib/mitool.h names | \
	    sed -e '1i { global:' -e 's/.*/    &;/' -e '$$a local: *; };' >$@

$(SHARED): $(LIB_OBJECTS) $(BUILD)/mitool.map
	$(LINK) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=$(BUILD)/mitool.map -Wl,-Bsymbolic \
	    -o $@ $(LIB_OBJECTS) $(MI_LIBS)

# Each frame is cleared before it is read, by the C library: gcc would spell `rep stos` for that, which
# takes longer than reading the frame's header.
$(BUILD)/lib/beacon/open.o: MI_CFLAGS += -fno-builtin-memset

$(BUILD)/lib/capture/archive.o: \
    MI_CPPFLAGS += -DMITOOL_MINIZIP='"$(shell pkg-config --modversion minizip)"'

$(BUILD)/cli/main.o: debian/changelog

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(COMPILE) $(PIC) -c -o $@ $<

deps: ## install what building and testing needs (Debian; root or sudo)
	tests/tools/install_packages.sh $(DEPS)

deps-lint: ## install what `make lint` needs
	tests/tools/install_packages.sh $(DEPS_LINT)

deps-tools: ## install what `make check-tools` compares with
	tests/tools/install_packages.sh $(DEPS_TOOLS)

deps-compare: ## install what `make check-pairing` and `make check-repair` want
	tests/tools/install_packages.sh $(DEPS_COMPARE)

deps-deb: ## install what `make deb check-deb` needs
	tests/tools/install_packages.sh $(DEPS_DEB)

deps-live: ## install what `make check-live` needs, and fetch Debian's kernel for it
	tests/tools/install_packages.sh $(DEPS_LIVE)
	$(MAKE) $(BUILD)/live/vmlinux

deps-publish: ## install the broker for `make check-publish`
	tests/tools/install_packages.sh $(DEPS_PUBLISH)

deps-fuzz: ## install what `make fuzz` needs
	tests/tools/install_packages.sh $(DEPS_FUZZ)

demo: $(PROGRAM) ## decode a sample
	@install -m 600 samples/demo.key $(BUILD)/demo.key
	$(PROGRAM) parse --key-file $(BUILD)/demo.key samples/demo.txt

# --- tests ---

check: check-unit check-cli check-install ## all tests
	@echo "all tests passed"

check-unit: $(UNIT_TESTS) $(REPLAYS) ## unit tests, and the fuzz corpora once
	@set -e; for test in $(UNIT_TESTS); do echo "$$test"; TZ=UTC $$test; done
	@set -e; for name in $(FUZZERS); do \
	    $(BUILD)/tests/fuzz/replay_$$name tests/fuzz/corpus/$$name samples; done

check-cli: $(PROGRAM) $(BUILD)/tests/tools/seal ## the program, against recorded output
	MITOOL=$(PROGRAM) SEAL=$(BUILD)/tests/tools/seal tests/cli/run.sh
	MITOOL=$(PROGRAM) tests/cli/readme.sh README.md
	MITOOL=$(PROGRAM) tests/cli/completion.sh bash

check-install: all ## what is installed, used from C and C++, shared and static
	@MAKE="$(MAKE)" CC="$(CC)" CXX="$(CXX)" CFLAGS="$(CFLAGS)" tests/library/install.sh

check-memory: $(PROGRAM) $(BUILD)/tests/memory/scarce.so ## the program, with each of its allocations failing in turn
	@MITOOL=$(PROGRAM) SCARCE=$(BUILD)/tests/memory/scarce.so tests/memory/run.sh

$(BUILD)/tests/memory/scarce.so: tests/memory/scarce.c Makefile
	@mkdir -p $(@D)
	$(COMPILE) -shared -fPIC -o $@ $<

refresh: $(PROGRAM) ## record the output of golden tests NAME='list-*' anew (NAME= for all)
	MITOOL=$(PROGRAM) tests/cli/run.sh --refresh '$(NAME)'

check-live: $(PROGRAM) $(LIVE_TOOLS) $(BUILD)/live/vmlinux ## `mitool scan` on a real Bluetooth stack in qemu; CASES=
	tests/live/run.sh $(BUILD)/live $(PROGRAM) $(LIVE_TOOLS) $(CASES)

check-publish: $(PROGRAM) $(BUILD)/tests/publish/relay ## `mitool publish` with a real broker on 127.0.0.1; CASES=
	tests/publish/run.sh $(PROGRAM) $(BUILD)/tests/publish/relay $(CASES)

$(BUILD)/tests/publish/%: $(BUILD)/tests/publish/%.o
	$(LINK) -o $@ $^

$(BUILD)/live/vmlinux:
	tests/live/kernel.sh $(@D)

$(BUILD)/tests/live/%: $(BUILD)/tests/live/%.o
	$(LINK) -o $@ $^

check-vectors: $(BUILD)/tests/tools/check_vectors ## published frames in VECTORS=DIR
	$(BUILD)/tests/tools/check_vectors $(VECTORS)

check-pairing: $(BUILD)/tests/tools/check_pairing $(PROGRAM) ## recordings of pairings with what they hold, in PAIRING=DIR
	$(BUILD)/tests/tools/check_pairing $(PAIRING)
	$(PYTHON) $(PAIRING)/pairing.py $(PROGRAM) $(PAIRING) -v

check-repair: $(BUILD)/tests/tools/check_repair $(PROGRAM) ## damaged keys with what they were, in REPAIR=FILE
	$(BUILD)/tests/tools/check_repair $(REPAIR)
	$(PYTHON) $(dir $(REPAIR))repair.py $(PROGRAM) $(REPAIR) -v

check-pastes: $(PROGRAM) $(BUILD)/tests/tools/check_pastes ## text as people paste it, with what it gives, in PASTES=DIR
	$(BUILD)/tests/tools/check_pastes $(PROGRAM) $(PASTES)

check-captures: $(PROGRAM) ## the same events in every format, in CAPTURES=DIR
	MITOOL=$(PROGRAM) tests/cli/captures.sh $(CAPTURES)

check-tools: $(PROGRAM) ## what it writes, read by tshark, editcap, capinfos and btmon, zsh and fish
	MITOOL=$(PROGRAM) tests/cli/tools.sh
	MITOOL=$(PROGRAM) tests/cli/completion.sh zsh fish

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(LIBRARY)
	$(LINK) -o $@ $(filter %.o,$^) $(LIBRARY) $(MI_LIBS) -lcmocka

$(BUILD)/tests/unit/test_libmosquitto: MI_LIBS += $(LOADING)
$(BUILD)/tests/unit/test_libmosquitto: $(BUILD)/lib/broker/libmosquitto.o
$(BUILD)/tests/unit/test_hearing: $(addprefix $(BUILD)/cli/,hearing.o output.o signals.o talk.o hiding.o key_text.o terminal.o ascii.o)
$(BUILD)/tests/unit/test_ascii: $(BUILD)/cli/ascii.o
$(BUILD)/tests/unit/test_curve: $(BUILD)/cli/curve.o
$(BUILD)/tests/unit/test_hiding: $(addprefix $(BUILD)/cli/,hiding.o key_text.o)
$(BUILD)/tests/unit/test_json_pieces: $(BUILD)/cli/json_pieces.o
$(BUILD)/tests/unit/test_moment: $(BUILD)/cli/moment.o
$(BUILD)/tests/unit/test_fold: $(BUILD)/cli/fold.o
$(BUILD)/tests/unit/test_nearest: $(BUILD)/cli/nearest.o
$(BUILD)/tests/unit/test_output: $(addprefix $(BUILD)/cli/,output.o signals.o terminal.o ascii.o)
$(BUILD)/tests/unit/test_row: $(BUILD)/cli/row.o
$(BUILD)/tests/unit/test_notify: $(BUILD)/cli/notify.o
$(BUILD)/tests/unit/test_print_json: $(filter-out $(BUILD)/cli/main.o,$(CLI_OBJECTS))
$(BUILD)/tests/unit/test_print_json: MI_LIBS += $(LOADING)

$(BUILD)/tests/tools/%: $(BUILD)/tests/tools/%.o $(LIBRARY)
	$(LINK) -o $@ $^ $(MI_LIBS)

$(BUILD)/tests/fuzz/replay_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/replay.o $(LIBRARY)
	$(LINK) -o $@ $^ $(MI_LIBS)

SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

asan: ## all tests under AddressSanitizer and UndefinedBehaviorSanitizer
	$(MAKE) CI= BUILD=$(BUILD)/asan CFLAGS="-O1 -g $(SANITIZE)" check

check-clang: ## all that is compiled, by clang and without a warning; after `make deps-fuzz`
	$(MAKE) CI=1 BUILD=$(BUILD)/clang CC=clang CXX=clang++ compile check-install

compile: all $(UNIT_TESTS) $(REPLAYS) $(TOOLS) $(BENCHES) $(LIVE_TOOLS) $(BUILD)/tests/publish/relay

FUZZ_SECONDS ?= 60

fuzz: ## run each fuzzer for FUZZ_SECONDS (clang)
	@set -e; for name in $(FUZZERS); do \
	    $(MAKE) BUILD=$(BUILD)/fuzz CC=clang \
	        CFLAGS="-O1 -g -fsanitize=fuzzer-no-link,address,undefined" \
	        $(BUILD)/fuzz/tests/fuzz/fuzz_$$name; \
	    mkdir -p $(BUILD)/fuzz/found/$$name; \
	    $(BUILD)/fuzz/tests/fuzz/fuzz_$$name -max_total_time=$(FUZZ_SECONDS) -timeout=10 \
	        -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix=$(BUILD)/fuzz/found/$$name- \
	        $(BUILD)/fuzz/found/$$name tests/fuzz/corpus/$$name samples; done

$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(LIBRARY)
	$(LINK) -fsanitize=fuzzer -o $@ $^ $(MI_LIBS)

bench: $(BENCHES) $(PROGRAM) ## speed, as ratios to floors measured in the same run
	$(BUILD)/tests/bench/bench
	$(BUILD)/tests/bench/bench_keys
	$(BUILD)/tests/bench/bench_repair
	tests/bench/start.sh $(PROGRAM)
	tests/bench/captures.sh $(PROGRAM) $(BUILD)/tests/bench/generate $(BUILD)/tests/bench/pcap_loop
	tests/bench/connections.sh $(PROGRAM) $(BUILD)/tests/bench/generate_att
	tests/bench/text.sh $(PROGRAM)
	tests/bench/publish.sh $(PROGRAM) $(BUILD)/tests/bench/generate

$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(LIBRARY)
	$(LINK) -o $@ $^ $(MI_LIBS)

$(BUILD)/tests/bench/bench: $(BUILD)/tests/bench/bench.o \
                            $(filter-out $(BUILD)/cli/main.o,$(CLI_OBJECTS)) $(LIBRARY)
	$(LINK) -o $@ $^ $(LOADING) $(MI_LIBS)

# --- style ---

SOURCES = $(wildcard lib/*.h lib/*/*.[ch] lib/*/*/*.[ch] cli/*.[ch] tests/*/*.[ch] tests/*/*.cc)

lint: ## cppcheck, clang-format, mandoc, and who may include whom
	tests/lint/arrows.sh
	clang-format --dry-run --Werror $(SOURCES)
	cppcheck --quiet --error-exitcode=1 --std=c11 --inline-suppr -j2 -Ilib -Icli -D_GNU_SOURCE \
	    '-Djson_object_foreach(object,key,value)=for (; (key) && (value);)' \
	    --enable=warning,performance,portability lib cli tests
	tests/lint/man.sh $(PROGRAM)
	tests/lint/service.sh $(PROGRAM)

lint: $(PROGRAM)

# --- installation ---

# SHELL:FILE, where each looks for it
COMPLETIONS = bash:bash-completion/completions/mitool zsh:zsh/site-functions/_mitool \
              fish:fish/vendor_completions.d/mitool.fish
LIBRARIES = libmitool.a libmitool.so.$(VERSION) $(SONAME) libmitool.so

install: all ## into $(DESTDIR)$(PREFIX)
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR)/pkgconfig
	install -m 755 $(PROGRAM) $(DESTDIR)$(BINDIR)/mitool
	install -m 644 $(LIBRARY) $(DESTDIR)$(LIBDIR)/libmitool.a
	install -m 755 $(SHARED) $(DESTDIR)$(LIBDIR)/libmitool.so.$(VERSION)
	ln -sf libmitool.so.$(VERSION) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libmitool.so
	sed -e 's|@VERSION@|$(VERSION)|' -e 's|@PREFIX@|$(PREFIX)|' \
	    -e 's|@LIBDIR@|$(LIBDIR:$(PREFIX)/%=$${prefix}/%)|' \
	    -e 's|@INCLUDEDIR@|$(INCLUDEDIR:$(PREFIX)/%=$${prefix}/%)|' \
	    -e 's|@PACKAGES@|$(PACKAGES)|' mitool.pc.in >$(DESTDIR)$(LIBDIR)/pkgconfig/mitool.pc
	for header in $(PUBLIC); do \
	    install -D -m 644 lib/$$header $(DESTDIR)$(INCLUDEDIR)/mitool/$$header; done
	install -D -m 644 service/publish.conf.sample $(DESTDIR)$(DOCDIR)/publish.conf.sample
	install -d $(DESTDIR)$(UNITDIR)
	sed 's|@BINDIR@|$(BINDIR)|' service/mitool-publish.service >$(DESTDIR)$(UNITDIR)/mitool-publish.service
	for page in $(wildcard man/*); do \
	    install -D -m 644 $$page $(DESTDIR)$(MANDIR)/man$${page##*.}/$${page##*/}; done
	set -e; for completion in $(COMPLETIONS); do \
	    $(PROGRAM) completion $${completion%%:*} >$(BUILD)/completion; \
	    install -D -m 644 $(BUILD)/completion $(DESTDIR)$(DATADIR)/$${completion#*:}; done

DEB_TREE = $(BUILD)/deb/mitool-$(VERSION)

deb: ## Debian packages, in $(BUILD)/deb; after `make deps deps-deb`
	rm -rf $(BUILD)/deb
	mkdir -p $(DEB_TREE)
	tar -c --exclude-vcs --exclude=./$(BUILD) . | tar -x -C $(DEB_TREE)
	cd $(DEB_TREE) && DEB_BUILD_OPTIONS="nocheck noautodbgsym" dpkg-buildpackage -b --no-sign
	ls $(BUILD)/deb/*.deb

check-deb: $(LIVE_TOOLS) ## what `make deb` has built: judged, built again, unpacked, installed
	tests/deb/check.sh $(BUILD)/deb $(DEB_TREE) $(VERSION) $(BUILD)/live $(LIVE_TOOLS)

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(BINDIR)/mitool $(LIBRARIES:%=$(DESTDIR)$(LIBDIR)/%) \
	    $(DESTDIR)$(DOCDIR)/publish.conf.sample $(DESTDIR)$(UNITDIR)/mitool-publish.service \
	    $(DESTDIR)$(LIBDIR)/pkgconfig/mitool.pc $(PUBLIC:%=$(DESTDIR)$(INCLUDEDIR)/mitool/%)
	-find $(DESTDIR)$(INCLUDEDIR)/mitool $(DESTDIR)$(DOCDIR) -type d -empty -delete
	for page in $(wildcard man/*); do \
	    rm -f $(DESTDIR)$(MANDIR)/man$${page##*.}/$${page##*/}; done
	for completion in $(COMPLETIONS); do rm -f $(DESTDIR)$(DATADIR)/$${completion#*:}; done

clean: ## remove everything built
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -path $(BUILD)/deb -prune -o -name '*.d' -print 2>/dev/null)
