# postel.mk - the program itself, and where it is installed.
SRC := $(filter-out src/os/windows/%,$(sort $(shell find src -name '*.c')))
OBJ := $(SRC:src/%.c=$(OUT)/%.o)

$(OUT)/%.o: src/%.c build/flags.mk $(MUSL)/lib/libc.a $(MBEDTLS_OK)
	@mkdir -p $(@D)
	$(call Q,cc)$(CC) $(OURS) $(WARN) $(OURS_MAKING) $(HEADERS) -MMD -MP -c $< -o $@

$(OUT)/postel.whole: $(OBJ) $(OUT)/libmbedtls.a
	$(call Q,link)$(CC) $(MAKING) $(LINK) $(BEFORE) $^ $(AFTER) -o $@

$(OUT)/postel: $(OUT)/postel.whole
	$(call Q,strip)$(CROSS)strip -s -R .comment -R .note.gnu.property -o $@ $<

postel: $(OUT)/postel $(OUT)/licenses

-include $(OBJ:.o=.d)

# The licences that go where the binary goes.
$(OUT)/licenses: LICENSE $(MUSL_OK) $(MBEDTLS_OK)
	@mkdir -p $@
	$(call Q,copy)cp LICENSE $@/postel && cp $(MUSL_SRC)/COPYRIGHT $@/musl && \
		cp $(MBEDTLS_SRC)/LICENSE $@/mbedtls
	@touch $@

# `make install PREFIX=/usr DESTDIR=/tmp/package`, and back.
PREFIX  ?= /usr/local
DESTDIR ?=
BIN = $(DESTDIR)$(PREFIX)/bin
DOC = $(DESTDIR)$(PREFIX)/share/doc/postel

install: postel
	install -d $(BIN) $(DOC)
	install -m 755 $(OUT)/postel $(BIN)/postel
	install -m 644 $(OUT)/licenses/* $(DOC)

uninstall:
	rm -f $(BIN)/postel
	rm -rf $(DOC)

# Where the octets are, and no more of them than build/limits allows.
size: $(OUT)/postel
	@build/size $(OUT) $(if $(filter 0,$(TLS)),notls,line)

.PHONY: postel install uninstall size
