# mipsel.mk - routers with a MIPS 24Kc, little-endian, without an FPU: OpenWrt's ramips.  See mips.mk.
PACKAGE := gcc-mipsel-linux-gnu
CROSS   := mipsel-linux-gnu-
CPU     := -march=24kc -msoft-float
QEMU    := qemu-mipsel-static -cpu 24Kc
BUDGET  := 659000
MUSL_TARGET := mipsel-linux-muslsf
SOFT    := 1
NO_PIE  := -mno-abicalls -fno-pic
ALIKE   := -Wl,--no-warn-mismatch
