# deps.mk - musl and mbedTLS: fetched, judged, built.
#
# MUSL_SRC= and MBEDTLS_SRC= name unpacked source trees: for machines without
# apt, or to try another version.
MUSL_SRC    ?= build/out/src/musl
MBEDTLS_SRC ?= build/out/src/mbedtls

build/out/src/musl build/out/src/mbedtls:
	@mkdir -p build/out/src
	@build/fetch $(@F) $@

# A tree is used once build/vet has let it pass; the mark remembers which it was.
MUSL_OK    := build/out/$(PLACE)/musl.ok
MBEDTLS_OK := build/out/$(PLACE)/mbedtls.ok

forget = $(if $(filter-out $(2),$(file <$(1))),$(shell rm -f $(1)))
$(call forget,$(MUSL_OK),$(MUSL_SRC))
$(call forget,$(MBEDTLS_OK),$(MBEDTLS_SRC))

$(MUSL_OK): build/deps build/vet | $(MUSL_SRC)
	@mkdir -p $(@D)
	@build/vet musl $(MUSL_SRC)
	@echo $(MUSL_SRC) >$@

$(MBEDTLS_OK): build/deps build/vet | $(MBEDTLS_SRC)
	@mkdir -p $(@D)
	@build/vet mbedtls $(MBEDTLS_SRC)
	@echo $(MBEDTLS_SRC) >$@

# musl is built by its own makefile, outside its tree, into a folder of headers and libraries.
MUSL_FLAGS := -Os $(call understood,-Oz,-c) $(GUARDS) -ffunction-sections -fdata-sections \
	-fno-asynchronous-unwind-tables

# Told to its makefile too, where what a packager gives our make would else count alone.  Its
# start-up code and the order of its parts do not bear -flto.
MUSL_TOLD = CC='$(CC)' AR='$(AR)' RANLIB='$(CROSS)ranlib' CPPFLAGS='$(CPPFLAGS)' LDFLAGS='$(LDFLAGS)' \
	CFLAGS='$(MUSL_FLAGS) $(filter-out -flto%,$(CFLAGS)) -ffile-prefix-map=$(CURDIR)=.'

LIBC := $(MUSL)/lib/libc.a

$(LIBC): $(MUSL_OK) build/deps.mk build/flags.mk $(MUSL)/../told-musl
	@rm -rf $(MUSL)/obj && mkdir -p $(MUSL)/obj
	$(call Q,musl)cd $(MUSL)/obj && $(MUSL_TOLD) $(abspath $(MUSL_SRC))/configure -q \
		--prefix=$(CURDIR)/$(MUSL) --target=$(or $(MUSL_TARGET),$(PLACE)) --disable-shared --disable-wrapper >log
	+@$(MAKE) -s -C $(MUSL)/obj DESTDIR= $(MUSL_TOLD) install-libs install-headers >>$(MUSL)/obj/log 2>&1
	@touch $@

# mbedTLS is compiled from its own sources, unchanged, with our configuration header: what every build
# needs, and what TLS does.
MBEDTLS_LESS := base64 constant_time md md5 platform_util sha1 sha256
MBEDTLS_MORE := aes aesce aesni asn1parse asn1write bignum bignum_core block_cipher chacha20 \
	chachapoly cipher cipher_wrap ecdh ecdsa ecp ecp_curves gcm memory_buffer_alloc \
	oid pem pk pk_ecc pk_wrap pkcs5 pkparse platform poly1305 psa_crypto psa_crypto_aead \
	psa_crypto_cipher psa_crypto_client psa_crypto_driver_wrappers_no_static psa_crypto_ecp \
	psa_crypto_hash psa_crypto_mac psa_crypto_random psa_crypto_rsa \
	psa_crypto_slot_management psa_util rsa rsa_alt_helpers sha512 ssl_ciphersuites \
	ssl_client ssl_msg ssl_tls ssl_tls12_client ssl_tls13_client ssl_tls13_generic \
	ssl_tls13_keys x509 x509_crt
# A practice server's half, and the tests' other side.
SERVER := ssl_tls12_server ssl_tls13_server
CLIENT_ALONE := $(filter-out 1,$(SERVE_TLS))
MBEDTLS := $(MBEDTLS_LESS) $(if $(filter 0,$(TLS)),,$(MBEDTLS_MORE)) $(if $(CLIENT_ALONE),,$(SERVER))

# Octets of records pass through these; all others are told to be small.
MBEDTLS_HOT := aesni chacha20 chachapoly gcm poly1305
how = $(if $(filter $(1),$(MBEDTLS_HOT)),-O2,$(SMALLEST))

# What prints, and is not linked, calls an snprintf that our configuration does not declare: to
# gcc 14 and clang 16 an error.
IDLE := -Wno-implicit-function-declaration

$(OUT)/mbedtls/%.o: build/mbedtls_config.h build/flags.mk build/deps.mk $(OUT)/told $(MBEDTLS_OK) | $(MUSL)/lib/libc.a
	@mkdir -p $(@D)
	$(call Q,cc)$(CC) $(MAKING) $(call how,$*) $(THEIRS) $(HEADERS) $(MBEDTLS_FLAGS) $(IDLE) -c \
		$(MBEDTLS_SRC)/library/$*.c -o $@

LIBMBEDTLS := $(OUT)/libmbedtls.a

$(LIBMBEDTLS): $(MBEDTLS:%=$(OUT)/mbedtls/%.o)
	@rm -f $@
	$(call Q,ar)$(AR) rc $@ $^
