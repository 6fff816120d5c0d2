# i486.mk - old PCs and rescue systems: 32 bits, no SSE, no AES instructions.
PACKAGE := gcc-i686-linux-gnu
CROSS   := i686-linux-gnu-
CPU     := -march=i486 -mno-sse -Wno-psabi # vectors stay within their file: base/block.h
QEMU    := qemu-i386-static -cpu 486
BUDGET  := 570000
MUSL_TARGET := i486-linux-musl
