# Makefile - builds postel, and proves it: `make help` says what there is.
#
# Everything that is made goes into build/out.  Each subject has a file of
# its own in build/; a variable that is meant to be given on the command line
# stands at the head of the file that uses it, set with ?=.
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:

all: postel

include build/flags.mk
include build/deps.mk
include build/system.mk
include build/postel.mk
include build/tests.mk
include build/checks.mk

help:
	@sed -n 's/^#:/   /p' Makefile

#: make             the program for this machine: build/out/MACHINE/postel
#: make TARGET=mips the same for another one, by Debian's cross compiler: see build/targets
#: make all-targets for all of them; make test-targets tests them, by qemu
#: make TLS=0       the same without TLS: smaller by a third
#: make SYSTEM=1    the system's C library and mbedTLS 3.6, shared; fetches and strips nothing
#: make CC=clang    the same program as make gives, by clang
#: make CC= AR= CFLAGS= CPPFLAGS= LDFLAGS=   as the environment or the command line says
#: make install     PREFIX=/usr/local DESTDIR=
#: make SERVE_TLS=1 with TLS in the practice server, too
#: make demo        builds, and shows two mail sessions and a slow server
#: make picture     draws the session that README shows
#: make test        everything below; ends with "N passed, N failed"
#: make unit        each module, under gcc, clang, tiny limits, and musl (UNIT=reply)
#: make play        conversations under virtual time
#: make fuzz        FUZZ_SECONDS=600 for each target, and again with tiny limits (FUZZ=reply)
#: make fuzz-coverage  how many lines each target reaches, in a table
#: make coverage    how many lines of each floor unit tests and plays reach, in a table
#: make whole       the program against Dovecot and Postfix
#: make bench       CPU time and memory, beside curl, swaks, msmtp, netcat and openssl
#: make mutants     plants bugs, and sees that a unit test or a play finds each (MUTANT=word)
#: make checks      floors, formatting, linters, Windows, the binary itself
#: make size        where the octets are
#: make clean       all but the fetched sources; distclean: those too

clean:
	find build/out -mindepth 1 -maxdepth 1 ! -name src -exec rm -rf {} +

distclean:
	rm -rf build/out

.PHONY: all help clean distclean
