# system.mk - `make SYSTEM=1`: the system's C library and mbedTLS, shared, in place of ours.
#
# For distributions.  Nothing is fetched, and nothing stripped, since they have tools of
# their own for that.  What is weaker then is said in src/net/tls_system.c.
NOT_LINKED := src/net/tls_system.c src/cmd/licenses_system.c
SHIP = $(call Q,strip)$(STRIP) -o $@ $<
LICENSES = cp $(MUSL_SRC)/COPYRIGHT $@/musl && cp $(MBEDTLS_SRC)/LICENSE $@/mbedtls

ifeq ($(SYSTEM),1)
NOT_LINKED := src/net/tls_bundled.c src/cmd/licenses_bundled.c src/os/posix/libc.c
SHIP = $(call Q,copy)cp $< $@
LICENSES :=

FOUND := echo MBEDTLS_VERSION_STRING | $(CC) $(CPPFLAGS) $(CFLAGS) -include mbedtls/version.h \
	-E -P -x c - 2>/dev/null | tail -n 1 | tr -d '"'

# In place of the libraries, and of the marks that they are good: which version it is.
$(OUT)/system.ok: FORCE
	@mkdir -p $(@D)
	@found=$$($(FOUND)); case $$found in 3.6.*) ;; *) \
		echo "SYSTEM=1 needs mbedTLS 3.6, and the system has $${found:-no headers of it}." >&2; exit 1 ;; esac; \
	echo "$$found" | cmp -s - $@ || echo "$$found" >$@

MUSL_OK := $(OUT)/system.ok
MBEDTLS_OK := $(OUT)/system.ok
LIBC := $(OUT)/system.ok
LIBMBEDTLS :=

# glibc's headers have functions of floating point in them.
OURS_MAKING := $(filter-out -mgeneral-regs-only,$(OURS_MAKING))
MBEDTLS_FLAGS :=
HEADERS :=
LINK   := -pie $(filter-out -Wl$(comma)--no-dynamic-linker,$(filter -Wl% -flto%,$(LINK)))
BEFORE :=
AFTER  := $(if $(filter 0,$(TLS)),,-lmbedtls -lmbedx509) -lmbedcrypto
endif
