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
include build/postel.mk
include build/tests.mk
include build/checks.mk

clean:
	rm -rf build/out/*-linux-* build/out/test

distclean:
	rm -rf build/out

.PHONY: all clean distclean
