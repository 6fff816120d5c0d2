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

# $(call kind,NAME,COMPILER,BEFORE,AFTER,MBEDTLS,NOT): one way to build the tests, and
# what stands about their objects when they are linked.  Our modules become a
# library, of which each test takes what it needs; mbedTLS needs some of it, too.
define kind
$(TEST)/$(1)/%.o: src/%.c build/tests.mk $(MBEDTLS_OK)
	@mkdir -p $$(@D)
	$$(call Q,cc)$(2) $(OURS) $(WARN) $(WERROR) -MMD -MP -c $$< -o $$@

$(TEST)/$(1)/all.a: $(MODULES:src/%.c=$(TEST)/$(1)/%.o)
	@rm -f $$@
	$$(call Q,ar)gcc-ar rc $$@ $$^

$(TEST)/$(1)/%: tests/%.c build/tests.mk $(TEST)/$(1)/all.a $(5)
	@mkdir -p $$(@D)
	$$(call Q,test)$(2) $(OURS) $(WARN) $(WERROR) -Itests/unit -MMD -MP $(3) $$< \
		-Wl,--start-group $(TEST)/$(1)/all.a $(5) -Wl,--end-group $(4) -o $$@

unit-$(1): $(patsubst %,run-$(1)-%,$(filter-out $(6),$(UNIT)))

$(UNIT:%=run-$(1)-%): run-$(1)-%: $(TEST)/$(1)/unit/test_%
	@build/run $(1)/$$* 300 $$<

.PHONY: unit-$(1) $(UNIT:%=run-$(1)-%)
-include $$(shell find $(TEST)/$(1) -name '*.d' 2>/dev/null)
endef

HERE := $(TEST)/libmbedtls.a
LESS := -Wl$(comma)--gc-sections # of mbedTLS, which else wants printf
$(eval $(call kind,gcc,gcc $(SANE),,$(LESS),$(HERE)))
$(eval $(call kind,clang,clang $(SANE),,$(LESS),$(HERE)))
$(eval $(call kind,tiny,gcc $(SANE) -include tests/tiny.h,,$(LESS),$(HERE)))
FUZZED := clang $(SANE) -fsanitize=fuzzer-no-link
$(eval $(call kind,fuzz,$(FUZZED),,-fsanitize=fuzzer $(LESS),$(HERE)))
$(eval $(call kind,fuzz-tiny,$(FUZZED) -include tests/tiny.h,,-fsanitize=fuzzer $(LESS),$(HERE)))

# As the program itself (musl, small, static), but for LTO, which would compile the library anew
# for each test; its library has no server for test_tls.
$(eval $(call kind,musl,$(CC) $(MAKING) $(HEADERS) $(if $(LTO),-fno-lto),$(LINK) $(BEFORE),$(AFTER),$(OUT)/libmbedtls.a,tls))
$(MODULES:src/%.c=$(TEST)/musl/%.o): | $(MUSL)/lib/libc.a

unit: unit-gcc unit-clang unit-tiny unit-musl

# Conversations under virtual time: the player gets all the files at once.
play: $(TEST)/gcc/play/play
	@build/run play 600 $< $(sort $(wildcard tests/play/*.play))

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

# $(call fuzzing,WORD,KIND): how the targets of one build are run.
define fuzzing
$(FUZZ:%=$(1)-fuzz-%): $(1)-fuzz-%: $(TEST)/$(2)/fuzz/fuzz_%
	@mkdir -p $(FUZZ_LEARNT)$(2:fuzz%=%)/$$*
	@build/run $(2)/$$* $$$$(($(FUZZ_SECONDS) + 600)) $$< -max_total_time=$(FUZZ_SECONDS) \
		$(FUZZ_FLAGS) -timeout=10 -verbosity=0 -print_final_stats=1 \
		-artifact_prefix=$(FUZZ_LEARNT)$(2:fuzz%=%)/$$*. \
		$$(addprefix -seed_inputs=,$$(call listed,$$(wildcard tests/fuzz/corpus/$$*/*))) \
		$(FUZZ_LEARNT)$(2:fuzz%=%)/$$*

.PHONY: $(FUZZ:%=$(1)-fuzz-%)
endef

$(eval $(call fuzzing,normal,fuzz))
$(eval $(call fuzzing,tiny,fuzz-tiny))

# How much each target reaches, of what it is linked with.
COVERED := clang -g -O1 -DPOSTEL_SERVE_TLS=1 -fprofile-instr-generate -fcoverage-mapping -fsanitize=fuzzer-no-link
$(eval $(call kind,reach,$(COVERED),,-fsanitize=fuzzer $(LESS),$(HERE)))
$(eval $(call kind,reach-tiny,$(COVERED) -include tests/tiny.h,,-fsanitize=fuzzer $(LESS),$(HERE)))

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

# The program against real servers, on a terminal and off it.
whole: postel
	@$(MAKE) --no-print-directory SERVE_TLS=1
	@POSTEL=$(OUT)/postel build/run whole 7200 \
		/usr/bin/python3 -m pytest -q -n 2 --timeout 300 tests/whole

# All of it, ending with the plain line "N passed, N failed".
CORES := $(shell nproc)

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

.PHONY: unit play mutants coverage fuzz fuzz-coverage $(FUZZ:%=fuzz-%) whole test demo bench picture
