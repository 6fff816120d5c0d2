# tests.mk - unit tests, play files, fuzz targets, the whole program.
#
# UNIT= and FUZZ= name single tests: `make unit UNIT=reply`.  What `make fuzz` tries
# is left to chance; `make test` tries the same on every machine, with FUZZ_SAME.
UNIT ?= $(patsubst tests/unit/test_%.c,%,$(sort $(wildcard tests/unit/test_*.c)))
FUZZ ?= $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))

TEST    := build/out/test

FUZZ_SECONDS ?= 600
FUZZ_FLAGS   ?= -seed=0
FUZZ_LEARNT  ?= $(TEST)/corpus
FUZZ_SAME    := -seed=1 -runs=5000 -use_cmp=0 # comparisons show addresses, which chance gives

SANE    := -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all \
	-DPOSTEL_SERVE_TLS=1
MODULES := $(filter-out src/main.c,$(SRC))

# mbedTLS is compiled once for all tests on this machine, with a server's half.
$(TEST)/mbedtls/%.o: build/mbedtls_config.h build/tests.mk $(MBEDTLS_OK)
	@mkdir -p $(@D)
	$(call Q,cc)gcc -O1 -ffunction-sections $(MBEDTLS_FLAGS) -DPOSTEL_SERVE_TLS=1 -c $(MBEDTLS_SRC)/library/$*.c -o $@

$(TEST)/libmbedtls.a: $(sort $(MBEDTLS:%=$(TEST)/mbedtls/%.o) $(SERVER:%=$(TEST)/mbedtls/%.o))
	@rm -f $@
	$(call Q,ar)gcc-ar rc $@ $^

# $(call library,NAME,COMPILER): our modules as one way to build the tests has them; each test takes
# what it needs.
define library
$(TEST)/$(1)/%.o: src/%.c build/tests.mk $(MBEDTLS_OK)
	@mkdir -p $$(@D)
	$$(call Q,cc)$(2) $(OURS) $(WARN) $(WERROR) -MMD -MP -c $$< -o $$@

$(TEST)/$(1)/all.a: $(MODULES:src/%.c=$(TEST)/$(1)/%.o)
	@rm -f $$@
	$$(call Q,ar)gcc-ar rc $$@ $$^
endef

# $(call tests,NAME,COMPILER,BEFORE,AFTER,MBEDTLS,NOT,RUNNER): the tests of that library, what
# stands about their objects when they are linked (mbedTLS needs some of our modules, too), which
# can't be, and the command in front of each where this machine can't run them itself.  A fuzz
# target's main is the fuzzer's.
define tests
$(TEST)/$(1)/%: tests/%.c build/tests.mk $(TEST)/$(1)/all.a $(5)
	@mkdir -p $$(@D)
	$$(call Q,test)$(2) $(OURS) $(WARN) $(WERROR) -Itests/unit -MMD -MP $(3) $$< \
		-Wl,--start-group $(TEST)/$(1)/all.a $(5) -Wl,--end-group $(4) \
		$$(if $$(filter fuzz_%,$$(*F)),-fsanitize=fuzzer) -o $$@

unit-$(1): $(patsubst %,run-$(1)-%,$(filter-out $(6),$(UNIT)))

$(UNIT:%=run-$(1)-%): run-$(1)-%: $(TEST)/$(1)/unit/test_%
	@build/run $(1)/$$* 300 $(7) $$<

.PHONY: unit-$(1) $(UNIT:%=run-$(1)-%)
-include $$(shell find $(TEST)/$(1) -name '*.d' 2>/dev/null)
endef

define kind
$(call library,$(1),$(2))
$(call tests,$(1),$(2),$(3),$(4),$(5))
endef

HERE := $(TEST)/libmbedtls.a
LESS := -Wl$(comma)--gc-sections # of mbedTLS, which else wants printf
FUZZED := clang $(SANE) -fsanitize=fuzzer-no-link # tells the fuzzer what is reached, if there is one
$(eval $(call kind,gcc,gcc $(SANE),,$(LESS),$(HERE)))
$(eval $(call kind,clang,$(FUZZED),,$(LESS),$(HERE)))
$(eval $(call kind,tiny,$(FUZZED) -include tests/tiny.h,,$(LESS),$(HERE)))

# From the objects that the program is made of, for any machine; but for LTO, which would compile
# the library anew for each test.  Its library has no server for test_tls.
SAME_KIND := $(or $(TARGET),musl)
EMULATED  := $(if $(QEMU),env POSTEL_EMULATED=1 $(QEMU))

$(TEST)/$(SAME_KIND)/all.a: $(filter-out $(OUT)/main.o,$(OBJ))
	@mkdir -p $(@D) && rm -f $@
	$(call Q,ar)$(AR) rc $@ $^

$(eval $(call tests,$(SAME_KIND),$(CC) $(MAKING) $(HEADERS) $(if $(LTO),-fno-lto),$(LINK) $(BEFORE),$(AFTER),$(OUT)/libmbedtls.a,tls,$(EMULATED)))

unit: unit-gcc unit-clang unit-tiny unit-musl

# Conversations under virtual time: the player gets all the files at once.
play: $(TEST)/gcc/play/play
	@build/run play 600 $< $(sort $(wildcard tests/play/*.play))

# What is made for another machine, run by qemu: the units, the plays, and a session of the
# program with this machine's practice server.  What qemu can't show is named in build/targets.
play-$(SAME_KIND): $(TEST)/$(SAME_KIND)/play/play
	@build/run $(SAME_KIND)-play 600 $(EMULATED) $< $(sort $(wildcard tests/play/*.play))

$(OUT)/emulated: $(OUT)/postel
	@printf '#!/bin/sh\nexec $(QEMU) $(CURDIR)/$< "$$@"\n' >$@ && chmod +x $@

session: $(OUT)/emulated
	@POSTEL=$< build/run $(SAME_KIND)-session 600 \
		/usr/bin/python3 -m pytest -q --timeout 300 tests/whole/on_target.py

test-target: unit-$(SAME_KIND) play-$(SAME_KIND) session sizes

# Each in a make of its own; what they share is made before.
all-targets:
	@build/setup build target
	@$(MAKE) -k -j$(CORES) --no-print-directory $(TARGETS:%=all-%)

test-targets:
	@build/setup build target test
	@$(MAKE) -k -j$(CORES) --no-print-directory $(TARGETS:%=test-%)

$(TARGETS:%=all-%): all-%: | $(MUSL_SRC) $(MBEDTLS_SRC)
	+@$(MAKE) --no-print-directory TARGET=$*

$(TARGETS:%=test-%): test-%: serve-tls
	+@$(MAKE) --no-print-directory -k TARGET=$* test-target

# Bugs planted one at a time, in copies of the tree: do the tests above find each?  MUTANT= is a
# word of those wanted.
MUTANT ?=

mutants: $(TEST)/libmbedtls.a $(TEST)/gcc/all.a
	@build/mutants.py tests/mutants.txt '$(MUTANT)'

# Each target for FUZZ_SECONDS under normal limits, and as long under tiny ones.  What
# it learns is kept in build/out; an input worth keeping is copied to
# tests/fuzz/corpus by hand.
fuzz: $(FUZZ:%=fuzz-%)

$(FUZZ:%=fuzz-%): fuzz-%: normal-fuzz-% tiny-fuzz-%

# $(call listed,FILES): in the order of their names, with commas.
comma  := ,
space  := $(subst ,, )
listed  = $(subst $(space),$(comma),$(strip $(sort $(1))))

# $(call fuzzing,WORD,KIND,SUFFIX): how the targets of one build are run, and what is put behind
# the names of what they leave.
define fuzzing
$(FUZZ:%=$(1)-fuzz-%): $(1)-fuzz-%: $(TEST)/$(2)/fuzz/fuzz_%
	@mkdir -p $(FUZZ_LEARNT)$(3)/$$*
	@build/run fuzz$(3)/$$* $$$$(($(FUZZ_SECONDS) + 600)) $$< -max_total_time=$(FUZZ_SECONDS) \
		$(FUZZ_FLAGS) -timeout=10 -verbosity=0 -print_final_stats=1 \
		-artifact_prefix=$(FUZZ_LEARNT)$(3)/$$*. \
		$$(addprefix -seed_inputs=,$$(call listed,$$(wildcard tests/fuzz/corpus/$$*/*))) \
		$(FUZZ_LEARNT)$(3)/$$*

.PHONY: $(FUZZ:%=$(1)-fuzz-%)
endef

$(eval $(call fuzzing,normal,clang,))
$(eval $(call fuzzing,tiny,tiny,-tiny))

# How much each target reaches, of what it is linked with.
COVERED := clang -g -O1 -DPOSTEL_SERVE_TLS=1 -fprofile-instr-generate -fcoverage-mapping -fsanitize=fuzzer-no-link
$(eval $(call kind,reach,$(COVERED),,$(LESS),$(HERE)))
$(eval $(call kind,reach-tiny,$(COVERED) -include tests/tiny.h,,$(LESS),$(HERE)))

fuzz-coverage: $(foreach kind,reach reach-tiny,$(FUZZ:%=$(TEST)/$(kind)/fuzz/fuzz_%))
	@build/reach $(FUZZ)

# How many lines of each floor the unit tests and plays reach.
SEEN := clang -g -O1 -DPOSTEL_SERVE_TLS=1 -fprofile-instr-generate -fcoverage-mapping \
	-mllvm -runtime-counter-relocation # for %c in build/coverage
$(eval $(call kind,cover,$(SEEN),,$(LESS),$(HERE)))

$(TEST)/cover/postel: src/main.c $(TEST)/cover/all.a $(HERE)
	$(call Q,link)$(SEEN) $(OURS) $< -Wl,--whole-archive $(TEST)/cover/all.a \
		-Wl,--no-whole-archive,--start-group $(TEST)/cover/all.a $(HERE) -Wl,--end-group $(LESS) -o $@

coverage: $(UNIT:%=$(TEST)/cover/unit/test_%) $(TEST)/cover/play/play $(TEST)/cover/postel
	@build/coverage $(UNIT)

CORES := $(shell nproc)

# The program against real servers, on a terminal and off it.  Most of it waits.
whole: postel
	@$(MAKE) --no-print-directory SERVE_TLS=1
	@POSTEL=$(OUT)/postel build/run whole 7200 \
		/usr/bin/python3 -m pytest -q -n $$((2 * $(CORES))) --timeout 300 tests/whole

# All of it, ending with the plain line "N passed, N failed".
test:
	@build/setup build test
	@rm -rf $(TEST)/results $(TEST)/known $(TEST)/known-tiny
	@failed=0; \
	$(MAKE) -k -j$(CORES) --no-print-directory checks unit play || failed=1; \
	$(MAKE) -k -j$(CORES) --no-print-directory fuzz FUZZ_SECONDS=120 FUZZ_FLAGS='$(FUZZ_SAME)' \
		FUZZ_LEARNT=$(TEST)/known || failed=1; \
	$(MAKE) --no-print-directory whole || failed=1; \
	build/tally $$failed

# What is shown runs in a make of its own: where setup has just installed the
# compiler, this one could not yet ask it for its target.
demo bench picture:
	@build/setup build $@
	@$(MAKE) -j$(CORES) --no-print-directory show-$@

show-%: postel
	@POSTEL=$(OUT)/postel /usr/bin/python3 tests/whole/$*.py

.PHONY: unit play mutants coverage fuzz fuzz-coverage $(FUZZ:%=fuzz-%) whole test demo bench picture \
	play-$(SAME_KIND) session test-target all-targets test-targets $(TARGETS:%=all-%) $(TARGETS:%=test-%)
