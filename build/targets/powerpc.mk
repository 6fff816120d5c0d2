# powerpc.mk - 32-bit PowerPC, big-endian: old Macs, NAS boxes, appliances.
PACKAGE := gcc-powerpc-linux-gnu
CROSS   := powerpc-linux-gnu-
CPU     := -mlong-double-64 -Wno-psabi # vectors stay within their file: base/block.h
QEMU    := qemu-ppc-static
LARGE_PAGES := 1
BUDGET  := 676000
MUSL_TARGET := powerpc-linux-musl
