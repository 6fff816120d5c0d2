# flags.mk - the compilers, and what they are told.
#
# CC, AR, STRIP, CFLAGS, CPPFLAGS and LDFLAGS are the packager's, from the environment or the
# command line.  They come after what we merely prefer, so theirs counts, and in
# front of what the source can't be built without.  They are for the program and
# its libraries; what is built to test it names its compilers itself.
#
# TARGET= is one of build/targets: the program is then for such a machine, made by Debian's cross
# compiler.  Without it the program is for the machine that CC compiles for.
TARGET  ?=
TARGETS := $(patsubst build/targets/%.mk,%,$(sort $(wildcard build/targets/*.mk)))
ifneq ($(TARGET),)
ifeq ($(filter $(TARGET),$(TARGETS)),)
$(error TARGET=$(TARGET) is not one of: $(TARGETS))
endif
include build/targets/$(TARGET).mk
endif

CROSS ?=
ours_if_unset = $(filter default undefined,$(origin $(1)))
ifneq ($(call ours_if_unset,CC),)
CC = $(CROSS)gcc $(CPU)
ifneq ($(TARGET),)
ifeq ($(shell command -v $(CROSS)gcc),)
$(error TARGET=$(TARGET) needs $(CROSS)gcc, which is in Debian's package $(PACKAGE))
endif
endif
endif
ifneq ($(call ours_if_unset,AR),)
AR = $(CROSS)gcc-ar
endif
STRIP    ?= $(CROSS)strip
CFLAGS   ?=
CPPFLAGS ?=
LDFLAGS  ?=
TLS   ?= 1
SERVE_TLS ?= 0
SYSTEM ?= 0

# x86_64-linux-gnu -> x86_64-linux-musl; each kind of build is in a folder of its own.
MACHINE := $(shell $(CC) -dumpmachine 2>/dev/null)
PLACE   := $(or $(TARGET),$(subst gnu,musl,$(MACHINE)))
MUSL    := build/out/$(PLACE)/musl
OUT     := build/out/$(if $(filter 1,$(SYSTEM)),$(MACHINE)-system,$(PLACE))$(if $(filter 0,$(TLS)),-notls)$(if $(filter 1,$(SERVE_TLS)),-serve-tls)

# Compilers and flags as they were told last: what is built with others is built anew.
TOLD = CC=$(CC) AR=$(AR) STRIP=$(STRIP) CFLAGS=$(CFLAGS) CPPFLAGS=$(CPPFLAGS) LDFLAGS=$(LDFLAGS)

$(OUT)/told $(MUSL)/../told-musl: FORCE
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(TOLD))' | cmp -s - $@ || echo '$(subst ','\'',$(TOLD))' >$@

FORCE:

# Commands are told in a word each; V=1 shows them whole.
Q = $(if $(V),,@printf '%-5s %s\n' '$(1)' '$(patsubst build/out/%,%,$@)';)

# Our code under any compiler.  assert(!"reason") is C: clang need not mind.
OURS = -std=c11 -Isrc $(MBEDTLS_FLAGS)
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wno-string-conversion

# Only tests end at a warning: a compiler of tomorrow will have new ones.
WERROR := -Werror

MBEDTLS_FLAGS = -isystem $(MBEDTLS_SRC)/include -isystem $(MBEDTLS_SRC)/library -Ibuild \
	$(if $(filter 1,$(SERVE_TLS)),-DPOSTEL_SERVE_TLS=1) \
	$(if $(filter 0,$(TLS)),-DPOSTEL_TLS=0) -DMBEDTLS_CONFIG_FILE='<mbedtls_config.h>'

comma := ,

# $(call understood,FLAG,REST): FLAG, if the compiler (and its linker, told REST) knows it.
understood = $(shell echo 'int main(void) { return 0; }' | \
	$(CC) -Werror $(1) $(2) -x c - -o /dev/null 2>/dev/null && echo '$(1)')

# Against what an attacker would do with a mistake, in our code and the libraries': frames with
# arrays have a guard, no frame jumps over the stack's end, no variable shows what was there before.
GUARDS := -fstack-protector-strong $(call understood,-fstack-clash-protection,-c) \
	$(call understood,-ftrivial-auto-var-init=zero,-c)

# What goes into the program: small, the same in every folder, hard to abuse.
# Fat objects are for `make size` to read.  -g changes no instruction, and is
# stripped; it is for `make size` and the debugger.  clang does without LTO, for which it
# would need a linker and an archiver of its own.
LTO    := $(call understood,-flto=1 -ffat-lto-objects,-c)
SMALL  = -Os $(LTO) -ffunction-sections -fdata-sections -fno-ident \
	-fno-asynchronous-unwind-tables -fno-unwind-tables -fmerge-all-constants
SAME   = -ffile-prefix-map=$(CURDIR)=. -frandom-seed=postel
HARD   = $(or $(NO_PIE),-fPIE) $(GUARDS)
MAKING = $(SMALL) $(SAME) $(HARD) -g

# Our own code beside: no floating point, for with no registers for it one float would not link.
SMALLEST := $(call understood,-Oz,-c)
OURS_MAKING := $(MAKING) $(SMALLEST) $(call understood,-mgeneral-regs-only,-c)

# musl's headers and the compiler's own in place of the machine's.
file_of = $(shell $(CC) -print-file-name=$(1) 2>/dev/null)
HEADERS := -nostdinc -isystem $(MUSL)/include -isystem $(call file_of,include)

# What our sources, mbedTLS's and the link can't do without, behind the packager's own.
THEIRS = $(CPPFLAGS) $(CFLAGS) $(or $(NO_PIE),-fPIE)

# Relocations packed where the linker can, since tables of pointers have many.
PACKED := $(call understood,-Wl$(comma)-z$(comma)pack-relative-relocs,-Wl$(comma)--fatal-warnings)

# Code has pages of its own; on machines whose kernels may have pages of 64 kB, that would leave as
# large holes in the file, and code and constants share a segment.  No loader is asked for: some
# compilers name one even so.
PAGES  := $(if $(LARGE_PAGES),-z$(comma)noseparate-code,-z$(comma)separate-code$(comma)-z$(comma)max-page-size=4096)
LINK   := -nostdlib $(if $(NO_PIE),-static,-static-pie) -Wl,--gc-sections,--build-id=none,--sort-section=alignment \
	-Wl,--no-dynamic-linker -Wl,-z,relro,-z,now,-z,noexecstack,$(PAGES) $(PACKED) $(ALIKE) $(if $(LTO),-flto-partition=one)

# What stands before and after a program's own objects is the compiler driver's
# secret elsewhere; musl has its own.  (What crtbegin.o does is for C++.)
BEFORE := $(MUSL)/lib/$(if $(NO_PIE),crt1.o,rcrt1.o) $(MUSL)/lib/crti.o
AFTER  := -Wl,--start-group $(MUSL)/lib/libc.a -lgcc -Wl,--end-group $(MUSL)/lib/crtn.o
