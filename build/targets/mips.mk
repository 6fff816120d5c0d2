# mips.mk - routers with a MIPS 24Kc, big-endian, without an FPU: OpenWrt's ath79.
#
# Code with fixed addresses is a sixth smaller here.  Debian's libgcc for MIPS is made for an FPU,
# but what is taken of it divides and shifts integers: a check finds no FPU instruction.
PACKAGE := gcc-mips-linux-gnu
CROSS   := mips-linux-gnu-
CPU     := -march=24kc -msoft-float
QEMU    := qemu-mips-static -cpu 24Kc
BUDGET  := 659000
MUSL_TARGET := mips-linux-muslsf
SOFT    := 1
NO_PIE  := -mno-abicalls -fno-pic
ALIKE   := -Wl,--no-warn-mismatch
