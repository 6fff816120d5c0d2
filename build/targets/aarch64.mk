# aarch64.mk - 64-bit Arm: Raspberry Pi 3 and later, NAS boxes, routers of today.
PACKAGE := gcc-aarch64-linux-gnu
CROSS   := aarch64-linux-gnu-
CPU     :=
QEMU    := qemu-aarch64-static
LARGE_PAGES := 1
BUDGET  := 609000
MUSL_TARGET := aarch64-linux-musl
