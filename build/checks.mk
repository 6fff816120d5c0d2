# checks.mk - what is asked of the source as text, and of the binary as a file.
CHECKS  := $(notdir $(wildcard tests/checks/*))
SCRIPTS := $(filter-out %.awk %.mk %.h,$(wildcard build/fetch build/vet build/setup build/size \
	build/reach build/run build/tally tests/checks/* tests/unit/certs.sh .ci/run src/doc/postel.bash))
TEXTS   := $(shell find src tests build -path build/out -prune -o -name '*.[ch]' -print)
LINTS   := format tidy cppcheck shell man

# Each script in tests/checks is a check of its own.
$(CHECKS:%=check-%): check-%: postel
	@OUT=$(OUT) TLS=$(TLS) build/run check/$*$(TARGET:%=-%) 1800 tests/checks/$*

# mbedTLS from the same sources with the same configuration header, and nothing else of ours:
# what tests/checks/stock compares the library with.
PLAIN := $(TEST)/plain/$(notdir $(OUT))

$(PLAIN)/%.o: build/mbedtls_config.h build/checks.mk $(MBEDTLS_OK) | $(MUSL)/lib/libc.a
	@mkdir -p $(@D)
	$(call Q,cc)$(CC) -O1 $(HEADERS) $(MBEDTLS_FLAGS) -c $(MBEDTLS_SRC)/library/$*.c -o $@

$(PLAIN)/libmbedtls.a: $(MBEDTLS:%=$(PLAIN)/%.o)
	@rm -f $@
	$(call Q,ar)$(AR) rc $@ $^

check-stock: export PLAIN := $(PLAIN)
check-stock: export MUSL := $(MUSL)
check-stock check-binary: export OBJECTS := $(OBJ)
check-binary: export CROSS := $(CROSS)
check-binary: export HARDENED := $(GUARDS)
check-binary: export SPECIAL := $(if $(NO_PIE),fixed) $(LARGE_PAGES:1=large-pages) $(SOFT:1=soft)
check-stock: $(PLAIN)/libmbedtls.a

# mbedTLS as its authors configure it and build it, in place of a system's for tests/checks/system.
# Its Makefile needs the suffixes that ours does without, so ours passes no flags on.
STOCK := $(CURDIR)/$(TEST)/system

$(STOCK)/library/libmbedtls.so: $(MBEDTLS_OK)
	@rm -rf $(STOCK) && mkdir -p $(STOCK) && cp -r $(MBEDTLS_SRC)/. $(STOCK)
	$(call Q,make)MAKEFLAGS= $(MAKE) -s -j2 -C $(STOCK)/library SHARED=1 CC=gcc AR=ar CFLAGS=-O1 CPPFLAGS= LDFLAGS= shared >$(STOCK)/log 2>&1
	@touch $@

# What these two run whole tests against.  Made after what both builds share.
serve-tls: $(LIBC) $(MBEDTLS_OK)
	@$(MAKE) --no-print-directory SERVE_TLS=1 TLS=1

check-system: export STOCK := $(STOCK)
check-system: $(STOCK)/library/libmbedtls.so
check-system check-clang: serve-tls

floors: check-floors

lint: $(LINTS:%=lint-%)

lint-format:
	@build/run lint/format 300 clang-format --dry-run --Werror $(TEXTS)

lint-tidy: | $(MBEDTLS_SRC)
	@build/run lint/tidy 3600 clang-tidy --quiet $(SRC) $(NOT_LINKED) -- $(OURS)

# What cppcheck 2.10 sees where nothing is: sizeof of a fresh array, a range it only imagines.
DOUBTS := legacyUninitvar arrayIndexOutOfBoundsCond shiftNegativeLHS

lint-cppcheck:
	@build/run lint/cppcheck 1800 cppcheck --quiet --error-exitcode=1 --inline-suppr -Isrc \
		--enable=warning,portability --std=c11 $(DOUBTS:%=--suppress=%) src

lint-shell:
	@build/run lint/shell 300 shellcheck $(SCRIPTS)

lint-man:
	@build/run lint/man 300 sh -c 'find . -path ./build/out -prune -o -name "*.[1-8]" -exec mandoc -Tlint -Wwarning {} +'

# Every floor but os/ is compiled for Windows too.
WINDOWS := $(filter-out src/os/%,$(SRC))

mingw: | $(MBEDTLS_SRC)
	@build/run mingw 1800 x86_64-w64-mingw32-gcc -fsyntax-only $(OURS) $(WARN) $(WERROR) $(WINDOWS)

# A make of its own, which must find whole what both builds share; and some of its whole tests.
NOTLS := tests/whole/without_tls.py tests/whole/test_script.py tests/whole/test_message.py

notls: $(MUSL)/lib/libc.a $(MBEDTLS_OK)
	@build/run notls 1800 $(MAKE) --no-print-directory TLS=0 size
	@POSTEL=build/out/$(PLACE)-notls/postel build/run notls-whole 1800 \
		/usr/bin/python3 -m pytest -q -n 2 --timeout 300 $(NOTLS)

sizes: postel
	@build/run size$(TARGET:%=-%) 300 $(MAKE) --no-print-directory size

checks: $(CHECKS:%=check-%) lint mingw notls sizes

.PHONY: $(CHECKS:%=check-%) serve-tls floors lint $(LINTS:%=lint-%) mingw notls sizes checks
