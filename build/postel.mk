# postel.mk - the program itself, and where it is installed.
# A build has TLS, or another file in its place that says that it has none.
# What is linked only with our library, or only with the system's: see system.mk.
SRC := $(filter-out src/os/windows/% $(if $(filter 0,$(TLS)),src/net/tls%,src/net/notls.c) $(NOT_LINKED),\
	$(sort $(shell find src -name '*.c')))
OBJ := $(SRC:src/%.c=$(OUT)/%.o)

$(OUT)/%.o: src/%.c build/flags.mk $(OUT)/told $(LIBC) $(MBEDTLS_OK)
	@mkdir -p $(@D)
	$(call Q,cc)$(CC) $(WARN) $(OURS_MAKING) $(THEIRS) $(OURS) $(HEADERS) -MMD -MP -c $< -o $@

# What `version` says of the build.
$(OUT)/cmd/self.o $(OUT)/cmd/licenses_bundled.o: OURS += -DPOSTEL_TARGET='"$(if $(filter 1,$(SYSTEM)),$(MACHINE),$(PLACE))"' \
	-DPOSTEL_MUSL='"$(shell cat $(MUSL_SRC)/VERSION 2>/dev/null)"'

# What sees each octet of a message works on several at a time, and has to have registers for that.
$(OUT)/proto/dot.o $(OUT)/proto/scan.o: OURS_MAKING := $(filter-out -mgeneral-regs-only,$(OURS_MAKING)) -O2

$(OUT)/postel.whole: $(OBJ) $(LIBMBEDTLS) $(OUT)/told
	$(call Q,link)$(CC) $(MAKING) $(THEIRS) $(LDFLAGS) $(LINK) $(BEFORE) $(filter %.o %.a,$^) $(AFTER) -o $@

# What ships is what is debugged, without its symbols.
$(OUT)/postel: $(OUT)/postel.whole
	$(SHIP)

postel: $(OUT)/postel $(OUT)/licenses

-include $(OBJ:.o=.d)

# The licences that go where the binary goes.
$(OUT)/licenses: LICENSE $(MUSL_OK) $(MBEDTLS_OK)
	@mkdir -p $@
	$(call Q,copy)cp LICENSE $@/postel
	@$(LICENSES)
	@touch $@

# `make install PREFIX=/usr DESTDIR=/tmp/package`, and back.
PREFIX  ?= /usr/local
DESTDIR ?=
BIN   = $(DESTDIR)$(PREFIX)/bin
SHARE = $(DESTDIR)$(PREFIX)/share
DOC   = $(SHARE)/doc/postel

# Where the manual and each shell's completion go.
MAN  = $(SHARE)/man/man1/postel.1
BASH = $(SHARE)/bash-completion/completions/postel
ZSH  = $(SHARE)/zsh/site-functions/_postel
FISH = $(SHARE)/fish/vendor_completions.d/postel.fish

install: postel
	install -d $(BIN) $(DOC)
	install -m 755 $(OUT)/postel $(BIN)/postel
	install -m 644 $(OUT)/licenses/* src/doc/postel-events.schema.json $(DOC)
	install -D -m 644 src/doc/postel.1 $(MAN)
	install -D -m 644 src/doc/postel.bash $(BASH)
	install -D -m 644 src/doc/_postel $(ZSH)
	install -D -m 644 src/doc/postel.fish $(FISH)

uninstall:
	rm -f $(BIN)/postel $(MAN) $(BASH) $(ZSH) $(FISH)
	rm -rf $(DOC)

# Where the octets are, and no more of them than build/limits allows.
size: $(OUT)/postel
	@CROSS=$(CROSS) build/size $(OUT) $(or $(BUDGET),$(if $(filter 0,$(TLS)),notls,serve))

.PHONY: postel install uninstall size
